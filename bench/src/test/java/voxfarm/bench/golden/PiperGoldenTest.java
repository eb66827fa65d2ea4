package voxfarm.bench.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.voice.VoiceId;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.importer.VoiceSource;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.worker.engine.Device;
import voxfarm.worker.engine.OnnxEngine;
import voxfarm.worker.engine.PiperVoice;

class PiperGoldenTest {
    private static final Path COMMITTED = Path.of("src/test/resources/golden/piper");

    /** The whole set, where it is. */
    private static final Path SHARED = Path.of("../../shared/golden/piper");

    @TempDir static Path folder;

    private static OnnxEngine engine;
    private static VoicePackage voicePackage;
    private static PiperVoice voice;

    @BeforeAll
    static void load() {
        Path files = Path.of("../models/voices/en_US-joe-medium");
        voicePackage =
                new VoiceImporter(new VoicePackageCache(folder), InstantSource.system())
                        .importVoice(
                                new VoiceSource.Piper(
                                        new VoiceId("en_US-joe-medium"),
                                        files.resolve("en_US-joe-medium.onnx"),
                                        files.resolve("en_US-joe-medium.onnx.json"),
                                        VoiceSource.Phonemizer.BUILTIN));
        engine = OnnxEngine.start(new Device.Cpu(), 1, new LocalPhonemizers("espeak-ng"));
        voice = (PiperVoice) engine.load(voicePackage);
    }

    @AfterAll
    static void close() {
        voice.close();
        engine.close();
    }

    @Test
    void speaksTheRecordedSamples() throws IOException {
        PiperGolden.Report report =
                PiperGolden.compare(
                        Files.isDirectory(SHARED) ? SHARED : COMMITTED, voice, voicePackage);

        assertThat(report.differences()).isEmpty();
        assertThat(report.rows()).isGreaterThan(10);
    }

    @Test
    void noticesOneAlteredValue(@TempDir Path copy) throws IOException {
        Files.createDirectory(copy.resolve("wave"));
        for (String name : new String[] {"wave.json", "text.jsonl", "wave/00.f32", "wave/03.f32"}) {
            Files.copy(COMMITTED.resolve(name), copy.resolve(name));
        }
        byte[] samples = Files.readAllBytes(copy.resolve("wave/03.f32"));
        samples[4 * 1000 + 3] ^= 0x40; // exponent of sample 1000
        Files.write(copy.resolve("wave/03.f32"), samples);

        PiperGolden.Report report = PiperGolden.compare(copy, voice, voicePackage);

        assertThat(report.holds()).isFalse();
        assertThat(report.differences()).singleElement().asString().contains("wave/03.f32");
    }
}
