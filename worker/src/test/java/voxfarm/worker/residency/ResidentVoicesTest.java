package voxfarm.worker.residency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.machine.Computation;
import voxfarm.common.plan.Lane;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.PackageFile;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.common.worker.Residency;
import voxfarm.common.worker.ResidentVoice;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.SynthesisEngine;
import voxfarm.worker.engine.Utterance;
import voxfarm.worker.speak.LaneGate;

class ResidentVoicesTest {
    private static final VoiceVersion VERSION = new VoiceVersion("0123456789abcdef");
    private static final int SIZE = 100;

    @TempDir Path folder;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final LaneGate gate = new LaneGate(2);
    private final AtomicLong nanos = new AtomicLong();
    private volatile Optional<ErrorCode> failure = Optional.empty();
    private volatile Optional<Throwable> thrown = Optional.empty();
    private volatile OptionalLong memory = OptionalLong.empty();
    private volatile long grows;
    private volatile Computation computation = Computation.CPU;

    /** Voices whose engine died. */
    private final Set<String> dead = ConcurrentHashMap.newKeySet();

    private final SynthesisEngine engine =
            new SynthesisEngine() {
                @Override
                public Computation computation() {
                    return computation;
                }

                @Override
                public LoadedVoice loadExact(VoicePackage voice) {
                    LoadedVoice loaded = load(voice);
                    log.add(log.removeLast() + " exactly");
                    return loaded;
                }

                @Override
                public LoadedVoice load(VoicePackage voice) {
                    log.add("try");
                    failure.ifPresent(code -> {
                        throw new VoxfarmException(code, "broken");
                    });
                    thrown.ifPresent(ResidentVoicesTest::fall);
                    memory =
                            memory.isEmpty() ? memory : OptionalLong.of(memory.getAsLong() + grows);
                    log.removeLast();
                    String id = voice.manifest().voice().value();
                    log.add("load " + id);
                    return new LoadedVoice() {
                        @Override
                        public List<Spoken> speakAll(List<Utterance> utterances) {
                            throw new UnsupportedOperationException();
                        }

                        @Override
                        public boolean isLoaded() {
                            return !dead.contains(id);
                        }

                        @Override
                        public void close() {
                            log.add("close " + id);
                        }
                    };
                }

                @Override
                public String device() {
                    return "fake";
                }

                @Override
                public OptionalLong memoryBytes() {
                    return memory;
                }

                @Override
                public void close() {}
            };

    private static void fall(Throwable thrown) {
        switch (thrown) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(thrown);
        }
    }

    private ResidentVoices voices(long budget, String... ids) {
        VoicePackageCache cache = new VoicePackageCache(folder);
        for (String id : ids) {
            cache.findOrMake(new VoiceId(id), VERSION, target -> fill(id, target));
        }
        return new ResidentVoices(
                engine,
                new VoicePackageStore(new InMemoryObjectStore(), cache),
                budget,
                nanos::get);
    }

    private static VoiceManifest fill(String id, Path target) {
        try {
            Files.write(target.resolve("w"), new byte[SIZE]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Manifests.of(id)
                .version(VERSION)
                .files(List.of(new PackageFile("w", SIZE, "0".repeat(64))))
                .build();
    }

    private LaneGate.Pass turn(boolean alone) throws InterruptedException {
        log.add(alone ? "alone" : "turn");
        return alone ? gate.enterAlone() : gate.enter(Lane.BULK);
    }

    private ResidentVoices.Lease lease(ResidentVoices voices, String id) {
        return voices.lease(new VoiceId(id), VERSION, false, this::turn);
    }

    private void useExactly(ResidentVoices voices, String id) {
        voices.lease(new VoiceId(id), VERSION, true, this::turn).close();
    }

    private void use(ResidentVoices voices, String id) {
        lease(voices, id).close();
    }

    /** What was told to whoever asked for the voice. */
    private VoxfarmException refusal(ResidentVoices voices, String id) {
        return catchThrowableOfType(VoxfarmException.class, () -> use(voices, id));
    }

    private static List<String> ids(ResidentVoices voices) {
        return voices.residency().voices().stream().map(one -> one.voice().value()).toList();
    }

    @Test
    void holdsAVoiceTwiceWhereItIsComputedInTwoWays() {
        ResidentVoices voices = voices(Long.MAX_VALUE, "a");
        computation = Computation.CUDA_FAST;
        use(voices, "a");
        useExactly(voices, "a");
        use(voices, "a");
        useExactly(voices, "a");
        assertThat(log).containsExactly("turn", "load a", "turn", "load a exactly");
        assertThat(voices.count()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"CPU", "CUDA_EXACT"})
    void holdsAVoiceOnceWhereItIsAlwaysComputedExactly(Computation always) {
        ResidentVoices voices = voices(Long.MAX_VALUE, "a");
        computation = always;
        use(voices, "a");
        useExactly(voices, "a");
        assertThat(log).containsExactly("turn", "load a");
    }

    @Test
    void tellsWhatItHoldsOfWhatItMay() {
        long each = SIZE + MemoryModel.FIRST_GUESS;
        ResidentVoices voices = voices(2 * each, "a", "b", "c");
        assertThat(voices.residency()).isEqualTo(new Residency(2 * each, List.of()));
        use(voices, "b");
        try (ResidentVoices.Lease lease = lease(voices, "a")) {
            lease.speed().add(2, 9);
        }

        assertThat(voices.residency())
                .isEqualTo(
                        new Residency(
                                2 * each,
                                List.of(
                                        new ResidentVoice(
                                                new VoiceId("a"),
                                                VERSION,
                                                each,
                                                OptionalDouble.of(4.5)),
                                        new ResidentVoice(
                                                new VoiceId("b"),
                                                VERSION,
                                                each,
                                                OptionalDouble.empty()))));
        use(voices, "c");
        assertThat(ids(voices)).as("the budget is for two").containsExactly("a", "c");
    }

    @Test
    void namesNoVoiceThatCannotSpeakAtThisMoment() {
        ResidentVoices voices = voices(100 * (SIZE + MemoryModel.FIRST_GUESS), "a", "b", "c");
        use(voices, "a");
        use(voices, "b");
        failure = Optional.of(ErrorCode.VOICE_BROKEN);
        assertThat(refusal(voices, "c").code()).isEqualTo(ErrorCode.VOICE_BROKEN);
        dead.add("b");
        assertThat(ids(voices)).containsExactly("a");

        dead.clear(); // revived
        assertThat(ids(voices)).containsExactly("a", "b");
        voices.close();
        assertThat(ids(voices)).isEmpty();
    }

    private List<String> engineLog() {
        return log.stream().filter(line -> line.contains(" ")).toList();
    }

    @Test
    void keepsAVoiceForTheNextJob() {
        ResidentVoices voices = voices(10 * SIZE, "a");
        use(voices, "a");
        use(voices, "a");

        assertThat(engineLog()).containsExactly("load a");
        voices.close();
        assertThat(engineLog()).containsExactly("load a", "close a");
    }

    @Test
    void letsTheVoiceGoThatWasUsedLongestAgo() {
        ResidentVoices voices = voices(2 * (SIZE + MemoryModel.FIRST_GUESS), "a", "b", "c");
        use(voices, "a");
        use(voices, "b");
        use(voices, "a");
        use(voices, "c");

        assertThat(engineLog()).containsExactly("load a", "load b", "close b", "load c");
    }

    @Test
    void neverClosesAVoiceInUse() {
        ResidentVoices voices = voices(SIZE, "a", "b");
        try (ResidentVoices.Lease inUse = lease(voices, "a")) {
            use(voices, "b");
            assertThat(inUse.voice()).isNotNull();
            assertThat(engineLog()).containsExactly("load a", "load b");
        }
    }

    @Test
    void loadsOnceForManyWhoWait() {
        ResidentVoices voices = voices(SIZE, "a");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                threads.execute(() -> use(voices, "a"));
            }
        }
        assertThat(engineLog()).containsExactly("load a");
    }

    @Test
    void triesAgainAfterAFailure() {
        ResidentVoices voices = voices(SIZE, "a");
        failure = Optional.of(ErrorCode.VOICE_BROKEN);
        assertThat(refusal(voices, "a")).hasMessage("broken");
        failure = Optional.empty();
        use(voices, "a");

        assertThat(engineLog()).containsExactly("load a");
    }

    @Test
    void takesATurnForLoadingAndNoneForAVoiceThatIsHere() {
        ResidentVoices voices = voices(10 * SIZE, "a");
        use(voices, "a");
        use(voices, "a");

        assertThat(log).containsExactly("turn", "load a");
    }

    @Test
    void setsAVoiceAsideThatKeepsEndingTheEngineAndTriesItAloneBefore() {
        ResidentVoices voices = voices(10 * SIZE, "a");
        failure = Optional.of(ErrorCode.ENGINE_DIED);

        // the first time something else may have been in the engine
        assertThat(refusal(voices, "a").code()).isEqualTo(ErrorCode.NOT_READY);
        assertThat(refusal(voices, "a").code()).isEqualTo(ErrorCode.NOT_READY);
        assertThat(voices.setAside()).isEmpty();
        assertThat(refusal(voices, "a"))
                .hasMessageContaining("is set aside here for 60 s")
                .hasMessageContaining("the engine died 3 times while loading it")
                .extracting(VoxfarmException::code)
                .isEqualTo(ErrorCode.VOICE_BROKEN);
        assertThat(log).containsExactly("turn", "try", "alone", "try", "alone", "try");

        log.clear();
        assertThat(refusal(voices, "a").code()).isEqualTo(ErrorCode.VOICE_BROKEN);
        assertThat(log).as("not even tried").isEmpty();
        assertThat(voices.setAside())
                .singleElement()
                .satisfies(aside -> {
                    assertThat(aside.voice()).isEqualTo(new VoiceId("a"));
                    assertThat(aside.version()).isEqualTo(VERSION);
                    assertThat(aside.retrySeconds()).isEqualTo(60);
                    assertThat(aside.reason()).contains("died 3 times");
                });
    }

    @Test
    void triesAVoiceAgainWhenItsPauseIsOverAndDoublesThePause() {
        ResidentVoices voices = voices(10 * SIZE, "a");
        failure = Optional.of(ErrorCode.ENGINE_DIED);
        for (int i = 0; i < VoiceTrials.MOST_FAILURES; i++) {
            refusal(voices, "a");
        }
        nanos.addAndGet(VoiceTrials.FIRST_PAUSE.toNanos());
        assertThat(voices.setAside()).isEmpty();
        assertThat(refusal(voices, "a")).hasMessageContaining("for 120 s");

        nanos.addAndGet(VoiceTrials.FIRST_PAUSE.multipliedBy(2).toNanos());
        failure = Optional.empty();
        log.clear();
        use(voices, "a");
        assertThat(log).containsExactly("alone", "load a");
        assertThat(voices.setAside()).isEmpty();
    }

    @Test
    void aDeathThatAnotherMayHaveCausedMakesASuspectAndNoMore() {
        VoiceTrials trials = new VoiceTrials(nanos::get);
        VoiceTrials.Version voice = new VoiceTrials.Version(new VoiceId("a"), VERSION);
        VoxfarmException death = new VoxfarmException(ErrorCode.ENGINE_DIED, "signal 11");
        for (int i = 0; i < 10; i++) {
            assertThat(trials.failed(voice, death, false).code()).isEqualTo(ErrorCode.NOT_READY);
        }
        assertThat(trials.isSuspect(voice)).isTrue();
        assertThat(trials.setAside()).isEmpty();
    }

    @Test
    void setsAVoiceAsideThatCannotBeLoaded() {
        ResidentVoices voices = voices(10 * SIZE, "a", "b");
        failure = Optional.of(ErrorCode.VOICE_BROKEN);
        for (int i = 0; i < VoiceTrials.MOST_FAILURES; i++) {
            refusal(voices, "a");
        }
        assertThat(refusal(voices, "a")).hasMessageContaining("it could not be loaded 3 times");
        failure = Optional.empty();
        use(voices, "b");
        assertThat(engineLog()).as("no other voice pays").containsExactly("load b");
    }

    /** Of an engine in this process. */
    @Test
    void countsADefectWhileLoadingAgainstTheVoiceAndTellsItAsAFailure() {
        ResidentVoices voices = voices(10 * SIZE, "a");
        for (Throwable defect :
                List.of(
                        new IllegalStateException("odd"),
                        new StackOverflowError("deep"),
                        new NoClassDefFoundError("missing"))) {
            thrown = Optional.of(defect);
            assertThat(refusal(voices, "a")).hasMessageContaining("defect");
        }
        assertThat(voices.setAside()).hasSize(1);
    }

    @Test
    void passesOnWhatOnlyANewProcessCanMend() {
        ResidentVoices voices = voices(10 * SIZE, "a");
        thrown = Optional.of(new OutOfMemoryError("heap"));
        assertThatThrownBy(() -> use(voices, "a")).isInstanceOf(OutOfMemoryError.class);
        thrown = Optional.empty();
        use(voices, "a");
        assertThat(engineLog()).containsExactly("load a");
    }

    @Test
    void blamesNoVoiceForWhatAStoreOrADeviceCannotDo() {
        ResidentVoices voices = voices(10 * SIZE, "a");
        for (ErrorCode code : List.of(ErrorCode.STORE_UNAVAILABLE, ErrorCode.NOT_READY)) {
            failure = Optional.of(code);
            for (int i = 0; i < 10; i++) {
                assertThat(refusal(voices, "a").code()).isEqualTo(code);
            }
        }
        failure = Optional.empty();
        use(voices, "a");
        assertThat(engineLog()).containsExactly("load a");
    }

    @Test
    void countsWhatTheEngineGrewByAgainstTheBudget() {
        long mib = 1 << 20;
        memory = OptionalLong.of(100 * mib);
        grows = 30 * mib;
        // by the first guess of 10 MiB ten of them fit
        ResidentVoices voices = voices(100 * mib, "a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
        for (String id : List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")) {
            use(voices, id);
        }

        assertThat(voices.count()).isEqualTo(3);
        assertThat(voices.bytes()).isEqualTo(90 * mib);
    }

    @Test
    void oneOddMeasurementDoesNotDecide() {
        MemoryModel model = new MemoryModel();
        model.measured(1000, 4L << 30); // came with a model that all voices share
        assertThat(model.bytesOf(1000)).isEqualTo(1000 + MemoryModel.FIRST_GUESS);
    }
}
