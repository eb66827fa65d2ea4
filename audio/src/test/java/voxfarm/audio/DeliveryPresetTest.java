package voxfarm.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.DeliveryPreset;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.error.VoxfarmException;

class DeliveryPresetTest {
    private static final int RATE = 22_050;

    @TempDir Path folder;

    private Path made(DeliveryPreset preset, AudioFormat format, float[] sound) throws IOException {
        Path file = folder.resolve(preset.wireName() + "." + format.wireName());
        Path spool = folder.resolve("spool");
        Mastering.Cut cut;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(spool));
                Mastering mastering = new Mastering(Finish.of(preset, RATE), RATE, out)) {
            mastering.write(sound, sound.length);
            cut = mastering.finish();
        }
        try (SoundWriter writer =
                SoundWriters.toFile(file, encoding(preset, format, cut.rateHz()), cut.samples())) {
            Mastering.copy(() -> new BufferedInputStream(Files.newInputStream(spool)), cut, writer);
            writer.finish();
        }
        return file;
    }

    private static Encoding encoding(DeliveryPreset preset, AudioFormat format, int rateHz) {
        OptionalInt least = preset.leastKbps(format);
        return Encoding.of(
                OutputSettings.file(
                        format,
                        Optional.empty(),
                        least.isPresent() ? Optional.of(least.getAsInt()) : Optional.empty()),
                rateHz);
    }

    /** What is heard of a file: its samples as one channel. */
    private static float[] heard(Path file) throws IOException {
        float[][] all = {new float[0]};
        try (SoundReader reader = SoundReader.open(file, Duration.ofMinutes(1))) {
            reader.readMono((block, count) -> {
                float[] more = Arrays.copyOf(all[0], all[0].length + count);
                System.arraycopy(block, 0, more, all[0].length, count);
                all[0] = more;
            });
        }
        return all[0];
    }

    private static double decibels(float[] sound, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += sound[i] * sound[i];
        }
        return 10 * Math.log10(sum / (to - from));
    }

    @Test
    void makesAChapterForAcx() throws IOException {
        float[] quiet = MadeSpeech.speech(RATE, 20, 0.02);

        Path file = made(DeliveryPreset.ACX, AudioFormat.MP3, quiet);
        float[] heard = heard(file);

        assertThat(decibels(heard, 0, heard.length)).isBetween(-23.0, -18.0);
        float peak = 0;
        for (float sample : heard) {
            peak = Math.max(peak, Math.abs(sample));
        }
        assertThat(20 * Math.log10(peak)).isLessThanOrEqualTo(-3);
        assertThat(decibels(heard, 0, (int) (0.7 * 44_100))).isBetween(-75.0, -65.0);
        assertThat(decibels(heard, heard.length - 44_100, heard.length)).isBetween(-75.0, -65.0);
        try (SoundReader reader = SoundReader.open(file, Duration.ofMinutes(1))) {
            assertThat(reader.rateHz()).isEqualTo(44_100);
            SoundReader.Read read = reader.readMono((_, _) -> {});
            assertThat(read.bitsPerSecond()).isCloseTo(192_000, within(2000.0));
            assertThat(read.constantBitrate()).isTrue();
            assertThat(read.damagedPackets()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(DeliveryPreset.class)
    void reachesItsLevelInTheFile(DeliveryPreset preset) throws IOException {
        float[] sound = MadeSpeech.speech(RATE, 15, 0.2);

        float[] heard = heard(made(preset, AudioFormat.FLAC, sound));

        int rate = preset.rateHz().orElse(RATE);
        LoudnessMeter meter = new LoudnessMeter(rate);
        meter.add(heard, heard.length);
        double lufs = meter.integratedLufs();
        double rms = decibels(heard, 0, heard.length);
        preset.limits().lufs().ifPresent(range -> assertThat(range.holds(lufs)).isTrue());
        preset.limits().rmsDbfs().ifPresent(range -> assertThat(range.holds(rms)).isTrue());
        assertThat(preset.limits().lufs().isPresent() || preset.limits().rmsDbfs().isPresent())
                .isTrue();
    }

    @Test
    void saysByHowMuchASoundWasMoved() throws IOException {
        float[] sound = MadeSpeech.speech(RATE, 5, 0.2); // begins behind half a second
        try (Mastering mastering =
                new Mastering(
                        Finish.of(DeliveryPreset.ACX, RATE),
                        RATE,
                        OutputStream.nullOutputStream())) {
            mastering.write(sound, sound.length);

            assertThat(mastering.finish().shiftSeconds())
                    .isCloseTo(0.75 + 0.02 - 0.5, within(0.01));
        }
    }

    /** The same file whatever the blocks. */
    @Test
    void roomToneDependsOnThePlaceAlone() {
        float[] whole = new float[5000];
        new RoomTone(-70, RATE).addTo(whole, whole.length);
        float[] parts = new float[0];
        RoomTone tone = new RoomTone(-70, RATE);
        for (int size = 1; parts.length < whole.length; size = size * 3 % 700 + 1) {
            float[] block = new float[Math.min(size, whole.length - parts.length)];
            tone.addTo(block, block.length);
            int at = parts.length;
            parts = Arrays.copyOf(parts, at + block.length);
            System.arraycopy(block, 0, parts, at, block.length);
        }

        assertThat(parts).isEqualTo(whole);
        assertThat(decibels(whole, 500, 5000)).isCloseTo(-70, within(1.0));
    }

    @Test
    void refusesANameThatItDoesNotKnow() {
        assertThat(DeliveryPreset.ofWireName("r128")).isEqualTo(DeliveryPreset.R128);
        assertThatThrownBy(() -> DeliveryPreset.ofWireName("ebu"))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("acx, abs, r128, podcast");
    }
}
