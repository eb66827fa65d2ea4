package voxfarm.worker.residency;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * How fast sound is made: over the last {@link #RUNS} runs of the engine, however long ago, as a
 * voice keeps its pace while nobody asks for it. Thread-safe.
 */
public final class SpeedMeter {
    static final int RUNS = 32;

    /** Guarded by this, the oldest first. */
    private final Deque<Run> runs = new ArrayDeque<>();

    private record Run(double engineSeconds, double audioSeconds) {}

    /**
     * @param engineSeconds that a run took
     * @param audioSeconds of the sound it made
     */
    public synchronized void add(double engineSeconds, double audioSeconds) {
        runs.addLast(new Run(engineSeconds, audioSeconds));
        if (runs.size() > RUNS) {
            runs.removeFirst();
        }
    }

    /** Seconds of sound for each second of a run; empty until something was spoken. */
    public synchronized OptionalDouble speed() {
        double engine = runs.stream().mapToDouble(Run::engineSeconds).sum();
        double audio = runs.stream().mapToDouble(Run::audioSeconds).sum();
        return engine > 0 && audio > 0 ? OptionalDouble.of(audio / engine) : OptionalDouble.empty();
    }
}
