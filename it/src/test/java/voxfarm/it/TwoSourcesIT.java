package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.kafka.JobQueue;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.kafka.Topics;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.voice.VoiceId;
import voxfarm.embedded.EmbeddedBroker;
import voxfarm.embedded.FreePorts;
import voxfarm.worker.poll.KafkaJobSource;
import voxfarm.worker.process.Acknowledgement;
import voxfarm.worker.process.Delivery;

/** Two members of the workers' share group on a real broker: who has a record, and until when. */
class TwoSourcesIT {
    private static final VoiceId VOICE = new VoiceId("joe");
    private static final Duration LOCK = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir Path folder;

    private final ComponentStack parts = new ComponentStack();
    private final int port = FreePorts.any();
    private final KafkaConfig config =
            new KafkaConfig(
                    "127.0.0.1:" + port,
                    Topics.DEFAULT,
                    1,
                    1,
                    (int) LOCK.toMillis(),
                    500,
                    Map.of());

    private KafkaSinks sinks;

    @BeforeEach
    void start() {
        parts.start(new EmbeddedBroker(folder, port));
        TopicAdmin admin = parts.start(new TopicAdmin(config));
        admin.createFixedTopics();
        admin.createJobTopics(Set.of(VOICE));
        sinks = parts.start(new KafkaSinks(config));
    }

    @AfterEach
    void stop() {
        parts.close();
    }

    private void publish(String... values) {
        for (String value : values) {
            sinks.send(
                    Topics.DEFAULT.jobs(JobQueue.BULK, VOICE),
                    "k",
                    value.getBytes(StandardCharsets.UTF_8));
        }
    }

    private KafkaJobSource source(String name) {
        KafkaJobSource source = new KafkaJobSource(config, JobQueue.BULK, name);
        source.subscribe(Set.of(VOICE));
        return source;
    }

    private static String text(Delivery delivery) {
        return new String(delivery.value(), StandardCharsets.UTF_8) + " " + delivery.count();
    }

    /** The next record, or empty when none came in that time. */
    private static Optional<String> take(KafkaJobSource source, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        do {
            Optional<Delivery> delivery = source.poll(SHORT);
            if (delivery.isPresent()) {
                return delivery.map(TwoSourcesIT::text);
            }
        } while (System.nanoTime() < deadline);
        return Optional.empty();
    }

    /** Takes and accepts whatever comes until a time; on a thread of its own. */
    private static List<String> takeAll(KafkaJobSource source, Duration time) {
        List<String> taken = new ArrayList<>();
        long deadline = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < deadline) {
            take(source, SHORT)
                    .ifPresent(text -> {
                        taken.add(text);
                        source.acknowledge(Acknowledgement.ACCEPT);
                    });
        }
        return taken;
    }

    /** Keeps the record in hand, as a poller does. */
    private static boolean renewFor(KafkaJobSource source, Duration time, boolean wakeUps)
            throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        boolean held = true;
        while (System.nanoTime() < deadline) {
            if (wakeUps) {
                source.wakeUp();
            }
            TimeUnit.NANOSECONDS.sleep(LOCK.toNanos() / 3);
            held &= source.renew();
        }
        return held;
    }

    @Test
    void whoWasFrozenPastItsLockAcknowledgesNothingThatItDidNotSpeak() throws Exception {
        String[] values = new String[40];
        for (int i = 0; i < values.length; i++) {
            values[i] = "job" + i;
        }
        publish(values);
        try (KafkaJobSource frozen = source("frozen")) {
            assertThat(take(frozen, Duration.ofSeconds(30))).contains("job0 1");
            TimeUnit.NANOSECONDS.sleep(LOCK.plusSeconds(2).toNanos()); // nothing runs in it

            assertThat(frozen.renew()).as("the lock has run out").isFalse();
            frozen.acknowledge(Acknowledgement.ACCEPT);
        }
        try (KafkaJobSource other = source("other")) {
            List<String> taken = takeAll(other, Duration.ofSeconds(15));

            assertThat(taken).as("all 40, with the one that was lost").hasSize(values.length);
            assertThat(taken.stream().map(text -> text.substring(0, text.indexOf(' '))))
                    .containsExactlyInAnyOrder(values);
        }
    }

    @Test
    void wakeUpsDuringWorkLetNobodyElseHaveTheRecord() throws Exception {
        publish("long");
        try (KafkaJobSource worker = source("worker");
                KafkaJobSource other = source("other");
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            // whoever gets it works on it; the other one looks for it all the time
            KafkaJobSource busy = worker;
            KafkaJobSource idle = other;
            Optional<String> taken = Optional.empty();
            for (int i = 0; i < 100 && taken.isEmpty(); i++) {
                taken = take(worker, SHORT);
            }
            assertThat(taken).contains("long 1");
            CompletableFuture<List<String>> seen =
                    CompletableFuture.supplyAsync(
                            () -> takeAll(idle, LOCK.multipliedBy(3)), threads);
            assertThat(renewFor(busy, LOCK.multipliedBy(3), true)).isTrue();
            assertThat(seen.get(1, TimeUnit.MINUTES)).isEmpty();
            busy.acknowledge(Acknowledgement.ACCEPT);
            assertThat(take(busy, Duration.ofSeconds(1))).isEmpty();
        }
        try (KafkaJobSource later = source("later")) {
            assertThat(takeAll(later, LOCK)).as("it was accepted").isEmpty();
        }
    }

    private KafkaShareConsumer<String, byte[]> batching(int records) {
        KafkaShareConsumer<String, byte[]> consumer =
                new KafkaShareConsumer<>(
                        config.client(
                                Map.of(
                                        "group.id",
                                        Topics.DEFAULT.workerGroup(),
                                        "share.acknowledgement.mode",
                                        "explicit",
                                        "share.acquire.mode",
                                        "record_limit",
                                        "max.poll.records",
                                        String.valueOf(records))),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topics.DEFAULT.jobs(JobQueue.BULK, VOICE)));
        return consumer;
    }

    /**
     * Why a consumer holds one record and no more (docs/adr/0012): a client with several in hand
     * can renew them one by one, but gets nothing new until it has ended all of them.
     */
    @Test
    void aClientThatRenewsOneRecordGetsNoOtherUntilThatOneIsEnded() {
        publish("a", "b", "c", "d");
        try (KafkaShareConsumer<String, byte[]> consumer = batching(2)) {
            List<ConsumerRecord<String, byte[]>> hand = new ArrayList<>();
            for (int i = 0; i < 150 && hand.isEmpty(); i++) {
                consumer.poll(SHORT).forEach(hand::add);
            }
            assertThat(hand).hasSize(2);
            consumer.acknowledge(hand.get(0), AcknowledgeType.ACCEPT);
            assertThatThrownBy(() -> consumer.poll(SHORT))
                    .as("with one that was not acknowledged")
                    .isInstanceOf(IllegalStateException.class);

            ConsumerRecord<String, byte[]> slow = hand.get(1);
            for (int renewal = 0; renewal < 5; renewal++) {
                consumer.acknowledge(slow, AcknowledgeType.RENEW);
                assertThat(consumer.commitSync().values()).containsExactly(Optional.empty());
                List<ConsumerRecord<String, byte[]>> back = new ArrayList<>();
                consumer.poll(Duration.ofSeconds(1)).forEach(back::add);
                assertThat(back).as("c and d wait, and a place is free").hasSize(1);
                assertThat(back.getFirst().offset()).isEqualTo(slow.offset());
                slow = back.getFirst();
            }
            consumer.acknowledge(slow, AcknowledgeType.ACCEPT);
            List<ConsumerRecord<String, byte[]>> next = new ArrayList<>();
            for (int i = 0; i < 50 && next.isEmpty(); i++) {
                consumer.poll(SHORT).forEach(next::add);
            }
            assertThat(next).hasSize(2);
            next.forEach(consumer::acknowledge);
        }
    }
}
