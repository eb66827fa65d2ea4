package voxfarm.common.machine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Measures the machine that this process runs on, at most once a second. Thread-safe. */
public final class MachineProbe {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
    private static final String AVAILABLE = "MemAvailable:";

    private final OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final NvidiaSmi gpus = NvidiaSmi.find();

    /** Guarded by this. */
    private @Nullable MachineLoad last;

    private long measuredAt;

    public synchronized MachineLoad measure() {
        MachineLoad known = last;
        if (known != null && System.nanoTime() - measuredAt < FRESH.toNanos()) {
            return known;
        }
        long total = system.getTotalMemorySize();
        MachineLoad load =
                new MachineLoad(
                        Math.round(1000 * Math.max(0, system.getCpuLoad())) / 10.0,
                        total,
                        Math.min(total, available()),
                        gpus.query());
        last = load;
        measuredAt = System.nanoTime();
        return load;
    }

    /** Free memory alone would count the file cache as used. */
    private long available() {
        try {
            for (String line : Files.readAllLines(MEMORY_INFO, StandardCharsets.US_ASCII)) {
                if (line.startsWith(AVAILABLE)) {
                    String kib = line.substring(AVAILABLE.length()).replace("kB", "").strip();
                    return Long.parseLong(kib) << 10;
                }
            }
        } catch (IOException | NumberFormatException e) {
            // not this system's way to say it
        }
        return system.getFreeMemorySize();
    }
}
