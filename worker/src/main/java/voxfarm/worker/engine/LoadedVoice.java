package voxfarm.worker.engine;

import java.util.List;
import java.util.Optional;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.clip.SpokenWord;
import voxfarm.common.machine.Computation;
import voxfarm.common.plan.Warning;

/** A voice in memory, ready to speak. Thread-safe: any number of callers may speak at once. */
public interface LoadedVoice extends AutoCloseable {
    /**
     * Speaks several utterances; each sounds as it would alone, within the engine's tolerance. The
     * same utterance always gives the same samples, whatever was spoken before.
     *
     * @return one for each, in their order
     * @throws voxfarm.common.error.VoxfarmException {@code ENGINE_FAILED} if the model cannot speak
     *     one, {@code ENGINE_DIED} if the engine's process died and these may be why, {@code
     *     NOT_READY} if it died for another reason, or died earlier: see {@link #revive}
     */
    List<Spoken> speakAll(List<Utterance> utterances);

    /** As {@link #speakAll}, of one. */
    default Spoken speak(Utterance utterance) {
        return speakAll(List.of(utterance)).getFirst();
    }

    /**
     * Loads it again where the engine's process died since; else does nothing.
     *
     * @throws voxfarm.common.error.VoxfarmException as {@link SynthesisEngine#load}
     */
    default void revive() {}

    /** Whether it can speak now; not where the engine's process died since. Never waits. */
    default boolean isLoaded() {
        return true;
    }

    /** How its samples are computed. */
    default Computation computation() {
        return Computation.CPU;
    }

    /** How many utterances {@link #speakAll} gains by: 1 on a CPU. */
    default int batchSize() {
        return 1;
    }

    /**
     * Frees the memory once nobody speaks any more: what is being spoken ends as it would have, and
     * who comes later is told {@code NOT_READY}. Does not wait for it. Idempotent.
     */
    @Override
    void close();

    /**
     * @param audio empty (no samples) if the segment holds nothing to speak
     * @param words when each word is heard, from the start of the segment; empty if the voice does
     *     not say
     * @param predicted what the voice said of it before it made it; empty if it says nothing
     * @param take which try it is, from 1: those before it were suspect
     */
    record Spoken(
            PcmAudio audio,
            List<Warning> warnings,
            List<SpokenWord> words,
            Optional<Predicted> predicted,
            int take) {
        public Spoken {
            warnings = List.copyOf(warnings);
            words = List.copyOf(words);
        }

        /** Of a voice that predicts nothing, at the first try. */
        public Spoken(PcmAudio audio, List<Warning> warnings, List<SpokenWord> words) {
            this(audio, warnings, words, Optional.empty(), 1);
        }

        public Spoken(PcmAudio audio, List<Warning> warnings) {
            this(audio, warnings, List.of());
        }

        /** The same as another try. */
        public Spoken ofTake(int other) {
            return new Spoken(audio, warnings, words, predicted, other);
        }
    }
}
