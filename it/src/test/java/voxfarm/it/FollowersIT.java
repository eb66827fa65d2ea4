package voxfarm.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaHealth;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.kafka.TopicFollower;
import voxfarm.common.kafka.TopicHistory;
import voxfarm.common.kafka.TopicRecordReader;
import voxfarm.common.kafka.Topics;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.status.EventProjector;
import voxfarm.dispatcher.status.PastEvents;
import voxfarm.embedded.EmbeddedBroker;
import voxfarm.embedded.FreePorts;

/** What a dispatcher does with a topic of events at its start, and what it says of its broker. */
class FollowersIT {
    private static final Logger LOG = LoggerFactory.getLogger(FollowersIT.class);
    private static final String EVENTS_TOPIC = "tts.events";
    private static final String DEAD_TOPIC = "tts.dead";
    private static final List<String> FIXED_TOPICS =
            List.of("tts.requests", EVENTS_TOPIC, "tts.control", "tts.workers", DEAD_TOPIC);
    private static final int KEPT = 100_000;
    private static final int REMEMBERED = 2000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;

    private final ComponentStack parts = new ComponentStack();
    private final int port = FreePorts.any();
    private final KafkaConfig config = config(port);
    private @Nullable EmbeddedBroker broker;
    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();

    private static KafkaConfig config(int port) {
        return new KafkaConfig("127.0.0.1:" + port, Topics.DEFAULT, 1, 6, 5000, 500, Map.of());
    }

    @BeforeEach
    void start() {
        broker = parts.start(new EmbeddedBroker(folder, port));
    }

    @AfterEach
    void stop() {
        parts.close();
        assertThat(fault).isNotDone();
    }

    private static EventHeader header(String id) {
        return new EventHeader(
                new RequestId(id),
                Optional.of(new VoiceId("joe")),
                Optional.of(Lane.BULK),
                Instant.ofEpochSecond(Long.parseLong(id.substring(1))),
                1);
    }

    private static RequestEvent completed(String id) {
        return new RequestEvent.Completed(header(id), new ObjectKey("r"), new ObjectKey("a"), 1);
    }

    /** Every second request has ended; the others wait. */
    private void keepEvents() {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        config.client(
                                Map.of(
                                        "linger.ms", "20",
                                        "batch.size", "262144",
                                        "enable.idempotence", "false")),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            for (int i = 0; i < KEPT; i++) {
                String id = "r" + i / 3 * 2;
                RequestEvent event =
                        switch (i % 3) {
                            case 0 -> new RequestEvent.Accepted(header(id));
                            case 1 -> completed(id);
                            default -> new RequestEvent.Accepted(header("r" + (i / 3 * 2 + 1)));
                        };
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        EVENTS_TOPIC,
                                        event.request().value(),
                                        RequestEventCodec.write(event)));
            }
        }
    }

    private long millisUntilWoken(EventProjector projector, KafkaSinks sinks, long begun)
            throws InterruptedException {
        EventProjector.Waiter waiter = projector.awaitEnd(new RequestId("r999999"));
        sinks.publish(completed("r999999"));
        assertThat(waiter.await(PATIENCE)).isTrue();
        return Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }

    /** Anybody may write to that topic, and leave open what they began. */
    @Test
    void waitsForNobodysTransaction() throws Exception {
        TopicAdmin admin = parts.start(new TopicAdmin(config));
        admin.createFixedTopics();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (KafkaProducer<String, byte[]> theirs = producer(Map.of("transactional.id", "theirs"));
                KafkaProducer<String, byte[]> ours = producer(Map.of())) {
            theirs.initTransactions();
            theirs.beginTransaction();
            theirs.send(new ProducerRecord<>("tts.control", 0, "open", new byte[] {1})).get();
            ours.send(new ProducerRecord<>("tts.control", 0, "ours", new byte[] {1})).get();

            parts.start(
                    new TopicFollower(
                            config,
                            "tts.control",
                            TopicFollower.From.BEGINNING,
                            record -> heard.add(requireNonNull(record.key())),
                            (_, cause) -> fault.complete(cause)));

            assertThat(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("open");
            assertThat(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("ours");
        }
    }

    private KafkaProducer<String, byte[]> producer(Map<String, Object> own) {
        return new KafkaProducer<>(
                config.client(own), new StringSerializer(), new ByteArraySerializer());
    }

    @Test
    void answersWhoWaitsAtOnceAndReadsTheHistoryBesideThat() throws Exception {
        TopicAdmin admin = parts.start(new TopicAdmin(config));
        admin.createFixedTopics();
        KafkaSinks sinks = parts.start(new KafkaSinks(config));
        keepEvents();

        // as it was: everything that is kept comes before the first that is new
        EventProjector whole = new EventProjector(REMEMBERED);
        long begun = System.nanoTime();
        long wholeMillis;
        try (TopicFollower follower =
                new TopicFollower(
                        config,
                        EVENTS_TOPIC,
                        TopicFollower.From.BEGINNING,
                        record -> whole.accept(record.value()),
                        (_, cause) -> fault.complete(cause))) {
            follower.start();
            wholeMillis = millisUntilWoken(whole, sinks, begun);
        }

        EventProjector projector = new EventProjector(REMEMBERED);
        CompletableFuture<Integer> read = new CompletableFuture<>();
        int[] records = {0};
        PastEvents past = new PastEvents();
        begun = System.nanoTime();
        try (TopicFollower follower =
                        new TopicFollower(
                                config,
                                EVENTS_TOPIC,
                                TopicFollower.From.END,
                                record -> projector.accept(record.value()),
                                (_, cause) -> fault.complete(cause));
                TopicHistory history =
                        new TopicHistory(
                                config,
                                EVENTS_TOPIC,
                                follower::ends,
                                3 * REMEMBERED / 6,
                                record -> {
                                    records[0]++;
                                    past.accept(record.value());
                                },
                                () -> {
                                    projector.remember(past);
                                    read.complete(records[0]);
                                })) {
            follower.start();
            history.start();
            // "r999999" is remembered as ended by now; another one waits
            EventProjector.Waiter waiter = projector.awaitEnd(new RequestId("r1000001"));
            sinks.publish(completed("r1000001"));
            assertThat(waiter.await(PATIENCE)).isTrue();
            long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
            int count = read.get(60, TimeUnit.SECONDS);
            LOG.info(
                    "{} events kept: a waiter was woken after {} ms, reading all first {} ms",
                    KEPT,
                    millis,
                    wholeMillis);

            assertThat(count).as("bounded, however many are kept").isLessThanOrEqualTo(6000);
            assertThat(count).isGreaterThan(5000);
            int last = (KEPT - 2) / 3 * 2;
            assertThat(projector.ended(new RequestId("r" + last))).isTrue();
            assertThat(projector.last(new RequestId("r" + (last - 1)))).isPresent();
            assertThat(projector.ahead(new RequestId("r" + (last - 1))).orElse(0))
                    .as("those that wait, of %d remembered", REMEMBERED)
                    .isBetween(REMEMBERED / 3, REMEMBERED);
            assertThat(millis).isLessThan(wholeMillis);
        }
    }

    /** An operator gives the events more room; nobody restarts a dispatcher for that. */
    @Test
    void followsPartitionsThatAreAddedWhileItReads() throws Exception {
        parts.start(new TopicAdmin(config)).createFixedTopics();
        BlockingQueue<Integer> from = new LinkedBlockingQueue<>();
        TopicFollower follower =
                parts.start(
                        new TopicFollower(
                                config,
                                EVENTS_TOPIC,
                                TopicFollower.From.END,
                                record -> from.add(record.partition()),
                                (_, cause) -> fault.complete(cause)));
        int added = follower.ends().size();
        try (Admin admin = Admin.create(config.client(Map.of()));
                KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(
                                config.client(Map.of("metadata.max.age.ms", "1000")),
                                new StringSerializer(),
                                new ByteArraySerializer())) {
            admin.createPartitions(Map.of(EVENTS_TOPIC, NewPartitions.increaseTo(added + 1)))
                    .all()
                    .get();
            byte[] event = RequestEventCodec.write(completed("r1"));
            var _ = producer.send(new ProducerRecord<>(EVENTS_TOPIC, added, "r1", event)).get();
        }
        assertThat(from.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(added);
    }

    @Test
    void readsARecordAtItsPlace() {
        TopicAdmin admin = parts.start(new TopicAdmin(config));
        admin.createFixedTopics();
        KafkaSinks sinks = parts.start(new KafkaSinks(config));
        sinks.send(DEAD_TOPIC, "a", "one".getBytes(StandardCharsets.UTF_8));
        sinks.send(DEAD_TOPIC, "b", "two".getBytes(StandardCharsets.UTF_8));
        TopicRecordReader reader = new TopicRecordReader(config);

        assertThat(reader.read(DEAD_TOPIC, 0, 1).orElseThrow())
                .isEqualTo("two".getBytes(StandardCharsets.UTF_8));
        assertThat(reader.read(DEAD_TOPIC, 0, 0).orElseThrow())
                .isEqualTo("one".getBytes(StandardCharsets.UTF_8));
        assertThat(reader.read(DEAD_TOPIC, 0, 2)).isEmpty();
    }

    /** A broker that answers is not enough: it has to take what a request needs. */
    @Test
    void isHealthyOnlyWhereRequestsAreTaken() throws Exception {
        TopicAdmin admin = parts.start(new TopicAdmin(config));
        KafkaHealth health = health(admin);
        assertThat(health.problem()).as("no topics yet").isPresent();
        admin.createFixedTopics();
        assertThat(health(admin).problem()).isEmpty();

        setMinInsync("2");
        assertThat(health(admin).problem().orElse(""))
                .contains(EVENTS_TOPIC)
                .contains("1 replicas in sync, and needs 2");
        setMinInsync("1");
        assertThat(health(admin).problem()).isEmpty();

        requireNonNull(broker).close();
        long begun = System.nanoTime();
        assertThat(health(admin).problem()).isPresent();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    private static KafkaHealth health(TopicAdmin admin) {
        return new KafkaHealth(admin, FIXED_TOPICS, Duration.ofSeconds(3), System::nanoTime);
    }

    private void setMinInsync(String count) throws Exception {
        try (Admin client = Admin.create(config.client(Map.of()))) {
            client.incrementalAlterConfigs(
                            Map.of(
                                    new ConfigResource(ConfigResource.Type.TOPIC, EVENTS_TOPIC),
                                    List.of(
                                            new AlterConfigOp(
                                                    new ConfigEntry("min.insync.replicas", count),
                                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }
}
