package voxfarm.dispatcher.retention;

import java.util.Locale;

/** What retention deletes. */
public enum Kind {
    /** Text, plan, notes and marks of requests that have ended. */
    REQUESTS,
    /** Results, audio, timings. */
    RESULTS,
    /** What is said of requests that were deleted on demand, and what was left of those. */
    TOMBSTONES,
    /** Spoken segments that no open request can be using. */
    CLIPS,
    /** Submissions by topic that were refused. */
    REFUSALS,
    /** Uploads that were begun and not completed. */
    UPLOADS,
    /** Letters on the list. */
    DEAD_LETTERS,
    /** Empty job topics of voices that were removed. */
    VOICE_TOPICS;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
