package voxfarm.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GaussianNoiseTest {
    private static final GaussianNoise NOISE = GaussianNoise.of("clip", "prior");

    @Test
    void dependsOnKeyAndPlaceAlone() {
        float[] small = NOISE.matrix(3, 5);
        float[] large = NOISE.matrix(7, 11);

        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 5; column++) {
                assertThat(large[row * 11 + column]).isEqualTo(small[row * 5 + column]);
            }
        }
        assertThat(GaussianNoise.of("clip", "prior").matrix(3, 5)).isEqualTo(small);
        assertThat(GaussianNoise.of("clip", "durations").matrix(3, 5)).isNotEqualTo(small);
        assertThat(GaussianNoise.of("clip2", "prior").matrix(3, 5)).isNotEqualTo(small);
    }

    /**
     * The bits are a promise: the same job must sound the same after an upgrade of Java or of the
     * machine.
     */
    @Test
    void givesTheRecordedValues() {
        float[] values = NOISE.matrix(2, 3);
        int hash = java.util.Arrays.hashCode(NOISE.matrix(64, 64));

        assertThat(values[0]).isEqualTo(RECORDED_FIRST);
        assertThat(hash).isEqualTo(RECORDED_HASH);
    }

    private static final float RECORDED_FIRST = 1.0551962f;
    private static final int RECORDED_HASH = -472011270;

    @Test
    void isStandardNormal() {
        float[] values = NOISE.matrix(500, 2000);
        double sum = 0;
        double squares = 0;
        double fourth = 0;
        int beyondThree = 0;
        double neighbours = 0;
        for (int i = 0; i < values.length; i++) {
            double x = values[i];
            sum += x;
            squares += x * x;
            fourth += x * x * x * x;
            beyondThree += Math.abs(x) > 3 ? 1 : 0;
            neighbours += i > 0 ? x * values[i - 1] : 0;
        }
        int n = values.length;

        assertThat(sum / n).isEqualTo(0, within(0.005));
        assertThat(squares / n).isEqualTo(1, within(0.01));
        assertThat(fourth / n).isEqualTo(3, within(0.06));
        assertThat((double) beyondThree / n).isEqualTo(0.0027, within(0.0003));
        assertThat(neighbours / n).isEqualTo(0, within(0.005));
    }

    @Test
    void invertsTheDistributionFunction() {
        assertThat(GaussianNoise.quantile(0.5)).isZero();
        assertThat(GaussianNoise.quantile(0.975)).isEqualTo(1.959963984540054, within(5e-7));
        assertThat(GaussianNoise.quantile(0.025)).isEqualTo(-1.959963984540054, within(5e-7));
        assertThat(GaussianNoise.quantile(1e-12)).isEqualTo(-7.034483825301131, within(2e-6));
        assertThat(GaussianNoise.quantile(0.001)).isEqualTo(-3.090232306167813, within(1e-6));
    }
}
