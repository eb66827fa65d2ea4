package voxfarm.worker.poll;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import voxfarm.common.job.Carried;

/**
 * A member of a share group, as far as {@link KafkaJobSource} needs one. What it says of records in
 * hand is the state machine of Kafka's client with explicit acknowledgement and one record a poll:
 *
 * <ul>
 *   <li>{@link #poll} gives a record; it is in hand until it is acknowledged, and until then
 *       another poll is refused.
 *   <li>{@link Answer#RENEW} takes it out of hand as every other answer does. After {@link
 *       #commitSync} said that the renewal succeeded, the next poll gives the same record back
 *       without asking the broker; if the renewal failed, the record is gone, and the next poll
 *       asks the broker for another.
 *   <li>{@link #wakeup} ends the poll or the commit that is under way, or else the next one. A
 *       commit that is ended so was sent nevertheless; its result is not told.
 * </ul>
 *
 * Every method but {@link #wakeup} is called by one thread.
 */
public interface ShareClient extends AutoCloseable {
    /**
     * One delivery of one record.
     *
     * @param count how often the broker has delivered it, from 1
     * @param value its bytes; empty for a record without a value
     * @param carried of its headers
     */
    record Taken(Partition partition, long offset, int count, byte[] value, Carried carried) {
        /**
         * Whether this is the very delivery that {@code other} is, renewed or not. A topic that was
         * made again has other records at the same offsets.
         */
        boolean isSameDelivery(Taken other) {
            return partition.equals(other.partition)
                    && offset == other.offset
                    && count == other.count
                    && Arrays.equals(value, other.value);
        }
    }

    /** A partition of a topic. */
    record Partition(String topic, int number) {
        @Override
        public String toString() {
            return topic + "-" + number;
        }
    }

    /** What the broker is told of a record. */
    enum Answer {
        ACCEPT,
        RELEASE,
        REJECT,
        /** It stays with this member for another full lock time. */
        RENEW
    }

    /** From now on records of these topics; of none if there are none. */
    void subscribe(Set<String> topics);

    /**
     * Sends what was acknowledged and waits for the next record.
     *
     * @return at most one record, or none if none came in time
     * @throws IllegalStateException if a record is in hand that was not acknowledged, or nothing is
     *     subscribed
     * @throws org.apache.kafka.common.errors.WakeupException if somebody called {@link #wakeup};
     *     acknowledgements are kept for the next call
     * @throws KafkaException whatever the client's own thread met, also long ago
     */
    List<Taken> poll(Duration patience);

    /**
     * Takes the record out of hand; the broker is told by the next {@link #poll} or {@link
     * #commitSync}.
     *
     * @throws IllegalStateException if it is not in hand
     */
    void acknowledge(Taken record, Answer answer);

    /**
     * Sends what was acknowledged and waits for the broker's answer.
     *
     * @return for each partition whether the broker took it: a lock that ran out is told here, not
     *     thrown; empty if there was nothing to send
     * @throws KafkaException if the answer is not known
     */
    Map<Partition, Optional<KafkaException>> commitSync(Duration patience);

    /** How long a record is held without renewal; empty until the first came. */
    Optional<Duration> lock();

    /** Makes the call that is waiting return. From any thread. */
    void wakeup();

    /** Sends what was acknowledged, gives back what is in hand, and leaves the group. */
    @Override
    void close();
}
