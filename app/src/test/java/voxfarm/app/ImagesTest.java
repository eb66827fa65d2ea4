package voxfarm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.wiring.Configs;

/** What can be judged of the images without an engine that builds them. */
class ImagesTest {
    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final Path IMAGES = DEPLOY.resolve("images");

    /** Of where things lie, and what the launcher finds out by itself. */
    private static final Pattern OWN =
            Pattern.compile("-D(voxfarm|user)[.]home=.*|-Donnxruntime.*|-cp|/opt/.*");

    private static List<String> options(String file) throws IOException {
        return Files.readAllLines(IMAGES.resolve(file)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    @Test
    void runJavaAsTheLauncherDoes() throws IOException {
        String launcher = Files.readString(Path.of("..", "voxfarm")).replace("'", "");
        assertThat(options("jvm.options"))
                .filteredOn(option -> !OWN.matcher(option).matches())
                .hasSizeGreaterThan(10)
                .allMatch(option ->
                        launcher.contains(option.replaceFirst("(parallelism=)16", "$1\\$cores")));
    }

    /** The file that lies in them is one that they take, whatever the environment leaves out. */
    @Test
    void theirConfigurationIsTakenAsItStands() {
        FarmConfig config =
                Configs.load(
                        IMAGES.resolve("config.yml"),
                        Configs.Overrides.NONE,
                        new PrintWriter(new StringWriter()));
        assertThat(config.kafka().bootstrapServers()).isEqualTo("kafka:9092");
        assertThat(config.http().host()).isEqualTo("0.0.0.0");
        assertThat(config.worker().http().on()).isTrue();
    }

    @Test
    void aHealthCheckStartsWhatIsThere() throws IOException {
        assertThat(options("health.options")).contains(Health.class.getName());
    }

    /** Each stage that runs: nobody's account, a signal, a check, and no download. */
    @Test
    void everyImageKeepsToTheSameRules() throws IOException {
        String file = Files.readString(IMAGES.resolve("Dockerfile"));
        List<String> stages = List.of(file.split("(?m)^(?=FROM )", -1));
        List<String> images = stages.subList(2, stages.size());
        assertThat(images).hasSize(4);
        for (String image : images) {
            assertThat(image)
                    .contains(
                            "USER 10001:10001",
                            "STOPSIGNAL SIGTERM",
                            "HEALTHCHECK ",
                            "@/opt/voxfarm/jvm.options",
                            "VOLUME /var/lib/voxfarm")
                    .doesNotContain("RUN ");
            assertThat(image.indexOf("lib"))
                    .as("libraries before the farm")
                    .isLessThan(image.indexOf("farm/"));
        }
        Set<String> withServers =
                images.stream()
                        .filter(image -> image.contains("COPY embedded/ "))
                        .map(image -> image.replaceFirst("(?s).* AS (\\S+).*", "$1"))
                        .collect(Collectors.toSet());
        assertThat(withServers).as("hold Kafka's server").containsExactly("all-in-one");
        assertThat(
                        Pattern.compile("ARG (\\w+_IMAGE)=")
                                .matcher(file)
                                .results()
                                .map((MatchResult found) -> found.group(1)))
                .containsExactly("JDK_IMAGE", "BASE_IMAGE", "CUDA_IMAGE");
    }

    /** Of compose.yml: variables that .env has, and files that lie where they are looked for. */
    @Test
    void theComposeFileNamesNothingThatIsNotThere() throws IOException {
        String compose = Files.readString(DEPLOY.resolve("compose.yml"));
        Set<String> given =
                Files.readAllLines(DEPLOY.resolve(".env")).stream()
                        .filter(line -> line.contains("=") && !line.startsWith("#"))
                        .map(line -> line.substring(0, line.indexOf('=')))
                        .collect(Collectors.toSet());
        Set<String> asked =
                Pattern.compile("\\$\\{([A-Z0-9_]+)\\}")
                        .matcher(compose)
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toSet());
        assertThat(asked).hasSizeGreaterThan(10);
        assertThat(given).containsAll(asked);
        for (String file : Files.readAllLines(DEPLOY.resolve("cluster.env"))) {
            assertThat(file.startsWith("#") || given.contains(file.replaceFirst("=.*", "")))
                    .as(file)
                    .isTrue();
        }
        List<String> paths =
                Pattern.compile("[ \"](\\./[a-z][a-z./-]*)")
                        .matcher(compose)
                        .results()
                        .map(found -> found.group(1))
                        .toList();
        assertThat(paths).hasSizeGreaterThan(5);
        assertThat(paths).allSatisfy(path -> assertThat(DEPLOY.resolve(path)).exists());
    }

    /** What runs there is what is built here. */
    @Test
    void theDeploymentsNameThisRelease() throws IOException {
        String pom = Files.readString(Path.of("..", "pom.xml"));
        String release = pom.replaceFirst("(?s).*?<version>([^<]+)</version>.*", "$1");
        assertThat(Files.readString(DEPLOY.resolve(".env"))).contains("FARM_TAG=" + release + "\n");
        assertThat(Files.readString(DEPLOY.resolve("helm/voxfarm/Chart.yaml")))
                .contains("appVersion: " + release + "\n");
    }
}
