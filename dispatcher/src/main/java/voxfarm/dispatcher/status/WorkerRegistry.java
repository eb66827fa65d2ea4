package voxfarm.dispatcher.status;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.worker.WorkerHeartbeat;
import voxfarm.common.worker.WorkerHeartbeatCodec;

/** The workers that have lately been heard of. Thread-safe. */
public final class WorkerRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerRegistry.class);

    /** A worker that has been silent for so long counts as gone: three heartbeats. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final Map<String, WorkerHeartbeat> last = new ConcurrentHashMap<>();
    private final InstantSource clock;

    public WorkerRegistry(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Takes a record of {@code tts.workers}.
     *
     * @param value null when the worker said goodbye
     */
    public void accept(@Nullable String workerId, byte @Nullable [] value) {
        if (workerId == null) {
            return;
        }
        if (value == null) {
            last.remove(workerId);
            return;
        }
        try {
            last.put(workerId, WorkerHeartbeatCodec.read(value));
        } catch (VoxfarmException e) {
            LOG.warn("heartbeat of {} passed over: {}", workerId, e.getMessage());
        }
    }

    /** By id. */
    public List<WorkerHeartbeat> alive() {
        last.values().removeIf(heartbeat -> heartbeat.at().plus(SILENCE).isBefore(clock.instant()));
        return last.values().stream()
                .sorted(Comparator.comparing(WorkerHeartbeat::workerId))
                .toList();
    }
}
