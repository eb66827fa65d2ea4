package voxfarm.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;
import voxfarm.common.telemetry.Metric;

/** Alerts and dashboard ask for figures that there are, by labels that they have. */
class AlertsTest {
    private static final Path PROMETHEUS = Path.of("..", "deploy", "prometheus");
    private static final Path RULES = PROMETHEUS.resolve("voxfarm.rules.yml");
    private static final Path DASHBOARD = Path.of("..", "deploy", "grafana", "voxfarm.json");
    private static final Path OPERATIONS = Path.of("..", "docs", "operations.md");

    private static final Pattern NAME = Pattern.compile("\\b(voxfarm|process)_[a-z_]+");
    private static final Pattern SELECTED =
            Pattern.compile("\\b((?:voxfarm|process)_[a-z_]+)\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|=|!=|!~)\"([^\"]*)\"");
    private static final Pattern GROUPED = Pattern.compile("\\bby \\(([^)]*)\\)");

    /** What Prometheus adds. */
    private static final Set<String> OF_THE_COLLECTOR = Set.of("le", "instance", "job");

    private record Alert(String name, String expr, String severity) {}

    private static List<Alert> alerts() throws IOException {
        Object file;
        try (Reader in = Files.newBufferedReader(RULES)) {
            file = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
        }
        List<Alert> alerts = new ArrayList<>();
        JsonNode rules = Json.mapper().valueToTree(file);
        rules.path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .forEach(rule -> {
                    assertThat(rule.path("annotations").path("summary").asText()).isNotEmpty();
                    assertThat(rule.path("annotations").path("description").asText()).isNotEmpty();
                    assertThat(rule.path("for").asText()).matches("\\d+[smh]");
                    alerts.add(
                            new Alert(
                                    rule.path("alert").asText(),
                                    rule.path("expr").asText(),
                                    rule.path("labels").path("severity").asText()));
                });
        return alerts;
    }

    private static List<String> queries() throws IOException {
        JsonNode dashboard =
                Json.readObject(Files.readAllBytes(DASHBOARD), "dashboard", ErrorCode.INTERNAL);
        return dashboard
                .path("panels")
                .valueStream()
                .flatMap(panel -> panel.path("targets").valueStream())
                .map(target -> target.path("expr").asText())
                .toList();
    }

    /** The metric that a series of that name belongs to. */
    private static Optional<Metric> metricOf(String series) {
        return Arrays.stream(Metric.values())
                .filter(metric ->
                        metric.type().isHistogram()
                                ? series.matches(metric.wireName() + "_(bucket|count|sum|max)")
                                : series.equals(metric.wireName()))
                .findFirst();
    }

    private static List<String> faults(String expr) {
        List<String> faults = new ArrayList<>();
        Set<String> labels = new HashSet<>(OF_THE_COLLECTOR);
        for (String series : NAME.matcher(expr).results().map(MatchResult::group).toList()) {
            metricOf(series)
                    .ifPresentOrElse(
                            metric -> labels.addAll(metric.labels()),
                            () -> faults.add("no such series: " + series));
        }
        Matcher selected = SELECTED.matcher(expr);
        while (selected.find()) {
            Set<String> own = new HashSet<>(OF_THE_COLLECTOR);
            metricOf(selected.group(1)).ifPresent(metric -> own.addAll(metric.labels()));
            MATCHER.matcher(selected.group(2))
                    .results()
                    .filter(one -> !own.contains(one.group(1)))
                    .forEach(one -> faults.add(selected.group(1) + " has no " + one.group(1)));
            MATCHER.matcher(selected.group(2))
                    .results()
                    .filter(one -> one.group(1).equals("code"))
                    .filter(one -> ErrorCode.ofWireName(one.group(3)).isEmpty())
                    .forEach(one -> faults.add("no such code: " + one.group(3)));
        }
        GROUPED.matcher(expr)
                .results()
                .flatMap(by -> Stream.of(by.group(1).split(", *", -1)))
                .filter(label -> !labels.contains(label))
                .forEach(label -> faults.add("nothing here has the label " + label));
        return faults;
    }

    @Test
    void alertsAskForWhatThereIs() throws IOException {
        Map<String, List<String>> faults = new HashMap<>();
        for (Alert alert : alerts()) {
            if (!faults(alert.expr()).isEmpty()) {
                faults.put(alert.name(), faults(alert.expr()));
            }
            assertThat(alert.severity()).isIn("info", "warning", "critical");
        }
        assertThat(faults).isEmpty();
        assertThat(alerts()).hasSizeGreaterThan(10);
    }

    @Test
    void theDashboardAsksForWhatThereIs() throws IOException {
        assertThat(queries()).hasSizeGreaterThan(20);
        assertThat(queries()).flatExtracting(AlertsTest::faults).isEmpty();
    }

    /** The test itself must be able to see a mistake. */
    @Test
    void seesWhatIsWrong() {
        assertThat(faults("rate(voxfarm_requests[5m])")).hasSize(1);
        assertThat(faults("voxfarm_queue_wait_seconds")).as("a histogram has none").hasSize(1);
        assertThat(faults("voxfarm_queue_jobs{route=\"x\"}")).hasSize(1);
        assertThat(faults("sum by (route) (voxfarm_queue_jobs)")).hasSize(1);
        assertThat(faults("voxfarm_requests_refused_total{code=\"none\"}")).hasSize(1);
    }

    @Test
    void everyAlertIsExplainedAndNoOther() throws IOException {
        Set<String> explained = new TreeSet<>();
        String section =
                Files.readString(OPERATIONS).split("## Alerts\n", 2)[1].split("\n## ", 2)[0];
        Pattern.compile("(?m)^\\| `(\\w+)` \\| (info|warning|critical) \\| .+ \\| .+ \\|$")
                .matcher(section)
                .results()
                .forEach(row -> explained.add(row.group(1) + " " + row.group(2)));

        assertThat(explained)
                .containsExactlyInAnyOrderElementsOf(
                        alerts().stream().map(a -> a.name() + " " + a.severity()).toList());
    }

    /** By Prometheus' own judge, where there is one: what the rules are, and when they call. */
    @ParameterizedTest
    @ValueSource(strings = {"check rules voxfarm.rules.yml", "test rules voxfarm.rules.test.yml"})
    void prometheusTakesTheRules(String judge) throws Exception {
        judge(List.of(judge.split(" ", -1)));
    }

    /** What a dashboard asks is judged as rules are. */
    @Test
    void prometheusTakesWhatTheDashboardAsks(@TempDir Path folder) throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        for (String query : queries()) {
            rules.append("      - {record: 'asked:")
                    .append(rules.length())
                    .append("', expr: '")
                    .append(query.replace("'", "''"))
                    .append("'}\n");
        }
        Path file = Files.writeString(folder.resolve("asked.yml"), rules);

        judge(List.of("check", "rules", file.toString()));
    }

    private static void judge(List<String> words) throws Exception {
        Optional<Path> promtool =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                        .map(folder -> Path.of(folder, "promtool"))
                        .filter(Files::isExecutable)
                        .findFirst();
        Assumptions.assumeTrue(promtool.isPresent(), "promtool is not on the PATH");
        List<String> command = new ArrayList<>(List.of(promtool.get().toString()));
        command.addAll(words);
        Process check =
                new ProcessBuilder(command)
                        .directory(PROMETHEUS.toFile())
                        .redirectErrorStream(true)
                        .start();
        String told = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).as(told).isZero();
    }

    /** What Prometheus does not take: a number where two series are matched. */
    @Test
    void noRuleMatchesANumberWithASeries() throws IOException {
        assertThat(alerts())
                .extracting(Alert::expr)
                .noneMatch(expr -> expr.matches(".*\\b[0-9.]+ [-+*/] (on|ignoring)\\s*\\(.*"));
    }
}
