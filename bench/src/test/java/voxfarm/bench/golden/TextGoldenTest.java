package voxfarm.bench.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextGoldenTest {
    private static final Path COMMITTED =
            Path.of("../frontend/src/test/resources/golden/text/zh.jsonl");
    private static final Path SHARED = Path.of("../../shared/golden/text");

    @Test
    void chineseIsThatOfTheOriginal() throws IOException {
        boolean all = Files.isDirectory(SHARED);
        TextGolden golden = new TextGolden(all ? Optional.of(SHARED) : Optional.empty());
        TextGolden.Report report =
                golden.compare(
                        all
                                ? List.of(
                                        COMMITTED,
                                        SHARED.resolve("zh.jsonl"),
                                        SHARED.resolve("zh_v2.3.jsonl"))
                                : List.of(COMMITTED));

        assertThat(report.differences()).isEmpty();
        assertThat(report.rows()).isGreaterThan(100);
        assertThat(report.exact()).isEqualTo(report.rows());
        assertThat(golden.comparesBertInputs()).isEqualTo(all);
    }

    @Test
    void noticesOneAlteredValue(@TempDir Path folder) throws IOException {
        List<String> lines = Files.readAllLines(COMMITTED);
        String altered = lines.getFirst().replace("\"tones\":[0,2,", "\"tones\":[0,1,");
        assertThat(altered).isNotEqualTo(lines.getFirst());
        Path file = Files.writeString(folder.resolve("zh.jsonl"), altered);

        TextGolden.Report report = new TextGolden(Optional.empty()).compare(List.of(file));

        assertThat(report.exact()).isZero();
        assertThat(report.differences()).singleElement().asString().contains("tones");
    }
}
