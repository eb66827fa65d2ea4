package voxfarm.common.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;

class WavHeaderTest {
    private static byte[] file(WavHeader.SampleFormat format, int channels, int bytes) {
        byte[] header = WavHeader.of(format, 3, 22050, channels);
        return Arrays.copyOf(header, header.length + 3 * channels * bytes);
    }

    @Test
    void isReadByTheJdk() throws Exception {
        for (int channels = 1; channels <= 2; channels++) {
            try (AudioInputStream in =
                    AudioSystem.getAudioInputStream(
                            new ByteArrayInputStream(
                                    file(WavHeader.SampleFormat.PCM_16, channels, 2)))) {
                assertThat(in.getFormat().getSampleRate()).isEqualTo(22050f);
                assertThat(in.getFormat().getChannels()).isEqualTo(channels);
                assertThat(in.getFormat().getSampleSizeInBits()).isEqualTo(16);
                assertThat(in.getFrameLength()).isEqualTo(3);
            }
        }
        try (AudioInputStream in =
                AudioSystem.getAudioInputStream(
                        new ByteArrayInputStream(file(WavHeader.SampleFormat.FLOAT_32, 1, 4)))) {
            assertThat(in.getFormat().getSampleSizeInBits()).isEqualTo(32);
            assertThat(in.getFrameLength()).isEqualTo(3);
        }
    }

    @Test
    void saysThatTheLengthIsUnknown() {
        byte[] header = WavHeader.of(WavHeader.SampleFormat.PCM_16, WavHeader.UNKNOWN, 24_000, 1);

        assertThat(header).hasSize(WavHeader.BYTES);
        assertThat(Arrays.copyOfRange(header, 4, 8)).containsOnly(-1);
        assertThat(Arrays.copyOfRange(header, 40, 44)).containsOnly(-1);
    }

    @Test
    void becomesRf64BeyondFourGibibytes() {
        byte[] header = WavHeader.of(WavHeader.SampleFormat.PCM_16, 3L << 30, 24_000, 1);

        assertThat(new String(header, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("RF64");
        assertThat(ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong(28))
                .isEqualTo(6L << 30);
    }

    @Test
    void joinsSampleExactly() {
        PcmAudio joined =
                PcmAudio.join(
                        List.of(
                                new PcmAudio(new float[] {1, 2}, 1000),
                                PcmAudio.silence(0.003, 1000),
                                new PcmAudio(new float[] {3}, 1000)));

        assertThat(joined.samples()).containsExactly(1, 2, 0, 0, 0, 3);
        assertThat(joined.durationSeconds()).isEqualTo(0.006);
    }

    @Test
    void refusesToJoinDifferentRates() {
        assertThatThrownBy(() ->
                        PcmAudio.join(
                                List.of(
                                        new PcmAudio(new float[1], 1000),
                                        new PcmAudio(new float[1], 2000))))
                .hasMessageContaining("1000")
                .hasMessageContaining("2000");
    }
}
