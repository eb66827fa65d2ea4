package voxfarm.worker.poll;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import voxfarm.common.voice.VoiceId;
import voxfarm.worker.process.Acknowledgement;
import voxfarm.worker.process.Delivery;

/**
 * Jobs of one lane, one at a time. Every method but {@link #wakeUp} is called by one thread, its
 * owner. A broker that cannot be reached for a while is no failure of these methods: nothing comes
 * from it meanwhile.
 */
public interface JobSource extends AutoCloseable {
    /** From now on, jobs of these voices. */
    void subscribe(Set<VoiceId> voices);

    /**
     * The next job, or empty if none came in time, somebody called {@link #wakeUp}, or the broker
     * is left alone after a failure.
     *
     * @throws RuntimeException if the source failed in a way that does not pass
     */
    Optional<Delivery> poll(Duration patience);

    /**
     * Keeps the lock of the delivery in hand for another full time.
     *
     * @return false if the delivery is lost to this worker: the lock ran out and another may have
     *     it. Work on it is in vain, and {@link #acknowledge} will say nothing. True also if the
     *     broker could not be asked while the lock still holds.
     */
    boolean renew();

    /**
     * Ends the delivery in hand; the broker learns of it with the next call of another method. A
     * lock that was lost meanwhile is no error: the protocol allows for it.
     */
    void acknowledge(Acknowledgement acknowledgement);

    /** How long a delivery is held for this worker without renewal. */
    Duration lock();

    /** Makes a poll that is waiting return. From any thread; without a poll nothing happens. */
    void wakeUp();

    @Override
    void close();
}
