package voxfarm.dispatcher.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
 * clocks of other machines may be wrong. Whoever may write to the topic can invent workers, so
 * there is room for so many; where it is full, one that has missed a heartbeat gives way, and
 * nobody else: who works goes on being seen. Thread-safe.
 */
public final class WorkerRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerRegistry.class);

    /** A worker that has been silent for so long counts as gone: three heartbeats. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    /** A heartbeat comes every five seconds. */
    private static final Duration MISSED = Duration.ofSeconds(8);

    /** Far more than a fleet has. */
    static final int MOST_WORKERS = 1000;

    /** Of all their records. */
    static final long MOST_BYTES = 16L << 20;

    /** Of those that there is no room for, so that their records can be taken away in time. */
    private static final int MOST_KEYS = 10_000;

    private static final int LONGEST_KEY = 256;

    private final LogRate rate = new LogRate();

    /** Guarded by this, as are the others. Who was heard of longest ago is first. */
    private final Map<String, Heard> last = new LinkedHashMap<>();

    /** When a key was read that has no room. */
    private final Map<String, Long> others = new LinkedHashMap<>();

    private long bytes;
    private final InstantSource clock;
    private final LongSupplier nanos;

    /**
     * @param atNanos when its record was read here
     * @param kept whether the record lay on the topic before, and so may be of any age
     */
    private record Heard(WorkerHeartbeat heartbeat, int bytes, long atNanos, boolean kept) {}

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
        byte[] value = record.value();
        if (value == null) {
            forget(workerId);
            return;
        }
        try {
            WorkerHeartbeat heartbeat = WorkerHeartbeatCodec.read(value);
            if (!heartbeat.workerId().equals(workerId)) {
                passOver(workerId, "it says that it is another worker's");
                return;
            }
            take(workerId, new Heard(heartbeat, value.length, nanos.getAsLong(), record.kept()));
        } catch (VoxfarmException e) {
            passOver(workerId, e.getMessage());
        }
    }

    private void passOver(String workerId, String why) {
        rate.write(
                "heartbeat",
                more ->
                        LOG.warn(
                                "heartbeat of {} passed over: {}{}",
                                Problems.quote(workerId),
                                why,
                                more));
    }

    private synchronized void forget(String workerId) {
        Heard gone = last.remove(workerId);
        bytes -= gone == null ? 0 : gone.bytes();
        others.remove(workerId);
    }

    private synchronized void take(String workerId, Heard heard) {
        forget(workerId);
        while (last.size() >= MOST_WORKERS || bytes + heard.bytes() > MOST_BYTES) {
            Optional<String> leaves = givesWayTo(heard);
            if (leaves.isEmpty()) {
                remember(workerId, heard.atNanos());
                passOver(workerId, "there is no room for more workers");
                return;
            }
            Heard gone = Objects.requireNonNull(last.get(leaves.get()));
            forget(leaves.get());
            remember(leaves.get(), gone.atNanos());
        }
        last.put(workerId, heard);
        bytes += heard.bytes();
    }

    /** Who missed a heartbeat; to one that certainly lives, also one of unknown age. */
    private Optional<String> givesWayTo(Heard newcomer) {
        return last.entrySet().stream()
                .filter(entry ->
                        newcomer.atNanos() - entry.getValue().atNanos() > MISSED.toNanos()
                                || (entry.getValue().kept() && !newcomer.kept()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private void remember(String key, long atNanos) {
        if (others.size() < MOST_KEYS && key.length() <= LONGEST_KEY) {
            others.put(key, atNanos);
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
        List<Heard> all;
        synchronized (this) {
            all = List.copyOf(last.values());
        }
        return all.stream()
                .filter(heard -> now - heard.atNanos() <= SILENCE.toNanos())
                .filter(which)
                .map(Heard::heartbeat)
                .sorted(Comparator.comparing(WorkerHeartbeat::workerId))
                .toList();
    }

    /** Keys of those that have not been heard of for so long; their records may be taken away. */
    public synchronized List<String> silentFor(Duration time) {
        long now = nanos.getAsLong();
        Map<String, Long> all = new HashMap<>(others);
        last.forEach((key, heard) -> all.put(key, heard.atNanos()));
        return all.entrySet().stream()
                .filter(heard -> now - heard.getValue() > time.toNanos())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
