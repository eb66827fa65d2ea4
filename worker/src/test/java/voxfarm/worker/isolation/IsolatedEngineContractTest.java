package voxfarm.worker.isolation;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.models.packages.VoicePackage;
import voxfarm.worker.engine.EngineSettings;
import voxfarm.worker.engine.SmallVoices;
import voxfarm.worker.engine.SynthesisEngine;
import voxfarm.worker.engine.SynthesisEngineContract;
import voxfarm.worker.engine.TestLibraries;

/** The contract on the real engine in a process of its own. */
class IsolatedEngineContractTest extends SynthesisEngineContract {
    @TempDir static Path folder;

    private static SynthesisEngine engine;
    private static VoicePackage voice;

    @BeforeAll
    static void start() {
        voice = SmallVoices.piper("joe", folder.resolve("voices"));
        engine =
                IsolatedEngine.start(
                        new EngineSettings(
                                "cpu", "auto", 1, "espeak-ng", List.of(), folder.toString(), true),
                        EngineCommand.ofHost(TestLibraries.KEPT));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Override
    protected SynthesisEngine engine() {
        return engine;
    }

    @Override
    protected VoicePackage voice() {
        return voice;
    }

    @Override
    protected List<String> texts() {
        return List.of("Hello there.", "How are you today?", "Fine.");
    }
}
