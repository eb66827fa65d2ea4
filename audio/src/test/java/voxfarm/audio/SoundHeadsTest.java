package voxfarm.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.error.VoxfarmException;

/** Whatever is in a file, its head says a length or none. */
class SoundHeadsTest {
    private static final int RATE = 22_050;
    private static final int ROUNDS = 3000;

    @TempDir Path folder;

    private interface Head {
        OptionalDouble seconds(Path file) throws IOException;
    }

    private byte[] sound(AudioFormat format) throws IOException {
        Path file = folder.resolve("whole");
        float[] sound = MadeSpeech.speech(RATE, 1.2, 0.2);
        try (SoundWriter writer =
                SoundWriters.toFile(
                        file,
                        new Encoding(format, RATE, RATE, 1, format.lossy() ? 64 : 0),
                        sound.length)) {
            writer.write(sound, sound.length);
            writer.finish();
        }
        return Files.readAllBytes(file);
    }

    private void survives(byte[] whole, Head head) throws IOException {
        Random random = new Random(29);
        Path file = folder.resolve("damaged");
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = Arrays.copyOf(whole, 1 + random.nextInt(2000));
            for (int change = random.nextInt(6); change >= 0; change--) {
                bytes[random.nextInt(Math.min(bytes.length, 120))] = (byte) random.nextInt(256);
            }
            Files.write(file, bytes);
            OptionalDouble seconds = head.seconds(file);
            assertThat(seconds.orElse(1)).as("round %d", round).isFinite().isPositive();
        }
    }

    @Test
    void ofMp3() throws IOException {
        survives(sound(AudioFormat.MP3), Mp3Head::seconds);
    }

    @Test
    void ofMp3BehindATag() throws IOException {
        byte[] sound = sound(AudioFormat.MP3);
        byte[] tagged = new byte[30 + sound.length];
        System.arraycopy(new byte[] {'I', 'D', '3', 4, 0, 0, 0, 0, 0, 20}, 0, tagged, 0, 10);
        System.arraycopy(sound, 0, tagged, 30, sound.length);
        survives(tagged, Mp3Head::seconds);
    }

    @Test
    void refusesWavOfTheOtherOrder() throws IOException {
        byte[] sound = sound(AudioFormat.WAV);
        sound[3] = 'X';
        Path file = Files.write(folder.resolve("other.wav"), sound);

        assertThatThrownBy(() -> SoundReader.open(file, Duration.ofMinutes(1)).close())
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("RIFX");
    }

    @Test
    void ofWav() throws IOException {
        survives(sound(AudioFormat.WAV), WavHead::seconds);
    }
}
