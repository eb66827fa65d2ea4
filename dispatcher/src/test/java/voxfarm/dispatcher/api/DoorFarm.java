package voxfarm.dispatcher.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.ClipStore;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.clip.Clip;
import voxfarm.common.clip.ClipHash;
import voxfarm.common.config.Secret;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.ForwardingOutbox;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.kafka.Topics;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.telemetry.InMemoryMetrics;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.common.telemetry.Tracer;
import voxfarm.common.voice.VoiceImport;
import voxfarm.dispatcher.Acceptances;
import voxfarm.dispatcher.RecordingSinks;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.Backlog;
import voxfarm.dispatcher.acceptance.KeyQuotas;
import voxfarm.dispatcher.acceptance.QueueGauge;
import voxfarm.dispatcher.acceptance.Reception;
import voxfarm.dispatcher.acceptance.RequestIds;
import voxfarm.dispatcher.acceptance.VoiceDefaults;
import voxfarm.dispatcher.api.seed.PathRoots;
import voxfarm.dispatcher.api.seed.SeedModels;
import voxfarm.dispatcher.api.seed.Translator;
import voxfarm.dispatcher.api.v1.DeadApi;
import voxfarm.dispatcher.api.v1.HealthApi;
import voxfarm.dispatcher.api.v1.MetricsApi;
import voxfarm.dispatcher.api.v1.PruneApi;
import voxfarm.dispatcher.api.v1.QueueApi;
import voxfarm.dispatcher.api.v1.RebuildApi;
import voxfarm.dispatcher.callback.CallbackConfig;
import voxfarm.dispatcher.callback.CallbackTargets;
import voxfarm.dispatcher.dead.DeadLetters;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.fleet.DeviceWishes;
import voxfarm.dispatcher.fleet.FleetDevices;
import voxfarm.dispatcher.fleet.WorkerRegistry;
import voxfarm.dispatcher.listen.SegmentStream;
import voxfarm.dispatcher.listen.SynchronousSpeech;
import voxfarm.dispatcher.planner.PlanningTurns;
import voxfarm.dispatcher.recovery.RebuildProgress;
import voxfarm.dispatcher.recovery.Swept;
import voxfarm.dispatcher.retention.Removed;
import voxfarm.dispatcher.retention.RequestPurge;
import voxfarm.dispatcher.retention.Retention;
import voxfarm.dispatcher.retention.RetentionConfig;
import voxfarm.dispatcher.status.EventProjector;
import voxfarm.dispatcher.status.RequestStatus;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.http.BodyPace;

/**
 * The synchronous doors on a real port, with a bucket in memory and a worker made of a function.
 */
public final class DoorFarm implements AutoCloseable {
    private static final byte[] AUDIO = {1, 2, 3, 4};

    /** What requests may name; nobody calls it. */
    private static final CallbackConfig CALLBACKS =
            new CallbackConfig(
                    List.of(
                            new CallbackConfig.Target(
                                    "https://hooks.test/own",
                                    new Secret("0123456789abcdef"),
                                    false)),
                    20,
                    10,
                    8);

    public final InMemoryObjectStore store = new InMemoryObjectStore();
    public final SeedModels models;
    public volatile @Nullable SynthesisJob lastJob;

    /** Nobody is heard of before a test says so. */
    public final WorkerRegistry workers =
            new WorkerRegistry(InstantSource.system(), System::nanoTime);

    /** What calls are told as. */
    public final InMemoryMetrics metrics = new InMemoryMetrics();

    private final RecordingSinks sinks = new RecordingSinks();

    /** Nothing waits before a test says so. */
    public final Backlog backlog = new Backlog(Topics.DEFAULT, System::nanoTime);

    private final EventProjector events = new EventProjector(100);
    private final HttpClient http = HttpClient.newHttpClient();

    /** What callers take their time for passes by hand. */
    final AtomicLong nanos = new AtomicLong();

    private final HttpServer server;

    public DoorFarm(
            HttpConfig config, List<Path> roots, VoiceImport importer, Translator translator) {
        VoiceCatalog catalog = Voices.catalog(store);
        InstantSource clock = InstantSource.system();
        Acceptance acceptance =
                Acceptances.of(
                        store,
                        catalog,
                        VoiceDefaults.NONE,
                        (_, _) -> {},
                        _ -> {},
                        new Worker(),
                        new Endings(store, sinks, clock),
                        _ -> {},
                        clock,
                        CallbackTargets.of(CALLBACKS));
        RequestPurge purge =
                new RequestPurge(store, new Endings(store, sinks, clock), _ -> {}, clock);
        RequestStatus status = new RequestStatus(store, events);
        Endings endings = new Endings(store, sinks, clock);
        Reception reception =
                new Reception(
                        acceptance,
                        new QueueGauge(config.queue(), System::nanoTime),
                        new RequestIds(clock, new java.util.Random(1)),
                        metrics,
                        new KeyQuotas(config.quotas(), clock, metrics));
        Duration patience = Duration.ofSeconds(config.maxWaitSeconds());
        models = new SeedModels(catalog, new FleetDevices(workers)::used);
        server =
                new HttpServer(
                        config,
                        new Doors(config, store, clock)
                                .open(
                                        new Doors.Requests(
                                                reception,
                                                Acceptances.desk(
                                                        store,
                                                        catalog,
                                                        sinks,
                                                        endings,
                                                        clock,
                                                        CallbackTargets.of(CALLBACKS)),
                                                endings,
                                                purge,
                                                status,
                                                events),
                                        new Doors.Sound(
                                                new SynchronousSpeech(
                                                        reception, endings, status, store,
                                                        patience),
                                                new SegmentStream(store, status, events, patience),
                                                (key, _, _) -> URI.create("http://s3/" + key)),
                                        new Doors.Fleet(
                                                catalog,
                                                VoiceDefaults.NONE,
                                                workers,
                                                new DeviceWishes(List.of()),
                                                new PlanningTurns(),
                                                importer,
                                                _ -> {},
                                                new LocalPhonemizers("espeak-ng")),
                                        new Doors.Seed(models, new PathRoots(roots), translator),
                                        upkeep(acceptance, purge, catalog, clock)),
                        events::release,
                        new Telemetry(metrics, Tracer.NONE),
                        BodyPace.of(config.callers()),
                        nanos::get);
        server.start();
    }

    private Doors.Upkeep upkeep(
            Acceptance acceptance, RequestPurge purge, VoiceCatalog catalog, InstantSource clock) {
        return new Doors.Upkeep(
                new DeadApi(
                        new DeadLetters(1 << 20),
                        _ -> Optional.empty(),
                        acceptance,
                        new RequestStore(store),
                        (_, _) -> {}),
                new RebuildApi(
                        () -> Swept.NOTHING,
                        () -> new RebuildProgress(RebuildProgress.Step.NONE, 0)),
                new PruneApi(
                        new Retention(
                                RetentionConfig.DEFAULTS,
                                store,
                                purge,
                                (_, _) -> Removed.NOTHING,
                                (_, _) -> Removed.NOTHING,
                                (_, _) -> {},
                                clock)),
                new HealthApi(
                        Optional::empty, store, catalog, () -> true, () -> true, System::nanoTime),
                new QueueApi(backlog, () -> 0.5, () -> 0),
                new MetricsApi(metrics));
    }

    /**
     * Speaks at once: "fail" fails, "half" fails after its first segment, "never" does not end, the
     * audio of "gone" is deleted at once, "silent" has no sound, all else is audio.
     */
    private final class Worker extends ForwardingOutbox {
        Worker() {
            super(sinks);
        }

        @Override
        public void publish(RequestEvent.Accepted event, Iterator<SynthesisJob> jobs) {
            sinks.publish(event);
            jobs.forEachRemaining(this::speak);
        }

        private void speak(SynthesisJob job) {
            lastJob = job;
            String text = job.segments().getFirst().text();
            if (text.startsWith("never")) {
                return;
            }
            boolean half = text.startsWith("half");
            if (job.settings().output().stream()) {
                for (Segment segment : half ? job.segments().subList(0, 1) : job.segments()) {
                    new ClipStore(store)
                            .store(
                                    ClipHash.of(job.settings(), segment),
                                    new PcmAudio(tone(segment), 22_050),
                                    List.of(),
                                    List.of(),
                                    new Clip.Made("", EngineWork.NONE));
                }
            }
            boolean failed = half || text.startsWith("fail");
            RequestId id = job.id().request();
            if (!text.startsWith("gone")) {
                store.create(BucketLayout.audio(id, "wav"), AUDIO, "audio/wav");
            }
            finish(
                    job,
                    failed
                            ? new SynthesisResult.Outcome.Failed(
                                    new ErrorInfo("engine_failed", "it broke", false))
                            : new SynthesisResult.Outcome.Completed(
                                    new StoredAudio(
                                            BucketLayout.audio(id, "wav"),
                                            "s3://x",
                                            job.settings().output().format(),
                                            22_050,
                                            1,
                                            1,
                                            AUDIO.length,
                                            "00",
                                            Optional.empty())));
        }
    }

    /** 100 ms of a constant that says which segment it is. */
    static float[] tone(Segment segment) {
        if (segment.text().startsWith("silent")) {
            return new float[0];
        }
        float[] samples = new float[2205];
        java.util.Arrays.fill(samples, 0.1f * (segment.index() + 1));
        return samples;
    }

    private void finish(SynthesisJob job, SynthesisResult.Outcome outcome) {
        RequestId id = job.id().request();
        SynthesisResult result =
                new SynthesisResult(
                        id,
                        AcceptedBy.UNKNOWN,
                        job.settings(),
                        outcome,
                        Optional.empty(),
                        List.of(),
                        Instant.EPOCH,
                        Optional.empty(),
                        Instant.EPOCH,
                        1,
                        "w",
                        "b",
                        1,
                        EngineWork.NONE,
                        List.of());
        store.create(BucketLayout.result(id), ResultCodec.write(result), "application/json");
        EventHeader header =
                new EventHeader(id, Optional.empty(), Optional.empty(), Instant.EPOCH, 1);
        events.accept(
                RequestEventCodec.write(
                        new RequestEvent.Completed(
                                header,
                                BucketLayout.result(id),
                                BucketLayout.audio(id, "wav"),
                                1)));
    }

    /** What every request is answered with, unless its text says otherwise. */
    public static byte[] audio() {
        return AUDIO.clone();
    }

    /** An answer as text. */
    public record Answer(int status, String type, byte[] bytes, HttpResponse<byte[]> response) {
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    public Answer send(
            String method,
            String path,
            String body,
            Function<HttpRequest.Builder, HttpRequest.Builder> more) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        try {
            HttpResponse<byte[]> response =
                    http.send(more.apply(request).build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body(),
                    response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is stored of a request's end. */
    Optional<SynthesisResult> result(RequestId id) {
        return new ResultStore(store).find(id);
    }

    public int port() {
        return server.port();
    }

    List<Routes.Route> routes() {
        return server.routes();
    }

    public Answer get(String path) {
        return send("GET", path, "", request -> request);
    }

    public Answer post(String path, String type, String body) {
        return send("POST", path, body, request -> request.header("Content-Type", type));
    }

    @Override
    public void close() {
        server.close();
        http.close();
    }
}
