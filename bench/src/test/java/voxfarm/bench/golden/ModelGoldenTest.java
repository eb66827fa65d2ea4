package voxfarm.bench.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.worker.engine.Device;
import voxfarm.worker.engine.OnnxEngine;

class ModelGoldenTest {
    private static final Path COMMITTED = Path.of("../models/src/test/resources/golden/model");

    /** The whole set, where it is. */
    private static final Path SHARED = Path.of("../../shared/golden/model");

    private static OnnxEngine engine;

    @BeforeAll
    static void start() {
        engine = OnnxEngine.start(new Device.Cpu(), 1, new LocalPhonemizers("espeak-ng"));
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void everyStageHoldsItsTolerance(@TempDir Path folder) throws IOException {
        try (ModelGolden golden = new ModelGolden(engine, folder)) {
            ModelGolden.Report report =
                    golden.compare(
                            Stream.of(COMMITTED, SHARED).filter(Files::isDirectory).toList());

            assertThat(report.differences()).isEmpty();
            assertThat(report.cases()).isGreaterThanOrEqualTo(6);
            assertThat(report.worst()).containsKeys("g", "logw_sdp", "w_ceil", "z", "o");
        }
    }

    @Test
    void noticesOneAlteredValue(@TempDir Path folder) throws IOException {
        Path copy = folder.resolve("model");
        try (Stream<Path> files = Files.walk(COMMITTED)) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(COMMITTED.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        Path wave = copy.resolve("2.0.2/middle_usual/o.f32");
        byte[] samples = Files.readAllBytes(wave);
        samples[4 * 1000 + 3] ^= 0x40; // exponent of sample 1000
        Files.write(wave, samples);

        try (ModelGolden golden = new ModelGolden(engine, folder)) {
            ModelGolden.Report report = golden.compare(List.of(copy));

            assertThat(report.holds()).isFalse();
            assertThat(report.differences())
                    .hasSize(2) // both networks are compared with it
                    .anySatisfy(d -> assertThat(d).startsWith("2.0.2/middle_usual o:"));
        }
    }
}
