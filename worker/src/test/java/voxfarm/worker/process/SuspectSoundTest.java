package voxfarm.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.FloatWav;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.bucket.ClipStore;
import voxfarm.common.clip.Clip;
import voxfarm.common.clip.ClipHash;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.JobId;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.plan.Warning;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.telemetry.Metric;
import voxfarm.models.packages.VoicePackage;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.Predicted;
import voxfarm.worker.engine.SynthesisEngine;
import voxfarm.worker.engine.Utterance;
import voxfarm.worker.speak.SoundGate;
import voxfarm.worker.speak.SoundGate.Defect;

/** A sound that cannot be right is made again with the next seed, and told of if it stays so. */
class SuspectSoundTest extends ProcessorFixture {
    private static final int RATE = 16_000;
    private static final int HOP = 160;
    private static final int SYMBOLS = 40;

    /** Of 50 ms each, all of one kind of its own, marks at both ends. */
    private static final Predicted SAID =
            new Predicted(
                    HOP,
                    0,
                    IntStream.range(0, SYMBOLS).map(_ -> 5).toArray(),
                    IntStream.range(0, SYMBOLS)
                            .map(i -> i == 0 || i == SYMBOLS - 1 ? Predicted.PAUSE : i)
                            .toArray());

    private final List<Long> seeds = new ArrayList<>();

    /** Says what a function makes of a seed. */
    private SynthesisEngine saying(LongFunction<float[]> sound) {
        return new SynthesisEngine() {
            @Override
            public LoadedVoice load(VoicePackage voice) {
                return new LoadedVoice() {
                    @Override
                    public List<Spoken> speakAll(List<Utterance> utterances) {
                        return utterances.stream().map(this::say).toList();
                    }

                    private Spoken say(Utterance utterance) {
                        long seed = utterance.settings().seed();
                        seeds.add(seed);
                        return new Spoken(
                                new PcmAudio(sound.apply(seed), RATE),
                                List.of(),
                                List.of(),
                                Optional.of(SAID),
                                1);
                    }

                    @Override
                    public void close() {}
                };
            }

            @Override
            public String device() {
                return "fake";
            }

            @Override
            public void close() {}
        };
    }

    /** A vowel or a hiss a symbol, each of its own pitch and loudness. */
    private static float[] good() {
        float[] sound = new float[(int) SAID.samples()];
        SplittableRandom random = new SplittableRandom(5);
        int length = sound.length / SYMBOLS;
        for (int symbol = 1; symbol < SYMBOLS - 1; symbol++) {
            double pitch = 100 + 300 * random.nextDouble();
            double colour = 300 + 3000 * random.nextDouble();
            double loudness = 0.05 + 0.3 * random.nextDouble();
            double hiss = symbol % 4 == 0 ? 0.5 : 0.02;
            for (int i = 0; i < length; i++) {
                double t = (double) i / RATE;
                sound[symbol * length + i] =
                        (float)
                                (loudness
                                        * (0.5 * Math.sin(2 * Math.PI * pitch * t)
                                                + 0.4 * Math.sin(2 * Math.PI * colour * t)
                                                + hiss * (random.nextDouble() - 0.5)));
            }
        }
        return sound;
    }

    private static float[] with(Defect defect) {
        float[] sound = good();
        return switch (defect) {
            case NOT_FINITE -> {
                Arrays.fill(sound, 8000, 8100, Float.NaN);
                yield sound;
            }
            case LENGTH -> Arrays.copyOf(sound, sound.length / 2);
            case SILENCE -> {
                Arrays.fill(sound, RATE / 2, RATE * 3 / 2, 0);
                yield sound;
            }
            case CLIPPING -> {
                for (int i = 0; i < sound.length; i++) {
                    sound[i] = Math.clamp(sound[i] * 20, -1, 1);
                }
                yield sound;
            }
            case LOOP -> { // a fifth of a second, again and again
                for (int i = RATE / 2; i < sound.length; i++) {
                    sound[i] = sound[i - RATE / 5];
                }
                yield sound;
            }
        };
    }

    private SynthesisJob spoken(SynthesisEngine engine) {
        return spoken(engine, true);
    }

    private SynthesisJob spoken(SynthesisEngine engine, boolean checked) {
        SynthesisJob job =
                longJob(
                        JobId.part(ID, 0),
                        OutputSettings.of(AudioFormat.WAV, OutputSettings.Level.NONE),
                        new Segment(
                                4,
                                "What is said",
                                Language.EN,
                                0.1,
                                Manner.PLAIN,
                                Optional.of(new TextSpan(100, 112))));
        var _ =
                process(
                        processor(voices(engine, VOICE), checked),
                        new Delivery(JobCodec.write(job), 1));
        return job;
    }

    private Clip clip(SynthesisJob job) {
        return new ClipStore(store)
                .find(ClipHash.of(job.settings(), job.segments().getFirst()))
                .orElseThrow();
    }

    private float[] samples(Clip clip) throws IOException {
        float[] all = new float[(int) clip.sound().samples()];
        int[] at = {0};
        byte[] file = store.read(clip.audio(), 1 << 24).orElseThrow();
        FloatWav.read(
                new ByteArrayInputStream(file),
                all.length,
                (block, count) -> {
                    System.arraycopy(block, 0, all, at[0], count);
                    at[0] += count;
                });
        return all;
    }

    @ParameterizedTest
    @EnumSource(Defect.class)
    void speaksAgainWithTheNextSeed(Defect defect) throws IOException {
        SynthesisJob job = spoken(saying(seed -> seed == 0 ? with(defect) : good()));

        Clip clip = clip(job);
        assertThat(seeds).hasSize(2).startsWith(0L).doesNotHaveDuplicates();
        assertThat(clip.made().take()).isEqualTo(2);
        assertThat(clip.warnings()).isEmpty();
        assertThat(samples(clip)).isEqualTo(good());
        assertThat(metrics.sum(Metric.SUSPECT_SEGMENTS, defect.wireName(), "mended")).isEqualTo(1);
    }

    /** {@code worker.check-sound: false}. */
    @ParameterizedTest
    @EnumSource(names = {"SILENCE", "CLIPPING", "LOOP"})
    void keepsWhatItIsGivenWhereNobodyIsToLook(Defect defect) throws IOException {
        SynthesisJob job = spoken(saying(seed -> seed == 0 ? with(defect) : good()), false);

        Clip clip = clip(job);
        assertThat(seeds).containsExactly(0L);
        assertThat(clip.made().take()).isEqualTo(1);
        assertThat(clip.warnings()).isEmpty();
        assertThat(samples(clip)).isEqualTo(with(defect));
        assertThat(metrics.sum(Metric.SUSPECT_SEGMENTS, defect.wireName(), "mended")).isZero();
    }

    @ParameterizedTest
    @EnumSource(Defect.class)
    void keepsAndTellsOfWhatStaysSuspect(Defect defect) throws IOException {
        SynthesisJob job = spoken(saying(_ -> with(defect)));

        Clip clip = clip(job);
        assertThat(seeds).hasSize(SoundGate.MOST_TAKES).doesNotHaveDuplicates();
        assertThat(clip.made().take()).as("the first of equals").isEqualTo(1);
        for (float sample : samples(clip)) {
            assertThat(Float.isFinite(sample)).isTrue();
        }
        Warning told = clip.warnings().getFirst().in(job.segments().getFirst());
        assertThat(told.code()).isEqualTo("suspect_sound");
        assertThat(told.segment()).hasValue(4);
        assertThat(told.span()).contains(new TextSpan(100, 112));
        assertThat(metrics.sum(Metric.SUSPECT_SEGMENTS, defect.wireName(), "kept")).isEqualTo(1);
    }

    @Test
    void prefersTheMilderOfTwo() throws IOException {
        SynthesisJob job =
                spoken(saying(seed -> with(seed == 0 ? Defect.NOT_FINITE : Defect.LOOP)));

        assertThat(clip(job).made().take()).isEqualTo(2);
        assertThat(samples(clip(job))).isEqualTo(with(Defect.LOOP));
        assertThat(clip(job).warnings().getFirst().message()).contains("again and again");
    }

    /** Same request and seed, same bytes, on every worker. */
    @Test
    void triesTheSameSeedsEverywhere() {
        var _ = spoken(saying(_ -> with(Defect.LOOP)));
        List<Long> first = List.copyOf(seeds);
        seeds.clear();
        ObjectListing.first(store, "", 1000).forEach(object -> store.delete(object.key()));
        var _ = spoken(saying(_ -> with(Defect.LOOP)));

        assertThat(seeds).isEqualTo(first);
    }

    @Test
    void leavesAloneWhatIsGood() {
        SynthesisJob job = spoken(saying(_ -> good()));

        assertThat(seeds).containsExactly(0L);
        assertThat(clip(job).made().take()).isEqualTo(1);
        assertThat(clip(job).warnings()).isEmpty();
        for (Defect defect : Defect.values()) {
            assertThat(metrics.sum(Metric.SUSPECT_SEGMENTS, defect.wireName(), "kept")).isZero();
        }
    }
}
