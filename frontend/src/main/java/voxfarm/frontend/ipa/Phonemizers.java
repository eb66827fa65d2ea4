package voxfarm.frontend.ipa;

import java.util.Optional;

/** Finds the phonemizer that a voice's manifest names. Thread-safe; the phonemizers are shared. */
public interface Phonemizers extends AutoCloseable {
    /**
     * @param kind {@code builtin} or {@code espeak-ng}
     * @param voice the phonemizer's own name of the language
     * @throws voxfarm.common.error.VoxfarmException {@code VOICE_BROKEN} if there is no such
     *     phonemizer, {@code DEVICE_UNAVAILABLE} if its program is not installed here
     */
    Phonemizer get(String kind, String voice);

    /** What is missing here for all of a kind, and what to do; empty if nothing is known to be. */
    default Optional<String> missing(String kind) {
        return Optional.empty();
    }

    @Override
    void close();
}
