package voxfarm.common.kafka;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.event.Outbox;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.job.Carried;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.DeadLetterCodec;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.plan.RequestId;
import voxfarm.common.telemetry.Tracer;
import voxfarm.common.voice.ComingVoicesCodec;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;

/** Writes jobs, events and dead letters to their topics. Thread-safe. */
public final class KafkaSinks implements Component, Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaSinks.class);

    /**
     * A record is given up after this time: whoever waits for it must learn that it may be lost.
     */
    public static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final List<Header> HEADERS =
            List.of(
                    new RecordHeader(
                            "schema",
                            String.valueOf(Schema.VERSION).getBytes(StandardCharsets.US_ASCII)),
                    new RecordHeader(
                            "content-type",
                            "application/json".getBytes(StandardCharsets.US_ASCII)));

    private static final int OPEN_RECORDS = 500;

    /** A client forgets topics that it writes nothing to; asking for them again would take time. */
    private static final Duration TOPICS_KNOWN = Duration.ofDays(1);

    /** Records that may be lost, waiting until the client knows their topics. */
    private static final int MOST_WAITING = 1000;

    private final Topics topics;
    private final Tracer tracer;
    private final Producer<String, byte[]> producer;
    private final RecordProducer records;

    /**
     * Topics that the client has found: a record for another one may have to wait for the broker.
     */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** How many wait for their turn in {@link #waiting}. */
    private final AtomicInteger late = new AtomicInteger();

    /** Waits in place of whoever says what may be lost. */
    private final ExecutorService waiting =
            new ThreadPoolExecutor(
                    1,
                    1,
                    1,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(MOST_WAITING),
                    Thread.ofVirtual().name("unsafe-records").factory());

    /** For topics that stay; nobody makes them again. */
    public KafkaSinks(KafkaConfig config) {
        this(config, _ -> false);
    }

    /**
     * @param restore makes a topic of the farm where it is missing and says whether it did; may
     *     throw {@code BROKER_UNAVAILABLE}
     */
    public KafkaSinks(KafkaConfig config, Predicate<String> restore) {
        this(config, restore, Tracer.NONE);
    }

    /**
     * As the other.
     *
     * @param tracer whose context goes with jobs, events and dead letters
     */
    public KafkaSinks(KafkaConfig config, Predicate<String> restore, Tracer tracer) {
        this.tracer = tracer;
        this.topics = config.topics();
        this.producer =
                new KafkaProducer<>(
                        config.client(
                                Map.of(
                                        "acks",
                                        "all",
                                        // a request's records go together where they come
                                        // together, and one batch at a time: under load, what
                                        // comes meanwhile goes with the next
                                        "linger.ms",
                                        "1",
                                        "max.in.flight.requests.per.connection",
                                        "1",
                                        "enable.idempotence",
                                        "true",
                                        "delivery.timeout.ms",
                                        String.valueOf(DELIVERY_TIMEOUT.toMillis()),
                                        "request.timeout.ms",
                                        String.valueOf(REQUEST_TIMEOUT.toMillis()),
                                        "metadata.max.idle.ms",
                                        String.valueOf(TOPICS_KNOWN.toMillis()),
                                        "max.block.ms",
                                        String.valueOf(REQUEST_TIMEOUT.toMillis()))),
                        new StringSerializer(),
                        new ByteArraySerializer());
        this.records =
                new RecordProducer(
                        producer,
                        new TopicRepair(restore, System::nanoTime),
                        DELIVERY_TIMEOUT.multipliedBy(2));
    }

    @Override
    public String name() {
        return "kafka producer";
    }

    /** The client connects by itself. */
    @Override
    public void start() {}

    @Override
    public void publish(RequestEvent event) {
        sendTraced(topics.events(), event.request().value(), RequestEventCodec.write(event));
    }

    @Override
    public void announce(RequestEvent event) {
        sendUnsafely(
                topics.events(),
                event.request().value(),
                RequestEventCodec.write(event),
                "event of " + event.request());
    }

    @Override
    public void hint(RequestId id) {
        byte[] hint =
                Json.bytes(
                        Json.object()
                                .put("schema", Schema.VERSION)
                                .put("kind", "cancel")
                                .put("request_id", id.value()));
        sendUnsafely(topics.control(), ControlKeys.cancel(id), hint, "hint to cancel " + id);
    }

    @Override
    public void clearHint(RequestId id) {
        sendUnsafely(topics.control(), ControlKeys.cancel(id), null, "tombstone of hint " + id);
    }

    /**
     * Tells dispatchers and workers that a voice came, changed or went: they look into the bucket
     * again.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE}; they look by themselves, later
     */
    public void announce(VoiceManifest voice) {
        ObjectNode record =
                Json.object()
                        .put("schema", Schema.VERSION)
                        .put("kind", "voice")
                        .put("model_id", voice.voice().value())
                        .put("version", voice.version().value());
        send(topics.control(), ControlKeys.voice(voice.voice()), Json.bytes(record));
    }

    /**
     * Says which voices a worker is importing; none takes back what was said. May be lost: to be
     * said again and again while it is so.
     */
    public void importing(String workerId, Collection<VoiceId> voices) {
        sendUnsafely(
                topics.control(),
                ControlKeys.imports(workerId),
                voices.isEmpty() ? null : ComingVoicesCodec.write(voices),
                "notice of the imports of " + workerId);
    }

    /** Takes a worker's last heartbeat off its topic; it left, or is gone. May be lost. */
    public void forgetWorker(String workerId) {
        sendUnsafely(topics.workers(), workerId, null, "goodbye of worker " + workerId);
    }

    /** For records that may be lost: returns at once, failures are logged. */
    private void sendUnsafely(String topic, String key, byte @Nullable [] value, String what) {
        ProducerRecord<String, byte[]> record = newRecord(topic, key, value);
        JobHeaders.write(tracer.current(), record.headers());
        if (known.contains(topic) && late.get() == 0) { // none overtakes another
            sendUnsafely(record, what);
            return;
        }
        late.incrementAndGet();
        try {
            waiting.execute(() -> {
                try {
                    sendUnsafely(record, what);
                } finally {
                    late.decrementAndGet();
                }
            });
        } catch (RejectedExecutionException e) {
            late.decrementAndGet();
            LOG.warn("{} was lost: too much waits for the broker", what);
        }
    }

    private void sendUnsafely(ProducerRecord<String, byte[]> record, String what) {
        try {
            var _ =
                    producer.send(
                            record,
                            (_, failure) -> {
                                if (failure != null) {
                                    LOG.warn(
                                            "{} was lost: {}",
                                            what,
                                            RecordProducer.reason(failure));
                                } else {
                                    known.add(record.topic());
                                }
                            });
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("{} was lost: {}", what, RecordProducer.reason(e));
        }
    }

    @Override
    public void publish(DeadLetter letter) {
        String key = letter.request().map(RequestId::value).orElse("unknown");
        sendTraced(topics.dead(), key, DeadLetterCodec.write(letter));
    }

    @Override
    public void publish(SynthesisJob job, Carried carried) {
        String topic = topics.of(job);
        Carried with = carried.equals(Carried.NONE) ? tracer.current() : carried;
        records.finish(records.begin(jobRecord(topic, job, with)));
    }

    /**
     * The event first: while a request has no job nobody can end it, and a sweep queues it with the
     * event once more. Beside its jobs the event could be lost alone, and the request end before
     * anybody missed it.
     */
    @Override
    public void publish(RequestEvent.Accepted event, Iterator<SynthesisJob> jobs) {
        publish(event);
        publishAll(jobs);
    }

    /** A book is a thousand jobs: their acknowledgements are not awaited one by one. */
    public void publishAll(Iterator<SynthesisJob> jobs) {
        Carried carried = tracer.current();
        Deque<RecordProducer.Pending> open = new ArrayDeque<>();
        while (jobs.hasNext()) {
            SynthesisJob job = jobs.next();
            String topic = topics.of(job);
            open.add(records.begin(jobRecord(topic, job, carried)));
            if (open.size() >= OPEN_RECORDS) {
                records.finish(open.removeFirst());
            }
        }
        open.forEach(records::finish);
    }

    /** Any record; returns when the broker has it. */
    public void send(String topic, String key, byte[] value) {
        send(newRecord(topic, key, value));
    }

    private void send(ProducerRecord<String, byte[]> record) {
        records.finish(records.begin(record));
        known.add(record.topic());
    }

    /** As {@link #send}, with the context of what this thread does. */
    private void sendTraced(String topic, String key, byte[] value) {
        ProducerRecord<String, byte[]> record = newRecord(topic, key, value);
        JobHeaders.write(tracer.current(), record.headers());
        send(record);
    }

    /** Who looks for lost jobs reads the headers only. */
    private static ProducerRecord<String, byte[]> jobRecord(
            String topic, SynthesisJob job, Carried carried) {
        ProducerRecord<String, byte[]> record =
                newRecord(topic, job.settings().voice().value(), JobCodec.write(job));
        JobHeaders.write(job.id(), record.headers());
        JobHeaders.write(job.estimatedSeconds(), record.headers());
        JobHeaders.write(carried, record.headers());
        return record;
    }

    private static ProducerRecord<String, byte[]> newRecord(
            String topic, String key, byte @Nullable [] value) {
        return new ProducerRecord<>(topic, null, key, value, HEADERS);
    }

    @Override
    public void close() {
        waiting.shutdown();
        try {
            if (!waiting.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                waiting.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE_TIMEOUT);
    }
}
