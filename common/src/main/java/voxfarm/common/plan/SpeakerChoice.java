package voxfarm.common.plan;

/** How a request names a speaker of its voice. */
public sealed interface SpeakerChoice {
    record ByName(String name) implements SpeakerChoice {}

    record ById(long id) implements SpeakerChoice {}

    /** The voice's first speaker. */
    record Default() implements SpeakerChoice {}
}
