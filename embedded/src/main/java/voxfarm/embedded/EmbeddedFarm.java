package voxfarm.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.DataFolder;
import voxfarm.app.local.Endpoints;
import voxfarm.app.local.KafkaCredentials;
import voxfarm.app.local.LocalFarm;
import voxfarm.app.local.S3Credentials;
import voxfarm.app.wiring.Configs;
import voxfarm.app.wiring.Held;
import voxfarm.app.wiring.RootImports;
import voxfarm.app.wiring.SeedDoors;
import voxfarm.app.wiring.VoiceImports;
import voxfarm.app.wiring.VoiceRoots;
import voxfarm.app.wiring.WorkerIds;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.kafka.Topics;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.lifecycle.Faults;
import voxfarm.common.lifecycle.HeapGuard;
import voxfarm.common.lifecycle.HeapTrimmer;
import voxfarm.common.lifecycle.LongSteps;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.common.store.StoreConfig;
import voxfarm.common.voice.UnservedVoice;
import voxfarm.dispatcher.Dispatcher;
import voxfarm.dispatcher.api.HttpConfig;
import voxfarm.dispatcher.fleet.ExpectedVoices;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.Worker;
import voxfarm.worker.engine.SynthesisEngine;

/** Broker, store, dispatcher and worker in one process on one folder. */
public final class EmbeddedFarm implements LocalFarm {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFarm.class);
    private static final int EVENT_PARTITIONS = 6;
    private static final int LOCK_MILLIS = 15_000;
    private static final int HEARTBEAT_MILLIS = 500;

    private final Options options;
    private final FarmConfig config;
    private final StandIns standIns;
    private final LongSteps steps;
    private final Faults faults;
    private final InstantSource clock;
    private final ComponentStack parts = new ComponentStack();
    private @Nullable Endpoints endpoints;
    private volatile boolean workerStarted;

    /**
     * What stands in the place of a part of the farm, to measure the others.
     *
     * @param engine instead of the configured one; closed with the farm
     * @param bucket around the bucket, for dispatcher and worker
     */
    public record StandIns(Optional<SynthesisEngine> engine, UnaryOperator<ObjectStore> bucket) {
        public static final StandIns NONE =
                new StandIns(Optional.empty(), UnaryOperator.identity());
    }

    public EmbeddedFarm(Options options, FarmConfig config, Faults faults, InstantSource clock) {
        this(options, config, StandIns.NONE, LongSteps.SILENT, faults, clock);
    }

    /**
     * @param steps what the start takes its time for
     */
    public EmbeddedFarm(
            Options options,
            FarmConfig config,
            StandIns standIns,
            LongSteps steps,
            Faults faults,
            InstantSource clock) {
        this.options = options;
        this.standIns = standIns;
        this.steps = steps;
        this.config = config;
        this.faults = faults;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "embedded farm";
    }

    @Override
    public void start() {
        // first of all: it would be told after everything else has started
        FreePorts.check(
                new InetSocketAddress(options.httpHost(), options.httpPort()),
                "HTTP",
                "--http-port or http.port");
        DataFolder data = DataFolder.open(options.data());
        parts.start(new Held("data folder", data));
        parts.start(new HeapTrimmer());
        parts.start(new HeapGuard(faults));
        EmbeddedStore store = newStore(data);
        KafkaCredentials login = kafkaLogin(data);
        EmbeddedBroker broker =
                new EmbeddedBroker(
                        data.kafka(),
                        FreePorts.check(options.kafkaPort(), "Kafka", "--kafka-port"),
                        login);
        StoreConfig storeConfig = store.storeConfig();
        S3ObjectStore bucket = S3ObjectStore.connect(storeConfig);
        VoicePackageCache cache = new VoicePackageCache(data.voiceCache());
        cache.removeLeftovers();
        VoicePackageStore packages = new VoicePackageStore(bucket, cache);
        KafkaConfig kafka =
                new KafkaConfig(
                        broker.bootstrapServers(),
                        Topics.DEFAULT,
                        1,
                        EVENT_PARTITIONS,
                        LOCK_MILLIS,
                        HEARTBEAT_MILLIS,
                        login.client());
        VoiceImporter importer = VoiceImports.apart(cache, clock);
        AtomicReference<RootImports> imports = new AtomicReference<>();
        AtomicReference<SeedDoors.Opened> seed = new AtomicReference<>();
        SynthesisEngine engine =
                standIns.engine()
                        .orElseGet(() ->
                                steps.get(
                                        "starting the engine",
                                        () ->
                                                VoiceRoots.startEngine(
                                                        config, data.path(), data.bertCache())));
        ObjectStore shared = standIns.bucket().apply(bucket);
        parts.start(new Held("engine", engine));
        parts.together(
                () -> {
                    steps.run("starting Kafka", () -> parts.start(broker));
                    steps.run("making topics", () -> createTopics(kafka));
                },
                () -> {
                    steps.run("starting the object store", () -> parts.start(store));
                    parts.start(new Held("bucket", bucket));
                    bucket.createBucket();
                    imports.set(
                            parts.start(
                                    VoiceRoots.imports(
                                            voiceRoots(data),
                                            config.voices(),
                                            importer,
                                            packages,
                                            steps)));
                    seed.set(SeedDoors.open(config, voiceRoots(data), importer, packages, steps));
                });
        Dispatcher dispatcher =
                new Dispatcher(
                        httpConfig(),
                        kafka,
                        config.recovery(),
                        config.status(),
                        config.retention(),
                        config.lanes(),
                        shared,
                        bucket,
                        seed.get().defaults(),
                        Configs.deviceWishes(config),
                        seed.get().door(),
                        ExpectedVoices.ofThisProcess(imports.get()::isBringing),
                        () -> workerStarted,
                        faults,
                        clock);
        Worker worker =
                new Worker(
                        WorkerIds.of(config.worker()),
                        config.worker(),
                        kafka,
                        shared,
                        new Worker.Equipment(
                                packages, engine, () -> unserved(imports.get(), seed.get())),
                        faults,
                        clock);
        parts.together(
                () -> steps.run("starting the dispatcher", () -> parts.start(dispatcher)),
                () -> {
                    steps.run("starting the worker", () -> parts.start(worker));
                    workerStarted = true;
                });
        imports.get().announceTo(dispatcher::announce);
        publish(data, dispatcher, broker, login, storeConfig);
    }

    /** Of the voice roots, and of the original's section. */
    private static List<UnservedVoice> unserved(RootImports imports, SeedDoors.Opened seed) {
        return Stream.concat(imports.unserved().stream(), seed.unserved().stream()).toList();
    }

    private EmbeddedStore newStore(DataFolder data) {
        int port = FreePorts.check(options.s3Port(), "S3", "--s3-port");
        try {
            return new EmbeddedStore(
                    data.objects(),
                    port,
                    options.bucket(),
                    S3Credentials.readOrMake(data.credentials()),
                    config.store().embedded().sync());
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG, data.credentials() + ": " + FileFailure.reason(e), e);
        }
    }

    private static KafkaCredentials kafkaLogin(DataFolder data) {
        try {
            return KafkaCredentials.readOrMake(data.kafkaCredentials());
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG,
                    data.kafkaCredentials() + ": " + FileFailure.reason(e),
                    e);
        }
    }

    private static void createTopics(KafkaConfig kafka) {
        try (TopicAdmin admin = new TopicAdmin(kafka)) {
            admin.checkFeatures();
            admin.createFixedTopics();
        }
    }

    private List<Path> voiceRoots(DataFolder data) {
        List<Path> roots = new ArrayList<>(VoiceRoots.of(config.voices()));
        roots.add(data.voices());
        return roots;
    }

    private HttpConfig httpConfig() {
        return config.http().at(options.httpHost(), options.httpPort());
    }

    /** An address of IPv6 stands in brackets there. */
    private static String inUrl(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private void publish(
            DataFolder data,
            Dispatcher dispatcher,
            EmbeddedBroker broker,
            KafkaCredentials login,
            StoreConfig store) {
        Endpoints reachable =
                new Endpoints(
                        ProcessHandle.current().pid(),
                        "http://" + inUrl(options.httpHost()) + ":" + dispatcher.httpPort(),
                        broker.bootstrapServers(),
                        login,
                        store.endpoint().orElseThrow().toString(),
                        store.region(),
                        store.bucket(),
                        store.accessKey().orElseThrow(),
                        store.secretKey().orElseThrow().reveal());
        try {
            reachable.write(data.path());
            endpoints = reachable;
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG, data.path() + ": " + FileFailure.reason(e), e);
        }
    }

    @Override
    public Endpoints endpoints() {
        if (endpoints == null) {
            throw new IllegalStateException("embedded farm: not started");
        }
        return endpoints;
    }

    @Override
    public void close() {
        LOG.info("stopping");
        parts.close();
    }
}
