package voxfarm.worker.engine;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.models.packages.VoicePackage;

/** The contract on the real engine. */
class OnnxBertVits2ContractTest extends SynthesisEngineContract {
    @TempDir static Path folder;

    private static SynthesisEngine engine;
    private static VoicePackage voice;

    @BeforeAll
    static void start() {
        voice = SmallVoices.bertVits2("joe", folder.resolve("voices"));
        engine =
                new EngineSettings(
                                "cpu", "auto", 1, "espeak-ng", List.of(), folder.toString(), true)
                        .start();
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
        return List.of("今天天气不错。", "你好。", "我们走吧！");
    }
}
