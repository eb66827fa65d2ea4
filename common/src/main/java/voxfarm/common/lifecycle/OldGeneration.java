package voxfarm.common.lifecycle;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.Optional;

/** Where the heap keeps what stays alive. */
final class OldGeneration {
    private OldGeneration() {}

    /** Empty for collectors without one. */
    static Optional<MemoryPoolMXBean> find() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                // true of old generations only
                .filter(MemoryPoolMXBean::isUsageThresholdSupported)
                .findFirst();
    }

    /** Those that collect it; empty for collectors without one. */
    static List<GarbageCollectorMXBean> collectors() {
        Optional<String> old = find().map(MemoryPoolMXBean::getName);
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector ->
                        old.isPresent()
                                && List.of(collector.getMemoryPoolNames()).contains(old.get()))
                .toList();
    }
}
