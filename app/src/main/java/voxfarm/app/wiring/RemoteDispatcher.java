package voxfarm.app.wiring;

import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.lifecycle.HeapTrimmer;
import voxfarm.common.lifecycle.LongSteps;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.dispatcher.Bucket;
import voxfarm.dispatcher.Dispatcher;
import voxfarm.dispatcher.Neighbours;
import voxfarm.dispatcher.api.HttpConfig;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.engine.RuntimeLibraries;

/** A dispatcher wired to the configured cluster and store. */
public final class RemoteDispatcher implements Component {
    private final FarmConfig config;
    private final int httpPort;
    private final InstantSource clock;
    private final ComponentStack parts = new ComponentStack();
    private @Nullable Dispatcher dispatcher;

    public RemoteDispatcher(FarmConfig config, int httpPort) {
        this(config, httpPort, InstantSource.system());
    }

    /**
     * @param clock of this process
     */
    public RemoteDispatcher(FarmConfig config, int httpPort, InstantSource clock) {
        this.config = config;
        this.httpPort = httpPort;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "dispatcher";
    }

    @Override
    public void start() {
        KafkaConfig kafka = config.kafka().toConfig();
        Telemetry telemetry = ProcessTelemetry.start(parts, config, "voxfarm-dispatcher");
        parts.start(new HeapTrimmer());
        S3ObjectStore store = Backends.connect(parts, config);
        JapaneseFolders.use(config.voices(), Installation.defaultData());
        HttpConfig http = config.http();
        Path caches = Installation.defaultData().resolve("cache");
        VoicePackageCache cache = new VoicePackageCache(caches.resolve("voices"));
        cache.removeLeftovers();
        SeedDoors.Opened seed =
                SeedDoors.open(
                        config,
                        VoiceRoots.of(config.voices()),
                        VoiceImports.apart(
                                cache,
                                new RuntimeLibraries(caches.resolve("natives")),
                                clock,
                                telemetry.metrics()),
                        new VoicePackageStore(store, cache),
                        LongSteps.SILENT);
        dispatcher =
                parts.start(
                        new Dispatcher(
                                Configs.dispatcher(config, http.at(http.host(), httpPort)),
                                kafka,
                                new Bucket(store, store),
                                seed.voices(),
                                Neighbours.elsewhere(),
                                telemetry,
                                new ProcessFaults(),
                                clock));
    }

    public int httpPort() {
        if (dispatcher == null) {
            throw new IllegalStateException("dispatcher: not started");
        }
        return dispatcher.httpPort();
    }

    @Override
    public void close() {
        parts.close();
    }
}
