package voxfarm.worker.engine;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How long the stages of a run took. Whoever speaks gathers them around the call; the engine tells
 * them on that thread, from wherever it is, and tells nobody where nobody gathers. For one thread.
 */
public final class StageTimes {
    private static final ScopedValue<StageTimes> GATHERED = ScopedValue.newInstance();

    private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);

    /** A part of a run. */
    public enum Stage {
        /** Features of a text. */
        BERT,
        /** Phones to prior and durations. */
        ENCODE,
        /** Frames to samples. */
        DECODE;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Gathers what is told meanwhile on this thread. */
    public <T> T during(Supplier<T> run) {
        return ScopedValue.where(GATHERED, this).call(run::get);
    }

    /** Does a part of a run, and tells how long it took; nothing if it fails. */
    static <T> T timed(Stage stage, Supplier<T> part) {
        if (!GATHERED.isBound()) {
            return part.get();
        }
        long begun = System.nanoTime();
        T done = part.get();
        tell(stage, System.nanoTime() - begun);
        return done;
    }

    /** Tells what a stage took, elsewhere perhaps. */
    public static void tell(Stage stage, long tookNanos) {
        if (GATHERED.isBound()) {
            GATHERED.get().nanos.merge(stage, tookNanos, Long::sum);
        }
    }

    /** In all, so far. */
    public long nanos(Stage stage) {
        return nanos.getOrDefault(stage, 0L);
    }
}
