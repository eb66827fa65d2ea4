package voxfarm.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import voxfarm.app.wiring.ProcessTelemetry;
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
import voxfarm.common.telemetry.Telemetry;
import voxfarm.common.voice.UnservedVoice;
import voxfarm.dispatcher.Bucket;
import voxfarm.dispatcher.Dispatcher;
import voxfarm.dispatcher.Neighbours;
import voxfarm.dispatcher.fleet.ExpectedVoices;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.Worker;
import voxfarm.worker.engine.RuntimeLibraries;
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

    /** Nothing of it is running any more, and why is told by whoever started it. */
    private volatile boolean startFailed;

    /**
     * What stands in the place of a part of the farm, to measure the others.
     *
     * @param engine instead of the configured one; closed with the farm
     * @param bucket around the bucket, for dispatcher and worker
     * @param telemetry instead of the configured one
     */
    public record StandIns(
            Optional<SynthesisEngine> engine,
            UnaryOperator<ObjectStore> bucket,
            Optional<Telemetry> telemetry) {
        public static final StandIns NONE =
                new StandIns(Optional.empty(), UnaryOperator.identity());

        /** Of engine and bucket alone. */
        public StandIns(Optional<SynthesisEngine> engine, UnaryOperator<ObjectStore> bucket) {
            this(engine, bucket, Optional.empty());
        }

        /** Of the telemetry alone. */
        public static StandIns of(Telemetry telemetry) {
            return new StandIns(Optional.empty(), UnaryOperator.identity(), Optional.of(telemetry));
        }
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
        try {
            startParts();
        } catch (RuntimeException | Error e) {
            startFailed = true;
            throw e;
        }
    }

    private void startParts() {
        DataFolder.checkFree(options.data()); // a farm that runs on it has the ports as well
        // before all else: it would be told after everything else has started
        checkPortsDiffer();
        FreePorts.check(
                new InetSocketAddress(options.httpHost(), options.httpPort()),
                "HTTP",
                "--http-port or http.port");
        DataFolder data = DataFolder.open(options.data());
        parts.start(new Held("data folder", data));
        parts.start(new HeapTrimmer());
        parts.start(new HeapGuard(faults));
        Telemetry telemetry =
                standIns.telemetry()
                        .orElseGet(() -> ProcessTelemetry.start(parts, config, "voxfarm"));
        Ground ground = ground(data, telemetry);
        SynthesisEngine engine = standIns.engine().orElseGet(() -> newEngine(data));
        parts.start(new Held("engine", engine));
        Brought brought = bring(ground);
        Dispatcher dispatcher = dispatcher(ground, brought);
        Worker worker = worker(ground, brought, engine);
        parts.together(
                () -> steps.run("starting the dispatcher", () -> parts.start(dispatcher)),
                () -> {
                    steps.run("starting the worker", () -> parts.start(worker));
                    workerStarted = true;
                });
        brought.imports().announceTo(dispatcher::announce);
        publish(ground, dispatcher);
    }

    /**
     * What dispatcher and worker stand on; nothing of it is started yet.
     *
     * @param bucket in the store
     * @param shared the bucket as dispatcher and worker are given it
     * @param packages in that bucket, and in the data folder
     */
    private record Ground(
            DataFolder data,
            Queue queue,
            EmbeddedStore store,
            S3ObjectStore bucket,
            ObjectStore shared,
            VoicePackageStore packages,
            VoiceImporter importer,
            Telemetry telemetry) {}

    /** The broker, and how to reach it. */
    private record Queue(EmbeddedBroker broker, KafkaConfig config, KafkaCredentials login) {}

    /** The voices of the configuration, brought into the farm or on their way. */
    private record Brought(RootImports imports, SeedDoors.Opened seed) {
        private List<UnservedVoice> unserved() {
            return Stream.concat(imports.unserved().stream(), seed.unserved().stream()).toList();
        }
    }

    private SynthesisEngine newEngine(DataFolder data) {
        return steps.get(
                "starting the engine",
                () ->
                        VoiceRoots.startEngine(
                                config,
                                data.path(),
                                data.bertCache(),
                                new RuntimeLibraries(data.nativeCache())));
    }

    private Ground ground(DataFolder data, Telemetry telemetry) {
        EmbeddedStore store = newStore(data);
        Queue queue = queue(data);
        S3ObjectStore bucket = S3ObjectStore.connect(store.storeConfig());
        VoicePackageCache cache = new VoicePackageCache(data.voiceCache());
        cache.removeLeftovers();
        return new Ground(
                data,
                queue,
                store,
                bucket,
                standIns.bucket().apply(bucket),
                new VoicePackageStore(bucket, cache),
                VoiceImports.apart(
                        cache,
                        new RuntimeLibraries(data.nativeCache()),
                        clock,
                        telemetry.metrics()),
                telemetry);
    }

    private void checkPortsDiffer() {
        Map<Integer, String> chosen = new HashMap<>();
        Map<String, Integer> all = new LinkedHashMap<>();
        all.put("--http-port", options.httpPort());
        all.put("--kafka-port", options.kafkaPort());
        all.put("--s3-port", options.s3Port());
        all.forEach((option, port) -> {
            String other = chosen.getOrDefault(port, option);
            if (port != 0 && !other.equals(option)) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_CONFIG,
                        "%s and %s: expected two ports, was %d twice",
                        other,
                        option,
                        port);
            }
            chosen.put(port, option);
        });
    }

    private Queue queue(DataFolder data) {
        KafkaCredentials login = kafkaLogin(data);
        EmbeddedBroker broker =
                new EmbeddedBroker(
                        data.kafka(),
                        FreePorts.check(options.kafkaPort(), "Kafka", "--kafka-port"),
                        login);
        KafkaConfig config =
                new KafkaConfig(
                        broker.bootstrapServers(),
                        Topics.DEFAULT,
                        1,
                        EVENT_PARTITIONS,
                        LOCK_MILLIS,
                        HEARTBEAT_MILLIS,
                        login.client());
        return new Queue(broker, config, login);
    }

    /**
     * Starts broker and store beside one another, and brings voices as soon as there is a store.
     */
    private Brought bring(Ground ground) {
        AtomicReference<Brought> brought = new AtomicReference<>();
        parts.together(
                () -> {
                    steps.run("starting Kafka", () -> parts.start(ground.queue().broker()));
                    steps.run("making topics", () -> createTopics(ground.queue().config()));
                },
                () -> {
                    steps.run("starting the object store", () -> parts.start(ground.store()));
                    parts.start(new Held("bucket", ground.bucket()));
                    ground.bucket().createBucket();
                    brought.set(voices(ground));
                });
        return Objects.requireNonNull(brought.get());
    }

    private Brought voices(Ground ground) {
        List<Path> roots = voiceRoots(ground.data());
        RootImports imports =
                parts.start(
                        VoiceRoots.imports(
                                roots,
                                config.voices(),
                                ground.importer(),
                                ground.packages(),
                                steps));
        return new Brought(
                imports,
                SeedDoors.open(config, roots, ground.importer(), ground.packages(), steps));
    }

    private Dispatcher dispatcher(Ground ground, Brought brought) {
        return new Dispatcher(
                Configs.dispatcher(
                        config, config.http().at(options.httpHost(), options.httpPort())),
                ground.queue().config(),
                new Bucket(ground.shared(), ground.bucket()),
                brought.seed().voices(),
                new Neighbours(
                        ExpectedVoices.ofThisProcess(brought.imports()::isBringing),
                        () -> workerStarted),
                ground.telemetry(),
                faults,
                clock);
    }

    private Worker worker(Ground ground, Brought brought, SynthesisEngine engine) {
        return new Worker(
                WorkerIds.of(config.worker()),
                config.worker(),
                ground.queue().config(),
                ground.shared(),
                new Worker.Equipment(ground.packages(), engine, brought::unserved),
                ground.telemetry(),
                faults,
                clock);
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

    private void publish(Ground ground, Dispatcher dispatcher) {
        Endpoints reachable =
                new Endpoints(
                        ProcessHandle.current().pid(),
                        dispatcher.url(),
                        ground.queue().broker().bootstrapServers(),
                        ground.queue().login(),
                        ground.store().storeConfig(),
                        voiceRoots(ground.data()).stream()
                                .map(root -> root.toAbsolutePath().normalize())
                                .toList());
        try {
            reachable.write(ground.data().path());
            endpoints = reachable;
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG,
                    ground.data().path() + ": " + FileFailure.reason(e),
                    e);
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
        if (!startFailed) {
            LOG.info("stopping");
        }
        parts.close();
    }
}
