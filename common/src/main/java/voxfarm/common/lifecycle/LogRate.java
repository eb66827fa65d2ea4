package voxfarm.common.lifecycle;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps what strangers send from filling a log: of each kind of line one in a while, which says how
 * many it stands for. Kinds are few, and not made of what comes from outside. Thread-safe.
 */
public final class LogRate {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Duration pause;
    private final LongSupplier nanos;

    /** Guarded by this. */
    private final Map<String, Kind> kinds = new HashMap<>();

    /** One line of a kind in ten seconds. */
    public LogRate() {
        this(PAUSE, System::nanoTime);
    }

    /**
     * @param nanos a clock for durations
     */
    public LogRate(Duration pause, LongSupplier nanos) {
        this.pause = pause;
        this.nanos = nanos;
    }

    private record Kind(long saidAt, long unsaid) {}

    /**
     * Whether a line may be written now: empty if not, else how many of its kind were not since the
     * last one.
     */
    public synchronized OptionalLong mayWrite(String kind) {
        long now = nanos.getAsLong();
        Kind last = kinds.get(kind);
        if (last != null && now - last.saidAt() < pause.toNanos()) {
            kinds.put(kind, new Kind(last.saidAt(), last.unsaid() + 1));
            return OptionalLong.empty();
        }
        kinds.put(kind, new Kind(now, 0));
        return OptionalLong.of(last == null ? 0 : last.unsaid());
    }

    /**
     * As {@link #mayWrite}, for the end of the line.
     *
     * @param line writes the line; is given nothing, or " (and 12 like it since the last line)"
     */
    public void write(String kind, Consumer<String> line) {
        mayWrite(kind)
                .ifPresent(unsaid ->
                        line.accept(
                                unsaid == 0
                                        ? ""
                                        : " (and " + unsaid + " like it since the last line)"));
    }
}
