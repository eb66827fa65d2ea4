package voxfarm.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.wiring.Configs;

/**
 * What the chart makes of values, against recorded output; skipped where there is no helm. {@code
 * -Dvoxfarm.write-golden=true} records anew.
 */
class HelmChartTest {
    private static final Path HELM = Path.of("..", "deploy", "helm");
    private static final Path CHART = HELM.resolve("voxfarm");
    private static final Path GOLDEN = HELM.resolve("golden");

    @TempDir Path folder;

    private record Answer(int code, String text) {}

    @BeforeAll
    static void needsHelm() throws Exception {
        try {
            assertThat(helm("version", "--short").code()).isZero();
        } catch (IOException e) {
            String why = "helm is not on the path (" + e.getMessage() + ")";
            System.out.println("SKIPPED, tests of the chart: " + why);
            Assumptions.abort(why);
        }
    }

    private static Answer helm(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("helm"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), text);
    }

    private static Map<?, ?> part(Map<?, ?> object, String name) {
        return (Map<?, ?>) requireNonNull(object.get(name), name);
    }

    private static Answer render(Path values) throws IOException, InterruptedException {
        return helm(
                "template",
                "tts",
                CHART.toString(),
                "--namespace",
                "speech",
                "--kube-version", // else that of helm's build
                "1.33.0",
                "-f",
                values.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"least", "most"})
    void rendersAsRecorded(String name) throws Exception {
        Answer rendered = render(GOLDEN.resolve(name + "-values.yaml"));
        assertThat(rendered.code()).as(rendered.text()).isZero();
        Path recorded = GOLDEN.resolve(name + ".yaml");
        if (Boolean.getBoolean("voxfarm.write-golden")) {
            Files.writeString(recorded, rendered.text());
        }
        assertThat(rendered.text()).isEqualTo(Files.readString(recorded));
    }

    /** Each document is one object, and no two of a kind have one name. */
    @ParameterizedTest
    @ValueSource(strings = {"least", "most"})
    void makesObjectsWithNamesOfTheirOwn(String name) throws Exception {
        List<String> names = new ArrayList<>();
        for (Object document :
                new Yaml().loadAll(render(GOLDEN.resolve(name + "-values.yaml")).text())) {
            assertThat(document).isInstanceOf(Map.class);
            Map<?, ?> object = (Map<?, ?>) document;
            names.add(object.get("kind") + "/" + part(object, "metadata").get("name"));
        }
        assertThat(names).hasSizeGreaterThan(8).doesNotHaveDuplicates();
    }

    /** The farm takes the configurations that the chart writes: each key is one that it has. */
    @ParameterizedTest
    @ValueSource(strings = {"least", "most"})
    void writesConfigurationsThatTheFarmTakes(String name) throws Exception {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        for (String secret : List.of("s3/access-key", "s3/secret-key", "kafka/jaas")) {
            Files.createDirectories(secrets.resolve(secret).getParent());
            Files.writeString(secrets.resolve(secret), "x");
        }
        int configurations = 0;
        for (Object document :
                new Yaml().loadAll(render(GOLDEN.resolve(name + "-values.yaml")).text())) {
            Map<?, ?> object = (Map<?, ?>) document;
            if (!"ConfigMap".equals(object.get("kind"))) {
                continue;
            }
            String text = String.valueOf(part(object, "data").get("config.yml"));
            Path file =
                    Files.writeString(
                            folder.resolve("config-" + configurations++ + ".yml"),
                            text.replace("/etc/voxfarm/secrets", secrets.toString())
                                    .replaceAll("(?m)^ *ca-file:.*$", ""));
            FarmConfig config =
                    Configs.load(file, Configs.Overrides.NONE, new PrintWriter(new StringWriter()));
            assertThat(config.store().bucket()).isNotEqualTo("voxfarm");
        }
        assertThat(configurations).isGreaterThanOrEqualTo(2);
    }

    @Test
    void lintsWithoutAComplaint() throws Exception {
        for (String name : List.of("least", "most")) {
            Answer answer =
                    helm(
                            "lint",
                            "--strict",
                            CHART.toString(),
                            "-f",
                            GOLDEN.resolve(name + "-values.yaml").toString());
            assertThat(answer.code()).as(answer.text()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka: {bootstrapServers: localhost}|bootstrapServers",
                "s3: {bucket: My_Bucket}|bucket",
                "s3: {secretKey: hush}|secretKey",
                "http: {keys: [{name: a, sha256: xyz, scopes: [read]}]}|sha256",
                "worker: {replicas: -1}|replicas",
                "keda: {worker: {triggers: []}}|triggers",
                "keda: {worker: {triggers: [{voice: joe}]}}|voice",
                "http: {auth: auto, keys: []}|voxfarm key"
            })
    void refusesWhatCannotBe(String line) throws Exception {
        String[] words = line.split("\\|", 2);
        Path values =
                Files.writeString(
                        folder.resolve("values.yaml"),
                        "http: {auth: \"off\"}\n".repeat(words[0].startsWith("http") ? 0 : 1)
                                + words[0]);
        Answer answer = render(values);
        assertThat(answer.code()).as(answer.text()).isNotZero();
        assertThat(answer.text()).contains(words[1]);
    }

    /** What every pod keeps to. */
    @Test
    void letsNoPodDoMoreThanItNeeds() throws Exception {
        String text = render(GOLDEN.resolve("most-values.yaml")).text();
        Matcher deployments = Pattern.compile("kind: Deployment").matcher(text);
        int pods = 0;
        while (deployments.find()) {
            pods++;
        }
        assertThat(pods).isEqualTo(3);
        for (String rule :
                List.of(
                        "runAsNonRoot: true",
                        "readOnlyRootFilesystem: true",
                        "allowPrivilegeEscalation: false",
                        "automountServiceAccountToken: false\n      ",
                        "livenessProbe:",
                        "readinessProbe:",
                        "startupProbe:",
                        "podAntiAffinity:")) {
            assertThat(text.split(Pattern.quote(rule), -1).length - 1)
                    .as(rule)
                    .isGreaterThanOrEqualTo(pods);
        }
        assertThat(text).contains("nvidia.com/gpu: 1").doesNotContain("kind: Secret");
    }
}
