package voxfarm.bench.speed;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import voxfarm.common.files.TemporaryFiles;

/**
 * Where the CPU time of this process went. The threads of the virtual machine itself (compilers,
 * collector) are counted by the system; the time of all others is shared out by samples of their
 * stacks: a sample belongs to the first part, from the innermost frame outwards, that one of its
 * frames belongs to.
 */
final class CpuByPart implements AutoCloseable {
    private static final Duration SAMPLE = Duration.ofMillis(10);
    private static final double TICKS_PER_SECOND = 100;

    /** In the order of the table; a package may be part of another's, so the longest counts. */
    private static final Map<String, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("voxfarm.bench", "callers");
        PARTS.put("voxfarm.app.client", "callers");
        PARTS.put("jdk.internal.net.http", "callers");
        PARTS.put("io.javalin", "HTTP");
        PARTS.put("org.eclipse.jetty", "HTTP");
        PARTS.put("voxfarm.dispatcher", "dispatcher");
        PARTS.put("voxfarm.common.store", "store, client");
        PARTS.put("software.amazon", "store, client");
        PARTS.put("sun.net.www", "store, client");
        PARTS.put("org.gaul.s3proxy", "store, server");
        PARTS.put("voxfarm.embedded", "store, server");
        PARTS.put("voxfarm.worker", "worker");
        PARTS.put("org.apache.kafka.clients", "Kafka, clients");
        PARTS.put("org.apache.kafka", "broker");
        PARTS.put("kafka", "broker");
    }

    private final Recording recording = new Recording();
    private final Map<String, Double> before;

    private CpuByPart() throws IOException {
        recording.enable("jdk.ExecutionSample").withPeriod(SAMPLE);
        recording.enable("jdk.NativeMethodSample").withPeriod(SAMPLE);
        recording.start();
        before = threads();
    }

    static CpuByPart start() throws IOException {
        return new CpuByPart();
    }

    /** CPU seconds by part since the start, the greatest first. */
    Map<String, Double> stop() throws IOException {
        Map<String, Double> spent = threads();
        before.forEach((name, seconds) -> spent.merge(name, -seconds, Double::sum));
        recording.stop();
        Map<String, Double> table = new TreeMap<>();
        double compilers = spent.getOrDefault("compiler", 0.0);
        double collector = spent.getOrDefault("collector", 0.0);
        table.put("JIT compiler", compilers);
        table.put("garbage collector", collector);
        Map<String, Integer> samples = samples();
        int all = samples.values().stream().mapToInt(Integer::intValue).sum();
        double others = spent.getOrDefault("others", 0.0);
        samples.forEach(
                (part, count) -> table.merge(part, others * count / Math.max(1, all), Double::sum));
        return table;
    }

    private Map<String, Integer> samples() throws IOException {
        Path file = TemporaryFiles.create("cpu", ".jfr");
        try {
            recording.dump(file);
            Map<String, Integer> counts = new TreeMap<>();
            try (RecordingFile events = new RecordingFile(file)) {
                while (events.hasMoreEvents()) {
                    RecordedEvent event = events.readEvent();
                    // native samples are of threads that wait, too; only running ones count
                    if (event.getEventType().getName().equals("jdk.ExecutionSample")
                            && event.getStackTrace() != null) {
                        counts.merge(part(event.getStackTrace().getFrames()), 1, Integer::sum);
                    }
                }
            }
            return counts;
        } finally {
            Files.delete(file);
        }
    }

    private static String part(List<RecordedFrame> frames) {
        boolean s3 =
                frames.stream()
                        .anyMatch(frame ->
                                frame.getMethod().getType().getName().startsWith("org.gaul."));
        if (s3) {
            return "store, server"; // it has a Jetty of its own
        }
        for (RecordedFrame frame : frames) {
            String type = frame.getMethod().getType().getName();
            String best = "";
            for (String name : PARTS.keySet()) {
                if (type.startsWith(name + ".") && name.length() > best.length()) {
                    best = name;
                }
            }
            if (!best.isEmpty()) {
                return PARTS.getOrDefault(best, "");
            }
        }
        return "rest";
    }

    /** CPU seconds of compilers, collector and all other threads so far. */
    private static Map<String, Double> threads() throws IOException {
        Map<String, Double> seconds = new TreeMap<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                try {
                    String stat = Files.readString(task.resolve("stat"));
                    String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                    double used =
                            (Long.parseLong(fields[11]) + Long.parseLong(fields[12]))
                                    / TICKS_PER_SECOND;
                    seconds.merge(kind(name), used, Double::sum);
                } catch (NoSuchFileException e) {
                    // ended meanwhile
                }
            }
        }
        return seconds;
    }

    private static String kind(String thread) {
        if (thread.startsWith("C1 Compiler") || thread.startsWith("C2 Compiler")) {
            return "compiler";
        }
        // the serial collector works on the virtual machine's own thread
        return thread.startsWith("GC ") || thread.equals("VM Thread") ? "collector" : "others";
    }

    @Override
    public void close() {
        recording.close();
    }
}
