package voxfarm.audio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PcmCodingTest {
    @Test
    void clipsRoundsAndSilencesNaN() {
        float[] samples = {1, -1, 2, -2, Float.NaN, 0.5f, 1e-6f};
        short[] expected = {32767, -32767, 32767, -32767, 0, 16384, 0};
        for (int i = 0; i < samples.length; i++) {
            assertThat(PcmCoding.toPcm16(samples[i])).isEqualTo(expected[i]);
        }
    }
}
