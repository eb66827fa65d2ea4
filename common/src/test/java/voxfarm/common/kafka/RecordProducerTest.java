package voxfarm.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

class RecordProducerTest {
    private static final ProducerRecord<String, byte[]> RECORD =
            new ProducerRecord<>("tts.jobs.bulk.joe", "k", "v".getBytes(StandardCharsets.UTF_8));

    private final MockProducer<String, byte[]> client =
            new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    private final List<String> restored = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();

    private RecordProducer producer(Predicate<String> restore) {
        return new RecordProducer(
                client, new TopicRepair(restore, nanos::get), Duration.ofSeconds(20));
    }

    private boolean restore(String topic) {
        restored.add(topic);
        return true;
    }

    private void failsWith(RuntimeException failure) {
        RecordProducer producer = producer(_ -> false);
        RecordProducer.Pending pending = producer.begin(RECORD);
        client.errorNext(failure);
        producer.finish(pending);
    }

    @Test
    void makesATopicThatIsGoneAndProducesAgain() throws Exception {
        RecordProducer producer =
                producer(topic -> {
                    restore(topic);
                    return true;
                });
        RecordProducer.Pending pending = producer.begin(RECORD);
        client.errorNext(new TimeoutException("Topic not present in metadata after 10000 ms."));
        Thread second =
                Thread.ofPlatform()
                        .start(() -> {
                            while (client.history().size() < 2) {
                                Thread.onSpinWait();
                            }
                            client.completeNext();
                        });

        producer.finish(pending);

        second.join();
        assertThat(restored).containsExactly("tts.jobs.bulk.joe");
        assertThat(client.history()).containsExactly(RECORD, RECORD);
    }

    @Test
    void doesNotProduceAgainWhereTheTopicWasThere() {
        assertThatThrownBy(() -> failsWith(new TimeoutException("Expiring 1 record(s)")))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("REQUEST_TIMED_OUT: Expiring 1 record(s)")
                .hasMessageContaining("Trying again may help");
        assertThat(client.history()).hasSize(1);
    }

    /** Each by its name, and whether a retry helps. */
    @Test
    void saysWhyARecordWasNotTaken() {
        assertThatThrownBy(() -> failsWith(new NotEnoughReplicasException("2 of 3")))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BROKER_UNAVAILABLE))
                .hasMessageContaining("tts.jobs.bulk.joe")
                .hasMessageContaining("NOT_ENOUGH_REPLICAS: 2 of 3")
                .hasMessageContaining("min.insync.replicas demands; trying again helps");
        assertThatThrownBy(() -> failsWith(new TopicAuthorizationException("no")))
                .hasMessageContaining("TOPIC_AUTHORIZATION_FAILED")
                .hasMessageContaining("does not help until this client may write there");
        assertThatThrownBy(() -> failsWith(new RecordTooLargeException("2000000 bytes")))
                .hasMessageContaining("MESSAGE_TOO_LARGE: 2000000 bytes")
                .hasMessageContaining("raise max.message.bytes");
        assertThatThrownBy(() -> failsWith(new UnknownTopicOrPartitionException()))
                .hasMessageContaining("UNKNOWN_TOPIC_OR_PARTITION")
                .hasMessageContaining("could not be made again")
                .message()
                .doesNotContain("null");
    }

    /** A thousand late records ask once, and all are told what was found. */
    @Test
    void looksAtATopicOnceInAWhile() {
        TopicRepair repair = new TopicRepair(this::restore, nanos::get);

        assertThat(repair.repaired("a")).isTrue();
        assertThat(repair.repaired("a")).isTrue();
        assertThat(repair.repaired("b")).isTrue();
        assertThat(restored).containsExactly("a", "b");
        nanos.addAndGet(TopicRepair.PERIOD_NANOS);
        assertThat(repair.repaired("a")).isTrue();
        assertThat(restored).containsExactly("a", "b", "a");
    }

    @Test
    void aClusterThatDoesNotAnswerRepairsNothing() {
        TopicRepair repair =
                new TopicRepair(
                        _ -> {
                            throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, "down");
                        },
                        nanos::get);

        assertThat(repair.repaired("a")).isFalse();
    }
}
