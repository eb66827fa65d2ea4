package voxfarm.app.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.app.client.FarmClient;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.Endpoints;
import voxfarm.app.wiring.VoiceRoots;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.Topics;
import voxfarm.common.store.S3ObjectStore;

/** Which bucket and cluster a command works on: a configured one, or a running farm's. */
final class BucketOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "config.yml of a cluster. Default: the farm that runs on the data folder.")
    @Nullable Path config;

    @Mixin DataOption data = new DataOption();

    private Endpoints running() {
        return Endpoints.ofTheFarmOn(
                data.folder(),
                " (voices in its folder 'voices' are taken at the start), or name a cluster with"
                        + " --config");
    }

    /** Whether it is that of the farm on the data folder, and of no configured cluster. */
    boolean isOfALocalFarm() {
        return config == null;
    }

    /** What answers by HTTP on the data folder. */
    FarmClient farm() {
        return Farms.ofFolder(data.folder(), running().http());
    }

    S3ObjectStore connect() {
        if (config != null) {
            return S3ObjectStore.connect(FarmConfig.read(config).config().store().toConfig());
        }
        return S3ObjectStore.connect(running().store());
    }

    /** Folders whose voices a start takes in; of a cluster those that this machine knows of. */
    List<Path> voiceRoots() {
        return config != null
                ? VoiceRoots.of(FarmConfig.read(config).config().voices())
                : running().voiceRoots();
    }

    KafkaConfig kafka() {
        if (config != null) {
            return FarmConfig.read(config).config().kafka().toConfig();
        }
        Endpoints farm = running();
        return new KafkaConfig(farm.kafka(), Topics.DEFAULT, 1, 1, 0, 0, farm.kafkaClient());
    }
}
