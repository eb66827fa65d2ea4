package voxfarm.dispatcher.acceptance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import voxfarm.common.kafka.Topics;
import voxfarm.common.plan.Lane;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics;
import voxfarm.common.voice.VoiceId;

/**
 * What waits for each voice and lane: jobs as the broker counts them every few seconds, and the
 * sound that they come to. How long the sound of one job is on average, a sweep learns as it reads
 * what is queued; of a voice that no sweep has met yet, it is that of its lane, and of a lane that
 * none has met nothing is said. Thread-safe.
 */
public final class Backlog {
    private final Topics topics;
    private final LongSupplier nanos;

    /** Guarded by this, as are the others. */
    private List<Waiting> waiting = List.of();

    private OptionalLong measuredAt = OptionalLong.empty();

    private Map<Topics.Place, Mean> means = Map.of();

    private record Mean(double seconds, long jobs) {
        Mean and(double more) {
            return new Mean(seconds + more, jobs + 1);
        }

        Mean and(Mean more) {
            return new Mean(seconds + more.seconds, jobs + more.jobs);
        }

        double ofOne() {
            return seconds / jobs;
        }
    }

    /** What waits in one place. */
    private record Waiting(Topics.Place place, long jobs) {}

    /**
     * What waits for a voice on a lane.
     *
     * @param jobs that no worker has ended
     * @param audioSeconds sound that they come to, by estimate; empty if nothing is known of it
     */
    public record Lag(VoiceId voice, Lane lane, long jobs, OptionalDouble audioSeconds) {}

    /**
     * @param nanos a clock for durations
     */
    public Backlog(Topics topics, LongSupplier nanos) {
        this.topics = topics;
        this.nanos = nanos;
    }

    /** Lets it be asked as figures. */
    public void tell(Metrics metrics) {
        metrics.watch(
                Metric.QUEUE_JOBS,
                () -> lags().stream().map(lag -> reading(lag, (double) lag.jobs())).toList());
        metrics.watch(
                Metric.QUEUE_AUDIO,
                () ->
                        lags().stream()
                                .filter(lag -> lag.audioSeconds().isPresent())
                                .map(lag -> reading(lag, lag.audioSeconds().getAsDouble()))
                                .toList());
    }

    private static Metrics.Reading reading(Lag lag, double value) {
        return Metrics.Reading.of(value, lag.voice().value(), lag.lane().wireName());
    }

    /** Takes how many jobs wait, by topic. */
    public void measured(Map<String, Long> jobsByTopic) {
        Map<Topics.Place, Long> sums = new HashMap<>(); // a lane may have several topics
        jobsByTopic.forEach((topic, jobs) ->
                topics.placeOf(topic).ifPresent(place -> sums.merge(place, jobs, Long::sum)));
        List<Waiting> now = new ArrayList<>();
        sums.forEach((place, jobs) -> now.add(new Waiting(place, jobs)));
        now.sort(
                Comparator.comparing((Waiting one) -> one.place().voice().value())
                        .thenComparing(one -> one.place().lane()));
        synchronized (this) {
            waiting = List.copyOf(now);
            measuredAt = OptionalLong.of(nanos.getAsLong());
        }
    }

    /** How long ago it was measured what waits; empty before it is for the first time. */
    public synchronized Optional<Duration> age() {
        return measuredAt.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(nanos.getAsLong() - measuredAt.getAsLong()));
    }

    /** A reading of all that is queued, on one thread. */
    public final class Reading {
        private final Map<Topics.Place, Mean> found = new HashMap<>();

        private Reading() {}

        /** A job is queued, of so much sound by estimate. */
        public void queued(VoiceId voice, Lane lane, double audioSeconds) {
            found.merge(
                    new Topics.Place(voice, lane),
                    new Mean(audioSeconds, 1),
                    (known, _) -> known.and(audioSeconds));
        }

        /** It is complete, and counts from now on; of what is not queued, the last one does. */
        public void done() {
            synchronized (Backlog.this) {
                Map<Topics.Place, Mean> all = new HashMap<>(means);
                all.putAll(found);
                means = Map.copyOf(all);
            }
        }
    }

    public Reading reading() {
        return new Reading();
    }

    /** All places that have a topic, in the order of voices. */
    public synchronized List<Lag> lags() {
        Map<Lane, Mean> byLane = new EnumMap<>(Lane.class);
        means.forEach((place, mean) -> byLane.merge(place.lane(), mean, Mean::and));
        List<Lag> lags = new ArrayList<>();
        for (Waiting one : waiting) {
            Mean mean = means.getOrDefault(one.place(), byLane.get(one.place().lane()));
            lags.add(
                    new Lag(
                            one.place().voice(),
                            one.place().lane(),
                            one.jobs(),
                            seconds(one.jobs(), Optional.ofNullable(mean))));
        }
        return lags;
    }

    private static OptionalDouble seconds(long jobs, Optional<Mean> mean) {
        if (jobs == 0) {
            return OptionalDouble.of(0);
        }
        return mean.map(known -> OptionalDouble.of(jobs * known.ofOne()))
                .orElse(OptionalDouble.empty());
    }
}
