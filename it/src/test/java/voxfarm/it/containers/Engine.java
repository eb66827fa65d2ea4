package voxfarm.it.containers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.utility.DockerImageName;

/**
 * The container engine and the images that the tests run; all of them can be named by a property.
 */
final class Engine {
    private static final long PULL_MINUTES = 5;

    private Engine() {}

    /** The image of a property, or of the project or its vendor. */
    static String image(String property, String otherwise) {
        String named = System.getProperty("voxfarm.it." + property, "");
        return named.isBlank() ? otherwise : named;
    }

    static String farm(String part) {
        return image("images", "voxfarm") + "/" + part + ":" + image("tag", "0.1.0");
    }

    static String kafka() {
        return image("kafka", "apache/kafka:4.4.0");
    }

    /** Of the oldest release that the farm says it supports, as it/oldest-broker names it. */
    static String oldestKafka() {
        return image("oldest-kafka", "apache/kafka:4.2.0");
    }

    static DockerImageName name(String image) {
        return DockerImageName.parse(image);
    }

    /**
     * Skips the tests where no engine answers or an image can neither be found nor fetched, with a
     * line on standard output that says so: a report hides why something was skipped.
     */
    static void require(List<String> images) {
        String engine = run(30, "docker", "info", "--format", "{{.ServerVersion}}");
        if (engine.startsWith(FAILED)) {
            skip("no container engine answers: " + engine.substring(FAILED.length()));
        }
        for (String image : images) {
            if (run(30, "docker", "image", "inspect", "-f", "{{.Id}}", image).startsWith(FAILED)) {
                String pulled =
                        run(
                                TimeUnit.MINUTES.toSeconds(PULL_MINUTES),
                                "docker",
                                "pull",
                                "-q",
                                image);
                if (pulled.startsWith(FAILED)) {
                    skip("image " + image + ": " + pulled.substring(FAILED.length()));
                }
            }
        }
    }

    private static void skip(String why) {
        System.out.println("SKIPPED, tests with containers: " + why);
        Assumptions.abort(why);
    }

    private static final String FAILED = "failed: ";

    /** What the command prints, or why it failed behind {@link #FAILED}. */
    static String run(long seconds, String... command) {
        try {
            Process process =
                    new ProcessBuilder(Arrays.asList(command)).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .strip();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return FAILED + "no answer within " + seconds + " s";
            }
            return process.exitValue() == 0 ? output : FAILED + output;
        } catch (IOException e) {
            return FAILED + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
