package voxfarm.worker.assembly;

import java.io.IOException;
import java.io.InputStream;
import voxfarm.audio.Joins;
import voxfarm.common.audio.FloatWav;
import voxfarm.common.plan.Segment;

/** Clips one after another, with their pauses and faded where they meet. On one thread. */
final class JoinedClips {
    private final int clipsInAll;
    private final float gain;
    private final FloatWav.Sink out;
    private int written;
    private double pauseBefore;
    private long index;

    /**
     * @param clipsInAll how many have sound
     * @param gain what every sample is multiplied by
     */
    JoinedClips(int clipsInAll, float gain, FloatWav.Sink out) {
        this.clipsInAll = clipsInAll;
        this.gain = gain;
        this.out = out;
    }

    /**
     * Adds a clip that has sound.
     *
     * @param file its own, from the beginning
     */
    void add(Segment segment, PartNote.Sound sound, InputStream file) throws IOException {
        pause(sound.sampleRateHz());
        boolean before = written > 0;
        boolean behind = written < clipsInAll - 1 || segment.pauseAfterSeconds() > 0;
        index = 0;
        FloatWav.read(
                file,
                sound.samples(),
                (block, count) -> {
                    for (int i = 0; i < count; i++, index++) {
                        float faded =
                                block[i]
                                        * Joins.gain(
                                                index,
                                                sound.samples(),
                                                sound.sampleRateHz(),
                                                before,
                                                behind);
                        block[i] = faded * gain;
                    }
                    out.accept(block, count);
                });
        pauseBefore = segment.pauseAfterSeconds();
        written++;
        if (written == clipsInAll) {
            pause(sound.sampleRateHz());
        }
    }

    private void pause(int sampleRateHz) throws IOException {
        int samples = Math.toIntExact(Math.round(pauseBefore * sampleRateHz));
        if (samples > 0) {
            out.accept(new float[samples], samples);
        }
    }
}
