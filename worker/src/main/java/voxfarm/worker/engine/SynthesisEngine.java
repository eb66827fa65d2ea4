package voxfarm.worker.engine;

import voxfarm.models.packages.VoicePackage;

/** Loads voices onto one device. Thread-safe. */
public interface SynthesisEngine extends AutoCloseable {
    /**
     * Loads a voice.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code VOICE_BROKEN} if the package cannot be
     *     loaded
     */
    LoadedVoice load(VoicePackage voice);

    /** {@code cpu} or {@code cuda:0}, for people. */
    String device();

    @Override
    void close();
}
