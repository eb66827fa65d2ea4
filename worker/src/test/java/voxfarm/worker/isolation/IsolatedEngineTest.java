package voxfarm.worker.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Scales;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.frontend.zh.Pronunciations;
import voxfarm.models.packages.VoicePackage;
import voxfarm.worker.engine.EngineSettings;
import voxfarm.worker.engine.LoadedVoice;

/** On a real process. */
class IsolatedEngineTest {
    private static final VoiceManifest MANIFEST =
            new VoiceManifest(
                    new VoiceId("joe"),
                    "0123456789abcdef",
                    VoiceKind.PIPER,
                    1000,
                    256,
                    List.of(new Speaker(0, "default")),
                    List.of("EN"),
                    Scales.ORIGINAL_DEFAULTS,
                    300,
                    "builtin",
                    "en-us",
                    List.of(),
                    Map.of(),
                    "test",
                    Instant.EPOCH);
    private static final SpeechSettings SETTINGS =
            new SpeechSettings(
                    MANIFEST.voice(),
                    MANIFEST.version(),
                    "default",
                    0,
                    "EN",
                    Scales.ORIGINAL_DEFAULTS,
                    0,
                    OutputSettings.defaults(),
                    Expression.NONE,
                    List.of());

    @TempDir Path folder;

    private final IsolatedEngine engine =
            IsolatedEngine.start(
                    new EngineSettings("cpu", 1, "espeak-ng", List.of(), ".", false),
                    EngineCommand.of(DeadlyEngineHost.class.getName()));

    @AfterEach
    void stop() {
        engine.close();
    }

    private LoadedVoice voice() {
        try {
            Files.write(folder.resolve(VoicePackage.MANIFEST), VoiceManifestCodec.write(MANIFEST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return engine.load(new VoicePackage(MANIFEST, folder));
    }

    private LoadedVoice.Spoken speak(LoadedVoice voice, String text) {
        return voice.speak(
                new Segment(0, text, "EN", 0),
                SETTINGS,
                Pronunciations.of(Map.of("重庆", "chong2 qing4")));
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
        assertThat(speak(voice, "hello").audio().samples()).hasSize(2);
        assertThat(engine.pid()).isNotEqualTo(first);
    }

    @Test
    void outlivesAKill() {
        LoadedVoice voice = voice();
        ProcessHandle process = ProcessHandle.of(engine.pid()).orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        process.onExit().join();

        LoadedVoice.Spoken spoken;
        try {
            spoken = speak(voice, "hello");
        } catch (VoxfarmException e) { // the death was not seen yet
            assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_DIED);
            spoken = speak(voice, "hello");
        }
        assertThat(spoken.audio().samples()).hasSize(2);
    }

    @Test
    void endsItsProcessWhenItIsClosed() {
        ProcessHandle process = ProcessHandle.of(engine.pid()).orElseThrow();
        engine.close();
        process.onExit().join();
        assertThat(process.isAlive()).isFalse();
    }
}
