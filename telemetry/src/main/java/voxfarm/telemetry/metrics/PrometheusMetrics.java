package voxfarm.telemetry.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.lifecycle.LogRate;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics;

/**
 * The figures of a process as Prometheus collects them. A metric takes at most {@value
 * #MOST_SERIES} combinations of labels: what comes beyond is told under labels that are all {@code
 * other}, and counted, so that no caller and no mistake makes a process grow. Thread-safe.
 */
public final class PrometheusMetrics implements Metrics {
    /** Of one metric: a thousand voices on two lanes fit. */
    static final int MOST_SERIES = 2048;

    private static final Logger LOG = LoggerFactory.getLogger(PrometheusMetrics.class);
    private static final String OTHER = "other";

    /** Counters have it by themselves in the exposition. */
    private static final String TOTAL = "_total";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Metric, Series<Counter>> counters = new EnumMap<>(Metric.class);
    private final Map<Metric, Series<DistributionDataPoint>> histograms =
            new EnumMap<>(Metric.class);

    /** Those that have a value: a process does not tell of what it does not do. */
    private final Map<Metric, Histogram> registered = new ConcurrentHashMap<>();

    private final Map<Metric, MultiGauge> gauges = new EnumMap<>(Metric.class);
    private final Map<Metric, Supplier<List<Reading>>> watched = new ConcurrentHashMap<>();
    private final LogRate rate = new LogRate();

    public PrometheusMetrics() {
        registry.config().namingConvention(NamingConvention.identity);
        for (Metric metric : Metric.values()) {
            if (metric.type().isHistogram()) {
                histograms.put(
                        metric,
                        new Series<>(
                                metric,
                                values ->
                                        registered
                                                .computeIfAbsent(metric, this::histogram)
                                                .labelValues(values.toArray(String[]::new))));
            } else if (metric.type() == Metric.Type.COUNTER) {
                counters.put(
                        metric,
                        new Series<>(metric, values -> counter(metric, tags(metric, values))));
            } else {
                gauges.put(
                        metric,
                        MultiGauge.builder(metric.wireName())
                                .description(metric.meaning())
                                .register(registry));
            }
        }
    }

    /** The meters of one metric by their labels. */
    private final class Series<M> {
        private final Metric metric;
        private final Function<List<String>, M> maker;
        private final Map<List<String>, M> meters = new ConcurrentHashMap<>();

        Series(Metric metric, Function<List<String>, M> maker) {
            this.metric = metric;
            this.maker = maker;
        }

        M of(String... labels) {
            List<String> key = List.of(labels);
            M known = meters.get(key);
            if (known != null) {
                return known;
            }
            check(metric, key);
            if (meters.size() >= MOST_SERIES) {
                tellOther(metric, 1);
                key = others(metric);
            }
            return meters.computeIfAbsent(key, maker);
        }
    }

    private void tellOther(Metric metric, int count) {
        if (metric != Metric.OTHER) {
            add(Metric.OTHER, count, metric.wireName());
        }
    }

    private static List<String> others(Metric metric) {
        return Collections.nCopies(metric.labels().size(), OTHER);
    }

    private static void check(Metric metric, List<String> values) {
        if (metric.labels().size() != values.size()) {
            throw new IllegalArgumentException(
                    metric.wireName()
                            + ": expected values of "
                            + metric.labels()
                            + ", was "
                            + values);
        }
    }

    private static Tags tags(Metric metric, List<String> values) {
        check(metric, values);
        List<String> names = metric.labels();
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            tags.add(Tag.of(names.get(i), values.get(i)));
        }
        return Tags.of(tags);
    }

    private static String meterName(Metric metric) {
        String name = metric.wireName();
        return name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : name;
    }

    private Counter counter(Metric metric, Tags tags) {
        return Counter.builder(meterName(metric))
                .description(metric.meaning())
                .tags(tags)
                .register(registry);
    }

    /**
     * Prometheus's own: a summary of Micrometer rounds up to whole numbers what it puts into
     * buckets, so that none below one second ever counted anything.
     */
    private Histogram histogram(Metric metric) {
        return Histogram.builder()
                .name(metric.wireName())
                .help(metric.meaning())
                .labelNames(metric.labels().toArray(String[]::new))
                .classicOnly()
                .withoutExemplars() // which would ask for a span, by classes that are left out
                .classicUpperBounds(metric.type().bounds())
                .register(registry.getPrometheusRegistry());
    }

    @Override
    public void add(Metric counter, double amount, String... labels) {
        Series<Counter> series = counters.get(counter);
        if (series == null) {
            throw new IllegalArgumentException(counter.wireName() + ": is no counter");
        }
        series.of(labels).increment(amount);
    }

    @Override
    public void observe(Metric histogram, double value, String... labels) {
        Series<DistributionDataPoint> series = histograms.get(histogram);
        if (series == null) {
            throw new IllegalArgumentException(histogram.wireName() + ": is no histogram");
        }
        if (value >= 0) { // a sum never falls, and NaN would stay in it
            series.of(labels).observe(value);
        }
    }

    @Override
    public void watch(Metric gauge, Supplier<List<Reading>> readings) {
        if (gauge.type().isHistogram()) {
            throw new IllegalArgumentException(gauge.wireName() + ": is a histogram");
        }
        watched.put(gauge, readings);
        if (gauge.type() == Metric.Type.COUNTER) {
            // the registry refers to what it asks weakly: this object, and nothing that may go
            FunctionCounter.builder(meterName(gauge), this, self -> self.sum(gauge))
                    .description(gauge.meaning())
                    .register(registry);
        }
    }

    private double sum(Metric counter) {
        return read(counter, watched.getOrDefault(counter, List::of)).stream()
                .mapToDouble(Reading::value)
                .sum();
    }

    /** Whoever knows it may fail; the others are told all the same. */
    private List<Reading> read(Metric metric, Supplier<List<Reading>> readings) {
        try {
            return readings.get();
        } catch (RuntimeException e) {
            rate.write(
                    metric.wireName(),
                    more -> LOG.warn("{} is not known: {}{}", metric.wireName(), e, more));
            return List.of();
        }
    }

    @Override
    public synchronized Optional<byte[]> exposition() {
        watched.forEach((metric, readings) -> {
            MultiGauge gauge = gauges.get(metric);
            if (gauge == null) {
                return; // a counter is asked by the registry
            }
            List<Reading> now = read(metric, readings);
            if (now.size() > MOST_SERIES) {
                tellOther(metric, now.size() - MOST_SERIES);
            }
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            now.stream()
                    .limit(MOST_SERIES)
                    .forEach(reading ->
                            rows.add(
                                    MultiGauge.Row.of(
                                            tags(metric, reading.labels()), reading.value())));
            gauge.register(rows, true);
        });
        return Optional.of(registry.scrape(Metrics.CONTENT_TYPE).getBytes(StandardCharsets.UTF_8));
    }
}
