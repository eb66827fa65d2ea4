package voxfarm.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PriorTest {
    private static final GaussianNoise NOISE = GaussianNoise.of("clip", "prior");

    @Test
    void repeatsEachSymbolForItsFrames() {
        Prior.ByChannel prior =
                new Prior.ByChannel(
                        new float[] {1, 2, 3, 10, 20, 30}, new float[6], new int[] {2, 0, 3});

        assertThat(prior.channels()).isEqualTo(2);
        assertThat(prior.frames()).isEqualTo(5);
        assertThat(prior.sample(NOISE::at, 0)).containsExactly(1, 1, 3, 3, 3, 10, 10, 30, 30, 30);
    }

    @Test
    void addsNoiseByPlaceInTheOutput() {
        Prior.ByChannel prior =
                new Prior.ByChannel(
                        new float[] {1, 2}, new float[] {0, (float) Math.log(2)}, new int[] {1, 2});

        assertThat(prior.sample(NOISE::at, 0.5f))
                .containsExactly(
                        1 + NOISE.at(0, 0) * 0.5f,
                        2 + NOISE.at(0, 1) * ((float) StrictMath.exp((float) Math.log(2)) * 0.5f),
                        2 + NOISE.at(0, 2) * ((float) StrictMath.exp((float) Math.log(2)) * 0.5f));
    }

    @Test
    void countsFramesThatNoArrayCouldHold() {
        assertThat(
                        new Prior.ByChannel(
                                        new float[3],
                                        new float[3],
                                        new int[] {1_000_000_000, 1_000_000_000, 1_000_000_000})
                                .frames())
                .isEqualTo(3_000_000_000L);
    }
}
