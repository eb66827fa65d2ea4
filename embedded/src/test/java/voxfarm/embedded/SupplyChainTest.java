package voxfarm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import voxfarm.common.files.Sha256;

/**
 * Every library that the command is built and tested with, by its bytes: {@code dependencies.txt}.
 * A new one, or another file under a known name, is a decision and not an accident. Needs no
 * network.
 */
class SupplyChainTest {
    private static final Path LIST = Path.of("dependencies.txt");

    /** Of other systems and of the profile for GPUs there are others. */
    private static final Pattern OF_THE_SYSTEM =
            Pattern.compile(
                    "onnxruntime(_gpu)?-[0-9.]+\\.jar|(ffmpeg|javacpp)-[0-9.-]+-[a-z0-9_]+-[a-z0-9_]+\\.jar");

    /** Our own modules, and what runs the tests. */
    private static final Pattern NOT_OURS =
            Pattern.compile("(voxfarm-|surefire-|maven-|junit-platform-launcher-).*");

    @Test
    void nothingElseIsOnTheClassPath() throws IOException {
        SortedMap<String, String> found = found();
        SortedMap<String, String> listed = new TreeMap<>();
        for (String line : Files.readAllLines(LIST)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] words = line.split(" ", 2);
                listed.put(words[0], words[1]);
            }
        }
        List<String> differences = new ArrayList<>();
        found.forEach((name, hash) -> {
            if (!hash.equals(listed.get(name)) && !unlistedOfTheSystem(name, listed)) {
                differences.add("+ " + name + " " + hash);
            }
        });
        for (String name : listed.keySet()) {
            if (!found.containsKey(name) && !OF_THE_SYSTEM.matcher(name).matches()) {
                differences.add("- " + name);
            }
        }
        assertThat(differences).as("differences from %s", LIST).isEmpty();
        assertThat(found).hasSizeGreaterThan(50);
    }

    private static boolean unlistedOfTheSystem(String name, SortedMap<String, String> listed) {
        return OF_THE_SYSTEM.matcher(name).matches() && !listed.containsKey(name);
    }

    /** Names and hashes, as Maven put them together. */
    private static SortedMap<String, String> found() throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", "");
        Assumptions.assumeFalse(classPath.isEmpty(), "the class path is not the build's");
        SortedMap<String, String> found = new TreeMap<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry);
            String name = String.valueOf(jar.getFileName());
            if (name.endsWith(".jar") && !NOT_OURS.matcher(name).matches()) {
                found.put(name, Sha256.hex(Files.readAllBytes(jar)));
            }
        }
        return found;
    }

    @Test
    void nothingOfTheServersThatIsNotUsedIsShipped() throws IOException {
        assertThat(found().keySet())
                .noneMatch(name -> name.startsWith("commons-collections"))
                .noneMatch(name -> name.startsWith("commons-beanutils"))
                .noneMatch(name -> name.startsWith("commons-digester"))
                .noneMatch(name -> name.startsWith("scala-reflect"))
                .noneMatch(name -> name.startsWith("jose4j"))
                // of figures and spans, what is told over HTTP of our own and of the JDK's client
                .noneMatch(name -> name.startsWith("opentelemetry-exporter-sender-okhttp"))
                .noneMatch(name -> name.startsWith("okhttp"))
                .noneMatch(name -> name.startsWith("okio"))
                .noneMatch(name -> name.startsWith("prometheus-metrics-exporter"))
                .noneMatch(name -> name.startsWith("prometheus-metrics-exposition-formats"))
                .noneMatch(name -> name.startsWith("prometheus-metrics-tracer-initializer"))
                .noneMatch(name -> name.startsWith("prometheus-metrics-tracer-otel"))
                .noneMatch(name -> name.startsWith("LatencyUtils"));
    }
}
