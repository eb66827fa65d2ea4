package voxfarm.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.frontend.Readings;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.models.packages.VoicePackage;

class PiperVoiceTest {
    private static final Scales USUAL = new Scales(1, 0.667, 0.8, 1);

    @TempDir static Path folder;

    private static OnnxEngine engine;
    private static VoicePackage voicePackage;
    private static LoadedVoice voice;

    @BeforeAll
    static void load() {
        voicePackage = SmallVoices.piper("joe", folder);
        engine = OnnxEngine.start(new Device.Cpu(), 1, new LocalPhonemizers("espeak-ng"));
        voice = engine.load(voicePackage);
    }

    @AfterAll
    static void close() {
        voice.close();
        voice.close(); // twice is harmless
        engine.close();
    }

    private static SpeechSettings settings(Scales scales, long seed) {
        return new SpeechSettings(
                new SpokenBy(new VoiceId("joe"), VoiceVersion.NONE, new Speaker(0, "default")),
                Language.EN,
                scales,
                seed,
                OutputSettings.defaults(),
                Expression.NONE,
                List.of());
    }

    private static float[] speak(String text, Scales scales, long seed) {
        return voice.speak(
                        new Utterance(new Segment(0, text, Language.EN, 0), settings(scales, seed)))
                .audio()
                .samples();
    }

    @Test
    void piecesSoundLikeOneRun() {
        long[] ids = new long[301];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i % 2 == 0 ? 0 : 14 + (i * 7) % 40;
        }
        PiperVoice piper = (PiperVoice) voice;

        float[] whole = piper.samples(ids, USUAL, 0, 7, 1_000_000);
        float[] pieces = piper.samples(ids, USUAL, 0, 7, 64);

        assertThat(whole.length).as("several pieces").isGreaterThan(64 * 256 * 3);
        assertThat(pieces).hasSameSizeAs(whole);
        float worst = 0;
        for (int i = 0; i < whole.length; i++) {
            worst = Math.max(worst, Math.abs(whole[i] - pieces[i]));
        }
        assertThat(worst).isLessThan(2e-5f);
    }

    @Test
    void speaksAudibly() {
        LoadedVoice.Spoken spoken =
                voice.speak(
                        new Utterance(
                                new Segment(0, "Hello there.", Language.EN, 0),
                                settings(USUAL, 0)));

        assertThat(spoken.audio().sampleRateHz()).isEqualTo(22050);
        assertThat(spoken.audio().durationSeconds()).isBetween(0.4, 3.0);
        assertThat(spoken.audio().peak()).isBetween(0.05f, 1.5f);
        assertThat(spoken.warnings()).isEmpty();
    }

    /** Words that it cannot read leave their marks behind, and a mark is no speech. */
    @ParameterizedTest
    @ValueSource(strings = {"你好!", "«…»", "!", "— …"})
    void hasNothingToSayWhereOnlyMarksAreLeft(String text) {
        assertThat(speak(text, USUAL, 0)).isEmpty();
    }

    @Test
    void givesTheSameSamplesForTheSameJob() {
        float[] first = speak("The same job.", USUAL, 7);
        speak("Something else in between.", USUAL, 1);

        assertThat(speak("The same job.", USUAL, 7)).isEqualTo(first);
        assertThat(speak("The same job.", USUAL, 8)).isNotEqualTo(first);
    }

    @Test
    void givesTheSameSamplesToManyCallersAtOnce() throws Exception {
        float[] alone = speak("Many callers at once.", USUAL, 3);
        List<Future<float[]>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 12; i++) {
                answers.add(threads.submit(() -> speak("Many callers at once.", USUAL, 3)));
            }
        }
        for (Future<float[]> answer : answers) {
            assertThat(answer.get()).isEqualTo(alone);
        }
    }

    @Test
    void honoursTheSliders() {
        String text = "How long does this sentence last?";
        float[] plain = speak(text, new Scales(1, 0, 0, 1), 0);

        assertThat(speak(text, new Scales(1, 0, 0, 2), 0).length)
                .isBetween((int) (plain.length * 1.7), (int) (plain.length * 2.3));
        assertThat(speak(text, new Scales(1, 0.8, 0, 1), 0))
                .hasSameSizeAs(plain)
                .isNotEqualTo(plain);
        assertThat(speak(text, new Scales(1, 0, 1.5, 1), 0)).isNotEqualTo(plain);
        assertThat(speak(text, new Scales(1, 0, 0, 1), 99))
                .as("no noise, no seed")
                .isEqualTo(plain);
    }

    @Test
    void saysWhatItDidNotSpeak() {
        LoadedVoice.Spoken spoken =
                voice.speak(
                        new Utterance(
                                new Segment(4, "Hello 你好.", Language.EN, 0), settings(USUAL, 0)));

        assertThat(spoken.warnings())
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.code()).isEqualTo("not_spoken");
                    assertThat(warning.message()).isEqualTo("no reading for 你好");
                    assertThat(warning.span()).contains(new TextSpan(6, 8));
                });
    }

    @Test
    void isSilentWhereThereIsNothingToSay() {
        assertThat(speak("…", USUAL, 0)).isEmpty();
        assertThat(speak("你好", USUAL, 0)).isEmpty();
    }

    @Test
    void refusesSpeechWithoutEnd() {
        long[] ids = new long[1201];
        for (int i = 1; i < ids.length; i += 2) {
            ids[i] = 14L + i % 40;
        }

        assertThatThrownBy(() -> ((PiperVoice) voice).samples(ids, new Scales(1, 0, 2, 10), 0, 0))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("length_scale");
    }

    private static Utterance withReading(int words, String reading, Scales scales) {
        return new Utterance(
                new Segment(3, "a ".repeat(words), Language.EN, 0),
                settings(scales, 0),
                Readings.of(Map.of("a", "ipa:" + reading)));
    }

    /** A network's memory grows with the square of a run. */
    @Test
    void aShortTextWithLongReadingsIsSpokenInSeveralRuns() {
        Scales fast = new Scales(1, 0, 0, 0.1);

        float[] few = voice.speak(withReading(20, "kˈæt".repeat(3), fast)).audio().samples();
        float[] many = voice.speak(withReading(100, "kˈæt".repeat(3), fast)).audio().samples();

        assertThat(many.length).isBetween(few.length * 4, few.length * 6);
    }

    @Test
    void aShortTextWithReadingsWithoutEndIsItsCallersFault() {
        for (Scales scales : List.of(USUAL, new Scales(1, 0, 0, 10))) {
            assertThatThrownBy(() -> voice.speak(withReading(140, "ə".repeat(380), scales)))
                    .isInstanceOfSatisfying(
                            VoxfarmException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                    .hasMessageContaining("segment 3");
        }
    }

    @Test
    void noRunTakesMoreThanItsShareAndNothingIsLost() {
        Segment segment = new Segment(0, "a", Language.EN, 0);
        for (String unit : List.of("a", "kˈæt ", "aː", "ə\u0303", "\ud800\udf30")) {
            for (double scale : new double[] {0.1, 1, 3, 10}) {
                Scales scales = new Scales(1, 0, 0, scale);
                int most = (int) (PiperVoice.MAX_SYMBOLS / Math.max(1, scale / 1.5));
                String symbols = unit.repeat(most / unit.length());

                List<String> pieces = PiperVoice.pieces(segment, symbols, scales);

                assertThat(String.join("", pieces)).isEqualTo(symbols);
                assertThat(pieces)
                        .allSatisfy(piece ->
                                assertThat(piece.length())
                                        .isBetween(
                                                1,
                                                (int)
                                                        (PiperVoice.RUN_SYMBOLS
                                                                / Math.max(1, scale / 1.5))));
                assertThat(pieces)
                        .noneMatch(piece ->
                                Character.isLowSurrogate(piece.charAt(0))
                                        || "ː\u0303".indexOf(piece.charAt(0)) >= 0);
            }
        }
    }

    @Test
    void manyUnknownSymbolsMakeAShortWarning() {
        LoadedVoice.Spoken spoken =
                voice.speak(withReading(20, "a" + "ʬʭʮʯ".repeat(90), new Scales(1, 0, 0, 0.1)));

        assertThat(spoken.warnings())
                .anySatisfy(warning -> assertThat(warning.code()).isEqualTo("unknown_symbol"))
                .allSatisfy(warning -> assertThat(warning.message().length()).isLessThan(500));
    }

    @Test
    void refusesADamagedPackage() throws Exception {
        Path broken = java.nio.file.Files.createDirectory(folder.resolve("broken"));
        for (var file : voicePackage.manifest().files()) {
            java.nio.file.Files.copy(voicePackage.file(file.name()), broken.resolve(file.name()));
        }
        java.nio.file.Files.write(broken.resolve(VoicePackage.DECODER), new byte[] {1, 2, 3});

        assertThatThrownBy(() -> engine.load(new VoicePackage(voicePackage.manifest(), broken)))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.VOICE_BROKEN));
    }
}
