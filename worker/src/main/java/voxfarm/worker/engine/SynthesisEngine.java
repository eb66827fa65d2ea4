package voxfarm.worker.engine;

import java.util.Optional;
import java.util.OptionalLong;
import voxfarm.common.machine.Computation;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.models.packages.VoicePackage;

/** Loads voices onto one device. Thread-safe. */
public interface SynthesisEngine extends AutoCloseable {
    /**
     * Loads a voice.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code VOICE_BROKEN} if the package cannot be
     *     loaded, {@code ENGINE_DIED} if loading it ended the engine's process, {@code NOT_READY}
     *     if that died for another reason
     */
    LoadedVoice load(VoicePackage voice);

    /**
     * Loads a voice that is computed exactly, whatever {@link #computation} says.
     *
     * @throws voxfarm.common.error.VoxfarmException as {@link #load}
     */
    default LoadedVoice loadExact(VoicePackage voice) {
        return load(voice);
    }

    /** How voices are computed that {@link #load} loaded, some kinds of them perhaps on the CPU. */
    default Computation computation() {
        return Computation.CPU;
    }

    /** {@code cpu} or {@code cuda:0}, for people. */
    String device();

    /**
     * What this machine lacks to speak with a voice, in words that say what to do, as far as that
     * is known without loading it; empty if nothing is known to be missing.
     */
    default Optional<String> lacks(VoiceManifest voice) {
        return Optional.empty();
    }

    /** Why it cannot speak at all; empty if nothing is known to be wrong. Never waits. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /** Memory of the engine's process in bytes; empty where it has none of its own. */
    default OptionalLong memoryBytes() {
        return OptionalLong.empty();
    }

    /**
     * What of that belongs to no mapped file, in bytes: the arenas of its runtime, and its heap.
     * Empty as the other.
     */
    default OptionalLong arenaBytes() {
        return OptionalLong.empty();
    }

    @Override
    void close();
}
