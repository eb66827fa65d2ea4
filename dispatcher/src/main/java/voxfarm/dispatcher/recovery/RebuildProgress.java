package voxfarm.dispatcher.recovery;

import java.util.Locale;

/**
 * How far a rebuild is.
 *
 * @param requests walked over so far
 */
public record RebuildProgress(Step step, long requests) {
    static final RebuildProgress NONE = new RebuildProgress(Step.NONE, 0);

    /** What it does, in this order. */
    public enum Step {
        /** No rebuild is under way. */
        NONE,
        /** Reads which ends are told on the event topic. */
        EVENTS,
        /** Walks over all requests in the bucket. */
        REQUESTS,
        /** Queues what is missing. */
        SWEEP;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
