package voxfarm.telemetry.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import voxfarm.common.Build;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics;
import voxfarm.common.telemetry.Metrics.Reading;

/** What every process of Java tells of itself. */
public final class ProcessFigures {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private ProcessFigures() {}

    /** Lets them be asked of this process. */
    public static void watch(Metrics metrics) {
        metrics.watch(Metric.BUILD, () -> List.of(Reading.of(1, Build.name())));
        metrics.watch(Metric.HEAP, ProcessFigures::heap);
        metrics.watch(Metric.NATIVE, ProcessFigures::beyondHeap);
        metrics.watch(
                Metric.GC_SECONDS,
                () ->
                        Reading.only(
                                ManagementFactory.getGarbageCollectorMXBeans().stream()
                                                .mapToLong(
                                                        GarbageCollectorMXBean::getCollectionTime)
                                                .filter(millis -> millis > 0)
                                                .sum()
                                        / 1e3));
        metrics.watch(
                Metric.THREADS,
                () -> Reading.only(ManagementFactory.getThreadMXBean().getThreadCount()));
        metrics.watch(
                Metric.START_TIME,
                () -> Reading.only(ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3));
        metrics.watch(
                Metric.RESIDENT_MEMORY, () -> resident().stream().mapToObj(Reading::of).toList());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            metrics.watch(Metric.CPU_SECONDS, () -> Reading.only(system.getProcessCpuTime() / 1e9));
        }
        if (ManagementFactory.getOperatingSystemMXBean()
                instanceof UnixOperatingSystemMXBean system) {
            metrics.watch(
                    Metric.OPEN_FILES, () -> Reading.only(system.getOpenFileDescriptorCount()));
        }
    }

    private static List<Reading> heap() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return List.of(
                Reading.of(heap.getUsed(), "used"),
                Reading.of(heap.getCommitted(), "committed"),
                Reading.of(heap.getMax(), "max"));
    }

    private static List<Reading> beyondHeap() {
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
        return resident().stream()
                .mapToObj(bytes -> Reading.of(Math.max(0, bytes - heap)))
                .toList();
    }

    /** Empty where the system does not say. */
    private static OptionalLong resident() {
        try {
            for (String line : Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(RESIDENT)) {
                    String kib = line.substring(RESIDENT.length()).replace("kB", "").strip();
                    return OptionalLong.of(Long.parseLong(kib) << 10);
                }
            }
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty(); // another system
        }
        return OptionalLong.empty();
    }
}
