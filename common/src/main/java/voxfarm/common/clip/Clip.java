package voxfarm.common.clip;

import java.util.List;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.Warning;
import voxfarm.common.store.ObjectKey;

/**
 * The audio of one segment in the bucket: {@code clips/<aa>/<hash>.json} and what it names.
 *
 * @param hash of everything that decides its samples, see {@link ClipHash}
 * @param audio 32-bit floating point WAV; of a segment without sound, a file without samples
 */
public record Clip(
        String hash,
        ObjectKey audio,
        Sound sound,
        Made made,
        List<Warning> warnings,
        List<SpokenWord> words) {
    public Clip {
        warnings = List.copyOf(warnings);
        words = List.copyOf(words);
    }

    /**
     * How it came to be.
     *
     * @param in the job in which it was made, see {@code ClipStore.User}; empty if nobody counts it
     * @param work what it took
     * @param take which try it is, from 1: those before it were suspect
     */
    public record Made(String in, EngineWork work, int take) {
        /** At the first try. */
        public Made(String in, EngineWork work) {
            this(in, work, 1);
        }
    }

    /**
     * What is heard.
     *
     * @param peak greatest absolute sample
     */
    public record Sound(int sampleRateHz, long samples, float peak) {
        public static Sound of(PcmAudio audio) {
            return new Sound(audio.sampleRateHz(), audio.samples().length, audio.peak());
        }

        public double durationSeconds() {
            return (double) samples / sampleRateHz;
        }
    }

    public double durationSeconds() {
        return sound.durationSeconds();
    }
}
