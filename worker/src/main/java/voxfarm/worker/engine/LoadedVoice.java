package voxfarm.worker.engine;

import java.util.List;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.clip.SpokenWord;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.Warning;
import voxfarm.frontend.zh.Pronunciations;

/** A voice in memory, ready to speak. Thread-safe: any number of callers may speak at once. */
public interface LoadedVoice extends AutoCloseable {
    /**
     * Speaks one segment, words of {@code pronunciations} as they say. The same segment and
     * settings always give the same samples, whatever was spoken before.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code ENGINE_FAILED} if the model cannot speak
     *     it, {@code ENGINE_DIED} if the engine's process died and this may be why, {@code
     *     NOT_READY} if it died for another reason, or died earlier: see {@link #revive}
     */
    Spoken speak(Segment segment, SpeechSettings settings, Pronunciations pronunciations);

    /**
     * Loads it again where the engine's process died since; else does nothing.
     *
     * @throws voxfarm.common.error.VoxfarmException as {@link SynthesisEngine#load}
     */
    default void revive() {}

    /** How many segments {@link #speakAll} gains by: 1 on a CPU. */
    default int batchSize() {
        return 1;
    }

    /** Speaks several segments; each sounds as it would alone, within the engine's tolerance. */
    default List<Spoken> speakAll(
            List<Segment> segments, SpeechSettings settings, Pronunciations pronunciations) {
        return segments.stream().map(segment -> speak(segment, settings, pronunciations)).toList();
    }

    /** As the other, with the readings of the built-in dictionaries. */
    default Spoken speak(Segment segment, SpeechSettings settings) {
        return speak(segment, settings, Pronunciations.NONE);
    }

    /** Frees the memory. The caller makes sure that nobody speaks any more. Idempotent. */
    @Override
    void close();

    /**
     * @param audio empty (no samples) if the segment holds nothing to speak
     * @param words when each word is heard, from the start of the segment; empty if the voice does
     *     not say
     */
    record Spoken(PcmAudio audio, List<Warning> warnings, List<SpokenWord> words) {
        public Spoken {
            warnings = List.copyOf(warnings);
            words = List.copyOf(words);
        }

        public Spoken(PcmAudio audio, List<Warning> warnings) {
            this(audio, warnings, List.of());
        }
    }
}
