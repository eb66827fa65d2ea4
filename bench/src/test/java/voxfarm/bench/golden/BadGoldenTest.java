package voxfarm.bench.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.json.Json;

class BadGoldenTest {
    private static final Path COMMITTED = Path.of("../models/src/test/resources/golden/bad");
    private static final Path SHARED = Path.of("../../shared/golden/bad");

    @Test
    void refusesEveryHostileFileAndReadsTheSoundOnes(@TempDir Path folder) throws IOException {
        BadGolden.Report report =
                new BadGolden(Files.isDirectory(SHARED) ? SHARED : COMMITTED, folder).run();

        assertThat(report.messages()).noneMatch(message -> message.startsWith("WRONG"));
        assertThat(report.files()).isGreaterThan(100);
        assertThat(report.refused()).isGreaterThan(100);
        assertThat(report.holds()).isTrue();
    }

    @Test
    void noticesAFileThatShouldHaveBeenRefused(@TempDir Path folder) throws IOException {
        Path bad = Files.createDirectory(folder.resolve("bad"));
        Files.createDirectory(bad.resolve("tensor"));
        Files.copy(
                COMMITTED.resolve("tensor/transposed_view.pth"),
                bad.resolve("tensor/transposed_view.pth"));
        ArrayNode index = Json.array();
        ObjectNode row = Json.object();
        row.put("group", "tensor").put("file", "tensor/transposed_view.pth");
        index.add(row.put("expect", "refuse").put("sound", false));
        Files.write(bad.resolve("index.json"), Json.bytes(index));

        assertThat(new BadGolden(bad, folder).run().holds()).isFalse();
    }
}
