package voxfarm.bench.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.Stream;
import voxfarm.app.client.FarmClient;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.Endpoints;
import voxfarm.app.local.LocalFarm;
import voxfarm.app.wiring.ProcessFaults;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.lifecycle.LongSteps;
import voxfarm.embedded.EmbeddedFarm;

/** An embedded farm on a folder of its own, for one benchmark. */
final class BenchFarm implements AutoCloseable {
    private final TemporaryFolder folder;
    private final EmbeddedFarm farm;
    private final FarmClient client;

    private BenchFarm(TemporaryFolder folder, EmbeddedFarm farm) {
        this.folder = folder;
        this.farm = farm;
        this.client = new FarmClient(farm.endpoints().http());
    }

    /** With the farm's default configuration. */
    static BenchFarm start() throws IOException {
        return start(FarmConfig.DEFAULTS);
    }

    static BenchFarm start(FarmConfig config) throws IOException {
        return start(config, EmbeddedFarm.StandIns.NONE);
    }

    static BenchFarm start(FarmConfig config, EmbeddedFarm.StandIns standIns) throws IOException {
        TemporaryFolder folder = TemporaryFolder.create("bench");
        LocalFarm.Options options =
                new LocalFarm.Options(
                        folder.path().resolve("data"), "127.0.0.1", 0, 0, 0, "voxfarm");
        EmbeddedFarm farm =
                new EmbeddedFarm(
                        options,
                        config,
                        standIns,
                        LongSteps.SILENT,
                        new ProcessFaults(),
                        InstantSource.system());
        farm.start();
        return new BenchFarm(folder, farm);
    }

    Endpoints endpoints() {
        return farm.endpoints();
    }

    FarmClient client() {
        return client;
    }

    /** Where the benchmark may write. */
    Path folder() {
        return folder.path();
    }

    /** Requests that have ended: folders below {@code results/} of the embedded store. */
    long results() throws IOException {
        Path results = folder.path().resolve("data/s3/voxfarm/results");
        if (!Files.isDirectory(results)) {
            return 0;
        }
        try (Stream<Path> ended = Files.list(results)) {
            return ended.count();
        }
    }

    /** The process of the farm's engine. */
    static ProcessHandle engine() {
        return ProcessHandle.current().children().findFirst().orElseThrow();
    }

    @Override
    public void close() throws IOException {
        client.close();
        farm.close();
        folder.close();
    }
}
