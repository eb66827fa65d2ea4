package voxfarm.worker.binding;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import voxfarm.common.audio.FloatWav;
import voxfarm.common.book.HeardChapter;
import voxfarm.common.plan.SpeechSettings;

/** A chapter as it is heard, before it is brought to its level. For one thread. */
interface ChapterSound {
    /** From 1. */
    int number();

    /** As it was planned. */
    HeardChapter chapter();

    default String title() {
        return chapter().title();
    }

    /** Silence behind it in the file of the whole book. */
    default double pauseAfterSeconds() {
        return chapter().pauseAfterSeconds();
    }

    /** What was spoken for it, in the order in which it was asked for. */
    List<RequestSound> requests();

    /** Of the samples that {@link #read} gives. */
    int sampleRateHz();

    /** How many samples {@link #read} gives. */
    long samples() throws IOException;

    /** Asked again and again while nothing is given, to break off by throwing. */
    @FunctionalInterface
    interface Pulse {
        void beat() throws IOException;
    }

    /** Gives all samples, once. */
    void read(FloatWav.Sink sink, Pulse pulse) throws IOException;

    /** Whether it is known when each of its segments is heard. */
    default boolean hasTimings() {
        return requests().stream().allMatch(request -> request.timings().isPresent());
    }

    /**
     * When each of its segments is heard, in seconds from its first sample, as {@code timings.json}
     * of a request; behind {@link #read}. The stream is the caller's to close.
     */
    InputStream timings() throws IOException;

    /**
     * A piece of a chapter that several voices speak in turns.
     *
     * @param startSeconds where it begins in the chapter's samples
     * @param durationSeconds without the pause behind it; 0 if nothing of it was spoken
     */
    record Heard(HeardChapter.Piece piece, double startSeconds, double durationSeconds) {}

    /**
     * In the order in which they are heard; none of a chapter in one voice. Behind {@link #read}.
     */
    default Stream<Heard> pieces() {
        return Stream.empty();
    }

    /** Of who is the first to speak. */
    default SpeechSettings settings() {
        return requests().getFirst().settings();
    }
}
