package voxfarm.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What work on a text costs this thread: processor time, of which the least of the rounds counts,
 * and bytes allocated, which hardly vary. What others do on the machine shows in neither.
 */
public final class Growth {
    /** Linear is 4, quadratic is 16. */
    private static final double MOST_GROWTH = 9;

    /**
     * A machine lent out in parts may be slow for as long: what holds is seen in a quiet moment.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int LEAST_ROUNDS = 6;

    /** Below this a ratio says nothing. */
    private static final long LEAST_NANOS = 4_000_000;

    private static final long LEAST_BYTES = 4 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Growth() {}

    /** Rounds of measuring: some in any case, then more until patience ends. */
    private static final class Rounds {
        private final long begin = System.nanoTime();
        private int passed;

        boolean another() {
            passed++;
            return passed <= LEAST_ROUNDS || System.nanoTime() - begin < PATIENCE.toNanos();
        }
    }

    private record Cost(long nanos, long bytes) {
        static Cost of(Consumer<String> work, String text) {
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            long nanos = THREADS.getCurrentThreadCpuTime();
            work.accept(text);
            return new Cost(
                    THREADS.getCurrentThreadCpuTime() - nanos,
                    THREADS.getCurrentThreadAllocatedBytes() - bytes);
        }

        Cost least(Cost other) {
            return new Cost(Math.min(nanos, other.nanos), Math.min(bytes, other.bytes));
        }
    }

    /** Fails if four times the text costs much more than four times as much. */
    public static void isLinear(String name, String unit, int characters, Consumer<String> work) {
        String small = unit.repeat(Math.max(1, characters / unit.length()));
        String large = small.repeat(4);
        Cost few = Cost.of(work, small);
        Cost many = Cost.of(work, large);
        for (Rounds rounds = new Rounds(); !linear(few, many) && rounds.another(); ) {
            few = few.least(Cost.of(work, small));
            many = many.least(Cost.of(work, large));
        }
        assertThat(linear(few, many))
                .as(
                        "%s: %d characters cost %s, four times as many %s",
                        name, small.length(), few, many)
                .isTrue();
    }

    private static boolean linear(Cost few, Cost many) {
        return many.nanos() < MOST_GROWTH * Math.max(LEAST_NANOS, few.nanos())
                && many.bytes() < MOST_GROWTH * Math.max(LEAST_BYTES, few.bytes());
    }

    /** Fails if a character of the text costs more than {@code most} times one of the other. */
    public static void isAsCheapAs(
            String name, String prose, String text, double most, Consumer<String> work) {
        double plain = Double.MAX_VALUE;
        double hostile = Double.MAX_VALUE;
        Rounds rounds = new Rounds();
        while (!(hostile < most * plain && rounds.passed > 1) && rounds.another()) {
            plain = Math.min(plain, (double) Cost.of(work, prose).nanos() / prose.length());
            hostile = Math.min(hostile, (double) Cost.of(work, text).nanos() / text.length());
        }
        assertThat(hostile)
                .as("%s: nanoseconds a character; of prose %s", name, plain)
                .isLessThan(most * plain);
    }
}
