package voxfarm.worker.engine;

import java.util.List;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.result.Warning;

/** A voice in memory, ready to speak. Thread-safe: any number of callers may speak at once. */
public interface LoadedVoice extends AutoCloseable {
    /**
     * Speaks one segment. The same segment and settings always give the same samples, whatever was
     * spoken before.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code ENGINE_FAILED} if the model cannot speak
     *     it
     */
    Spoken speak(Segment segment, SpeechSettings settings);

    /** Frees the memory. The caller makes sure that nobody speaks any more. Idempotent. */
    @Override
    void close();

    /**
     * @param audio empty (no samples) if the segment holds nothing to speak
     */
    record Spoken(PcmAudio audio, List<Warning> warnings) {
        public Spoken {
            warnings = List.copyOf(warnings);
        }
    }
}
