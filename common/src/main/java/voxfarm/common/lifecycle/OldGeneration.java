package voxfarm.common.lifecycle;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
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
}
