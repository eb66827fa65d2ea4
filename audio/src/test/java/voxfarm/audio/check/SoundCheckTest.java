package voxfarm.audio.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.audio.Encoding;
import voxfarm.audio.Finish;
import voxfarm.audio.MadeSpeech;
import voxfarm.audio.Mastering;
import voxfarm.audio.SoundReader;
import voxfarm.audio.SoundWriter;
import voxfarm.audio.SoundWriters;
import voxfarm.audio.check.Finding.Verdict;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.DeliveryPreset;
import voxfarm.common.error.VoxfarmException;

/** Good files pass, and each that is damaged on purpose fails with its own reason. */
@Timeout(300)
class SoundCheckTest {
    private static final int RATE = 44_100;
    private static final double SECONDS = 9;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir Path folder;

    /** A chapter as the preset makes it; nobody changes it. */
    private static float[] good = new float[0];

    @BeforeAll
    static void makeAChapter(@TempDir Path folder) throws IOException {
        good = mastered(folder, DeliveryPreset.ACX, MadeSpeech.speech(RATE, SECONDS, 0.1));
    }

    private static float[] mastered(Path folder, DeliveryPreset preset, float[] sound)
            throws IOException {
        Path spool = folder.resolve("spool");
        Mastering.Cut cut;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(spool));
                Mastering mastering = new Mastering(Finish.of(preset, RATE), RATE, out)) {
            mastering.write(sound, sound.length);
            cut = mastering.finish();
        }
        float[] all = new float[(int) cut.samples()];
        int[] at = {0};
        Mastering.copy(
                () -> new BufferedInputStream(Files.newInputStream(spool)),
                cut,
                new SoundWriter() {
                    @Override
                    public void write(float[] samples, int count) {
                        System.arraycopy(samples, 0, all, at[0], count);
                        at[0] += count;
                    }

                    @Override
                    public void finish() {}

                    @Override
                    public void close() {}
                });
        return all;
    }

    private Path file(String name, AudioFormat format, int rateHz, int kbps, float[] sound)
            throws IOException {
        Path file = folder.resolve(name);
        try (SoundWriter writer =
                SoundWriters.toFile(
                        file, new Encoding(format, rateHz, rateHz, 1, kbps), sound.length)) {
            writer.write(sound, sound.length);
            writer.finish();
        }
        return file;
    }

    private static SoundCheck.Report check(Path file, DeliveryPreset preset) {
        return SoundCheck.check(file, preset, SpokenLines.beside(file), PATIENCE);
    }

    private static List<String> broken(SoundCheck.Report report) {
        return report.findings().stream()
                .filter(one -> one.verdict() == Verdict.FAIL)
                .map(Finding::rule)
                .toList();
    }

    private static Finding finding(SoundCheck.Report report, String rule) {
        return report.findings().stream()
                .filter(one -> one.rule().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void passesAChapterMadeForAcx() throws IOException {
        SoundCheck.Report report =
                check(file("a.mp3", AudioFormat.MP3, RATE, 192, good), DeliveryPreset.ACX);

        assertThat(broken(report)).isEmpty();
        assertThat(report.held()).isTrue();
        assertThat(finding(report, "rms").value().orElseThrow()).isBetween(-23.0, -18.0);
        assertThat(finding(report, "noise_floor").value().orElseThrow()).isBetween(-75.0, -65.0);
        assertThat(finding(report, "head").value().orElseThrow()).isCloseTo(0.8, within(0.1));
    }

    @ParameterizedTest
    @EnumSource(DeliveryPreset.class)
    void passesLosslessFilesOfEachPreset(DeliveryPreset preset) throws IOException {
        float[] sound = mastered(folder, preset, MadeSpeech.speech(RATE, SECONDS, 0.1));

        assertThat(broken(check(file("a.flac", AudioFormat.FLAC, RATE, 0, sound), preset)))
                .isEmpty();
        assertThat(broken(check(file("a.wav", AudioFormat.WAV, RATE, 0, sound), preset))).isEmpty();
    }

    /** Readable in every format, and measured the same but for what coding changes. */
    @ParameterizedTest
    @EnumSource(
            value = AudioFormat.class,
            names = {"WAV", "WAV_FLOAT", "FLAC", "MP3", "AAC", "M4A"})
    void readsEveryFormat(AudioFormat format) throws IOException {
        SoundCheck.Report report =
                check(
                        file("a.x", format, RATE, format.lossy() ? 128 : 0, good),
                        DeliveryPreset.PODCAST);

        assertThat(report.seconds()).isCloseTo((double) good.length / RATE, within(0.1));
        assertThat(finding(report, "loudness").value().orElseThrow()).isCloseTo(-19, within(3.0));
    }

    @Test
    void readsOpus() throws IOException {
        float[] sound = MadeSpeech.speech(48_000, 8, 0.2);

        SoundCheck.Report report =
                check(file("a.opus", AudioFormat.OPUS, 48_000, 48, sound), DeliveryPreset.PODCAST);

        assertThat(report.seconds()).isCloseTo(8, within(0.05));
        assertThat(report.facts().codec()).isEqualTo("opus");
    }

    private static float[] noisy(float[] sound, double dbfs) {
        SplittableRandom random = new SplittableRandom(3);
        float[] noisy = sound.clone();
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] += (float) (Math.pow(10, dbfs / 20) * random.nextGaussian());
        }
        return noisy;
    }

    private static float[] scaled(float[] sound, double factor) {
        float[] scaled = new float[sound.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (sound[i] * factor);
        }
        return scaled;
    }

    private static float[] changed(float[] sound, int from, int to, float value) {
        float[] changed = sound.clone();
        Arrays.fill(changed, from, to, value);
        return changed;
    }

    private static float[] joined(float[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        float[] all = Arrays.copyOf(parts[0], length);
        int at = parts[0].length;
        for (int i = 1; i < parts.length; i++) {
            System.arraycopy(parts[i], 0, all, at, parts[i].length);
            at += parts[i].length;
        }
        return all;
    }

    static List<Arguments> damages() {
        return List.of(
                damage("rms", sound -> scaled(sound, 0.5)),
                damage("peak", sound -> changed(sound, 5 * RATE, 5 * RATE + 2, 0.95f)),
                damage("noise_floor", sound -> noisy(sound, -55)),
                damage("head", sound -> Arrays.copyOfRange(sound, RATE / 2, sound.length)),
                damage("tail", sound -> joined(sound, new float[4 * RATE])),
                damage("pauses", SoundCheckTest::longPause),
                damage("clipping", sound -> changed(sound, 5 * RATE, 5 * RATE + 300, 1)),
                damage("dc_offset", SoundCheckTest::withOffset),
                damage("repeats", SoundCheckTest::stuck),
                damage("repeats", SoundCheckTest::playedTwice));
    }

    private static Arguments damage(String rule, UnaryOperator<float[]> damage) {
        return Arguments.of(rule, damage);
    }

    private static float[] longPause(float[] sound) {
        int middle = quietPlace(sound);
        return joined(
                Arrays.copyOf(sound, middle),
                new float[12 * RATE],
                Arrays.copyOfRange(sound, middle, sound.length));
    }

    /** Between two syllables of the middle. */
    private static int quietPlace(float[] sound) {
        int quiet = 0;
        for (int i = sound.length / 2; i < sound.length; i++) {
            quiet = Math.abs(sound[i]) < 0.003 ? quiet + 1 : 0;
            if (quiet > RATE / 10) {
                return i;
            }
        }
        throw new AssertionError("no pause");
    }

    private static float[] withOffset(float[] sound) {
        float[] moved = sound.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += 0.02f;
        }
        return moved;
    }

    /** A fifth of a second, for two seconds. */
    private static float[] stuck(float[] sound) {
        float[] stuck = sound.clone();
        for (int i = 4 * RATE; i < 6 * RATE; i++) {
            stuck[i] = stuck[i - RATE / 5];
        }
        return stuck;
    }

    /** Two and a half seconds come twice. */
    private static float[] playedTwice(float[] sound) {
        int from = 3 * RATE;
        int to = from + 5 * RATE / 2;
        return joined(
                Arrays.copyOf(sound, to),
                Arrays.copyOfRange(sound, from, to),
                Arrays.copyOfRange(sound, to, sound.length));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void failsWithItsOwnReason(String rule, UnaryOperator<float[]> damage) throws IOException {
        Path file = file("a.wav", AudioFormat.WAV_FLOAT, RATE, 0, damage.apply(good));

        SoundCheck.Report report = check(file, DeliveryPreset.ACX);

        assertThat(broken(report)).contains(rule);
        Finding found = finding(report, rule);
        assertThat(found.advice()).isNotEmpty();
        assertThat(found.allowed()).isNotEmpty();
    }

    @Test
    void saysWhereAndWhichLine() throws IOException {
        Path file =
                file(
                        "a.wav",
                        AudioFormat.WAV_FLOAT,
                        RATE,
                        0,
                        changed(good, 5 * RATE, 5 * RATE + 300, 1));
        Files.writeString(
                folder.resolve("a.srt"),
                """
                1
                00:00:00,800 --> 00:00:04,000
                The first line.

                2
                00:00:04,500 --> 00:00:09,000
                The line that
                is to be mended.

                """);

        Finding.Place where =
                finding(check(file, DeliveryPreset.ACX), "clipping").where().getFirst();

        assertThat(where.seconds()).isCloseTo(5, within(0.01));
        assertThat(where.line()).contains("The line that is to be mended.");
    }

    @Test
    void readsOurTimings() throws IOException {
        Path timings =
                Files.writeString(
                        folder.resolve("a.timings.json"),
                        """
                        {"schema": 1, "request_id": "r", "segments": [
                          {"index": 0, "text": "One.", "begin": 0, "end": 4, "start_s": 0.5,
                           "end_s": 1.5, "words": [{"text": "word", "start_s": 9.5, "end_s": 9.9,
                           "phones": [{"phone": "w", "start_s": 9.6, "end_s": 9.7}]}]},
                          {"index": 1, "text": "Two.", "start_s": 2.5, "end_s": 3.5, "words": []}]}
                        """);

        SpokenLines lines = SpokenLines.read(timings);

        assertThat(lines.at(0)).contains("One.");
        assertThat(lines.at(2)).contains("One.");
        assertThat(lines.at(60)).contains("Two.");
    }

    /** What the text itself says twice is no fault. */
    @Test
    void letsATextRepeatItself() throws IOException {
        Path file = file("a.wav", AudioFormat.WAV_FLOAT, RATE, 0, playedTwice(good));
        assertThat(broken(check(file, DeliveryPreset.ACX))).contains("repeats");
        Files.writeString(
                folder.resolve("a.vtt"),
                """
                WEBVTT

                00:00.800 --> 00:03.000
                Before.

                00:03.000 --> 00:05.500
                The same again.

                00:05.500 --> 00:08.000
                The same again.

                00:08.000 --> 00:14.000
                Behind.
                """);

        assertThat(broken(check(file, DeliveryPreset.ACX))).doesNotContain("repeats");
    }

    @Test
    void judgesWhatAnMp3ForAcxHasToBe() throws IOException {
        SoundCheck.Report thin =
                check(file("a.mp3", AudioFormat.MP3, RATE, 128, good), DeliveryPreset.ACX);
        SoundCheck.Report slow =
                check(
                        file(
                                "b.mp3",
                                AudioFormat.MP3,
                                48_000,
                                192,
                                MadeSpeech.speech(48_000, 5, 0.2)),
                        DeliveryPreset.ACX);

        assertThat(broken(thin)).containsExactly("bit_rate");
        assertThat(finding(thin, "bit_rate").measured()).isEqualTo("128 kbit/s, constant");
        assertThat(broken(slow)).contains("sample_rate");
    }

    /** MP3 by its own first frame, which says how many there are; Ogg by the mark of its end. */
    @ParameterizedTest
    @EnumSource(
            value = AudioFormat.class,
            names = {"FLAC", "WAV", "MP3", "OPUS", "M4A"})
    void tellsOfAFileThatWasCutOff(AudioFormat format) throws IOException {
        int rateHz = format == AudioFormat.OPUS ? 48_000 : RATE;
        Path file = file("a." + format.extension(), format, rateHz, format.lossy() ? 192 : 0, good);
        assertThat(broken(check(file, DeliveryPreset.ACX))).doesNotContain("complete");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

        assertThat(broken(check(file, DeliveryPreset.ACX))).contains("complete");
    }

    /** Where a page ends nothing is damaged, and what is there decodes. */
    @Test
    void tellsOfAnOggFileThatWasCutBetweenPages() throws IOException {
        Path file = file("a.opus", AudioFormat.OPUS, 48_000, 96, good);
        byte[] bytes = Files.readAllBytes(file);
        int last = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("OggS");
        Files.write(file, Arrays.copyOf(bytes, last));

        SoundCheck.Report report = check(file, DeliveryPreset.ACX);

        assertThat(broken(report)).contains("complete").doesNotContain("decodes");
        assertThat(finding(report, "complete").measured()).endsWith("marks the end");
    }

    /** At each rate of the three versions of MPEG, in one channel. */
    @ParameterizedTest
    @ValueSource(ints = {8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000})
    void knowsHowLongAnMp3SaysThatItIs(int rateHz) throws IOException {
        float[] sound = MadeSpeech.speech(rateHz, 5, 0.2);
        Path file = file("a.mp3", AudioFormat.MP3, rateHz, 64, sound);

        try (SoundReader reader = SoundReader.open(file, Duration.ofMinutes(1))) {
            assertThat(reader.facts().declaredSeconds().getAsDouble())
                    .isCloseTo((double) sound.length / rateHz, within(0.06));
        }
    }

    /** As programs write it that cannot go back to the head. */
    @ParameterizedTest
    @ValueSource(ints = {0, 0x7ffff000, 0x7fffffdb, 0x7fffffff, 0x80000000, 0xfffff000, -1})
    void aStreamsLengthThatNobodyKnewIsNone(int length) throws IOException {
        assertThat(broken(check(changed(40, length), DeliveryPreset.ACX)))
                .doesNotContain("complete");
    }

    /** As a file above 4 GiB: its lengths stand in a chunk of their own. */
    @Test
    void tellsOfALongFileThatWasCutOff() throws IOException {
        Path file = file("a.wav", AudioFormat.WAV, RATE, 0, good);
        byte[] plain = Files.readAllBytes(file);
        ByteBuffer rf64 =
                ByteBuffer.allocate(plain.length + 36)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put("RF64".getBytes(StandardCharsets.US_ASCII))
                        .putInt(-1)
                        .put("WAVEds64".getBytes(StandardCharsets.US_ASCII))
                        .putInt(28)
                        .putLong(plain.length + 28)
                        .putLong(plain.length - 44)
                        .putLong(good.length)
                        .putInt(0)
                        .put(plain, 12, plain.length - 12)
                        .putInt(76, -1);
        Files.write(file, rf64.array());
        assertThat(broken(check(file, DeliveryPreset.ACX))).doesNotContain("complete");
        Files.write(file, Arrays.copyOf(rf64.array(), plain.length / 2));

        assertThat(broken(check(file, DeliveryPreset.ACX))).contains("complete");
    }

    /** Bytes a second, which no player needs. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, RATE})
    void aFieldThatNobodyReadsMakesNoFileTooShort(int bytesASecond) throws IOException {
        assertThat(broken(check(changed(28, bytesASecond), DeliveryPreset.ACX)))
                .doesNotContain("complete");
    }

    /** A good WAV file with another number at a place of its head. */
    private Path changed(int at, int value) throws IOException {
        Path file = file("a.wav", AudioFormat.WAV, RATE, 0, good);
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return Files.write(file, bytes);
    }

    /** A file as a book for players: no chapters, no cover, no tags. */
    @Test
    void tellsWhatABookLacks() throws IOException {
        Path file = file("a.m4b", AudioFormat.M4A, RATE, 96, good);

        assertThat(broken(check(file, DeliveryPreset.ABS))).contains("chapters", "tags", "cover");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no sound at all", "#EXTM3U\nhttp://127.0.0.1:1/a.mp3\n", "RIFF"})
    void refusesWhatIsNoSound(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("a.mp3"), content);

        assertThatThrownBy(() -> check(file, DeliveryPreset.ACX))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("a.mp3");
    }

    @Test
    void refusesWhatTakesTooLong() throws IOException {
        Path file = file("a.wav", AudioFormat.WAV, RATE, 0, good);

        assertThatThrownBy(() ->
                        SoundCheck.check(
                                file, DeliveryPreset.ACX, SpokenLines.NONE, Duration.ofNanos(1)))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("was not read within");
    }

    /** Every file is refused or judged, whatever is in it. */
    @ParameterizedTest
    @EnumSource(
            value = AudioFormat.class,
            names = {"WAV", "FLAC", "MP3", "AAC", "M4A"})
    void survivesDamage(AudioFormat format) throws IOException {
        float[] sound = MadeSpeech.speech(RATE, 1.2, 0.2);
        byte[] whole =
                Files.readAllBytes(file("whole", format, RATE, format.lossy() ? 96 : 0, sound));
        Random random = new Random(11);
        for (int round = 0; round < 12; round++) {
            byte[] bytes = Arrays.copyOf(whole, whole.length - random.nextInt(whole.length / 2));
            for (int i = 0; i < 1 + random.nextInt(40); i++) {
                int head = random.nextBoolean() ? Math.min(600, bytes.length) : bytes.length;
                bytes[random.nextInt(head)] = (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve("damaged"), bytes);
            try {
                SoundCheck.Report report = check(file, DeliveryPreset.ABS);
                assertThat(report.seconds()).as("round " + round).isLessThan(60);
            } catch (VoxfarmException e) {
                assertThat(e).as("round " + round).hasMessageContaining("damaged");
            }
        }
    }
}
