package voxfarm.worker.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.machine.Computation;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.frontend.Readings;
import voxfarm.models.packages.VoicePackage;
import voxfarm.worker.engine.EngineSettings;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.TestLibraries;
import voxfarm.worker.engine.Utterance;

/** On a real process. */
class IsolatedEngineTest {
    private static final EngineSettings SETTINGS_OF_ENGINE =
            new EngineSettings("cpu", "auto", 1, "espeak-ng", List.of(), ".", false);
    private static final VoiceManifest MANIFEST = manifest("joe");
    private static final SpeechSettings SETTINGS = settings(0);

    @TempDir Path folder;

    private final IsolatedEngine engine =
            IsolatedEngine.start(
                    SETTINGS_OF_ENGINE,
                    EngineCommand.of(DeadlyEngineHost.class.getName(), TestLibraries.KEPT));

    private static SpeechSettings settings(long seed) {
        return new SpeechSettings(
                new SpokenBy(MANIFEST.voice(), MANIFEST.version(), new Speaker(0, "default")),
                Language.EN,
                Scales.ORIGINAL_DEFAULTS,
                seed,
                OutputSettings.defaults(),
                Expression.NONE,
                List.of());
    }

    private static VoiceManifest manifest(String name) {
        return Manifests.of(name).sampleRateHz(1000).build();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private LoadedVoice voice() {
        return load(engine, "joe");
    }

    private LoadedVoice load(IsolatedEngine into, String name) {
        VoiceManifest manifest = manifest(name);
        Path own = folder.resolve(name);
        try {
            Files.createDirectories(own);
            Files.write(own.resolve(VoicePackage.MANIFEST), VoiceManifestCodec.write(manifest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return into.load(new VoicePackage(manifest, own));
    }

    @Test
    void computesAVoiceExactlyWhereThatIsAsked() {
        LoadedVoice usual = voice();
        assertThat(engine.computation()).isEqualTo(Computation.CUDA_FAST);
        assertThat(usual.computation()).isEqualTo(Computation.CUDA_FAST);

        LoadedVoice exact =
                engine.loadExact(new VoicePackage(manifest("joe"), folder.resolve("joe")));
        assertThat(exact.computation()).isEqualTo(Computation.CUDA_EXACT);
        assertThat(codeOf(() -> speak(exact, "crash"))).isEqualTo(ErrorCode.ENGINE_DIED);
        exact.revive();
        assertThat(exact.computation()).isEqualTo(Computation.CUDA_EXACT);
    }

    /** An engine that is given a second for what it is asked. */
    private static IsolatedEngine impatient() {
        Duration second = Duration.ofSeconds(1);
        return IsolatedEngine.start(
                SETTINGS_OF_ENGINE,
                EngineCommand.of(DeadlyEngineHost.class.getName(), TestLibraries.KEPT),
                new IsolatedEngine.Patience(Duration.ofMinutes(2), second, second, second));
    }

    /** Speaks what never ends, and returns once it is in the engine. */
    private CompletableFuture<ErrorCode> hang(LoadedVoice voice) {
        CompletableFuture<ErrorCode> outcome = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        speak(voice, "hang");
                    } catch (VoxfarmException e) {
                        outcome.complete(e.code());
                    }
                });
        Path note = folder.resolve("joe").resolve("hanging");
        while (!Files.exists(note)) {
            assertThat(outcome).isNotDone();
            Thread.onSpinWait();
        }
        return outcome;
    }

    private static ErrorCode codeOf(ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(VoxfarmException.class, call).code();
    }

    private LoadedVoice.Spoken speak(LoadedVoice voice, String text) {
        return voice.speak(
                new Utterance(
                        new Segment(0, text, Language.EN, 0),
                        SETTINGS,
                        Readings.of(Map.of("重庆", "chong2 qing4"))));
    }

    @Test
    void speaksAsTheEngineBehindIt() {
        LoadedVoice voice = voice();
        assertThat(engine.device()).isEqualTo("test");
        LoadedVoice.Spoken spoken = speak(voice, "hello");

        assertThat(spoken.audio().samples()).containsExactly(0.25f, 5);
        assertThat(spoken.audio().sampleRateHz()).isEqualTo(1000);
        assertThat(spoken.warnings().getFirst().message()).isEqualTo("{重庆=chong2 qing4}");
        assertThat(spoken.words().getFirst().phones().getFirst().phone()).isEqualTo("a");
    }

    @Test
    void whatTheVirtualMachinePrintsDoesNotReachThePipe() {
        Function<Path, ProcessBuilder> quiet =
                EngineCommand.of(DeadlyEngineHost.class.getName(), TestLibraries.KEPT);
        Function<Path, ProcessBuilder> talkative =
                temporary -> {
                    ProcessBuilder command = quiet.apply(temporary);
                    // a start-up cache that is none: the machine warns of it, and goes on
                    command.environment()
                            .put(
                                    "JDK_JAVA_OPTIONS",
                                    "-XX:AOTCache=/dev/null -XX:+PrintCommandLineFlags");
                    return command;
                };
        try (IsolatedEngine noisy = IsolatedEngine.start(SETTINGS_OF_ENGINE, talkative)) {
            assertThat(speak(load(noisy, "joe"), "hello").audio().samples()).hasSize(2);
        }
    }

    @Test
    void passesOnWhatTheEngineRefuses() {
        LoadedVoice voice = voice();
        assertThatThrownBy(() -> speak(voice, "refuse"))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOTHING_TO_SPEAK));
        assertThatThrownBy(() -> speak(voice, "defect"))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
        assertThat(speak(voice, "hello").audio().samples()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"crash", "memory"})
    void outlivesItsProcess(String deadly) {
        LoadedVoice voice = voice();
        long first = engine.pid();

        assertThatThrownBy(() -> speak(voice, deadly))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_DIED));
        assertThat(codeOf(() -> speak(voice, "hello")))
                .as("it died before this was asked")
                .isEqualTo(ErrorCode.NOT_READY);
        voice.revive();
        assertThat(speak(voice, "hello").audio().samples()).hasSize(2);
        assertThat(engine.pid()).isNotEqualTo(first);
    }

    /** For reports: what died is not in memory, and nobody waits to learn it. */
    @Test
    void aVoiceIsLoadedWhileItsProcessLives() throws Exception {
        LoadedVoice voice = voice();
        assertThat(voice.isLoaded()).isTrue();
        assertThat(codeOf(() -> speak(voice, "crash"))).isEqualTo(ErrorCode.ENGINE_DIED);
        assertThat(voice.isLoaded()).isFalse();

        LoadedVoice other = load(engine, "eve");
        assertThat(other.isLoaded()).isTrue();
        assertThat(voice.isLoaded()).as("the new process has the other alone").isFalse();
        voice.revive();
        assertThat(voice.isLoaded()).isTrue();
        voice.close();
        assertThat(voice.isLoaded()).isFalse();
    }

    @Test
    void whoAsksWhetherAVoiceIsLoadedDoesNotWaitForOneThatLoads() throws Exception {
        LoadedVoice voice = voice();
        CompletableFuture<ErrorCode> loading =
                CompletableFuture.supplyAsync(() -> codeOf(() -> load(engine, "endless")));

        assertTimeoutPreemptively(
                Duration.ofMinutes(1), () -> assertThat(voice.isLoaded()).isTrue());
        ProcessHandle.of(engine.pid()).orElseThrow().destroyForcibly();
        assertThat(loading.get(1, TimeUnit.MINUTES)).isEqualTo(ErrorCode.ENGINE_DIED);
    }

    /** A process that died is no problem, as the next call starts another; one that cannot is. */
    @Test
    void saysWhyItDoesNotStartAgainUntilItDoes() {
        Function<Path, ProcessBuilder> good =
                EngineCommand.of(DeadlyEngineHost.class.getName(), TestLibraries.KEPT);
        AtomicReference<Function<Path, ProcessBuilder>> command = new AtomicReference<>(good);
        try (IsolatedEngine restarted =
                IsolatedEngine.start(SETTINGS_OF_ENGINE, files -> command.get().apply(files))) {
            LoadedVoice voice = load(restarted, "joe");
            assertThat(restarted.problem()).isEmpty();
            assertThat(codeOf(() -> speak(voice, "crash"))).isEqualTo(ErrorCode.ENGINE_DIED);
            assertThat(restarted.problem()).isEmpty();

            command.set(_ -> new ProcessBuilder("/no/such/program"));
            assertThat(codeOf(voice::revive)).isEqualTo(ErrorCode.NOT_READY);
            assertThat(restarted.problem().orElseThrow()).contains("cannot be started");

            command.set(good);
            voice.revive();
            assertThat(restarted.problem()).isEmpty();
        }
    }

    @Test
    void takesTheCpuWhereTryingADeviceEndsTheProcess() {
        Function<Path, ProcessBuilder> command =
                EngineCommand.of(DeadlyEngineHost.class.getName(), TestLibraries.KEPT);
        try (IsolatedEngine automatic =
                IsolatedEngine.start(SETTINGS_OF_ENGINE.on("auto"), command)) {
            assertThat(automatic.problem()).isEmpty();
            assertThat(load(automatic, "joe").isLoaded()).isTrue();
        }
        assertThat(
                        codeOf(() -> {
                            var _ = IsolatedEngine.start(SETTINGS_OF_ENGINE.on("cuda:0"), command);
                        }))
                .as("named: it must work")
                .isEqualTo(ErrorCode.NOT_READY);
    }

    @Test
    void outlivesAKill() {
        LoadedVoice voice = voice();
        ProcessHandle process = ProcessHandle.of(engine.pid()).orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        process.onExit().join();

        try {
            voice.revive();
        } catch (VoxfarmException e) { // the death was not seen yet
            assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY);
        }
        while (codeOfSpeaking(voice).isPresent()) {
            voice.revive();
        }
        assertThat(speak(voice, "hello").audio().samples()).hasSize(2);
    }

    private Optional<ErrorCode> codeOfSpeaking(LoadedVoice voice) {
        try {
            speak(voice, "hello");
            return Optional.empty();
        } catch (VoxfarmException e) {
            assertThat(e.code()).isIn(ErrorCode.NOT_READY, ErrorCode.ENGINE_DIED);
            return Optional.of(e.code());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"overflow", "class", "buffer"})
    void answersWithAFailureAfterAnErrorOfOneCall(String text) {
        LoadedVoice voice = voice();
        long before = engine.pid();

        assertThat(codeOf(() -> speak(voice, text))).isEqualTo(ErrorCode.ENGINE_FAILED);
        assertThat(speak(voice, "hello").audio().samples()).hasSize(2);
        assertThat(engine.pid()).isEqualTo(before);
    }

    /** Words of a dictionary, none of them in another of another name. */
    private static Readings words(String name, int count) {
        Map<String, String> words = new HashMap<>();
        for (int i = 0; i < count; i++) {
            words.put(name + i, "r" + i);
        }
        return Readings.of(words);
    }

    private static Utterance count(long seed, Readings readings) {
        return new Utterance(new Segment(0, "count", Language.EN, seed), settings(seed), readings);
    }

    private static List<Integer> counts(LoadedVoice voice, List<Utterance> utterances) {
        return voice.speakAll(utterances).stream()
                .map(spoken -> (int) spoken.audio().samples()[0])
                .toList();
    }

    /** The farm's, the voice's and the request's dictionary, each as long as it may be. */
    @Test
    void takesAllTheReadingsThatARequestMayHave() {
        LoadedVoice voice = voice();
        long before = engine.pid();

        assertThat(counts(voice, List.of(count(0, words("w", 201_000))))).containsExactly(201_000);
        assertThat(engine.pid()).isEqualTo(before);
    }

    @Test
    void takesTheReadingsOfManyAtOnce() {
        LoadedVoice voice = voice();
        long before = engine.pid();
        Readings shared = words("w", 16_000);
        List<Utterance> alike = new ArrayList<>();
        List<Utterance> apart = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            alike.add(count(i, shared));
            apart.add(count(i, words("of" + i + "-", 100_000 + i)));
        }

        assertThat(counts(voice, alike)).hasSize(8).containsOnly(16_000);
        assertThat(counts(voice, apart))
                .containsExactly(
                        100_000, 100_001, 100_002, 100_003, 100_004, 100_005, 100_006, 100_007);
        assertThat(engine.pid()).isEqualTo(before);
    }

    @Test
    void aCallThatIsTooLargeFailsAlone() {
        LoadedVoice voice = voice();
        long before = engine.pid();

        Utterance tooMany = count(0, words("w", UtterancesCodec.MAX_WORDS + 1));
        assertThat(codeOf(() -> voice.speak(tooMany))).isEqualTo(ErrorCode.INVALID_REQUEST);
        Utterance tooLong = count(0, Readings.of(Map.of("w", "r".repeat(2 << 20))));
        assertThat(codeOf(() -> voice.speak(tooLong)))
                .as("a text that the other side does not read")
                .isEqualTo(ErrorCode.INTERNAL);
        Utterance longer = count(0, Readings.of(Map.of("w", "r".repeat(65 << 20))));
        assertThat(codeOf(() -> voice.speak(longer)))
                .as("a document that is not even sent")
                .isEqualTo(ErrorCode.INTERNAL);
        assertThat(speak(voice, "hello").audio().samples()).hasSize(2);
        assertThat(engine.pid()).isEqualTo(before);
    }

    /** The engine of this test answers with all readings in one text. */
    @Test
    void anAnswerThatIsTooLargeCostsItsCallAlone() {
        LoadedVoice voice = voice();
        long before = engine.pid();
        Utterance answersLong =
                new Utterance(
                        new Segment(0, "hello", Language.EN, 0), SETTINGS, words("w", 200_000));

        assertThat(codeOf(() -> voice.speak(answersLong))).isEqualTo(ErrorCode.INTERNAL);
        assertThat(speak(voice, "hello").audio().samples()).hasSize(2);
        assertThat(engine.pid()).isEqualTo(before);
    }

    @Test
    void killsAProcessThatDoesNotAnswerAndBlamesTheCallThatHungAlone() throws Exception {
        try (IsolatedEngine impatient = impatient()) {
            LoadedVoice voice = load(impatient, "joe");
            CompletableFuture<ErrorCode> first = hang(voice);

            assertThat(codeOf(() -> load(impatient, "endless"))).isEqualTo(ErrorCode.NOT_READY);
            assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(ErrorCode.ENGINE_DIED);
            assertThat(codeOf(() -> load(impatient, "endless"))).isEqualTo(ErrorCode.ENGINE_DIED);
        }
    }

    @Test
    void killsAProcessThatDoesNotEvenRead() throws Exception {
        try (IsolatedEngine impatient = impatient()) {
            LoadedVoice voice = load(impatient, "joe");
            stop(impatient);

            // more than the pipe holds
            assertThat(codeOf(() -> speak(voice, "long ".repeat(100_000))))
                    .isEqualTo(ErrorCode.ENGINE_DIED);
            voice.revive();
            assertThat(speak(voice, "hello").audio().samples()).hasSize(2);
        }
    }

    @Test
    void blamesTheVoiceThatWasBeingLoadedWhenItDied() throws Exception {
        CompletableFuture<ErrorCode> neighbour = hang(voice());

        assertThat(codeOf(() -> load(engine, "deadly"))).isEqualTo(ErrorCode.ENGINE_DIED);
        assertThat(neighbour.get(1, TimeUnit.MINUTES)).isEqualTo(ErrorCode.NOT_READY);
    }

    private static Path litter(LoadedVoice.Spoken spoken) {
        Path litter = Path.of(spoken.warnings().getFirst().message());
        assertThat(litter).exists();
        return litter;
    }

    @Test
    void leavesNothingOfItsProcessOnDisk() {
        LoadedVoice voice = voice();
        Path ofKilled = litter(speak(voice, "litter"));
        ProcessHandle.of(engine.pid()).orElseThrow().destroyForcibly();
        while (Files.exists(ofKilled)) {
            Thread.onSpinWait();
        }
        while (codeOfSpeaking(voice).isPresent()) {
            voice.revive();
        }
        Path ofClosed = litter(speak(voice, "litter"));
        engine.close();
        assertThat(ofClosed).doesNotExist();
        assertThat(ofClosed.getParent()).doesNotExist();
    }

    @Test
    void closesAProcessThatDoesNotReadWhileSomebodyWritesToIt() throws Exception {
        LoadedVoice voice = voice();
        stop(engine);
        CompletableFuture<ErrorCode> stuck =
                CompletableFuture.supplyAsync(
                        () -> codeOf(() -> speak(voice, "long ".repeat(100_000))));
        awaitWriter();

        assertTimeoutPreemptively(Duration.ofMinutes(1), engine::close);
        assertThat(stuck.get(1, TimeUnit.MINUTES)).isEqualTo(ErrorCode.NOT_READY);
    }

    /** Until somebody waits inside of a pipe. */
    private static void awaitWriter() {
        while (Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .noneMatch(frame ->
                        frame.getClassName().equals(Messages.class.getName())
                                && frame.getMethodName().equals("write"))) {
            Thread.onSpinWait();
        }
    }

    private static void stop(IsolatedEngine engine) throws Exception {
        assertThat(
                        new ProcessBuilder("kill", "-STOP", String.valueOf(engine.pid()))
                                .start()
                                .waitFor())
                .isZero();
    }

    @Test
    void endsItsProcessWhenItIsClosed() {
        ProcessHandle process = ProcessHandle.of(engine.pid()).orElseThrow();
        engine.close();
        process.onExit().join();
        assertThat(process.isAlive()).isFalse();
    }
}
