package voxfarm.common.machine;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * On what class of device samples are computed, and how exactly. Of one and the same they are equal
 * within what {@link Precision} promises; of two they may differ by that.
 */
public enum Computation {
    CPU,
    CUDA_EXACT,
    CUDA_FAST;

    /** On a GPU. */
    public static Computation cuda(Precision precision) {
        return switch (precision) {
            case EXACT -> CUDA_EXACT;
            case FAST -> CUDA_FAST;
        };
    }

    /** Whether nothing is rounded beyond single precision. */
    public boolean isExact() {
        return this != CUDA_FAST;
    }

    /** {@code cpu}, {@code cuda-exact} or {@code cuda-fast}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Empty for names that this build does not know. */
    public static Optional<Computation> ofWireName(String name) {
        return Arrays.stream(values()).filter(one -> one.wireName().equals(name)).findFirst();
    }
}
