package voxfarm.common.kafka;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Produces records and waits until the broker has them. A topic that is gone is made again while
 * the client still tries, so that the record is taken within its time. Thread-safe.
 */
final class RecordProducer {
    /** Acknowledgements take milliseconds; after this time somebody looks why not. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Producer<String, byte[]> producer;
    private final TopicRepair repair;
    private final Duration patience;

    /**
     * @param producer stays the caller's to close; gives a record up by itself
     * @param patience longer than it tries
     */
    RecordProducer(Producer<String, byte[]> producer, TopicRepair repair, Duration patience) {
        this.producer = producer;
        this.repair = repair;
        this.patience = patience;
    }

    /** A record on its way. */
    record Pending(ProducerRecord<String, byte[]> record, Future<RecordMetadata> answer) {}

    /**
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE}
     */
    Pending begin(ProducerRecord<String, byte[]> record) {
        try {
            return new Pending(record, producer.send(record));
        } catch (KafkaException | IllegalStateException e) {
            throw failed(record.topic(), e);
        }
    }

    /**
     * Returns when the broker has the record.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} naming the cause and whether trying again
     *     helps; the broker may have the record nevertheless
     */
    void finish(Pending pending) {
        String topic = pending.record().topic();
        try {
            await(topic, pending.answer());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (!maybeMissing(cause) || !repair.repaired(topic)) {
                throw failed(topic, cause);
            }
            again(pending.record());
        }
    }

    /** A record for a topic that was not there has been stored nowhere. */
    private void again(ProducerRecord<String, byte[]> record) {
        try {
            await(record.topic(), begin(record).answer());
        } catch (ExecutionException e) {
            throw failed(record.topic(), e);
        }
    }

    private void await(String topic, Future<RecordMetadata> answer) throws ExecutionException {
        try {
            try {
                answer.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                var _ = repair.repaired(topic); // then the client's next try succeeds
                answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(topic, e);
        } catch (TimeoutException e) {
            throw failed(topic, e);
        }
    }

    /** The client says of a topic that it does not find only that time went by. */
    private static boolean maybeMissing(Throwable cause) {
        return cause instanceof UnknownTopicOrPartitionException
                || cause instanceof org.apache.kafka.common.errors.TimeoutException;
    }

    private static VoxfarmException failed(String topic, Throwable cause) {
        return new VoxfarmException(
                ErrorCode.BROKER_UNAVAILABLE,
                "Kafka topic " + topic + ": the record was not acknowledged: " + reason(cause),
                cause);
    }

    /** What is wrong, and whether the same record may be taken later. */
    static String reason(Throwable failure) {
        String described = KafkaFailures.describe(failure);
        Throwable cause =
                failure instanceof ExecutionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return switch (cause) {
            case NotEnoughReplicasException _, NotEnoughReplicasAfterAppendException _ ->
                    described
                            + " Fewer replicas are in sync than min.insync.replicas demands; trying"
                            + " again helps when brokers are back.";
            case TopicAuthorizationException _ ->
                    described
                            + " Trying again does not help until this client may write there:"
                            + " kafka-acls.sh --add --allow-principal … --operation Write.";
            case SaslAuthenticationException _, SslAuthenticationException _ ->
                    described + " Trying again does not help until kafka.properties are right.";
            case RecordTooLargeException _ ->
                    described
                            + " Trying again does not help: raise max.message.bytes of the topic"
                            + " and max.request.size in kafka.properties.";
            case UnknownTopicOrPartitionException _ ->
                    described
                            + " The topic is gone and could not be made again; trying again helps"
                            + " when it is there.";
            case InvalidTopicException _ -> described + " Trying again does not help.";
            default ->
                    described
                            + (KafkaFailures.mayPass(failure)
                                    ? " Trying again may help."
                                    : " Trying again does not help by itself.");
        };
    }
}
