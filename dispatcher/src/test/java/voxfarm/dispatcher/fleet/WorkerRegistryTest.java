package voxfarm.dispatcher.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import voxfarm.common.kafka.TopicRecord;
import voxfarm.common.lifecycle.CapturedLog;
import voxfarm.common.voice.UnservedVoice;
import voxfarm.common.worker.Heartbeats;

class WorkerRegistryTest {
    @Test
    void fillsNoLogWithRecordsThatAreNoHeartbeats() {
        WorkerRegistry workers = new WorkerRegistry(InstantSource.system(), System::nanoTime);
        try (CapturedLog log = new CapturedLog(WorkerRegistry.class)) {
            for (int i = 0; i < 3000; i++) {
                workers.accept(new TopicRecord(0, i, false, "w" + i, new byte[] {'{'}));
            }
            assertThat(log.lines()).hasSize(1);
        }
        assertThat(workers.alive()).isEmpty();
    }

    private final AtomicLong nanos = new AtomicLong();
    private final WorkerRegistry registry =
            new WorkerRegistry(InstantSource.fixed(Instant.EPOCH), nanos::get);

    private void hear(String id) {
        registry.accept(new TopicRecord(0, 0, false, id, Heartbeats.of(id).write()));
    }

    private void pass(int seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    private boolean knows(String id) {
        return registry.heard().stream().anyMatch(worker -> worker.workerId().equals(id));
    }

    /** Whoever invents workers neither fills the memory nor makes those vanish that work. */
    @Test
    void holdsSoManyWorkersAndKeepsThoseThatGoOn() {
        hear("true");
        for (int beat = 0; beat < 4; beat++) {
            for (int i = 0; i < 5000; i++) {
                hear("forged-" + beat + "-" + i);
            }
            assertThat(registry.heard()).hasSize(WorkerRegistry.MOST_WORKERS);
            assertThat(knows("true")).as("beat " + beat).isTrue();
            pass(5);
            hear("true");
        }
    }

    @Test
    void hasRoomAgainWhenWhoFilledItMissedAHeartbeat() {
        for (int i = 0; i < 5000; i++) {
            hear("forged-" + i);
        }
        hear("new");
        assertThat(knows("new")).isFalse();
        pass(9);
        hear("new");
        assertThat(knows("new")).isTrue();
        assertThat(registry.heard()).hasSize(WorkerRegistry.MOST_WORKERS);
    }

    /** Of a topic that is full of records from before the start. */
    @Test
    void prefersWhoIsHeardOfToWhatLayThere() {
        for (int i = 0; i < 5000; i++) {
            String id = "old-" + i;
            registry.accept(new TopicRecord(0, i, true, id, Heartbeats.of(id).write()));
        }
        hear("new");

        assertThat(knows("new")).isTrue();
    }

    @Test
    void namesAlsoThoseWithoutRoomForWhomRecordsAreToBeTakenAway() {
        for (int i = 0; i < 3000; i++) {
            hear("forged-" + i);
        }
        pass(60);

        assertThat(registry.silentFor(Duration.ofSeconds(30))).hasSize(3000);
        registry.accept(new TopicRecord(0, 0, false, "forged-2999", null));
        assertThat(registry.silentFor(Duration.ofSeconds(30))).hasSize(2999);
    }

    @Test
    void holdsSoManyBytes() {
        List<UnservedVoice> places = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            places.add(new UnservedVoice(i + "p".repeat(400), "r".repeat(400)));
        }
        int bytes = 0;
        for (int i = 0; i < 900; i++) {
            String id = "large-" + i;
            byte[] beat = Heartbeats.of(id).unserved(places).write();
            bytes = beat.length;
            registry.accept(new TopicRecord(0, i, false, id, beat));
        }

        assertThat(registry.heard()).hasSize((int) (WorkerRegistry.MOST_BYTES / bytes));
    }

    @Test
    void takesNoHeartbeatUnderAnothersName() {
        registry.accept(new TopicRecord(0, 0, false, "a", Heartbeats.of("b").write()));

        assertThat(registry.heard()).isEmpty();
    }
}
