package voxfarm.dispatcher;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.kafka.ControlKeys;
import voxfarm.common.kafka.TopicFollower;
import voxfarm.common.kafka.TopicHistory;
import voxfarm.common.kafka.Topics;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.Ticker;
import voxfarm.common.plan.RequestId;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics;
import voxfarm.dispatcher.acceptance.Backlog;
import voxfarm.dispatcher.acceptance.QueueGauge;
import voxfarm.dispatcher.dead.DeadLetters;
import voxfarm.dispatcher.fleet.ExpectedVoices;
import voxfarm.dispatcher.fleet.WorkerRegistry;
import voxfarm.dispatcher.status.EventProjector;
import voxfarm.dispatcher.status.PastEvents;
import voxfarm.dispatcher.status.StatusConfig;

/**
 * What a dispatcher knows of the farm by its topics alone: how far requests are, what was given up,
 * who works, how much waits. Forgotten with the process, and read again.
 */
final class FarmNews {
    private static final Logger LOG = LoggerFactory.getLogger(FarmNews.class);
    private static final Duration GAUGE_PERIOD = Duration.ofSeconds(2);

    /** Kept events read at start: a request has two and more. */
    private static final int KEPT_EVENTS_PER_REQUEST = 3;

    /** A worker that was killed leaves its last heartbeat behind, for ever if nobody removes it. */
    private static final Duration WORKER_GONE = Duration.ofHours(1);

    private static final Duration GONE_PERIOD = Duration.ofMinutes(10);

    private final FarmTopics topics;
    private final StatusConfig config;
    private final EventProjector events;
    private final QueueGauge gauge;
    private final Backlog backlog;
    private final Metrics metrics;
    private final Consumer<RequestId> ends;
    private final InstantSource clock;
    private final DeadLetters dead;
    private final WorkerRegistry workers;

    /**
     * @param metrics told of what is heard
     * @param ends told of requests that have ended
     */
    FarmNews(
            FarmTopics topics,
            DispatcherConfig config,
            Metrics metrics,
            Consumer<RequestId> ends,
            InstantSource clock) {
        this.topics = topics;
        this.ends = ends;
        this.metrics = metrics;
        this.clock = clock;
        this.backlog = new Backlog(topics.kafka().topics(), System::nanoTime);
        this.config = config.status();
        this.events = new EventProjector(this.config.rememberedRequests(), this::heard);
        this.gauge = new QueueGauge(config.http().queue(), System::nanoTime);
        this.dead = new DeadLetters((long) this.config.deadLettersMib() << 20);
        this.workers = new WorkerRegistry(clock, System::nanoTime);
        backlog.tell(metrics);
        metrics.watch(Metric.WORKERS, () -> Metrics.Reading.only(workers.alive().size()));
        metrics.watch(Metric.DEAD_LETTERS, () -> Metrics.Reading.only(dead.size()));
    }

    private void heard(RequestEvent event) {
        metrics.count(Metric.EVENTS, RequestEventCodec.type(event));
        if (event.terminal()) { // others may be told again when they are old
            Duration age = Duration.between(event.header().at(), clock.instant());
            metrics.observe(Metric.EVENT_LATENCY, Math.max(0, age.toMillis() / 1e3));
            ends.accept(event.request());
        }
    }

    /** What waits, by voice and lane. */
    Backlog backlog() {
        return backlog;
    }

    EventProjector events() {
        return events;
    }

    QueueGauge gauge() {
        return gauge;
    }

    DeadLetters dead() {
        return dead;
    }

    WorkerRegistry workers() {
        return workers;
    }

    /** Hears what was given up, now and before. */
    void followDead() {
        topics.follow(names().dead(), TopicFollower.From.BEGINNING, dead::accept);
    }

    /**
     * Hears how far requests are. Who waits is answered from now on; what was told before is read
     * beside it, and only as much as is remembered.
     *
     * @return reads what was told before
     */
    TopicHistory followEvents() {
        TopicFollower follower =
                topics.follow(
                        names().events(),
                        TopicFollower.From.END,
                        record -> events.accept(record.value()).ifPresent(gauge::ended));
        PastEvents past = new PastEvents();
        return new TopicHistory(
                topics.kafka(),
                names().events(),
                follower::ends,
                (long) KEPT_EVENTS_PER_REQUEST
                        * config.rememberedRequests()
                        / topics.kafka().eventPartitions(),
                record -> past.accept(record.value()),
                () -> events.remember(past));
    }

    /** Hears of voices: those that are new, and those that somebody is importing. */
    void followControl(FarmVoices voices, ExpectedVoices expected) {
        topics.follow(
                names().control(),
                TopicFollower.From.END,
                record -> {
                    expected.accept(record);
                    if (record.key() != null && ControlKeys.isVoice(record.key())) {
                        voices.announced();
                    }
                });
        expected.listening();
    }

    /** Hears from workers. */
    void followWorkers() {
        topics.follow(names().workers(), TopicFollower.From.BEGINNING, workers::accept);
    }

    private Topics names() {
        return topics.kafka().topics();
    }

    /** What removes the heartbeats of workers that are gone. */
    Component forgettingWorkers() {
        return new Ticker(
                "gone workers",
                GONE_PERIOD,
                () -> workers.silentFor(WORKER_GONE).forEach(topics.sinks()::forgetWorker));
    }

    /** What measures how much waits. */
    Component measuring() {
        return new Ticker("queue gauge", GAUGE_PERIOD, this::measure);
    }

    private void measure() {
        try {
            Map<String, Long> queued = topics.queued();
            backlog.measured(queued);
            gauge.measure(queued.values().stream().mapToLong(Long::longValue).sum());
        } catch (VoxfarmException e) {
            LOG.debug("the queue could not be measured: {}", e.getMessage());
        }
    }
}
