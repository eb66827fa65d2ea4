package voxfarm.bench.speed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.FormatMethod;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import voxfarm.common.Build;
import voxfarm.common.json.Json;

/** Prints figures for people and, if asked, writes them for programs. */
final class Report {
    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there, too.")
    @Nullable Path json;

    private final ObjectNode figures = Json.object();
    private final PrintWriter print = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    void machine() {
        line(
                "machine: %d processors, %s, Java %s, %s",
                Runtime.getRuntime().availableProcessors(), cpu(), Runtime.version(), Build.name());
    }

    /** What the engine computes on. */
    void device(String device) {
        figures.put("device", device);
        line("device: %s", device);
    }

    private static String cpu() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    @FormatMethod
    void line(String format, Object... arguments) {
        print.println(String.format(Locale.ROOT, format, arguments));
    }

    /** Notes a figure and prints it. */
    void figure(String name, double value, String unit) {
        figures.put(name, value);
        line("%-44s %10.3f %s", name, value, unit);
    }

    /** The line that checks look at; also writes the file. */
    void ratio(double ratio, String baseline) {
        figures.put("ratio", ratio).put("baseline", baseline);
        if (json != null) {
            try {
                Files.write(json, Json.prettyBytes(figures));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        line("ratio %.3f against %s", ratio, baseline);
    }

    /** The value under which a share of all lies; sorts a copy. */
    static double percentile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }
}
