package voxfarm.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics;

/** {@code docs/metrics.md} and what a process tells are one list, read from both ends. */
class MetricsTableTest {
    private static final Path TABLE = Path.of("..", "docs", "metrics.md");
    private static final Pattern ROW =
            Pattern.compile(
                    "\\| `([a-z_]+)` \\| (counter|gauge|histogram) \\| (dispatcher|worker|both)"
                            + " \\| ([^|]*)\\| ([a-z]*) ?\\| (.+) \\|");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");

    private record Row(String type, String role, String labels, String unit, String meaning) {}

    private static Map<String, Row> table() throws IOException {
        Map<String, Row> rows = new TreeMap<>();
        for (String line : Files.readAllLines(TABLE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(
                        row.group(1),
                        new Row(
                                row.group(2),
                                row.group(3),
                                row.group(4).strip(),
                                row.group(5),
                                row.group(6)));
            }
        }
        return rows;
    }

    private static String unit(String name) {
        String base = name.replaceFirst("_total$", "");
        return List.of("seconds", "bytes", "ratio").stream()
                .filter(unit -> base.endsWith("_" + unit))
                .findFirst()
                .orElse("");
    }

    private static Row row(Metric metric) {
        return new Row(
                metric.type().wireName(),
                switch (metric.role()) {
                    case DISPATCHER -> "dispatcher";
                    case WORKER -> "worker";
                    case ANY -> "both";
                },
                String.join(", ", metric.labels().stream().map(l -> "`" + l + "`").toList()),
                unit(metric.wireName()),
                metric.meaning());
    }

    @Test
    void theTableSaysWhatIsDeclared() throws IOException {
        Map<String, Row> declared = new TreeMap<>();
        Arrays.stream(Metric.values()).forEach(m -> declared.put(m.wireName(), row(m)));

        assertThat(table()).isEqualTo(declared);
    }

    /** By what a collector would read, so that no library adds or renames one unnoticed. */
    @Test
    void theTableSaysWhatIsTold() throws IOException {
        PrometheusMetrics metrics = new PrometheusMetrics();
        ProcessFigures.watch(metrics);
        for (Metric metric : Metric.values()) {
            String[] labels =
                    Collections.nCopies(metric.labels().size(), "x").toArray(String[]::new);
            if (metric.type().isHistogram()) {
                metrics.observe(metric, 1, labels);
            } else if (metric.type() == Metric.Type.COUNTER && !ofTheProcess(metric)) {
                metrics.add(metric, 1, labels);
            } else if (metric.type() == Metric.Type.GAUGE && !ofTheProcess(metric)) {
                metrics.watch(metric, () -> List.of(Metrics.Reading.of(1, labels)));
            }
        }

        Map<String, String> told = new TreeMap<>();
        new String(metrics.exposition().orElseThrow(), StandardCharsets.UTF_8)
                .lines()
                .map(TYPE::matcher)
                .filter(Matcher::matches)
                .forEach(type -> told.put(type.group(1), type.group(2)));

        Map<String, String> documented = new TreeMap<>();
        table().forEach((name, row) -> documented.put(name, row.type()));
        assertThat(told).isEqualTo(documented);
    }

    private static boolean ofTheProcess(Metric metric) {
        return metric.wireName().startsWith("process_")
                || metric.wireName().startsWith("voxfarm_jvm_")
                || metric == Metric.BUILD;
    }
}
