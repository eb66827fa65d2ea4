package voxfarm.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics.Reading;

class PrometheusMetricsTest {
    private final PrometheusMetrics metrics = new PrometheusMetrics();

    private List<String> told(String name) {
        return new String(metrics.exposition().orElseThrow(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(name))
                .toList();
    }

    @Test
    void tellsACounterByItsLabels() {
        metrics.count(Metric.REQUESTS, "http", "bulk");
        metrics.add(Metric.REQUESTS, 2, "http", "bulk");

        assertThat(told("voxfarm_requests_total"))
                .containsExactly("voxfarm_requests_total{door=\"http\",lane=\"bulk\"} 3.0");
    }

    @Test
    void tellsAHistogramInItsOwnBuckets() {
        metrics.time(Metric.QUEUE_WAIT, 700_000_000L, "bulk");

        assertThat(told("voxfarm_queue_wait_seconds_bucket{lane=\"bulk\",le=\"0.5\"}"))
                .containsExactly("voxfarm_queue_wait_seconds_bucket{lane=\"bulk\",le=\"0.5\"} 0");
        assertThat(told("voxfarm_queue_wait_seconds_bucket{lane=\"bulk\",le=\"1.0\"}"))
                .containsExactly("voxfarm_queue_wait_seconds_bucket{lane=\"bulk\",le=\"1.0\"} 1");
        assertThat(told("voxfarm_queue_wait_seconds_sum"))
                .hasSize(1)
                .first()
                .asString()
                .endsWith(" 0.7");
    }

    /** The value at each bound, and just above it: in whole numbers most of them are one. */
    @ParameterizedTest
    @EnumSource(
            value = Metric.Type.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"COUNTER", "GAUGE"})
    void putsEachValueIntoItsBucket(Metric.Type type) {
        Metric metric =
                Arrays.stream(Metric.values())
                        .filter(one -> one.type() == type)
                        .findFirst()
                        .orElseThrow();
        String[] labels = Collections.nCopies(metric.labels().size(), "x").toArray(String[]::new);
        for (double bound : type.bounds()) {
            metrics.observe(metric, bound, labels);
            metrics.observe(metric, bound * 1.001, labels);
        }

        List<String> buckets = told(metric.wireName() + "_bucket{");
        for (int i = 0; i < type.bounds().length; i++) {
            String upTo = "le=\"" + type.bounds()[i] + "\"} ";
            String inside = String.valueOf(2 * i + 1);
            assertThat(buckets.stream().filter(line -> line.contains(upTo)))
                    .as("%s up to %s", metric, upTo)
                    .singleElement()
                    .asString()
                    .endsWith(upTo + inside);
        }
    }

    @Test
    void passesOverWhatCannotBeAHistogramsValue() {
        metrics.observe(Metric.QUEUE_WAIT, 0.25, "bulk");
        metrics.observe(Metric.QUEUE_WAIT, Double.NaN, "bulk");
        metrics.observe(Metric.QUEUE_WAIT, -3, "bulk");

        assertThat(told("voxfarm_queue_wait_seconds_sum"))
                .containsExactly("voxfarm_queue_wait_seconds_sum{lane=\"bulk\"} 0.25");
        assertThat(told("voxfarm_queue_wait_seconds_count"))
                .containsExactly("voxfarm_queue_wait_seconds_count{lane=\"bulk\"} 1");
    }

    @Test
    void forgetsWhatAGaugeNoLongerNames() {
        List<Reading> readings = new ArrayList<>(List.of(Reading.of(1, "a", "bulk")));
        metrics.watch(Metric.QUEUE_JOBS, () -> List.copyOf(readings));
        assertThat(told("voxfarm_queue_jobs{")).hasSize(1);

        readings.set(0, Reading.of(5, "b", "bulk"));

        assertThat(told("voxfarm_queue_jobs{"))
                .containsExactly("voxfarm_queue_jobs{lane=\"bulk\",voice=\"b\"} 5.0");
    }

    @Test
    void doesNotGrowWithWhateverCallersMakeUp() {
        for (int i = 0; i < PrometheusMetrics.MOST_SERIES + 50; i++) {
            metrics.count(Metric.REQUESTS_REFUSED, "http", "made-up-" + i);
        }

        assertThat(told("voxfarm_requests_refused_total{"))
                .hasSize(PrometheusMetrics.MOST_SERIES + 1)
                .contains("voxfarm_requests_refused_total{code=\"other\",door=\"other\"} 50.0");
        assertThat(told("voxfarm_metrics_other_total"))
                .containsExactly(
                        "voxfarm_metrics_other_total{metric=\"voxfarm_requests_refused_total\"}"
                                + " 50.0");
    }

    @Test
    void doesNotGrowWithAGaugeEither() {
        metrics.watch(
                Metric.RESIDENT_BYTES,
                () -> {
                    List<Reading> many = new ArrayList<>();
                    for (int i = 0; i < PrometheusMetrics.MOST_SERIES + 7; i++) {
                        many.add(Reading.of(1, "v" + i));
                    }
                    return many;
                });

        assertThat(told("voxfarm_voice_resident_bytes{")).hasSize(PrometheusMetrics.MOST_SERIES);
        assertThat(told("voxfarm_metrics_other_total")).hasSize(1);
    }

    @Test
    void tellsTheOthersWhereOneIsNotKnown() {
        metrics.watch(
                Metric.WORKERS,
                () -> {
                    throw new IllegalStateException("gone");
                });
        metrics.watch(Metric.SLOTS, () -> Reading.only(4));

        assertThat(told("voxfarm_slots")).containsExactly("voxfarm_slots 4.0");
        assertThat(told("voxfarm_workers ")).isEmpty();
    }

    @Test
    void tellsWhatTheProcessIs() {
        ProcessFigures.watch(metrics);

        assertThat(told("voxfarm_jvm_heap_bytes{state=\"used\"}")).hasSize(1);
        assertThat(told("process_cpu_seconds_total")).hasSize(1);
        assertThat(told("voxfarm_build{")).hasSize(1);
    }

    /** The registry holds nothing that it asks. */
    @Test
    void asksACounterThatIsKeptElsewhereForAsLongAsItIsAsked() {
        double[] seconds = {5};
        metrics.watch(Metric.CPU_SECONDS, () -> Reading.only(seconds[0]));
        assertThat(told("process_cpu_seconds_total"))
                .containsExactly("process_cpu_seconds_total 5.0");

        seconds[0] = 9;
        for (int i = 0; i < 5; i++) {
            System.gc();
        }

        assertThat(told("process_cpu_seconds_total"))
                .containsExactly("process_cpu_seconds_total 9.0");
    }

    @Test
    void refusesWhatTheMetricIsNot() {
        assertThatThrownBy(() -> metrics.count(Metric.QUEUE_JOBS, "a", "bulk"))
                .hasMessageContaining("is no counter");
        assertThatThrownBy(() -> metrics.count(Metric.REQUESTS, "http"))
                .hasMessageContaining("expected values of [door, lane]");
    }
}
