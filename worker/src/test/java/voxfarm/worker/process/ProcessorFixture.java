package voxfarm.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.ClipStore;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.Outbox;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.Carried;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.JobId;
import voxfarm.common.job.PartChain;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.job.Work;
import voxfarm.common.language.Language;
import voxfarm.common.lifecycle.SideBySide;
import voxfarm.common.machine.Computation;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.AcceptedRequestCodec;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.PlanPart;
import voxfarm.common.plan.PlanParts;
import voxfarm.common.plan.PlannedSegment;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.telemetry.InMemoryMetrics;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.common.telemetry.Tracer;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.assembly.LongRequests;
import voxfarm.worker.assembly.Synthesis;
import voxfarm.worker.binding.BookBinder;
import voxfarm.worker.engine.SynthesisEngine;
import voxfarm.worker.engine.TextEngine;
import voxfarm.worker.residency.ResidentVoices;
import voxfarm.worker.speak.LaneGate;
import voxfarm.worker.speak.VoiceSessions;
import voxfarm.worker.speak.WorkMeter;

/** A processor on a store in memory, with an engine that says what a test wants. */
abstract class ProcessorFixture {
    static final VoiceId VOICE = new VoiceId("joe");
    static final VoiceVersion VERSION = new VoiceVersion("0123456789abcdef");
    static final RequestId ID = new RequestId("r1");
    static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    @TempDir Path folder;

    final InMemoryObjectStore store;
    final RecordingSinks sinks = new RecordingSinks();
    final CancelledRequests cancelled = new CancelledRequests();
    final AtomicLong nanos = new AtomicLong();
    final List<SynthesisJob> jobs = new ArrayList<>();

    /** With each of the jobs. */
    final List<Carried> carried = new ArrayList<>();

    final List<VoiceId> loaded = new ArrayList<>();
    final LaneGate gate = new LaneGate(2);
    boolean handBack;
    Duration patience = AttemptMarks.PATIENCE;
    InstantSource clock = CLOCK;

    /** What the engine says to each text. */
    Computation computation = Computation.CPU;

    Function<String, float[]> engine = text -> new float[] {0.25f, 0.5f};

    /** What is told of the work. */
    final InMemoryMetrics metrics = new InMemoryMetrics();

    final class RecordingSinks implements Outbox {
        final List<String> log = new ArrayList<>();
        final List<RequestEvent.Progress> progress = new ArrayList<>();
        boolean brokerDown;

        @Override
        public void publish(RequestEvent event) {
            if (brokerDown) {
                throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, "down");
            }
            // the promise to readers: what an event names is there when it is seen
            assertThat(store.head(BucketLayout.result(event.request()))).isPresent();
            log.add(event.getClass().getSimpleName());
        }

        @Override
        public void announce(RequestEvent event) {
            log.add(event.getClass().getSimpleName());
            if (event instanceof RequestEvent.Progress told) {
                progress.add(told);
            }
        }

        @Override
        public void publish(RequestEvent.Accepted event, Iterator<SynthesisJob> accepted) {
            throw new AssertionError("workers accept nothing");
        }

        @Override
        public void publish(SynthesisJob job, Carried with) {
            if (brokerDown) {
                throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, "down");
            }
            jobs.add(job);
            carried.add(with);
        }

        @Override
        public void publish(DeadLetter letter) {
            log.add("dead " + letter.error().code());
        }

        @Override
        public void hint(RequestId id) {
            throw new AssertionError("workers do not cancel");
        }

        @Override
        public void clearHint(RequestId id) {
            log.add("hint cleared");
        }
    }

    ProcessorFixture() {
        this(new InMemoryObjectStore());
    }

    ProcessorFixture(InMemoryObjectStore store) {
        this.store = store;
    }

    /** One that has loaded nothing yet. */
    JobProcessor processor() {
        return processor(
                voices(
                        new TextEngine(text -> engine.apply(text), loaded::add, () -> computation),
                        VOICE));
    }

    ResidentVoices voices(SynthesisEngine speaker, VoiceId... ids) {
        VoicePackageCache cache = new VoicePackageCache(folder);
        for (VoiceId id : ids) {
            cache.findOrMake(id, VERSION, _ -> manifest(id));
        }
        return new ResidentVoices(
                speaker, new VoicePackageStore(store, cache), 1 << 20, nanos::get, metrics);
    }

    JobProcessor processor(ResidentVoices voices) {
        return processor(voices, true);
    }

    /**
     * @param checked whether what cannot be right is spoken again
     */
    JobProcessor processor(ResidentVoices voices, boolean checked) {
        VoiceSessions sessions =
                new VoiceSessions(
                        voices,
                        new DictionaryStore(store),
                        nanos::get,
                        new WorkMeter(metrics),
                        gate,
                        checked);
        return new JobProcessor(
                new JobProcessor.Speaking(
                        new Synthesis(sessions, CLOCK),
                        new LongRequests(
                                sessions, new ClipStore(store), store, () -> clock.instant(), 4),
                        new BookBinder(store, CLOCK)),
                new ResultWriter(store, SideBySide.AT_ONCE, CLOCK, "w1"),
                new AttemptMarks(store, "w1", patience),
                cancelled,
                sinks,
                store,
                new WorkTime(() -> clock.instant(), nanos::get),
                new Telemetry(metrics, Tracer.NONE));
    }

    static VoiceManifest manifest(VoiceId voice) {
        return Manifests.of(voice).version(VERSION).sampleRateHz(1000).build();
    }

    static SynthesisJob job(OutputSettings.Level level, Segment... segments) {
        return job(OutputSettings.of(AudioFormat.WAV, level), segments);
    }

    static SynthesisJob job(OutputSettings output, Segment... segments) {
        return new SynthesisJob(
                ID,
                AcceptedBy.UNKNOWN,
                0,
                Lane.INTERACTIVE,
                Instant.EPOCH,
                Optional.empty(),
                new SpeechSettings(
                        new SpokenBy(VOICE, VERSION, new Speaker(0, "default")),
                        Language.EN,
                        Scales.ORIGINAL_DEFAULTS,
                        0,
                        output,
                        Expression.NONE,
                        List.of()),
                new Work.Single(List.of(segments)),
                List.of());
    }

    static SynthesisJob job() {
        return job(
                OutputSettings.Level.NONE,
                new Segment(0, "one", Language.EN, 0.002),
                new Segment(1, "two", Language.EN, 0));
    }

    JobOutcome process(JobProcessor processor, Delivery delivery) {
        return processor.process(delivery, () -> handBack);
    }

    static Delivery delivery(int count) {
        return new Delivery(JobCodec.write(job()), count);
    }

    SynthesisResult result() {
        return result(ID);
    }

    SynthesisResult result(RequestId id) {
        return store.read(BucketLayout.result(id), 1 << 20).map(ResultCodec::read).orElseThrow();
    }

    byte[] audio() {
        return store.read(BucketLayout.audio(ID, "wav"), 1 << 20).orElseThrow();
    }

    static final int LONG = 7;

    /** Each at a loudness of its own, the first behind silence, one without sound. */
    static Segment[] sentences() {
        Segment[] segments = new Segment[LONG];
        for (int i = 0; i < LONG; i++) {
            segments[i] =
                    new Segment(
                            i,
                            i == 2 ? "silent" : "text " + i,
                            Language.EN,
                            i % 2 * 0.004,
                            new Manner(1, -i, Optional.empty(), i == 0 ? 0.003 : 0),
                            Optional.empty());
        }
        return segments;
    }

    static SynthesisJob longJob(JobId id, Segment... segments) {
        return longJob(id, OutputSettings.of(AudioFormat.WAV, OutputSettings.Level.PEAK), segments);
    }

    static SynthesisJob longJob(JobId id, OutputSettings output, Segment... segments) {
        return like(job(output, new Segment(0, "x", Language.EN, 0)))
                .id(id)
                .lane(Lane.BULK)
                .parts(2, LONG)
                .segments(List.of(segments))
                .build();
    }

    JobOutcome process(SynthesisJob job, int count) {
        return process(processor(), new Delivery(JobCodec.write(job), count));
    }

    void speakNoise() {
        engine =
                text -> {
                    Random random = new Random(text.hashCode());
                    float[] samples = new float[text.equals("silent") ? 0 : 20];
                    for (int i = 0; i < samples.length; i++) {
                        samples[i] = random.nextFloat() - 0.5f;
                    }
                    return samples;
                };
    }

    static final SynthesisJob PART_0 = longJob(JobId.part(ID, 0), Arrays.copyOf(sentences(), 4));
    static final SynthesisJob PART_1 =
            longJob(JobId.part(ID, 1), Arrays.copyOfRange(sentences(), 4, LONG));

    static final AcceptedBy MINE = new AcceptedBy("aaaaaaaa-1");
    static final AcceptedBy EARLIER = new AcceptedBy("bbbbbbbb-2");

    /** A request of four parts, in two chains. */
    List<SynthesisJob> chains() {
        List<PlannedSegment> plan =
                Arrays.stream(sentences())
                        .map(segment -> new PlannedSegment(segment, segment.index() / 2))
                        .toList();
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        try {
            PlanCodec.write(plan.iterator(), document);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of memory
        }
        ObjectKey key = BucketLayout.plan(ID, "0");
        store.create(key, document.toByteArray(), "application/json");
        List<SynthesisJob> parts = new ArrayList<>();
        PlanParts.read(new ByteArrayInputStream(document.toByteArray()))
                .forEachRemaining(part -> parts.add(chained(key, part)));
        return parts;
    }

    static SynthesisJob chained(ObjectKey plan, PlanPart part) {
        return like(PART_0)
                .id(JobId.part(ID, part.part()))
                .acceptedBy(MINE)
                .parts(4, LONG)
                .chain(new PartChain(2, plan, part.offset()))
                .segments(part.segments())
                .build();
    }

    static SynthesisJob again(SynthesisJob job, int requeue) {
        return like(job).requeue(requeue).build();
    }

    static SynthesisJob of(AcceptedBy acceptedBy, SynthesisJob job) {
        return like(job).acceptedBy(acceptedBy).build();
    }

    static JobBuilder like(SynthesisJob job) {
        return new JobBuilder(job);
    }

    /** A job like another but for what is named. */
    static final class JobBuilder {
        private final SynthesisJob model;
        private JobId id;
        private AcceptedBy acceptedBy;
        private int requeue;
        private Lane lane;
        private Optional<Instant> deadline;
        private SpeechSettings settings;
        private int parts;
        private int segmentsInAll;
        private Optional<PartChain> chain;
        private List<Segment> segments;

        private JobBuilder(SynthesisJob model) {
            this.model = model;
            this.id = model.id();
            this.acceptedBy = model.acceptedBy();
            this.requeue = model.requeue();
            this.lane = model.lane();
            this.deadline = model.deadline();
            this.settings = model.settings();
            this.parts = model.parts();
            this.segmentsInAll = model.segmentsInAll();
            this.chain = model.chain();
            this.segments = model.segments();
        }

        JobBuilder id(JobId id) {
            this.id = id;
            return this;
        }

        JobBuilder acceptedBy(AcceptedBy acceptedBy) {
            this.acceptedBy = acceptedBy;
            return this;
        }

        JobBuilder requeue(int requeue) {
            this.requeue = requeue;
            return this;
        }

        JobBuilder lane(Lane lane) {
            this.lane = lane;
            return this;
        }

        JobBuilder deadline(Instant deadline) {
            this.deadline = Optional.of(deadline);
            return this;
        }

        JobBuilder voice(VoiceId voice) {
            this.settings =
                    settings.with(
                            new SpokenBy(voice, settings.voiceVersion(), settings.by().speaker()));
            return this;
        }

        JobBuilder parts(int parts, int segmentsInAll) {
            this.parts = parts;
            this.segmentsInAll = segmentsInAll;
            return this;
        }

        JobBuilder chain(PartChain chain) {
            this.chain = Optional.of(chain);
            return this;
        }

        JobBuilder segments(List<Segment> segments) {
            this.segments = segments;
            return this;
        }

        SynthesisJob build() {
            return new SynthesisJob(
                    id.request(),
                    acceptedBy,
                    requeue,
                    lane,
                    model.acceptedAt(),
                    deadline,
                    settings,
                    work(),
                    List.of());
        }

        private Work work() {
            Work.Whole whole = new Work.Whole(parts, segmentsInAll);
            if (id.isAssembly()) {
                return new Work.Assembly(whole);
            }
            return id.part().isPresent()
                    ? new Work.Part(id.part().getAsInt(), whole, chain, segments)
                    : new Work.Single(segments);
        }
    }

    void storeResult(AcceptedBy acceptedBy) {
        store.create(BucketLayout.result(ID), ResultCodec.write(cancelled(acceptedBy)), "x");
    }

    void storeRequest(AcceptedBy acceptedBy) {
        store.create(
                BucketLayout.request(ID),
                AcceptedRequestCodec.write(
                        new AcceptedRequest(
                                ID,
                                "hash",
                                acceptedBy,
                                Instant.EPOCH,
                                Lane.INTERACTIVE,
                                Optional.empty(),
                                Optional.empty(),
                                job().settings(),
                                Optional.of("one two"),
                                Optional.empty(),
                                BucketLayout.plan(ID, "0"),
                                2,
                                1,
                                1,
                                Map.of(),
                                List.of())),
                "x");
    }

    /** From now on nothing may be spoken. */
    void refuseToSpeak() {
        engine =
                text -> {
                    throw new AssertionError("spoken");
                };
    }

    void cancel() {
        storeResult(AcceptedBy.UNKNOWN);
        cancelled.accept("cancel/r1", new byte[] {1});
    }

    static SynthesisResult cancelled(AcceptedBy acceptedBy) {
        return new SynthesisResult(
                ID,
                acceptedBy,
                job().settings(),
                new SynthesisResult.Outcome.Cancelled(),
                Optional.empty(),
                List.of(),
                Instant.EPOCH,
                Optional.empty(),
                Instant.EPOCH,
                0,
                "dispatcher",
                "test",
                2,
                EngineWork.NONE,
                List.of());
    }
}
