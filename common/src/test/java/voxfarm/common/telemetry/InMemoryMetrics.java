package voxfarm.common.telemetry;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Figures as they were told. Thread-safe. */
public final class InMemoryMetrics implements Metrics {
    private final Map<String, Double> sums = new ConcurrentHashMap<>();
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private final Map<Metric, Supplier<List<Reading>>> watched = new ConcurrentHashMap<>();

    private static String name(Metric metric, String... labels) {
        if (labels.length != metric.labels().size()) {
            throw new IllegalArgumentException(
                    metric + ": expected " + metric.labels() + ", was " + List.of(labels));
        }
        return metric + " " + String.join(" ", labels);
    }

    @Override
    public void add(Metric counter, double amount, String... labels) {
        if (counter.type() != Metric.Type.COUNTER) {
            throw new IllegalArgumentException(counter + " is no counter");
        }
        sums.merge(name(counter, labels), amount, Double::sum);
    }

    @Override
    public void observe(Metric histogram, double value, String... labels) {
        if (!histogram.type().isHistogram()) {
            throw new IllegalArgumentException(histogram + " is no histogram");
        }
        sums.merge(name(histogram, labels), value, Double::sum);
        counts.merge(name(histogram, labels), 1, Integer::sum);
    }

    @Override
    public void watch(Metric gauge, Supplier<List<Reading>> readings) {
        watched.put(gauge, readings);
    }

    /** Of a counter, or of the values of a histogram; 0 if it was never told. */
    public double sum(Metric metric, String... labels) {
        return sums.getOrDefault(name(metric, labels), 0.0);
    }

    /** How many values a histogram took. */
    public int observed(Metric metric, String... labels) {
        return counts.getOrDefault(name(metric, labels), 0);
    }

    /** What a gauge says now, by its labels. */
    public Map<List<String>, Double> now(Metric gauge) {
        Map<List<String>, Double> values = new ConcurrentHashMap<>();
        watched.getOrDefault(gauge, List::of)
                .get()
                .forEach(reading -> values.put(reading.labels(), reading.value()));
        return values;
    }

    /** All that was told, for messages. */
    @Override
    public String toString() {
        return new TreeMap<>(sums).toString();
    }
}
