package voxfarm.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.error.VoxfarmException;

class PackedTagsTest {
    private static final int MIB = 1 << 20;

    @TempDir Path folder;

    private static byte[] packed(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream packing = new DeflaterOutputStream(out)) {
            packing.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] number(long value, int bits) {
        byte[] bytes = new byte[4];
        for (int i = 3; i >= 0; i--) {
            bytes[i] = (byte) (value & (1 << bits) - 1);
            value >>= bits;
        }
        return bytes;
    }

    /** Packed, with its length before it; 2.4 and its flags, or those of 2.3. */
    private static byte[] frame(int version, byte[] data, int plainBytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write("APIC".getBytes(StandardCharsets.US_ASCII));
        out.write(number(data.length + 4L, version == 4 ? 7 : 8));
        out.write(0);
        out.write(version == 4 ? 0x09 : 0x80);
        out.write(number(plainBytes, version == 4 ? 7 : 8));
        out.write(data);
        return out.toByteArray();
    }

    private static byte[] tag(int version, byte[] frame, int times) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {'I', 'D', '3', (byte) version, 0, 0});
        out.write(number((long) frame.length * times, 7));
        for (int i = 0; i < times; i++) {
            out.write(frame);
        }
        return out.toByteArray();
    }

    private Path file(byte[] before, byte[] tag) throws IOException {
        Path file = folder.resolve("tagged.mp3");
        Files.write(file, before);
        Files.write(file, tag, StandardOpenOption.APPEND);
        Files.write(file, new byte[5000], StandardOpenOption.APPEND);
        return file;
    }

    /** At the beginning, across blocks, in the midst of a file: all that demuxers find. */
    @ParameterizedTest
    @CsvSource({"3, 0", "4, 0", "4, 65530", "3, 200001"})
    void seesFramesThatAreLongTogether(int version, int before) throws IOException {
        byte[] frame = frame(version, packed(new byte[10 * MIB]), 10 * MIB);

        assertThat(PackedTags.areTooLong(file(new byte[before], tag(version, frame, 3)))).isFalse();
        Path many = file(new byte[before], tag(version, frame, 4));
        assertThat(PackedTags.areTooLong(many)).isTrue();
        assertThatThrownBy(() -> SoundReader.open(many, Duration.ofMinutes(1)).close())
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("packed ID3 tags");
    }

    /** Zeros are put in behind bytes of ones, so that no decoder takes them for sound. */
    @Test
    void seesThemWithZerosPutIn() throws IOException {
        byte[] noise = new byte[40 * MIB];
        new Random(5).nextBytes(noise);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte value : packed(noise)) {
            out.write(value);
            if (value == -1) {
                out.write(0);
            }
        }
        byte[] frame = frame(4, out.toByteArray(), noise.length);

        assertThat(PackedTags.areTooLong(file(new byte[0], tag(4, frame, 1)))).isTrue();
    }

    @Test
    void takesWhatIsNotPacked() throws IOException {
        byte[] picture = new byte[40 * MIB];
        new Random(6).nextBytes(picture);
        byte[] frame = frame(4, picture, picture.length);
        frame[9] = 0;

        assertThat(PackedTags.areTooLong(file(new byte[0], tag(4, frame, 1)))).isFalse();
        assertThat(PackedTags.areTooLong(Files.write(folder.resolve("empty"), new byte[0])))
                .isFalse();
        assertThat(PackedTags.areTooLong(Files.write(folder.resolve("noise"), picture))).isFalse();
    }
}
