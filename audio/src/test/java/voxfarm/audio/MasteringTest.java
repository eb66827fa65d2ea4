package voxfarm.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.OutputSettings.Level;
import voxfarm.common.audio.PcmAudio;

class MasteringTest {
    private static final int RATE = 22_050;

    private static OutputSettings settings(
            Level level, double target, boolean denoise, boolean trim) {
        return new OutputSettings(
                AudioFormat.WAV_FLOAT,
                Optional.empty(),
                1,
                Optional.empty(),
                level,
                target,
                denoise,
                trim,
                false,
                false,
                List.of());
    }

    private static float[] mastered(float[] sound, OutputSettings output) throws IOException {
        return mastered(sound, RATE, output);
    }

    private static float[] mastered(float[] sound, int rate, OutputSettings output)
            throws IOException {
        ByteArrayOutputStream spool = new ByteArrayOutputStream();
        float[] result;
        try (Mastering mastering = new Mastering(output, rate, spool)) {
            for (int at = 0; at < sound.length; at += 1000) {
                int count = Math.min(1000, sound.length - at);
                float[] block = new float[count];
                System.arraycopy(sound, at, block, 0, count);
                mastering.write(block, count);
            }
            Mastering.Cut cut = mastering.finish();
            result = new float[(int) cut.samples()];
            int[] at = {0};
            Mastering.copy(
                    () -> new ByteArrayInputStream(spool.toByteArray()),
                    cut,
                    new SoundWriter() {
                        @Override
                        public void write(float[] samples, int count) {
                            System.arraycopy(samples, 0, result, at[0], count);
                            at[0] += count;
                        }

                        @Override
                        public void finish() {}

                        @Override
                        public void close() {}
                    });
        }
        return result;
    }

    /** Bursts of a vowel-like sound with silence between, before and behind. */
    private static float[] speech(double seconds) {
        float[] samples = new float[(int) (seconds * RATE)];
        for (int i = 0; i < samples.length; i++) {
            double t = (double) i / RATE;
            boolean spoken = t > 0.5 && t < seconds - 0.5 && t % 0.6 < 0.4;
            if (spoken) {
                double wave = 0;
                for (int harmonic = 1; harmonic <= 12; harmonic++) {
                    wave += Math.sin(2 * Math.PI * 140 * harmonic * t) / harmonic;
                }
                samples[i] = (float) (0.12 * wave);
            }
        }
        return samples;
    }

    private static double energy(float[] samples, double from, double to) {
        double sum = 0;
        int first = (int) (from * RATE);
        int last = (int) (to * RATE);
        for (int i = first; i < last; i++) {
            sum += samples[i] * samples[i];
        }
        return 10 * Math.log10(sum / (last - first) + 1e-12);
    }

    @Test
    void reachesALoudnessWithOneGain() throws IOException {
        float[] sound = speech(5);

        float[] found = mastered(sound, settings(Level.LOUDNESS, -23, false, false));

        LoudnessMeter meter = new LoudnessMeter(RATE);
        meter.add(found, found.length);
        assertThat(meter.integratedLufs()).isCloseTo(-23, within(0.05));
        int spoken = (int) (1.31 * RATE);
        float gain = found[spoken] / sound[spoken];
        for (int i = 0; i < sound.length; i++) {
            assertThat(found[i]).isCloseTo(sound[i] * gain, within(1e-6f));
        }
    }

    /**
     * Glottal pulses: a peak some 22 dB above the loudness, as voices have it that one gain under
     * the ceiling cannot bring to -16.
     */
    private static float[] peaky(double seconds, int rate) {
        float[] samples = new float[(int) (seconds * rate)];
        SplittableRandom random = new SplittableRandom(3);
        double phase = 0;
        double sinceHertz = 110;
        for (int i = 0; i < samples.length; i++) {
            double t = (double) i / rate;
            if (t % 0.9 > 0.7) {
                continue;
            }
            sinceHertz += 0.02 * random.nextGaussian();
            phase += sinceHertz / rate;
            double since = phase % 1 / sinceHertz;
            double loud = 0.2 + 0.8 * Math.pow(Math.sin(Math.PI * t / 3.1), 20);
            samples[i] =
                    (float)
                            (0.9
                                    * loud
                                    * Math.exp(-300 * since)
                                    * Math.cos(2 * Math.PI * 650 * since));
        }
        return samples;
    }

    private static double lufs(float[] samples, int rate) {
        LoudnessMeter meter = new LoudnessMeter(rate);
        meter.add(samples, samples.length);
        return meter.integratedLufs();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-14, -16, -20, -23})
    void reachesItsTargetBehindTheLimiter(double target) throws IOException {
        float[] sound = peaky(10, RATE);
        double crest = SlowTruePeak.decibels(sound) - lufs(sound, RATE);
        assertThat(crest).as("true peak above loudness").isGreaterThan(20);

        float[] found = mastered(sound, settings(Level.LOUDNESS, target, false, false));

        assertThat(lufs(found, RATE)).isCloseTo(target, within(0.15));
        assertThat(SlowTruePeak.decibels(found)).isLessThanOrEqualTo(-1);
    }

    /** A filter that changes the rate raises peaks: the limit holds for the file. */
    @ParameterizedTest
    @ValueSource(ints = {8000, 11_025, 24_000, 48_000, 96_000})
    void holdsTheLimitAtTheRateOfTheFile(int fileRate) throws IOException {
        OutputSettings output =
                new OutputSettings(
                        AudioFormat.WAV_FLOAT,
                        Optional.of(fileRate),
                        1,
                        Optional.empty(),
                        Level.LOUDNESS,
                        -16,
                        false,
                        false,
                        false,
                        false,
                        List.of());

        float[] found = mastered(peaky(8, RATE), RATE, output);

        assertThat(found).hasSize(8 * fileRate);
        assertThat(SlowTruePeak.decibels(found)).isLessThanOrEqualTo(-1);
        assertThat(lufs(found, fileRate)).isCloseTo(-16, within(0.3));
    }

    /** Beyond what it may squeeze it keeps the limit and misses the target. */
    @Test
    void missesATargetRatherThanSqueezeWithoutEnd() throws IOException {
        float[] sound = peaky(10, RATE);
        sound[RATE] = 30; // one click

        float[] found = mastered(sound, settings(Level.LOUDNESS, -10, false, false));

        assertThat(SlowTruePeak.decibels(found)).isLessThanOrEqualTo(-1);
        assertThat(lufs(found, RATE)).isLessThan(-20);
    }

    @Test
    void measuresWhatItWrites() throws IOException {
        float[] sound = peaky(10, RATE);
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < sound.length; i++) {
            sound[i] += (float) (0.001 * random.nextGaussian()); // -60 dBFS
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        OutputSettings output = settings(Level.NONE, -16, false, false);
        try (MeasuredWriter writer =
                new MeasuredWriter(
                        SoundWriters.toMemory(file, Encoding.of(output, RATE), sound.length),
                        RATE)) {
            writer.write(sound, sound.length);
            writer.finish();

            AudioLevels levels = writer.levels();
            assertThat(levels.lufs()).isCloseTo(lufs(sound, RATE), within(1e-9));
            assertThat(levels.truePeakDbtp()).isCloseTo(SlowTruePeak.decibels(sound), within(0.1));
            assertThat(levels.rmsDbfs()).isCloseTo(energy(sound, 0, 10), within(0.01));
            assertThat(levels.noiseFloorDbfs()).isCloseTo(-60, within(1.0));
        }
    }

    /** Of a file of two channels the sum counts. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void reachesItsLoudnessHoweverManyChannelsTheFileHas(int channels, @TempDir Path folder)
            throws IOException {
        OutputSettings output =
                new OutputSettings(
                        AudioFormat.WAV,
                        Optional.empty(),
                        channels,
                        Optional.empty(),
                        Level.LOUDNESS,
                        -20,
                        false,
                        false,
                        false,
                        false,
                        List.of());
        float[] sound = speech(6);
        JoinedFile.Sum sum = new JoinedFile.Sum();
        sum.add(sound.length, RATE, 1, 0);
        Path file = folder.resolve("a.wav");

        JoinedFile made =
                JoinedFile.make(
                                output,
                                sum,
                                joiner -> {
                                    joiner.add(
                                            new ClipJoiner.Place(sound.length, RATE, 0, false),
                                            ClipJoiner.Samples.of(new PcmAudio(sound, RATE)));
                                    return true;
                                },
                                new JoinedFile.Target.Disk(file, folder.resolve("spool")))
                        .orElseThrow();

        assertThat(made.levels().lufs()).isCloseTo(-20, within(0.1));
        try (SoundReader reader = SoundReader.open(file, Duration.ofMinutes(1))) {
            assertThat(reader.channels()).isEqualTo(channels);
            LoudnessMeter meter = new LoudnessMeter(RATE, channels);
            reader.read(meter::add);
            assertThat(meter.integratedLufs()).isCloseTo(-20, within(0.1));
        }
    }

    @Test
    void leavesSilenceSilent() throws IOException {
        float[] silence = new float[RATE];

        assertThat(mastered(silence, settings(Level.LOUDNESS, -16, false, true)))
                .isEqualTo(silence);
        assertThat(mastered(silence, settings(Level.PEAK, -16, false, true))).isEqualTo(silence);
    }

    @Test
    void trimsBothEndsToAMargin() throws IOException {
        float[] found = mastered(speech(5), settings(Level.NONE, -16, false, true));

        // first burst from 0.6 s, the last ends at 4.0 + 0.2 ... of its 0.6 s grid
        assertThat(found.length).isLessThan(speech(5).length - RATE / 2);
        int first = 0;
        while (Math.abs(found[first]) <= 0.00316f) {
            first++;
        }
        assertThat(first).isBetween((int) (0.019 * RATE), (int) (0.021 * RATE));
    }

    /** The measure that counts: noise in the pauses falls, speech stays as loud as it was. */
    @Test
    void takesNoiseOutOfPausesAndLeavesSpeech() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        float[] noisy = speech(6);
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] += (float) (0.01 * random.nextGaussian());
        }

        float[] found = mastered(noisy, settings(Level.NONE, -16, true, false));

        assertThat(found).hasSameSizeAs(noisy);
        double before = energy(noisy, 4.65, 4.78);
        double after = energy(found, 4.65, 4.78);
        assertThat(before - after).as("dB taken out of a pause").isGreaterThan(6);
        assertThat(energy(found, 4.25, 4.55))
                .as("speech, dB")
                .isCloseTo(energy(noisy, 4.25, 4.55), within(1.0));
    }

    @Test
    void isNeededOnlyForWhatItDoes() {
        assertThat(Mastering.needed(settings(Level.PEAK, -16, false, false))).isFalse();
        assertThat(Mastering.needed(settings(Level.LOUDNESS, -16, false, false))).isTrue();
        assertThat(Mastering.needed(settings(Level.NONE, -16, true, false))).isTrue();
        assertThat(Mastering.needed(settings(Level.NONE, -16, false, true))).isTrue();
    }
}
