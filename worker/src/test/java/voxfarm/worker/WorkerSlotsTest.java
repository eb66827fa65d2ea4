package voxfarm.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.Topics;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.SynthesisEngine;

class WorkerSlotsTest {
    @TempDir Path folder;

    /** An engine that is on a device and does nothing there. */
    private record On(String device) implements SynthesisEngine {
        @Override
        public LoadedVoice load(VoicePackage voice) {
            throw new UnsupportedOperationException("not asked for here");
        }

        @Override
        public Optional<String> lacks(VoiceManifest voice) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    private int slots(String device, int configured) {
        WorkerConfig d = WorkerConfig.DEFAULTS;
        InMemoryObjectStore store = new InMemoryObjectStore();
        return new Worker(
                        "w",
                        new WorkerConfig(
                                d.id(),
                                device,
                                configured,
                                d.jobs(),
                                d.threads(),
                                d.precision(),
                                d.memoryMib(),
                                d.drainSeconds(),
                                d.patienceSeconds(),
                                d.checkSound(),
                                d.cache(),
                                d.isolation(),
                                d.http()),
                        new KafkaConfig("127.0.0.1:1", Topics.DEFAULT, 1, 1, 1, 1, Map.of()),
                        store,
                        new Worker.Equipment(
                                new VoicePackageStore(store, new VoicePackageCache(folder)),
                                new On(device),
                                List::of),
                        Telemetry.NONE,
                        (_, _) -> {},
                        InstantSource.system())
                .slots();
    }

    @Test
    void fillsTheDevice() {
        assertThat(slots("cuda:1", 0)).isEqualTo(4);
        assertThat(slots("cpu", 0)).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(slots("cuda:0", 1)).as("as it is configured").isEqualTo(1);
    }
}
