package voxfarm.common.job;

/** Where dead letters go. Thread-safe. */
@FunctionalInterface
public interface DeadLetterSink {
    /**
     * Returns when the letter is safe with the broker.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code BROKER_UNAVAILABLE} if that cannot be
     *     had
     */
    void publish(DeadLetter letter);
}
