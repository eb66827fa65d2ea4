package voxfarm.common.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;

class WavWriterTest {
    @Test
    void isReadByTheJdk() throws Exception {
        byte[] file = WavWriter.write(new PcmAudio(new float[] {0, 0.5f, -0.5f}, 22050));

        try (AudioInputStream in =
                AudioSystem.getAudioInputStream(new ByteArrayInputStream(file))) {
            assertThat(in.getFormat().getSampleRate()).isEqualTo(22050f);
            assertThat(in.getFormat().getChannels()).isEqualTo(1);
            assertThat(in.getFormat().getSampleSizeInBits()).isEqualTo(16);
            assertThat(in.getFrameLength()).isEqualTo(3);
        }
    }

    @Test
    void clipsRoundsAndSilencesNaN() {
        byte[] file =
                WavWriter.write(
                        new PcmAudio(new float[] {1, -1, 2, -2, Float.NaN, 0.5f, 1e-6f}, 44100));

        ByteBuffer samples =
                ByteBuffer.wrap(file)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .position(WavWriter.HEADER_BYTES);
        short[] values = new short[7];
        samples.asShortBuffer().get(values);
        assertThat(values).containsExactly(32767, -32767, 32767, -32767, 0, 16384, 0);
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
