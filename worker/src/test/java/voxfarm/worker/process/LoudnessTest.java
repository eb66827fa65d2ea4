package voxfarm.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.JobId;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Segment;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;

/** How loud a finished file is, and what its result says of that. */
class LoudnessTest extends ProcessorFixture {
    private static OutputSettings loudness(double lufs) {
        return new OutputSettings(
                AudioFormat.WAV_FLOAT,
                Optional.empty(),
                1,
                Optional.empty(),
                OutputSettings.Level.LOUDNESS,
                lufs,
                false,
                false,
                false,
                false,
                List.of());
    }

    private StoredAudio storedAudio() {
        if (result().outcome() instanceof SynthesisResult.Outcome.Completed(StoredAudio audio)) {
            return audio;
        }
        throw new AssertionError("not completed: " + result());
    }

    /** Rare peaks far above the loudness: the limiter works. */
    private void speakPeaks() {
        engine =
                text -> {
                    Random random = new Random(text.hashCode());
                    float[] samples = new float[1500];
                    for (int i = 0; i < samples.length; i++) {
                        samples[i] = (float) (i % 700 == 600 ? 0.9 : 0.05 * random.nextGaussian());
                    }
                    return samples;
                };
    }

    /** The limiter's history goes over the joins of clips and parts. */
    @Test
    void limitsPartsAsItLimitsOneJob() {
        speakPeaks();
        OutputSettings output = loudness(-16);
        process(processor(), new Delivery(JobCodec.write(job(output, sentences())), 1));
        byte[] whole = audio();
        StoredAudio measured = storedAudio();
        store.delete(BucketLayout.audio(ID, "wav"));
        store.delete(BucketLayout.result(ID));

        process(longJob(JobId.part(ID, 1), output, Arrays.copyOfRange(sentences(), 4, LONG)), 1);
        process(longJob(JobId.part(ID, 0), output, Arrays.copyOf(sentences(), 4)), 1);
        process(jobs.getFirst(), 1);

        assertThat(audio()).isEqualTo(whole);
        assertThat(storedAudio()).isEqualTo(measured);
        assertThat(measured.levels().orElseThrow().lufs()).isCloseTo(-16, within(0.5));
        assertThat(measured.levels().orElseThrow().truePeakDbtp()).isLessThanOrEqualTo(-1);
        assertThat(result().warnings()).isEmpty();
    }

    @Test
    void saysWhatLoudnessItReached() {
        engine =
                text -> {
                    float[] samples = new float[2000];
                    Arrays.fill(samples, 0.0001f);
                    samples[500] = 1;
                    samples[1500] = -1;
                    return samples;
                };

        process(
                processor(),
                new Delivery(
                        JobCodec.write(job(loudness(-10), new Segment(0, "click", Language.EN, 0))),
                        1));

        AudioLevels levels = storedAudio().levels().orElseThrow();
        assertThat(levels.lufs()).isLessThan(-11);
        assertThat(levels.truePeakDbtp()).isLessThanOrEqualTo(-1);
        assertThat(result().warnings())
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.code()).isEqualTo("loudness_not_reached");
                    assertThat(warning.message())
                            .contains("asked for -10.0 LUFS")
                            .contains(String.format(Locale.ROOT, "%.1f LUFS at", levels.lufs()));
                });
    }

    /** Also where nothing was asked for. */
    @Test
    void measuresEverySound() {
        speakNoise();

        process(
                processor(),
                new Delivery(JobCodec.write(job(OutputSettings.Level.NONE, sentences())), 1));

        AudioLevels levels = storedAudio().levels().orElseThrow();
        assertThat(levels.lufs()).isBetween(-40.0, 10.0);
        assertThat(levels.rmsDbfs()).isBetween(-40.0, 0.0);
        assertThat(levels.truePeakDbtp()).isGreaterThan(levels.rmsDbfs());
        assertThat(levels.noiseFloorDbfs()).isLessThanOrEqualTo(levels.rmsDbfs() + 3);
    }
}
