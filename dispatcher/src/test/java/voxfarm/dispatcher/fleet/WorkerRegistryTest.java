package voxfarm.dispatcher.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import voxfarm.common.kafka.TopicRecord;
import voxfarm.common.lifecycle.CapturedLog;

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
}
