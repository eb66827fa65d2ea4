package voxfarm.bench.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.worker.engine.Device;
import voxfarm.worker.engine.OnnxEngine;

/** Vocabularies are not committed, so these need the whole set. */
class BertGoldenTest {
    private static final Path SHARED = Path.of("../../shared/golden/bert/zh");

    private static BertGolden.Report compare(Path folder, Path temporary) throws IOException {
        try (OnnxEngine engine =
                OnnxEngine.start(new Device.Cpu(), 1, new LocalPhonemizers("espeak-ng"))) {
            return new BertGolden(engine, temporary).compare(List.of(folder));
        }
    }

    @Test
    void featuresHoldTheirTolerance(@TempDir Path temporary) throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(SHARED));
        BertGolden.Report report = compare(SHARED, temporary);

        assertThat(report.differences()).isEmpty();
        assertThat(report.rows()).isGreaterThan(10);
        assertThat(report.holds()).isTrue();
    }

    @Test
    void englishFeaturesHoldTheirTolerance(@TempDir Path temporary) throws IOException {
        Path english = SHARED.resolveSibling("en");
        Assumptions.assumeTrue(Files.isDirectory(english));
        BertGolden.Report report = compare(english, temporary);

        assertThat(report.differences()).isEmpty();
        assertThat(report.rows()).isGreaterThan(10);
        assertThat(report.holds()).isTrue();
    }

    @Test
    void japaneseFeaturesHoldTheirTolerance(@TempDir Path temporary) throws IOException {
        Path japanese = SHARED.resolveSibling("jp");
        Assumptions.assumeTrue(Files.isDirectory(japanese));
        BertGolden.Report report = compare(japanese, temporary);

        assertThat(report.differences()).isEmpty();
        assertThat(report.rows()).isGreaterThan(10);
        assertThat(report.holds()).isTrue();
    }

    @Test
    void noticesOneAlteredValue(@TempDir Path temporary) throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(SHARED));
        Path copy = temporary.resolve("zh");
        for (String part : List.of("model", "00_plain")) {
            try (Stream<Path> files = Files.list(SHARED.resolve(part))) {
                Files.createDirectories(copy.resolve(part));
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(part).resolve(file.getFileName().toString()));
                }
            }
        }
        Path hidden = copy.resolve("00_plain/hidden.f32");
        byte[] values = Files.readAllBytes(hidden);
        values[4 * 100 + 3] ^= 0x40; // exponent of value 100
        Files.delete(hidden);
        Files.write(hidden, values);

        assertThat(compare(copy, temporary.resolve("cache")).holds()).isFalse();
    }
}
