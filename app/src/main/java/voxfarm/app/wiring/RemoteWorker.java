package voxfarm.app.wiring;

import java.nio.file.Path;
import java.time.InstantSource;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.lifecycle.HeapTrimmer;
import voxfarm.common.lifecycle.LongSteps;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.Worker;
import voxfarm.worker.engine.SynthesisEngine;

/**
 * A worker wired to the configured cluster and store. It imports the voices of its roots at start.
 */
public final class RemoteWorker implements Component {
    private final FarmConfig config;
    private final InstantSource clock;
    private final String id;
    private final ComponentStack parts = new ComponentStack();

    public RemoteWorker(FarmConfig config) {
        this(config, InstantSource.system());
    }

    /**
     * @param clock of this process
     */
    public RemoteWorker(FarmConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.id = WorkerIds.of(config.worker());
    }

    public String id() {
        return id;
    }

    @Override
    public String name() {
        return "worker " + id;
    }

    @Override
    public void start() {
        parts.start(new HeapTrimmer());
        S3ObjectStore store = Backends.connect(parts, config);
        VoicePackageCache cache = new VoicePackageCache(cacheFolder());
        cache.removeLeftovers();
        VoicePackageStore packages = new VoicePackageStore(store, cache);
        RootImports imports =
                VoiceRoots.imports(
                        VoiceRoots.of(config.voices()),
                        config.voices(),
                        VoiceImports.apart(cache, clock),
                        packages,
                        LongSteps.SILENT);
        KafkaSinks sinks = parts.start(new KafkaSinks(config.kafka().toConfig()));
        parts.start(new ImportNotices(imports::bringing, left -> sinks.importing(id, left)));
        parts.start(imports);
        SynthesisEngine engine =
                VoiceRoots.startEngine(
                        config, Installation.defaultData(), cacheFolder().resolveSibling("bert"));
        parts.start(new Held("engine", engine));
        Worker worker =
                new Worker(
                        id,
                        config.worker(),
                        config.kafka().toConfig(),
                        store,
                        new Worker.Equipment(packages, engine, imports::unserved),
                        new ProcessFaults(),
                        clock);
        parts.start(worker);
        imports.announceTo(worker::announce);
    }

    private Path cacheFolder() {
        String configured = config.worker().cache();
        return configured.isBlank()
                ? Installation.defaultData().resolve("cache").resolve("voices")
                : Path.of(configured);
    }

    @Override
    public void close() {
        parts.close();
    }
}
