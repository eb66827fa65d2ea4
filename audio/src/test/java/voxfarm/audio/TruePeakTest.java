package voxfarm.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TruePeakTest {
    private static final int LENGTH = 64 * TruePeak.BLOCK;

    /** One answer a sample, in blocks of all lengths. */
    private static float[] peaks(float[] sound, float floor) {
        TruePeak between = new TruePeak();
        float[] block = new float[TruePeak.BLOCK];
        float[] all = new float[sound.length];
        SplittableRandom lengths = new SplittableRandom(5);
        for (int from = 0; from < sound.length; ) {
            int count = Math.min(lengths.nextInt(1, TruePeak.BLOCK + 1), sound.length - from);
            between.add(sound, from, count, floor, block);
            System.arraycopy(block, 0, all, from, count);
            from += count;
        }
        return all;
    }

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    /** Noise, a low tone and clicks, each at a level of its own, with quiet stretches. */
    private static float[] sound(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double noise = Math.pow(10, -4 * random.nextDouble());
        double tone = Math.pow(10, -2 * random.nextDouble());
        double cycles = 0.5 * Math.pow(random.nextDouble(), 3);
        double click = 2 * random.nextDouble();
        float[] sound = new float[LENGTH];
        for (int i = 0; i < sound.length; i++) {
            double level = i / 700 % 3 == 0 ? 0.05 : 1;
            sound[i] =
                    (float)
                            (level
                                    * (noise * random.nextGaussian()
                                            + tone * Math.sin(2 * Math.PI * cycles * i)
                                            + (random.nextInt(500) == 0 ? click : 0)));
        }
        return sound;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsAboveTheFloorIsFoundWhateverTheFloor(int seed) {
        float[] sound = sound(seed);
        float[] all = peaks(sound, 0);
        float[] sorted = all.clone();
        Arrays.sort(sorted);
        for (double share : new double[] {0.3, 0.7, 0.95, 0.999, 1}) {
            float floor = sorted[(int) (share * (LENGTH - 1))];
            float[] found = peaks(sound, floor);
            for (int i = 0; i < LENGTH; i++) {
                if (all[i] > floor) {
                    assertThat(found[i]).as("sample %s, floor %s", i, floor).isEqualTo(all[i]);
                } else {
                    assertThat(found[i]).isLessThanOrEqualTo(floor);
                }
            }
        }
    }

    /**
     * Signs as the filter's, so that all taps add up: of all sounds within full scale the one whose
     * wave reaches farthest.
     */
    @Test
    void theGreatestThatLiesBetweenSamplesIsFound() {
        float[] sound = new float[400];
        for (int i = 0; i < 2 * TruePeak.DELAY; i++) {
            double behind = i - (TruePeak.DELAY - 1) - 0.5;
            sound[200 + i] = Math.sin(Math.PI * behind) / behind > 0 ? 1 : -1;
        }
        float[] all = peaks(sound, 0);
        float greatest = 0;
        for (float peak : all) {
            greatest = Math.max(greatest, peak);
        }

        assertThat(greatest).isGreaterThan(2.9f);
        assertThat(peaks(sound, 2.9f)).contains(greatest);
    }
}
