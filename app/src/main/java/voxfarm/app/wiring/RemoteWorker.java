package voxfarm.app.wiring;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.lifecycle.HeapTrimmer;
import voxfarm.common.lifecycle.LongSteps;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.common.telemetry.Metrics;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.http.Address;
import voxfarm.http.HttpShell;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.Worker;
import voxfarm.worker.WorkerHealth;
import voxfarm.worker.WorkerHttp;
import voxfarm.worker.engine.RuntimeLibraries;
import voxfarm.worker.engine.SynthesisEngine;

/**
 * A worker wired to the configured cluster and store. It imports the voices of its roots at start.
 */
public final class RemoteWorker implements Component {
    private static final String METRICS = "/metrics";
    private static final Logger LOG = LoggerFactory.getLogger(RemoteWorker.class);

    private final FarmConfig config;
    private final InstantSource clock;
    private final String id;
    private final WorkerHealth health = new WorkerHealth();
    private final ComponentStack parts = new ComponentStack();
    private volatile OptionalInt httpPort = OptionalInt.empty();

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

    /** Where its health is asked for; empty if nowhere. */
    public OptionalInt httpPort() {
        return httpPort;
    }

    @Override
    public void start() {
        Telemetry telemetry = ProcessTelemetry.start(parts, config, "voxfarm-worker");
        if (config.worker().http().on()) { // before all else: what takes its time is alive
            openHttp(config.worker().http(), telemetry.metrics());
        }
        parts.start(new HeapTrimmer());
        S3ObjectStore store = Backends.connect(parts, config);
        VoicePackageCache cache = new VoicePackageCache(cacheFolder());
        RuntimeLibraries libraries = new RuntimeLibraries(cacheFolder().resolveSibling("natives"));
        cache.removeLeftovers();
        VoicePackageStore packages = new VoicePackageStore(store, cache);
        RootImports imports =
                VoiceRoots.imports(
                        VoiceRoots.of(config.voices()),
                        config.voices(),
                        VoiceImports.apart(cache, libraries, clock, telemetry.metrics()),
                        packages,
                        LongSteps.SILENT);
        KafkaSinks sinks = parts.start(new KafkaSinks(config.kafka().toConfig()));
        parts.start(new ImportNotices(imports::bringing, left -> sinks.importing(id, left)));
        parts.start(imports);
        SynthesisEngine engine =
                VoiceRoots.startEngine(
                        config,
                        Installation.defaultData(),
                        cacheFolder().resolveSibling("bert"),
                        libraries);
        parts.start(new Held("engine", engine));
        Worker worker =
                new Worker(
                        id,
                        config.worker(),
                        config.kafka().toConfig(),
                        store,
                        new Worker.Equipment(packages, engine, imports::unserved),
                        telemetry,
                        new ProcessFaults(),
                        clock);
        parts.start(worker);
        imports.announceTo(worker::announce);
        health.watch(worker);
    }

    private void openHttp(WorkerHttp http, Metrics metrics) {
        Map<String, Supplier<HttpShell.Page>> pages = new HashMap<>(health.pages());
        if (http.tellsMetrics(isLoopback(http.host()))) {
            metrics.exposition().ifPresent(_ -> pages.put(METRICS, () -> figures(metrics)));
        } else if (!http.metrics().equals("off")) {
            LOG.info(
                    "figures are not told on {}, which others reach: see"
                            + " worker.http.metrics-key-sha256",
                    http.host());
        }
        HttpShell shell =
                parts.start(
                        new HttpShell(
                                new Address(http.host(), http.port(), "worker.http.port"),
                                pages,
                                Map.of(METRICS, http::opens)));
        httpPort = OptionalInt.of(shell.port());
        LOG.info("health is told on {}:{}", http.host(), shell.port());
    }

    private static HttpShell.Page figures(Metrics metrics) {
        return new HttpShell.Page(200, Metrics.CONTENT_TYPE, metrics.exposition().orElseThrow());
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // binding will say what is wrong
        }
    }

    private Path cacheFolder() {
        String configured = config.worker().cache();
        return configured.isBlank()
                ? Installation.defaultData().resolve("cache").resolve("voices")
                : Path.of(configured);
    }

    @Override
    public void close() {
        health.stopping();
        parts.close();
    }
}
