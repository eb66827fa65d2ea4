package voxfarm.common.kafka;

import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.plan.RequestId;

/** Reads what is kept of the event topic, once. Thread-safe. */
public final class EventTopicReader {
    private final KafkaConfig config;

    public EventTopicReader(KafkaConfig config) {
        this.config = config;
    }

    /**
     * Tells of each request whose end is on the topic, of some more than once.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} if it cannot be read whole
     */
    public void ends(Consumer<RequestId> told) {
        try (TopicScan scan = new TopicScan(config)) {
            List<TopicPartition> partitions =
                    scan
                            .consumer()
                            .partitionsFor(config.topics().events(), TopicScan.PATIENCE)
                            .stream()
                            .map(info ->
                                    new TopicPartition(config.topics().events(), info.partition()))
                            .toList();
            scan.read(partitions, _ -> 0, record -> tell(record.value(), told));
        } catch (KafkaException e) {
            throw new VoxfarmException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "Kafka topic "
                            + config.topics().events()
                            + ": cannot be read: "
                            + KafkaFailures.describe(e),
                    e);
        }
    }

    private static void tell(byte @Nullable [] value, Consumer<RequestId> told) {
        if (value == null) {
            return;
        }
        try {
            RequestEvent event = RequestEventCodec.read(value);
            if (event.terminal()) {
                told.accept(event.request());
            }
        } catch (VoxfarmException e) {
            // somebody else's record, or a later build's: its end is told once more
        }
    }
}
