package voxfarm.dispatcher;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.kafka.TopicHistory;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.lifecycle.Faults;
import voxfarm.common.lifecycle.SideBySide;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.common.telemetry.WatchedObjectStore;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.worker.WorkerHeartbeat;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.AcceptanceStamps;
import voxfarm.dispatcher.acceptance.BookAcceptance;
import voxfarm.dispatcher.acceptance.FarmChecks;
import voxfarm.dispatcher.acceptance.Judge;
import voxfarm.dispatcher.acceptance.KeyQuotas;
import voxfarm.dispatcher.acceptance.Reception;
import voxfarm.dispatcher.acceptance.RequestIds;
import voxfarm.dispatcher.api.Doors;
import voxfarm.dispatcher.api.HttpServer;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.api.seed.HttpTranslator;
import voxfarm.dispatcher.api.seed.PathRoots;
import voxfarm.dispatcher.api.seed.SeedDoor;
import voxfarm.dispatcher.api.seed.SeedModels;
import voxfarm.dispatcher.api.v1.DeadApi;
import voxfarm.dispatcher.api.v1.HealthApi;
import voxfarm.dispatcher.api.v1.MetricsApi;
import voxfarm.dispatcher.api.v1.PruneApi;
import voxfarm.dispatcher.api.v1.QueueApi;
import voxfarm.dispatcher.api.v1.RebuildApi;
import voxfarm.dispatcher.book.BookDesk;
import voxfarm.dispatcher.book.BookKeeper;
import voxfarm.dispatcher.book.BookShares;
import voxfarm.dispatcher.callback.CallbackTargets;
import voxfarm.dispatcher.callback.Callbacks;
import voxfarm.dispatcher.dead.DeadLetters;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.fleet.FleetDevices;
import voxfarm.dispatcher.fleet.FleetEncoders;
import voxfarm.dispatcher.fleet.FleetVoices;
import voxfarm.dispatcher.fleet.WorkerRegistry;
import voxfarm.dispatcher.intake.RequestIntake;
import voxfarm.dispatcher.intake.TopicDoor;
import voxfarm.dispatcher.listen.SegmentStream;
import voxfarm.dispatcher.listen.SynchronousSpeech;
import voxfarm.dispatcher.planner.PlanningTurns;
import voxfarm.dispatcher.recovery.Recovery;
import voxfarm.dispatcher.recovery.RecoveryFigures;
import voxfarm.dispatcher.recovery.RecoveryPeriods;
import voxfarm.dispatcher.recovery.RecoveryTime;
import voxfarm.dispatcher.recovery.Remedies;
import voxfarm.dispatcher.retention.KafkaVoiceTopics;
import voxfarm.dispatcher.retention.Removed;
import voxfarm.dispatcher.retention.RequestPurge;
import voxfarm.dispatcher.retention.Retention;
import voxfarm.dispatcher.retention.VoiceTopics;
import voxfarm.dispatcher.scaler.Scaler;
import voxfarm.dispatcher.status.RequestStatus;
import voxfarm.frontend.ipa.Phonemizers;

/**
 * A dispatcher: takes requests by HTTP and by topic. Holds no state that is not in the bucket or in
 * Kafka.
 */
public final class Dispatcher implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final DispatcherConfig config;
    private final KafkaConfig kafka;
    private final Bucket bucket;
    private final ConfiguredVoices configured;
    private final Neighbours neighbours;
    private final Telemetry telemetry;
    private final Faults faults;
    private final InstantSource clock;
    private final CallbackTargets targets;
    private final Callbacks callbacks;
    private final KeyQuotas quotas;
    private final ComponentStack parts = new ComponentStack();
    private volatile @Nullable Recovery recovery;
    private volatile @Nullable FarmVoices voices;
    private volatile @Nullable BookShares bookShares;
    private @Nullable HttpServer server;
    private volatile boolean started;

    /**
     * @param telemetry told of what is done, and of what is heard of the farm
     */
    public Dispatcher(
            DispatcherConfig config,
            KafkaConfig kafka,
            Bucket bucket,
            ConfiguredVoices configured,
            Neighbours neighbours,
            Telemetry telemetry,
            Faults faults,
            InstantSource clock) {
        this.config = config;
        this.kafka = kafka;
        this.telemetry = telemetry;
        this.bucket =
                new Bucket(
                        new WatchedObjectStore(bucket.store(), telemetry, System::nanoTime),
                        bucket.links());
        this.configured = configured;
        this.neighbours = neighbours;
        this.faults = faults;
        this.clock = clock;
        this.targets = CallbackTargets.of(config.callbacks());
        this.quotas = new KeyQuotas(config.http().quotas(), clock, telemetry.metrics());
        this.callbacks =
                new Callbacks(
                        config.callbacks(),
                        targets,
                        this.bucket.store(),
                        telemetry.metrics(),
                        faults,
                        clock);
    }

    @Override
    public String name() {
        return "dispatcher";
    }

    /**
     * What all requests of this dispatcher go through.
     *
     * @param shares how much of the queue each book may fill
     * @param turns whose texts are worked on at once
     * @param purge what deletes them
     */
    private record Desk(
            Acceptance acceptance,
            BookDesk books,
            BookShares shares,
            Endings endings,
            Recovery recovery,
            RequestPurge purge,
            PlanningTurns turns) {}

    @Override
    public void start() {
        FarmTopics topics = FarmTopics.open(kafka, parts, faults, telemetry.tracer());
        FarmVoices known = new FarmVoices(bucket.store(), topics, neighbours.expected());
        known.refresh();
        voices = known;
        FarmNews news = new FarmNews(topics, config, telemetry.metrics(), this::ended, clock);
        news.followDead();
        TopicHistory history = parts.start(news.followEvents());
        news.followControl(known, neighbours.expected());
        news.followWorkers();
        parts.start(news.forgettingWorkers());
        parts.start(known.ticking());
        Desk desk = desk(topics, known, news);
        parts.start(topics.restoring());
        parts.start(news.measuring());
        parts.start(callbacks);
        Retention retention = parts.start(retention(topics, known, news, desk.purge()));
        Doors.Upkeep upkeep =
                new Doors.Upkeep(
                        deadApi(topics, news, desk.acceptance()),
                        new RebuildApi(desk.recovery()::rebuild, desk.recovery()::rebuildProgress),
                        new PruneApi(retention),
                        healthApi(topics, known, history),
                        new QueueApi(
                                news.backlog(), news.gauge()::endsPerSecond, news.dead()::size),
                        new MetricsApi(telemetry.metrics()));
        HttpServer listening =
                parts.start(
                        new HttpServer(
                                config.http(),
                                doors(desk, known, news, upkeep),
                                news.events()::release,
                                telemetry));
        if (config.scaler().on()) {
            parts.start(new Scaler(config.scaler(), news.backlog(), desk.shares()::toCome));
        }
        server = listening;
        started = true;
        LOG.info("dispatcher listens on {}; voices: {}", url(), known.catalog().all().size());
    }

    /** Takes requests by topic, too, and mends what was lost. */
    private Desk desk(FarmTopics topics, FarmVoices known, FarmNews news) {
        KafkaSinks sinks = topics.sinks();
        Endings endings = new Endings(bucket.store(), sinks, clock);
        PlanningTurns turns = new PlanningTurns();
        Judge judge = judge(known, news.workers());
        AcceptanceStamps stamps =
                new AcceptanceStamps(clock, new SecureRandom(), telemetry.tracer());
        Acceptance acceptance =
                new Acceptance(
                        bucket.store(),
                        judge,
                        sinks,
                        endings,
                        this::watch,
                        SideBySide.AT_ONCE,
                        stamps,
                        turns);
        BookAcceptance books =
                new BookAcceptance(
                        bucket.store(),
                        acceptance,
                        judge,
                        stamps,
                        SideBySide.AT_ONCE,
                        config.lanes().chaptersAtOnce());
        BookShares shares =
                new BookShares(config.lanes(), () -> jobs(news.workers()), System::nanoTime);
        bookShares = shares;
        BookDesk desk = new BookDesk(configured.books(), books, bucket.store(), config.books());
        Recovery recovering =
                parts.start(
                        newRecovery(
                                topics,
                                known,
                                news,
                                endings,
                                new BookKeeper(
                                        bucket.store(), books, endings, sinks, shares, clock)));
        recovery = recovering;
        parts.start(
                new RequestIntake(
                        kafka,
                        new TopicDoor(
                                acceptance, desk, endings, bucket.store(), sinks, clock, telemetry),
                        () -> topics.admin().topicId(kafka.topics().requests()),
                        faults));
        return new Desk(
                acceptance,
                desk,
                shares,
                endings,
                recovering,
                purge(topics, news.dead(), endings),
                turns);
    }

    private static int jobs(WorkerRegistry workers) {
        return workers.alive().stream().mapToInt(WorkerHeartbeat::jobs).sum();
    }

    private Recovery newRecovery(
            FarmTopics topics, FarmVoices known, FarmNews news, Endings endings, BookKeeper books) {
        return new Recovery(
                RecoveryPeriods.of(config.recovery(), config.retention().resultsAge()),
                bucket.store(),
                known.catalog(),
                topics.records(news.backlog()),
                new Remedies(topics.sinks(), endings, books),
                faults,
                new RecoveryTime(clock, System::nanoTime),
                new RecoveryFigures(telemetry));
    }

    private Judge judge(FarmVoices known, WorkerRegistry workers) {
        return new Judge(
                bucket.store(),
                known.catalog(),
                configured.defaults(),
                new FarmChecks(new FleetVoices(workers), new FleetEncoders(workers), targets),
                config.lanes(),
                System::nanoTime);
    }

    private RequestPurge purge(FarmTopics topics, DeadLetters dead, Endings endings) {
        return new RequestPurge(
                bucket.store(),
                endings,
                id -> {
                    if (dead.find(id.value()).isPresent()) {
                        topics.dropLetter(id.value());
                    }
                },
                clock);
    }

    private Retention retention(
            FarmTopics topics, FarmVoices known, FarmNews news, RequestPurge purge) {
        return new Retention(
                config.retention(),
                bucket.store(),
                purge,
                (dry, names) -> dropOldLetters(news.dead(), topics, dry, names),
                new VoiceTopics(
                                config.retention(),
                                bucket.store(),
                                known.catalog(),
                                new KafkaVoiceTopics(topics.admin()))
                        ::prune,
                faults,
                clock);
    }

    private Removed dropOldLetters(
            DeadLetters dead, FarmTopics topics, boolean dry, Consumer<String> names) {
        Optional<Duration> age = config.retention().deadLettersAge();
        if (age.isEmpty()) {
            return Removed.NOTHING;
        }
        Instant limit = clock.instant().minus(age.get());
        long dropped = 0;
        for (DeadLetters.Entry letter : dead.all()) {
            if (letter.at().isBefore(limit)) {
                if (!dry) {
                    topics.dropLetter(letter.id());
                }
                names.accept(letter.id());
                dropped++;
            }
        }
        return new Removed(dropped, 0);
    }

    private DeadApi deadApi(FarmTopics topics, FarmNews news, Acceptance acceptance) {
        return new DeadApi(
                news.dead(),
                topics.letters(),
                acceptance,
                new RequestStore(bucket.store()),
                topics::dropLetter);
    }

    private HealthApi healthApi(FarmTopics topics, FarmVoices known, TopicHistory history) {
        return new HealthApi(
                topics.health()::problem,
                bucket.store(),
                known.catalog(),
                () -> started && neighbours.ready().getAsBoolean(),
                history::read,
                System::nanoTime);
    }

    private List<Consumer<Routes>> doors(
            Desk desk, FarmVoices known, FarmNews news, Doors.Upkeep upkeep) {
        Duration patience = Duration.ofSeconds(config.http().maxWaitSeconds());
        ObjectStore store = bucket.store();
        Reception reception =
                new Reception(
                        desk.acceptance(),
                        news.gauge(),
                        new RequestIds(clock, new SecureRandom()),
                        telemetry.metrics(),
                        quotas);
        RequestStatus status = new RequestStatus(store, news.events());
        return new Doors(config.http(), store, clock)
                .open(
                        new Doors.Requests(
                                reception,
                                desk.books(),
                                desk.endings(),
                                desk.purge(),
                                status,
                                news.events()),
                        new Doors.Sound(
                                new SynchronousSpeech(
                                        reception, desk.endings(), status, store, patience),
                                new SegmentStream(store, status, news.events(), patience),
                                bucket.links()),
                        new Doors.Fleet(
                                known.catalog(),
                                configured.defaults(),
                                news.workers(),
                                configured.wishes(),
                                desk.turns(),
                                configured.seed().importer(),
                                known::announce,
                                configured.phonemizers()),
                        seedApi(known.catalog(), news.workers()),
                        upkeep);
    }

    private Doors.Seed seedApi(VoiceCatalog catalog, WorkerRegistry workers) {
        SeedDoor seed = configured.seed();
        SeedModels models = new SeedModels(catalog, new FleetDevices(workers)::used);
        seed.models().forEach(model -> model.ifPresentOrElse(models::add, models::passOver));
        return new Doors.Seed(
                models, new PathRoots(seed.roots()), HttpTranslator.of(seed.translator()));
    }

    /**
     * Serves a voice that is new in the bucket, changed or gone, and tells all others of it.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE}; others look by themselves, later
     */
    public void announce(VoiceManifest voice) {
        FarmVoices known = voices;
        if (known == null) {
            throw notStarted();
        }
        known.announce(voice);
    }

    private void watch(AcceptedRequest request) {
        callbacks.watch(request);
        Recovery watching = recovery;
        if (watching != null) {
            watching.watch(request);
        }
    }

    private void ended(RequestId id) {
        callbacks.ended(id);
        quotas.ended(id);
        BookShares sharing = bookShares;
        if (sharing != null) {
            sharing.done(id);
        }
        Recovery watching = recovery;
        if (watching != null) { // before it is there, its first sweep is to come
            watching.ended(id);
        }
    }

    /** Where the HTTP interface listens, once started. */
    public int httpPort() {
        if (server == null) {
            throw notStarted();
        }
        return server.port();
    }

    /** Of the HTTP interface, once started. */
    public String url() {
        return config.http().url(httpPort());
    }

    private static IllegalStateException notStarted() {
        return new IllegalStateException("dispatcher: not started");
    }

    @Override
    public void close() {
        try (Phonemizers _ = configured.phonemizers()) {
            parts.close();
        }
    }
}
