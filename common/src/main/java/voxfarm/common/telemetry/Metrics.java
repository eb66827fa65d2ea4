package voxfarm.common.telemetry;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a process tells its figures. Cheap enough for every segment and every call; never throws
 * for what is measured, and never waits. Thread-safe.
 */
public interface Metrics {
    /** What {@link #exposition} is written in. */
    String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Tells nobody. */
    Metrics NONE =
            new Metrics() {
                @Override
                public void add(Metric counter, double amount, String... labels) {}

                @Override
                public void observe(Metric histogram, double value, String... labels) {}

                @Override
                public void watch(Metric gauge, Supplier<List<Reading>> readings) {}
            };

    /**
     * Adds to a counter.
     *
     * @param amount from 0
     * @param labels a value for each of the metric's labels
     */
    void add(Metric counter, double amount, String... labels);

    /** Takes a value into a histogram. */
    void observe(Metric histogram, double value, String... labels);

    /**
     * Names who knows the values of a gauge, or of a counter that is kept elsewhere. It is asked
     * whenever somebody collects, on that thread, and must not wait; what it no longer names is no
     * longer told. Whoever is named last is asked.
     */
    void watch(Metric gauge, Supplier<List<Reading>> readings);

    /** All figures, in the text format of Prometheus; empty where none are kept. */
    default Optional<byte[]> exposition() {
        return Optional.empty();
    }

    /** Adds one. */
    default void count(Metric counter, String... labels) {
        add(counter, 1, labels);
    }

    /** Takes a time into a histogram of seconds. */
    default void time(Metric histogram, long nanos, String... labels) {
        observe(histogram, nanos / 1e9, labels);
    }

    /**
     * A value that somebody knows.
     *
     * @param labels a value for each of the metric's labels
     */
    record Reading(double value, List<String> labels) {
        public Reading {
            labels = List.copyOf(labels);
        }

        public static Reading of(double value, String... labels) {
            return new Reading(value, List.of(labels));
        }

        /** Of a count or a size. */
        public static Reading of(long value, String... labels) {
            return of((double) value, labels);
        }

        /** Alone. */
        public static List<Reading> only(double value) {
            return List.of(of(value));
        }

        /** A count or a size, alone. */
        public static List<Reading> only(long value) {
            return only((double) value);
        }
    }
}
