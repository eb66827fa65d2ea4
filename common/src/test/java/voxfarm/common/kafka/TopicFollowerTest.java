package voxfarm.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.kafka.TopicFollower.From;

/** The loop over a stand-in of the client. */
class TopicFollowerTest {
    private static final String TOPIC = "events";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final BlockingQueue<TopicRecord> taken = new LinkedBlockingQueue<>();
    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();

    private TopicFollower follow(From from, RecordListener listener) {
        consumer.updatePartitions(TOPIC, partitions());
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 2L));
        TopicFollower follower =
                new TopicFollower(
                        consumer, TOPIC, from, listener, (_, cause) -> fault.complete(cause));
        follower.start();
        return follower;
    }

    private void arrive(long offset, String key) {
        consumer.schedulePollTask(() ->
                consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, key, new byte[] {1})));
    }

    private TopicRecord next() throws InterruptedException {
        TopicRecord record = taken.poll(30, TimeUnit.SECONDS);
        assertThat(record).isNotNull();
        return java.util.Objects.requireNonNull(record);
    }

    @Test
    void beginsAtTheEndThatItNames() throws Exception {
        try (TopicFollower follower = follow(From.END, taken::add)) {
            assertThat(follower.ends()).containsExactly(Map.entry(0, 2L));
            arrive(2, "new");

            assertThat(next())
                    .satisfies(record -> {
                        assertThat(record.key()).isEqualTo("new");
                        assertThat(record.offset()).isEqualTo(2);
                        assertThat(record.kept()).isFalse();
                    });
        }
    }

    @Test
    void saysWhatWasThereBefore() throws Exception {
        try (TopicFollower follower = follow(From.BEGINNING, taken::add)) {
            arrive(0, "a");
            arrive(1, "b");
            arrive(2, "c");

            assertThat(List.of(next(), next(), next()))
                    .extracting(TopicRecord::kept)
                    .containsExactly(true, true, false);
            assertThat(follower.caughtUp()).isTrue();
        }
    }

    /** Of the topic, by its operator; what is on them lay there before they were noticed. */
    @Test
    void followsPartitionsThatAreAddedFromTheirFirstRecord() throws Exception {
        TopicPartition added = new TopicPartition(TOPIC, 1);
        try (TopicFollower _ = follow(From.END, taken::add)) {
            consumer.updateBeginningOffsets(Map.of(added, 0L));
            consumer.updatePartitions(TOPIC, List.of(info(0), info(1)));
            arrive(2, "of the first");
            assertThat(next().key()).isEqualTo("of the first");
            awaitAssigned(added);
            consumer.schedulePollTask(() ->
                    consumer.addRecord(
                            new ConsumerRecord<>(TOPIC, 1, 0, "of the second", new byte[] {1})));
            arrive(3, "of the first again");

            assertThat(List.of(next().key(), next().key()))
                    .containsExactlyInAnyOrder("of the second", "of the first again");
            assertThat(fault).isNotDone();
        }
    }

    private void awaitAssigned(TopicPartition partition) {
        while (!consumer.assignment().contains(partition)) {
            assertThat(fault).isNotDone();
            Thread.onSpinWait();
        }
    }

    @Test
    void noRecordStopsIt() throws Exception {
        RecordListener listener =
                record -> {
                    switch (String.valueOf(record.key())) {
                        case "deep" -> throw new StackOverflowError("of a document");
                        case "zero" -> throw new ArithmeticException("/ by zero");
                        case "link" -> throw new NoClassDefFoundError("gone");
                        default -> taken.add(record);
                    }
                };
        try (TopicFollower _ = follow(From.END, listener)) {
            arrive(2, "deep");
            arrive(3, "zero");
            arrive(4, "link");
            arrive(5, "good");

            assertThat(next().key()).isEqualTo("good");
            assertThat(fault).as("the process goes on").isNotDone();
        }
    }

    @Test
    void pausesAtWhatPassesAndGoesOn() throws Exception {
        try (TopicFollower _ = follow(From.END, taken::add)) {
            for (int i = 0; i < 3; i++) {
                consumer.schedulePollTask(() ->
                        consumer.setPollException(
                                new KafkaException(
                                        "Unexpected error",
                                        new CoordinatorNotAvailableException("moving"))));
            }
            arrive(2, "good");

            assertThat(next().key()).isEqualTo("good");
            assertThat(fault).as("the process goes on").isNotDone();
        }
    }

    @Test
    void endsTheProcessAtWhatDoesNotPass() throws Exception {
        try (TopicFollower _ = follow(From.END, taken::add)) {
            consumer.schedulePollTask(
                    () -> consumer.setPollException(new KafkaException("no such thing")));

            assertThat(fault.get(30, TimeUnit.SECONDS)).hasMessage("no such thing");
        }
    }

    /** A broker that was not told yet of a topic just made. */
    @Test
    void waitsForATopicThatItsBrokerDoesNotKnowYet() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        MockConsumer<String, byte[]> late =
                new MockConsumer<>("earliest") {
                    @Override
                    public synchronized List<PartitionInfo> partitionsFor(
                            String topic, Duration timeout) {
                        return asked.incrementAndGet() < 3 ? List.of() : partitions();
                    }
                };
        late.updateEndOffsets(Map.of(PARTITION, 0L));
        try (TopicFollower follower =
                new TopicFollower(
                        late, TOPIC, From.END, taken::add, (_, cause) -> fault.complete(cause))) {
            follower.start();
            late.schedulePollTask(
                    () -> late.addRecord(new ConsumerRecord<>(TOPIC, 0, 0, "a", new byte[] {1})));

            assertThat(next().key()).isEqualTo("a");
            assertThat(fault).isNotDone();
        }
    }

    @Test
    void saysThatItsBrokerDoesNotAnswer() {
        MockConsumer<String, byte[]> silent =
                new MockConsumer<>("earliest") {
                    @Override
                    public synchronized List<PartitionInfo> partitionsFor(
                            String topic, Duration timeout) {
                        throw new TimeoutException("no answer");
                    }
                };
        try (TopicFollower follower =
                new TopicFollower(silent, TOPIC, From.END, taken::add, (_, _) -> {})) {
            assertThatThrownBy(follower::start)
                    .isInstanceOfSatisfying(
                            VoxfarmException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.BROKER_UNAVAILABLE))
                    .hasMessageContaining("no answer");
        }
    }

    private static List<PartitionInfo> partitions() {
        return List.of(info(0));
    }

    private static PartitionInfo info(int partition) {
        Node node = new Node(1, "here", 1);
        return new PartitionInfo(TOPIC, partition, node, new Node[] {node}, new Node[] {node});
    }
}
