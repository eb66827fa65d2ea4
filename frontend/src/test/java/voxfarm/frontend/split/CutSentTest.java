package voxfarm.frontend.split;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import voxfarm.common.json.Json;

class CutSentTest {
    /** All rows where the reference data lies beside the project, else the committed ones. */
    @Test
    void cutsAsTheOriginal() throws IOException {
        Path shared = Path.of("../../shared/golden/text/split.jsonl");
        Path committed = Path.of("src/test/resources/golden/text/split.jsonl");
        List<String> lines = Files.readAllLines(Files.exists(shared) ? shared : committed);

        assertThat(lines).hasSizeGreaterThanOrEqualTo(20);
        for (String line : lines) {
            JsonNode row = Json.mapper().readTree(line);
            List<String> expected = new ArrayList<>();
            row.get("cut_sent").forEach(piece -> expected.add(piece.asText()));
            assertThat(CutSent.split(row.get("text").asText()))
                    .as(row.get("id").asText())
                    .isEqualTo(expected);
        }
    }

    @Test
    void givesOneEmptyPieceForNothing() {
        assertThat(CutSent.split("")).containsExactly("");
        assertThat(CutSent.split(" \n ")).containsExactly("");
    }
}
