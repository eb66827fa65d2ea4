package voxfarm.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.clip.SpokenWord;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.Readings;
import voxfarm.frontend.ja.JapaneseDictionary;
import voxfarm.frontend.ja.JapaneseFrontEnd;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.models.bertvits2.BertVits2Graphs;
import voxfarm.models.packages.VoicePackage;

class BertVits2VoiceTest {
    private static final Path JAPANESE =
            Path.of("../frontend/src/test/resources/voxfarm/frontend/ja/dictionary");

    @TempDir static Path folder;

    private static OrtRuntime runtime;
    private static VoicePackage voicePackage;
    private static BertVits2Voice voice;

    @BeforeAll
    static void load() {
        voicePackage = SmallVoices.bertVits2("tiny", folder);
        runtime = OrtRuntime.start(new Device.Cpu(), 1);
        voice = BertVits2Voice.load(runtime, voicePackage, berts(true), LocalFrontEnds.all());
    }

    @AfterAll
    static void close() {
        voice.close();
        voice.close(); // twice is harmless
    }

    private static BertLibrary berts(boolean off) {
        return new BertLibrary(List.of(folder.resolve("bert")), folder.resolve("cache"), off);
    }

    private static SpeechSettings settings(Expression expression, long seed) {
        return new SpeechSettings(
                new SpokenBy(
                        new VoiceId("tiny"),
                        voicePackage.manifest().version(),
                        new Speaker(0, "a")),
                Language.ZH,
                new Scales(0.2, 0.6, 0.8, 1),
                seed,
                OutputSettings.defaults(),
                expression,
                List.of());
    }

    private static LoadedVoice.Spoken speak(String text, Expression expression, long seed) {
        return voice.speak(
                new Utterance(new Segment(0, text, Language.ZH, 0), settings(expression, seed)));
    }

    private static Expression emotion(Expression.Emotion emotion) {
        return new Expression(emotion, Optional.empty(), Map.of(), List.of());
    }

    @Test
    void sameRequestSameSamplesOtherSeedOthers() {
        float[] first = speak("今天天气不错。", Expression.NONE, 1).audio().samples();

        assertThat(first).hasSizeGreaterThan(1000);
        assertThat(speak("今天天气不错。", Expression.NONE, 1).audio().samples()).isEqualTo(first);
        assertThat(speak("今天天气不错。", Expression.NONE, 2).audio().samples()).isNotEqualTo(first);
    }

    /** Words that it cannot read leave their marks behind, and a mark is no speech. */
    @ParameterizedTest
    @ValueSource(strings = {"Hello!", "Hello, OK!", "!", "…", "'-'", "Tom's -- so?"})
    void hasNothingToSayWhereOnlyMarksAreLeft(String text) {
        LoadedVoice.Spoken spoken = speak(text, Expression.NONE, 0);

        assertThat(spoken.audio().samples()).isEmpty();
        assertThat(spoken.warnings())
                .allSatisfy(warning -> assertThat(warning.code()).isEqualTo("not_spoken"));
    }

    @Test
    void speaksWhatItCanBesideWhatItCannot() {
        assertThat(speak("Hello, 你!", Expression.NONE, 0).audio().samples()).isNotEmpty();
    }

    @Test
    void saysThatItSpokeWithoutFeatures() {
        assertThat(speak("你好", Expression.NONE, 0).warnings())
                .extracting("code")
                .containsExactly("bert_off");
    }

    @Test
    void namesTheFolderOfAMissingModel() {
        try (BertVits2Voice without =
                BertVits2Voice.load(runtime, voicePackage, berts(false), LocalFrontEnds.all())) {
            assertThatThrownBy(() ->
                            without.speak(
                                    new Utterance(
                                            new Segment(0, "你好", Language.ZH, 0),
                                            settings(Expression.NONE, 0))))
                    .isInstanceOfSatisfying(
                            VoxfarmException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.MISSING_MODEL))
                    .hasMessageContaining("bert/chinese-roberta-wwm-ext-large");
        }
    }

    private static float[] english(String text, Readings readings) {
        return voice.speak(
                        new Utterance(
                                new Segment(0, text, Language.EN, 0),
                                settings(Expression.NONE, 0),
                                readings))
                .audio()
                .samples();
    }

    @Test
    void namesTheModelThatJapaneseNeeds() {
        JapaneseDictionary dictionary = JapaneseDictionary.open(JAPANESE);
        JapaneseFrontEnd japanese =
                new JapaneseFrontEnd(
                        () -> dictionary,
                        () -> {
                            throw new IllegalStateException("not opened");
                        },
                        JapaneseFrontEnd.EarlyTokens.NONE);
        try (BertVits2Voice without =
                BertVits2Voice.load(
                        runtime, voicePackage, berts(false), new FrontEnds(List.of(japanese)))) {
            assertThatThrownBy(() ->
                            without.speak(
                                    new Utterance(
                                            new Segment(0, "私は本を読みます。", Language.JP, 0),
                                            settings(Expression.NONE, 0))))
                    .isInstanceOfSatisfying(
                            VoxfarmException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.MISSING_MODEL))
                    .hasMessageContaining("Japanese voices")
                    .hasMessageContaining("bert/deberta-v2-large-japanese")
                    .hasMessageContaining("voices.bert: off");
        }
    }

    @Test
    void speaksEnglishAndNamesTheFolderOfItsModel() {
        float[] sound = english("Hello, world!", Readings.NONE);

        assertThat(sound).hasSizeGreaterThan(1000);
        assertThat(english("Hello, world!", Readings.of(Map.of("world", "W AO1 L D"))))
                .isNotEqualTo(sound);
        try (BertVits2Voice without =
                BertVits2Voice.load(runtime, voicePackage, berts(false), LocalFrontEnds.all())) {
            assertThatThrownBy(() ->
                            without.speak(
                                    new Utterance(
                                            new Segment(0, "Hello.", Language.EN, 0),
                                            settings(Expression.NONE, 0))))
                    .isInstanceOfSatisfying(
                            VoxfarmException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.MISSING_MODEL))
                    .hasMessageContaining("English voices")
                    .hasMessageContaining("bert/deberta-v3-large");
        }
    }

    @Test
    void timingsCoverTheWholeAudio() {
        LoadedVoice.Spoken spoken = speak("今天天气不错,你好!", Expression.NONE, 0);

        assertThat(spoken.words()).extracting("text").containsExactly("今天天气", "不错", ",", "你好", "!");
        double before = 0;
        for (SpokenWord word : spoken.words()) {
            assertThat(word.startSeconds()).isGreaterThanOrEqualTo(before);
            assertThat(word.phones()).isNotEmpty();
            assertThat(word.phones().getFirst().startSeconds()).isEqualTo(word.startSeconds());
            assertThat(word.phones().getLast().endSeconds()).isEqualTo(word.endSeconds());
            before = word.endSeconds();
        }
        assertThat(before).isLessThanOrEqualTo(spoken.audio().durationSeconds());
    }

    @Test
    void aDictionaryChangesTheSound() {
        Segment segment = new Segment(0, "重庆", Language.ZH, 0);
        float[] usual =
                voice.speak(new Utterance(segment, settings(Expression.NONE, 0))).audio().samples();
        float[] other =
                voice.speak(
                                new Utterance(
                                        segment,
                                        settings(Expression.NONE, 0),
                                        Readings.of(Map.of("重庆", "zhong4 qing4"))))
                        .audio()
                        .samples();

        assertThat(other).isNotEqualTo(usual);
    }

    @Test
    void mixesSpeakers() {
        List<String> names =
                voicePackage.manifest().speakers().stream().map(s -> s.name()).toList();
        Expression alone =
                new Expression(
                        new Expression.Emotion.Default(),
                        Optional.empty(),
                        Map.of(names.getFirst(), 2.0),
                        List.of());
        Expression both =
                new Expression(
                        new Expression.Emotion.Default(),
                        Optional.empty(),
                        Map.of(names.get(0), 1.0, names.get(1), 1.0),
                        List.of());

        assertThat(speak("你好", both, 0).audio().samples())
                .isNotEqualTo(speak("你好", alone, 0).audio().samples());
    }

    @Test
    void refusesEmotionsThatItsReleaseHasNot() {
        assertThatThrownBy(() -> speak("你好", emotion(new Expression.Emotion.Index(3)), 0))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("emotion: voice tiny (release 2.0)");
    }

    @Test
    void refusesOtherLanguages() {
        assertThatThrownBy(() ->
                        voice.speak(
                                new Utterance(
                                        new Segment(0, "qapla'", new Language("TLH"), 0),
                                        settings(Expression.NONE, 0))))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("not yet \"TLH\"");
    }

    @Test
    void boundsTheLengthOfARun() {
        SpeechSettings slow =
                new SpeechSettings(
                        new SpokenBy(new VoiceId("tiny"), VoiceVersion.NONE, new Speaker(0, "a")),
                        Language.ZH,
                        new Scales(0.2, 0.6, 0.8, 10),
                        0,
                        OutputSettings.defaults(),
                        Expression.NONE,
                        List.of());
        String text = "好".repeat(900);

        assertThatThrownBy(() ->
                        voice.speak(new Utterance(new Segment(0, text, Language.ZH, 0), slow)))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("would last");
    }

    /** The graphs for the GPU, on the CPU: a ragged batch sounds as each text alone. */
    @Test
    void aRaggedBatchGivesWhatEachTextGivesAlone() {
        try (SingleNetwork single = SingleNetwork.load(runtime, voicePackage);
                BatchNetwork batch =
                        BatchNetwork.load(
                                runtime,
                                voicePackage,
                                new WindowDecoder.Shapes(48, List.of(1, 2)))) {
            assertThat(batch.batchSize()).isGreaterThan(1);
            List<AcousticInputs> texts =
                    List.of(inputs(single, 41, 1), inputs(single, 7, 2), inputs(single, 90, 3));
            List<float[]> noises = texts.stream().map(t -> noise(t.tokens() * 2, 5)).toList();

            List<Encoded> alone = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                alone.add(single.encode(texts.get(i), noises.get(i)));
            }
            List<Encoded> together = batch.encodeAll(texts, noises);

            for (int i = 0; i < texts.size(); i++) {
                assertClose(together.get(i).mean(), alone.get(i).mean(), 1e-5f);
                assertClose(together.get(i).logDeviation(), alone.get(i).logDeviation(), 1e-5f);
                assertClose(together.get(i).durations(), alone.get(i).durations(), 1e-5f);
                assertClose(
                        together.get(i).stochasticDurations(),
                        alone.get(i).stochasticDurations(),
                        1e-4f);
            }
            List<float[]> priors = List.of(noise(20 * 60, 6), noise(20 * 9, 7), noise(20 * 33, 8));
            List<float[]> speakers = texts.stream().map(AcousticInputs::speaker).toList();
            List<float[]> samples = batch.generateAll(priors, speakers);
            List<float[]> expected = new ArrayList<>();
            for (int i = 0; i < priors.size(); i++) {
                float[] speaker = speakers.get(i);
                expected.add(single.decode(single.flow(priors.get(i), speaker), speaker));
            }
            for (int i = 0; i < priors.size(); i++) {
                assertClose(samples.get(i), expected.get(i), 1e-5f);
                float[] one =
                        batch.generateAll(List.of(priors.get(i)), List.of(speakers.get(i)))
                                .getFirst();
                assertClose(samples.get(i), one, 1e-6f);
            }
        }
    }

    /** A card without room for all of a voice is asked for it again and again. */
    @Test
    void aNetworkThatCannotBeLoadedLeavesNoThreadBehind() throws IOException {
        Path part = voicePackage.file(BertVits2Graphs.PART_DECODER_FILE);
        byte[] whole = Files.readAllBytes(part);
        try {
            Files.write(part, new byte[] {1, 2, 3});

            assertThatThrownBy(() ->
                            BatchNetwork.load(
                                    runtime,
                                    voicePackage,
                                    new WindowDecoder.Shapes(48, List.of(1))))
                    .isInstanceOf(VoxfarmException.class)
                    .hasMessageContaining("part-decoder");
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("voice tiny decoder"));
        } finally {
            Files.write(part, whole);
        }
    }

    @Test
    void aSessionWhoseTrialThrowsWhateverIsClosed() {
        List<OrtSession> opened = new ArrayList<>();
        try (OrtRuntime.Opened sessions = new OrtRuntime.Opened(runtime)) {
            assertThatThrownBy(() ->
                            sessions.openTuned(
                                    voicePackage.file(BertVits2Graphs.PART_DECODER_FILE),
                                    session -> {
                                        opened.add(session);
                                        throw new IllegalStateException("no such output");
                                    }))
                    .isInstanceOf(IllegalStateException.class);
        }

        assertThatThrownBy(() -> opened.getFirst().run(Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    private static AcousticInputs inputs(SingleNetwork network, int tokens, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] phones = random.longs(tokens, 0, 112).toArray();
        long[] tones = random.longs(tokens, 0, 12).toArray();
        List<float[]> bert =
                network.profile().widths().bertChannels().stream()
                        .map(channels -> noise(tokens * channels, seed))
                        .toList();
        return new AcousticInputs(
                phones,
                tones,
                new long[tokens],
                bert,
                network.conditions().speaker(seed % 2),
                new float[0]);
    }

    private static float[] noise(int count, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() * 0.5f;
        }
        return values;
    }

    private static void assertClose(float[] found, float[] expected, float tolerance) {
        assertThat(found).hasSameSizeAs(expected);
        float worst = 0;
        for (int i = 0; i < found.length; i++) {
            worst = Math.max(worst, Math.abs(found[i] - expected[i]));
        }
        assertThat(worst).isLessThan(tolerance);
        assertThat(Arrays.equals(expected, new float[expected.length])).isFalse();
    }

    /** What is short to see may be long to say; nobody tries it again. */
    @Test
    void readingsWithoutEndAreTheirCallersFault() {
        Utterance utterance =
                new Utterance(
                        new Segment(3, "b ".repeat(70), Language.EN, 0),
                        settings(Expression.NONE, 0),
                        Readings.of(Map.of("b", "arpabet:" + "AH0 B ".repeat(60))));

        assertThatThrownBy(() -> voice.speak(utterance))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("segment 3");
    }

    /** A package as the first builds wrote it: its manifest names the one language they spoke. */
    @Test
    void speaksWithAStoredPackageOfTheFirstBuildsAsItIs() throws IOException {
        Path manifest = voicePackage.file(VoicePackage.MANIFEST);
        String written = Files.readString(manifest);
        String early =
                written.replaceFirst("\"languages\" : \\[[^]]*]", "\"languages\" : [ \"ZH\" ]");
        assertThat(early).isNotEqualTo(written).contains("[ \"ZH\" ]");
        VoiceManifest stored = VoiceManifestCodec.read(early.getBytes(StandardCharsets.UTF_8));

        assertThat(stored).isEqualTo(voicePackage.manifest());
        try (LoadedVoice loaded =
                BertVits2Voice.load(
                        runtime,
                        new VoicePackage(stored, voicePackage.folder()),
                        berts(true),
                        LocalFrontEnds.all())) {
            Utterance hello =
                    new Utterance(
                            new Segment(0, "你好。", Language.ZH, 0), settings(Expression.NONE, 5));
            assertThat(loaded.speak(hello).audio().samples())
                    .isNotEmpty()
                    .isEqualTo(voice.speak(hello).audio().samples());
        }
    }
}
