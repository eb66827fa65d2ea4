package voxfarm.frontend.en;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Rows of cells with tabs between them; lines that begin with a hash are remarks. */
final class TestTable {
    private TestTable() {}

    static Stream<String[]> rows(String resource) throws IOException {
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        TestTable.class.getResourceAsStream(resource), resource),
                                StandardCharsets.UTF_8))) {
            List<String[]> rows =
                    in.lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("# "))
                            .map(line -> line.split("\t", -1))
                            .toList();
            return rows.stream();
        }
    }
}
