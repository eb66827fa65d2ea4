package voxfarm.dispatcher.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.kafka.TopicRecord;
import voxfarm.common.lifecycle.LogRate;
import voxfarm.common.worker.WorkerHeartbeat;
import voxfarm.common.worker.WorkerHeartbeatCodec;

/**
 * The workers that have lately been heard of. How lately is measured by this process alone: the
 * clocks of other machines may be wrong. Thread-safe.
 */
public final class WorkerRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerRegistry.class);

    /** A worker that has been silent for so long counts as gone: three heartbeats. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final LogRate rate = new LogRate();
    private final Map<String, Heard> last = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final LongSupplier nanos;

    /**
     * @param atNanos when its record was read here
     * @param kept whether the record lay on the topic before, and so may be of any age
     */
    private record Heard(WorkerHeartbeat heartbeat, long atNanos, boolean kept) {}

    /**
     * @param clock to guess how old a heartbeat is that was there before
     * @param nanos a clock for durations
     */
    public WorkerRegistry(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    /** Takes a record of {@code tts.workers}; its value is null when the worker said goodbye. */
    public void accept(TopicRecord record) {
        String workerId = record.key();
        if (workerId == null) {
            return;
        }
        if (record.value() == null) {
            last.remove(workerId);
            return;
        }
        try {
            WorkerHeartbeat heartbeat = WorkerHeartbeatCodec.read(record.value());
            last.put(workerId, new Heard(heartbeat, nanos.getAsLong(), record.kept()));
        } catch (VoxfarmException e) {
            rate.write(
                    "heartbeat",
                    more ->
                            LOG.warn(
                                    "heartbeat of {} passed over: {}{}",
                                    Problems.quote(workerId),
                                    e.getMessage(),
                                    more));
        }
    }

    /** By id; one whose heartbeat lay there before counts while it seems to be young. */
    public List<WorkerHeartbeat> alive() {
        Instant oldest = clock.instant().minus(SILENCE);
        return list(heard -> !heard.kept() || heard.heartbeat().at().isAfter(oldest));
    }

    /** Those that certainly live: what they said was said since this process listens. By id. */
    public List<WorkerHeartbeat> heard() {
        return list(heard -> !heard.kept());
    }

    private List<WorkerHeartbeat> list(Predicate<Heard> which) {
        long now = nanos.getAsLong();
        return last.values().stream()
                .filter(heard -> now - heard.atNanos() <= SILENCE.toNanos())
                .filter(which)
                .map(Heard::heartbeat)
                .sorted(Comparator.comparing(WorkerHeartbeat::workerId))
                .toList();
    }

    /** Keys of those that have not been heard of for so long; their records may be taken away. */
    public List<String> silentFor(Duration time) {
        long now = nanos.getAsLong();
        return last.entrySet().stream()
                .filter(heard -> now - heard.getValue().atNanos() > time.toNanos())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
