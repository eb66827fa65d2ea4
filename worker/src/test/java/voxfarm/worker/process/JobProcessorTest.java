package voxfarm.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.clip.ClipStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.EventSink;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.CancellationHints;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.JobId;
import voxfarm.common.job.Lane;
import voxfarm.common.job.PartChain;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.AcceptedRequestCodec;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.PlanPart;
import voxfarm.common.plan.PlanParts;
import voxfarm.common.plan.PlannedSegment;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Scales;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.Sha256;
import voxfarm.common.voice.DictionaryStore;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.zh.Pronunciations;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.SynthesisEngine;
import voxfarm.worker.report.WorkMeter;
import voxfarm.worker.residency.ResidentVoices;
import voxfarm.worker.schedule.LaneGate;

class JobProcessorTest {
    private static final VoiceId VOICE = new VoiceId("joe");
    private static final String VERSION = "0123456789abcdef";
    private static final RequestId ID = new RequestId("r1");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    @TempDir Path folder;

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final RecordingSinks sinks = new RecordingSinks();
    private final CancelledRequests cancelled = new CancelledRequests();
    private final AtomicLong nanos = new AtomicLong();
    private final List<SynthesisJob> jobs = new ArrayList<>();
    private boolean handBack;
    private InstantSource clock = CLOCK;

    private void queue(SynthesisJob job) {
        if (sinks.brokerDown) {
            throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, "down");
        }
        jobs.add(job);
    }

    private final CancellationHints hints =
            new CancellationHints() {
                @Override
                public void hint(RequestId id) {
                    throw new AssertionError("workers do not cancel");
                }

                @Override
                public void clear(RequestId id) {
                    sinks.log.add("hint cleared");
                }
            };

    /** What the engine says to each text. */
    private Function<String, float[]> engine = text -> new float[] {0.25f, 0.5f};

    private final class RecordingSinks implements EventSink {
        private final List<String> log = new ArrayList<>();
        private final List<RequestEvent.Progress> progress = new ArrayList<>();
        private boolean brokerDown;

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

        void bury(DeadLetter letter) {
            log.add("dead " + letter.error().code());
        }
    }

    private JobProcessor processor() {
        SynthesisEngine fake =
                new SynthesisEngine() {
                    @Override
                    public LoadedVoice load(VoicePackage voice) {
                        return new LoadedVoice() {
                            @Override
                            public Spoken speak(
                                    Segment segment,
                                    SpeechSettings settings,
                                    Pronunciations pronunciations) {
                                return new Spoken(
                                        new PcmAudio(engine.apply(segment.text()), 1000),
                                        List.of());
                            }

                            @Override
                            public void close() {}
                        };
                    }

                    @Override
                    public String device() {
                        return "fake";
                    }

                    @Override
                    public void close() {}
                };
        VoicePackageCache cache = new VoicePackageCache(folder);
        cache.findOrMake(VOICE, VERSION, _ -> manifest());
        ResidentVoices voices =
                new ResidentVoices(fake, new VoicePackageStore(store, cache), 1 << 20, nanos::get);
        Synthesis synthesis =
                new Synthesis(
                        voices,
                        new DictionaryStore(store),
                        CLOCK,
                        nanos::get,
                        new WorkMeter(),
                        new LaneGate(2));
        return new JobProcessor(
                synthesis,
                new LongRequests(synthesis, new ClipStore(store), store, CLOCK, 4),
                new ResultStore(store, CLOCK, "w1"),
                new AttemptMarks(store, "w1"),
                cancelled,
                hints,
                this::queue,
                sinks,
                sinks::bury,
                () -> clock.instant(),
                nanos::get,
                "w1");
    }

    private static VoiceManifest manifest() {
        return new VoiceManifest(
                VOICE,
                VERSION,
                VoiceKind.PIPER,
                1000,
                256,
                List.of(new Speaker(0, "default")),
                List.of("EN"),
                Scales.ORIGINAL_DEFAULTS,
                300,
                "builtin",
                "en-us",
                List.of(),
                Map.of(),
                "test",
                Instant.EPOCH);
    }

    private static SynthesisJob job(OutputSettings.Level level, Segment... segments) {
        return job(OutputSettings.of(AudioFormat.WAV, level), segments);
    }

    private static SynthesisJob job(OutputSettings output, Segment... segments) {
        return new SynthesisJob(
                JobId.single(ID),
                AcceptedBy.UNKNOWN,
                0,
                Lane.INTERACTIVE,
                Instant.EPOCH,
                Optional.empty(),
                new SpeechSettings(
                        VOICE,
                        VERSION,
                        "default",
                        0,
                        "EN",
                        Scales.ORIGINAL_DEFAULTS,
                        0,
                        output,
                        Expression.NONE,
                        List.of()),
                1,
                segments.length,
                Optional.empty(),
                List.of(segments));
    }

    private static SynthesisJob job() {
        return job(
                OutputSettings.Level.NONE,
                new Segment(0, "one", "EN", 0.002),
                new Segment(1, "two", "EN", 0));
    }

    private JobOutcome process(JobProcessor processor, Delivery delivery) {
        return processor.process(delivery, () -> handBack);
    }

    private static Delivery delivery(int count) {
        return new Delivery(JobCodec.write(job()), count);
    }

    private SynthesisResult result() {
        return store.read(BucketLayout.result(ID), 1 << 20).map(ResultCodec::read).orElseThrow();
    }

    private byte[] audio() {
        return store.read(BucketLayout.audio(ID, "wav"), 1 << 20).orElseThrow();
    }

    @Test
    void storesAudioThenResultThenTellsOthers() {
        JobOutcome outcome = process(processor(), delivery(1));

        assertThat(outcome).isEqualTo(new JobOutcome.Finished());
        assertThat(store.writes())
                .containsExactly("results/r1/audio.wav", "results/r1/result.json");
        assertThat(sinks.log).containsExactly("Started", "Completed");
        assertThat(result().outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Completed.class,
                        completed -> {
                            assertThat(completed.audio().sha256()).isEqualTo(Sha256.hex(audio()));
                            assertThat(completed.audio().bytes()).isEqualTo(audio().length);
                            assertThat(completed.audio().durationSeconds()).isEqualTo(0.006);
                        });
    }

    @Test
    void putsThePausesBetweenTheSegments() {
        process(processor(), delivery(1));

        assertThat(audio()).hasSize(44 + 2 * (2 + 2 + 2));
    }

    @Test
    void raisesToThePeakWithOneGain() {
        // away from the join, which is faded
        engine =
                text ->
                        text.equals("one")
                                ? new float[] {0.25f, 0, 0, 0}
                                : new float[] {0, 0, 0, -0.5f};
        SynthesisJob job =
                job(
                        OutputSettings.Level.PEAK,
                        new Segment(0, "one", "EN", 0),
                        new Segment(1, "two", "EN", 0));
        process(processor(), new Delivery(JobCodec.write(job), 1));

        assertThat(Arrays.copyOfRange(audio(), 44, 46)).containsExactly(0x00, 0x40); // 16384
        assertThat(audio()).endsWith(new byte[] {0x01, (byte) 0x80}); // -32767
    }

    @Test
    void fadesWhereClipsMeetAndNowhereElse() {
        engine = text -> new float[] {0.5f, 0.5f, 0.5f, 0.5f};
        SynthesisJob job =
                job(
                        OutputSettings.Level.NONE,
                        new Segment(0, "one", "EN", 0),
                        new Segment(1, "two", "EN", 0));
        process(processor(), new Delivery(JobCodec.write(job), 1));

        short[] samples = new short[8];
        ByteBuffer.wrap(audio(), 44, 16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer()
                .get(samples);
        // 2 ms at 1000 Hz are two samples
        assertThat(samples).containsExactly(16384, 16384, 12288, 4096, 4096, 12288, 16384, 16384);
    }

    @Test
    void repeatsTheEventButNotTheWorkOnRedelivery() {
        JobProcessor processor = processor();
        process(processor, delivery(1));
        refuseToSpeak();

        assertThat(process(processor, delivery(2))).isEqualTo(new JobOutcome.Finished());
        assertThat(sinks.log).containsExactly("Started", "Completed", "Completed");
        assertThat(store.writes()).hasSize(2);
    }

    @Test
    void retriesWithTheEventWhenOnlyTheBrokerIsDown() {
        sinks.brokerDown = true;
        JobOutcome first = process(processor(), delivery(1));
        sinks.brokerDown = false;
        JobOutcome second = process(processor(), delivery(2));

        assertThat(first).isInstanceOf(JobOutcome.Retry.class);
        assertThat(first.acknowledgement()).isEqualTo(Acknowledgement.RELEASE);
        assertThat(second).isEqualTo(new JobOutcome.Finished());
        assertThat(sinks.log).containsExactly("Started", "Completed");
    }

    @Test
    void retriesWhileTheStoreIsDown() {
        JobProcessor processor = processor();
        store.setDown(true);

        assertThat(process(processor, delivery(1)))
                .isInstanceOfSatisfying(
                        JobOutcome.Retry.class,
                        retry -> assertThat(retry.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
    }

    @Test
    void namesTheAudioByItsHashWhereTheStoreWouldReplaceIt() {
        store.replaceLargeFiles();
        process(processor(), delivery(1));

        assertThat(result().outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Completed.class,
                        completed ->
                                assertThat(completed.audio().key().value())
                                        .isEqualTo(
                                                "results/r1/audio-"
                                                        + completed.audio().sha256()
                                                        + ".wav"));
        assertThat(store.head(BucketLayout.audio(ID, "wav"))).isEmpty();
    }

    @Test
    void namesTheAudioByItsHashWhereOtherBytesAreThere() {
        store.create(BucketLayout.audio(ID, "wav"), new byte[] {1}, "audio/wav");
        process(processor(), delivery(2));

        assertThat(result().outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Completed.class,
                        completed -> {
                            assertThat(completed.audio().key().value())
                                    .isEqualTo(
                                            "results/r1/audio-"
                                                    + completed.audio().sha256()
                                                    + ".wav");
                            assertThat(store.head(completed.audio().key())).isPresent();
                        });
    }

    @Test
    void failsAJobThatIsItselfAtFaultAtOnce() {
        engine = text -> new float[0];

        JobOutcome outcome = process(processor(), delivery(1));

        assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.REJECT);
        assertThat(sinks.log).containsExactly("Started", "dead nothing_to_speak", "Failed");
        assertThat(result().status()).isEqualTo("failed");
    }

    @Test
    void givesUpAfterFiveAttempts() {
        engine =
                text -> {
                    throw new VoxfarmException(ErrorCode.ENGINE_FAILED, "broken");
                };
        JobProcessor processor = processor();
        for (int count = 1; count <= 4; count++) {
            assertThat(process(processor, delivery(count))).isInstanceOf(JobOutcome.Retry.class);
        }
        assertThat(process(processor, delivery(5))).isEqualTo(new JobOutcome.Finished());

        assertThat(result().attempts()).isEqualTo(5);
        assertThat(sinks.log).endsWith("dead engine_failed", "Failed");
    }

    @Test
    void countsAttemptsByMarksNotByTheBroker() {
        for (int i = 2; i <= 6; i++) {
            store.create(
                    new ObjectKey("requests/r1/attempts/single-0-" + i),
                    new byte[] {(byte) i},
                    "x");
        }
        JobOutcome outcome = process(processor(), delivery(7));

        assertThat(outcome).isEqualTo(new JobOutcome.Finished());
        assertThat(result().outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Failed.class,
                        failed ->
                                assertThat(failed.error().code()).isEqualTo("attempts_exhausted"));
    }

    @Test
    void treatsADefectAsAFailedAttempt() {
        engine =
                text -> {
                    throw new IllegalStateException("defect");
                };

        assertThat(process(processor(), delivery(1)))
                .isInstanceOfSatisfying(
                        JobOutcome.Retry.class,
                        retry -> assertThat(retry.code()).isEqualTo(ErrorCode.INTERNAL));
    }

    @Test
    void takesErrorsOfAJobForFailedAttempts() {
        for (Error error : List.of(new StackOverflowError("deep"), new LinkageError("odd"))) {
            engine =
                    text -> {
                        throw error;
                    };
            assertThat(process(processor(), delivery(2)))
                    .isInstanceOfSatisfying(
                            JobOutcome.Retry.class,
                            retry -> assertThat(retry.code()).isEqualTo(ErrorCode.INTERNAL));
        }
    }

    @Test
    void buriesARecordWithoutAValue() {
        JobOutcome outcome = process(processor(), new Delivery(new byte[0], 1));

        assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.REJECT);
        assertThat(sinks.log).containsExactly("dead invalid_plan");
    }

    @Test
    void buriesARecordThatIsTooDeepToBeRead() {
        JobOutcome outcome =
                process(
                        processor(),
                        new Delivery("[".repeat(900_000).getBytes(StandardCharsets.UTF_8), 1));

        assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.REJECT);
        assertThat(sinks.log).containsExactly("dead invalid_plan");
    }

    @Test
    void aJobThatEndsItsWorkerTwiceIsGivenUp() {
        engine =
                text -> {
                    throw new InternalError("a mapped file is gone");
                };
        for (int count = 1; count <= 2; count++) {
            int delivery = count;
            assertThatThrownBy(() -> process(processor(), delivery(delivery)))
                    .isInstanceOf(InternalError.class);
        }
        assertThat(process(processor(), delivery(3))).isEqualTo(new JobOutcome.Finished());

        assertThat(sinks.log).endsWith("dead engine_died", "Failed");
    }

    @Test
    void shortagesAreNoAttemptsHoweverManyThereAre() {
        engine =
                text -> {
                    throw new VoxfarmException(ErrorCode.NOT_READY, "no room on the disk");
                };
        JobProcessor processor = processor();
        for (int count = 1; count <= 50; count++) {
            assertThat(process(processor, delivery(count))).isInstanceOf(JobOutcome.Retry.class);
        }
        engine = text -> new float[] {0.25f};
        assertThat(process(processor, delivery(51))).isEqualTo(new JobOutcome.Finished());

        assertThat(result().status()).isEqualTo("completed");
    }

    @Test
    void shortagesAreBoundedByTime() {
        engine =
                text -> {
                    throw new UncheckedIOException(new IOException("no room on the disk"));
                };
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        clock = now::get;
        JobProcessor processor = processor();
        int minutes = 0;
        while (process(processor, delivery(2)) instanceof JobOutcome.Retry) {
            minutes++;
            now.set(Instant.EPOCH.plus(Duration.ofMinutes(minutes)));
        }

        assertThat(minutes).isBetween(15, 23);
        assertThat(result().status()).isEqualTo("failed");
        assertThat(sinks.log).endsWith("dead not_ready", "Failed");
    }

    @Test
    void aShortageThatWasOverIsForgotten() {
        engine =
                text -> {
                    throw new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, "refused");
                };
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        clock = now::get;
        JobProcessor processor = processor();
        for (int hour = 0; hour < 10; hour++) {
            now.set(Instant.EPOCH.plus(Duration.ofHours(hour)));
            assertThat(process(processor, delivery(2))).isInstanceOf(JobOutcome.Retry.class);
        }
    }

    @Test
    void pausesGrowWithTheDeliveries() {
        engine =
                text -> {
                    throw new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, "refused");
                };
        JobProcessor processor = processor();
        Duration inAll = Duration.ZERO;
        for (int count = 1; count <= 9; count++) { // the broker's limit is ten deliveries
            JobOutcome outcome = process(processor, delivery(count));
            inAll = inAll.plus(((JobOutcome.Retry) outcome).backoff());
        }
        assertThat(inAll).isGreaterThan(Duration.ofMinutes(2));
    }

    @Test
    void buriesARecordThatIsNoJob() {
        JobOutcome outcome =
                process(processor(), new Delivery("hello".getBytes(StandardCharsets.UTF_8), 1));

        assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.REJECT);
        assertThat(sinks.log).containsExactly("dead invalid_plan");
        assertThat(store.writes()).isEmpty();
    }

    @Test
    void endsBetweenSegmentsWhenCancelled() {
        List<String> spoken = new ArrayList<>();
        engine =
                text -> {
                    spoken.add(text);
                    cancel();
                    return new float[] {0.5f};
                };

        assertThat(process(processor(), delivery(1))).isEqualTo(new JobOutcome.Finished());
        assertThat(spoken).containsExactly("one");
        assertThat(store.head(BucketLayout.audio(ID, "wav"))).isEmpty();
        assertThat(result().status()).isEqualTo("cancelled");
        assertThat(sinks.log).containsExactly("Started", "Cancelled", "hint cleared");
        cancelled.accept("cancel/r1", null);
        assertThat(cancelled.contains(ID)).as("other parts may be in hand").isTrue();
    }

    @Test
    void speaksNothingThatWasCancelledBeforeItCame() {
        refuseToSpeak();
        cancel();

        assertThat(process(processor(), delivery(1))).isEqualTo(new JobOutcome.Finished());
        assertThat(sinks.log).containsExactly("Cancelled", "hint cleared");
    }

    @Test
    void goesOnAfterAHintWithoutAResult() {
        cancelled.accept("cancel/r1", new byte[] {1});

        process(processor(), delivery(1));

        assertThat(result().status()).isEqualTo("completed");
        assertThat(cancelled.contains(ID)).isFalse();
    }

    @Test
    void handsBackAtTheNextBorderAndTakesItsMarkAway() {
        engine =
                text -> {
                    handBack = true;
                    return new float[] {0.5f};
                };

        JobOutcome outcome = process(processor(), delivery(3));

        assertThat(outcome).isEqualTo(new JobOutcome.HandedBack());
        assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.RELEASE);
        assertThat(store.list("requests/r1/attempts/", Optional.empty(), 10).objects()).isEmpty();
        assertThat(store.head(BucketLayout.result(ID))).isEmpty();
    }

    @Test
    void doesNotHandBackWhatIsSpokenToTheEnd() {
        engine =
                text -> {
                    handBack = text.equals("two");
                    return new float[] {0.5f};
                };

        assertThat(process(processor(), delivery(1))).isEqualTo(new JobOutcome.Finished());
        assertThat(result().status()).isEqualTo("completed");
    }

    @Test
    void tellsWhoListensOfEachSegmentWhenItIsInTheBucket() {
        OutputSettings heard =
                new OutputSettings(
                        AudioFormat.WAV,
                        Optional.empty(),
                        1,
                        Optional.empty(),
                        OutputSettings.Level.NONE,
                        OutputSettings.DEFAULT_TARGET_LUFS,
                        false,
                        false,
                        false,
                        true);
        SynthesisJob job =
                job(heard, new Segment(0, "one", "EN", 0), new Segment(1, "two", "EN", 0));

        process(processor(), new Delivery(JobCodec.write(job), 1));

        assertThat(sinks.log).containsExactly("Started", "Progress", "Progress", "Completed");
        assertThat(sinks.progress)
                .extracting(RequestEvent.Progress::segmentsDone)
                .containsExactly(1, 2);
    }

    @Test
    void tellsProgressAtMostOnceASecond() {
        engine =
                text -> {
                    nanos.addAndGet(600_000_000);
                    return new float[] {0.5f};
                };
        Segment[] segments = new Segment[6];
        for (int i = 0; i < segments.length; i++) {
            segments[i] = new Segment(i, "text" + i, "EN", 0);
        }
        process(
                processor(),
                new Delivery(JobCodec.write(job(OutputSettings.Level.NONE, segments)), 1));

        // 0.6 s a segment: told after 1.2 s and 2.4 s, and not after the last
        assertThat(sinks.log).containsExactly("Started", "Progress", "Progress", "Completed");
        assertThat(sinks.progress.getFirst().segmentsDone()).isEqualTo(2);
        assertThat(sinks.progress.getFirst().etaSeconds()).isEqualTo(2.4);
    }

    private static final int LONG = 7;

    private static Segment[] sentences() {
        Segment[] segments = new Segment[LONG];
        for (int i = 0; i < LONG; i++) {
            segments[i] = new Segment(i, i == 2 ? "silent" : "text " + i, "EN", i % 2 * 0.004);
        }
        return segments;
    }

    private static SynthesisJob longJob(JobId id, Segment... segments) {
        return longJob(id, OutputSettings.of(AudioFormat.WAV, OutputSettings.Level.PEAK), segments);
    }

    private static SynthesisJob longJob(JobId id, OutputSettings output, Segment... segments) {
        SpeechSettings settings = job(output, new Segment(0, "x", "EN", 0)).settings();
        return new SynthesisJob(
                id,
                AcceptedBy.UNKNOWN,
                0,
                Lane.BULK,
                Instant.EPOCH,
                Optional.empty(),
                settings,
                2,
                LONG,
                Optional.empty(),
                List.of(segments));
    }

    private JobOutcome process(SynthesisJob job, int count) {
        return process(processor(), new Delivery(JobCodec.write(job), count));
    }

    private void speakNoise() {
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

    private static final SynthesisJob PART_0 =
            longJob(JobId.part(ID, 0), Arrays.copyOf(sentences(), 4));
    private static final SynthesisJob PART_1 =
            longJob(JobId.part(ID, 1), Arrays.copyOfRange(sentences(), 4, LONG));

    @Test
    void joinsPartsToTheSameFileAsOneJob() {
        speakNoise();
        process(
                processor(),
                new Delivery(JobCodec.write(job(OutputSettings.Level.PEAK, sentences())), 1));
        byte[] whole = audio();
        store.delete(BucketLayout.audio(ID, "wav"));
        store.delete(BucketLayout.result(ID));

        process(PART_1, 1);
        assertThat(jobs).isEmpty();
        process(PART_0, 1);
        assertThat(jobs).containsExactly(longJob(JobId.assembly(ID)));
        process(jobs.getFirst(), 1);

        assertThat(audio()).isEqualTo(whole);
        assertThat(result().segments()).isEqualTo(LONG);
        assertThat(result().status()).isEqualTo("completed");
        assertThat(sinks.log).endsWith("Progress", "Started", "Progress", "Completed");
    }

    /** 0.1 s of silence, 0.2 s of sound, 0.1 s of silence. */
    private static final float[] BETWEEN_SILENCES = new float[400];

    static {
        Arrays.fill(BETWEEN_SILENCES, 100, 300, 0.5f);
    }

    @Test
    void countsTimingsFromWhereTheSilenceWasCutOff() throws IOException {
        engine = text -> BETWEEN_SILENCES.clone();
        OutputSettings output =
                new OutputSettings(
                        AudioFormat.WAV,
                        Optional.empty(),
                        1,
                        Optional.empty(),
                        OutputSettings.Level.NONE,
                        OutputSettings.DEFAULT_TARGET_LUFS,
                        false,
                        true,
                        true,
                        false);
        Segment one = new Segment(0, "start_s", "EN", 0.05);
        Segment two = new Segment(1, "two", "EN", 0);
        process(processor(), new Delivery(JobCodec.write(job(output, one, two)), 1));
        byte[] whole = audio();
        byte[] document = timings();

        // 20 ms are left before the first sound and behind the last
        assertThat(result().outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Completed.class,
                        done -> assertThat(done.audio().durationSeconds()).isEqualTo(0.69));
        JsonNode segments = Json.mapper().readTree(document).path("segments");
        assertThat(segments.get(0).path("text").asText()).isEqualTo("start_s");
        assertThat(segments.get(0).path("start_s").asDouble()).isZero();
        assertThat(segments.get(0).path("end_s").asDouble()).isEqualTo(0.32);
        assertThat(segments.get(1).path("start_s").asDouble()).isEqualTo(0.37);
        assertThat(segments.get(1).path("end_s").asDouble()).isEqualTo(0.69);

        store.delete(BucketLayout.audio(ID, "wav"));
        store.delete(BucketLayout.timings(ID));
        store.delete(BucketLayout.result(ID));
        process(longJob(JobId.part(ID, 0), output, one), 1);
        process(longJob(JobId.part(ID, 1), output, two), 1);
        process(jobs.getFirst(), 1);
        assertThat(audio()).isEqualTo(whole);
        assertThat(timings()).isEqualTo(document);
    }

    private byte[] timings() {
        return store.read(BucketLayout.timings(ID), 1 << 20).orElseThrow();
    }

    @Test
    void passesOverWhatIsLeftOfALongRequest() {
        refuseToSpeak();
        cancel();

        assertThat(process(PART_0, 1)).isEqualTo(new JobOutcome.Finished());
        assertThat(sinks.log).as("who cancelled tells of it").isEmpty();
        assertThat(process(PART_1, 1)).isEqualTo(new JobOutcome.Finished());
        assertThat(sinks.log).as("the last part").containsExactly("hint cleared");
    }

    @Test
    void tellsTheEndOfALongRequestAgainWhenThePartThatEndedItComesAgain() {
        engine =
                text -> {
                    throw new VoxfarmException(ErrorCode.NOTHING_TO_SPEAK, "nothing");
                };
        sinks.brokerDown = true;
        assertThat(process(PART_1, 1)).isInstanceOf(JobOutcome.Retry.class);
        sinks.brokerDown = false;
        sinks.log.clear();

        assertThat(process(PART_0, 1)).isEqualTo(new JobOutcome.Finished());
        assertThat(sinks.log).isEmpty();
        process(PART_1, 2);
        assertThat(sinks.log).containsExactly("dead nothing_to_speak", "Failed");
    }

    @Test
    void neverMakesAFinishedClipAgain() {
        speakNoise();
        List<String> spoken = new ArrayList<>();
        Function<String, float[]> noise = engine;
        engine =
                text -> {
                    spoken.add(text);
                    if (text.equals("text 3") && spoken.size() < 5) {
                        throw new VoxfarmException(ErrorCode.ENGINE_FAILED, "once");
                    }
                    return noise.apply(text);
                };
        assertThat(process(PART_0, 1)).isInstanceOf(JobOutcome.Retry.class);
        assertThat(process(PART_0, 2)).isEqualTo(new JobOutcome.Finished());

        assertThat(spoken).containsExactly("text 0", "text 1", "silent", "text 3", "text 3");
        process(PART_0, 3);
        assertThat(spoken).hasSize(5);
    }

    @Test
    void makesALostClipAgainInTheAssembly() {
        speakNoise();
        process(PART_0, 1);
        process(PART_1, 1);
        String clip =
                store.writes().stream()
                        .filter(key -> key.startsWith("clips/") && key.endsWith(".wav"))
                        .findFirst()
                        .orElseThrow();
        byte[] before = store.read(new ObjectKey(clip), 1 << 20).orElseThrow();
        store.delete(new ObjectKey(clip));

        assertThat(process(jobs.getFirst(), 1)).isEqualTo(new JobOutcome.Finished());
        assertThat(store.read(new ObjectKey(clip), 1 << 20)).hasValue(before);
        assertThat(result().status()).isEqualTo("completed");
    }

    @Test
    void failsWhatIsPastItsDeadline() {
        SynthesisJob late =
                new SynthesisJob(
                        JobId.single(ID),
                        AcceptedBy.UNKNOWN,
                        0,
                        Lane.INTERACTIVE,
                        Instant.EPOCH,
                        Optional.of(Instant.EPOCH),
                        job().settings(),
                        1,
                        2,
                        Optional.empty(),
                        job().segments());

        assertThat(process(late, 1)).isEqualTo(new JobOutcome.Finished());
        assertThat(result().outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo("deadline_exceeded"));
    }

    @Test
    void givesUpAJobInWhichTheEngineDiesTwice() {
        engine =
                text -> {
                    throw new VoxfarmException(ErrorCode.ENGINE_DIED, "signal 11");
                };
        assertThat(process(job(), 1)).isInstanceOf(JobOutcome.Retry.class);
        assertThat(process(job(), 2)).isEqualTo(new JobOutcome.Finished());

        assertThat(result().outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo("engine_died"));
    }

    private static final AcceptedBy MINE = new AcceptedBy("aaaaaaaa-1");
    private static final AcceptedBy EARLIER = new AcceptedBy("bbbbbbbb-2");

    /** A request of four parts, in two chains. */
    private List<SynthesisJob> chains() {
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

    private static SynthesisJob chained(ObjectKey plan, PlanPart part) {
        return new SynthesisJob(
                JobId.part(ID, part.part()),
                MINE,
                0,
                Lane.BULK,
                Instant.EPOCH,
                Optional.empty(),
                PART_0.settings(),
                4,
                LONG,
                Optional.of(new PartChain(2, plan, part.offset())),
                part.segments());
    }

    private static SynthesisJob again(SynthesisJob job, int requeue) {
        return new SynthesisJob(
                job.id(),
                job.acceptedBy(),
                requeue,
                job.lane(),
                job.acceptedAt(),
                job.deadline(),
                job.settings(),
                job.parts(),
                job.segmentsInAll(),
                job.chain(),
                job.segments());
    }

    @Test
    void queuesThePartsOfALongRequestOneAfterTheOtherInEachChain() {
        speakNoise();
        process(
                processor(),
                new Delivery(JobCodec.write(job(OutputSettings.Level.PEAK, sentences())), 1));
        byte[] whole = audio();
        store.delete(BucketLayout.audio(ID, "wav"));
        store.delete(BucketLayout.result(ID));
        List<SynthesisJob> parts = chains();

        process(parts.get(1), 1);
        assertThat(jobs).containsExactly(parts.get(3));
        process(parts.get(3), 1);
        assertThat(jobs).as("another chain has not ended").containsExactly(parts.get(3));
        process(parts.get(0), 1);
        process(parts.get(2), 1);
        assertThat(jobs).containsExactly(parts.get(3), parts.get(2), parts.get(2).ofAssembly());
        process(jobs.getLast(), 1);

        assertThat(audio()).isEqualTo(whole);
        assertThat(result().segments()).isEqualTo(LONG);
        assertThat(result().acceptedBy()).isEqualTo(MINE);
    }

    @Test
    void listsThePartsAtTheEndOfTheLastChainOnly() {
        speakNoise();
        List<SynthesisJob> parts = chains();

        process(parts.get(0), 1);
        process(parts.get(1), 1);
        process(parts.get(2), 1);
        assertThat(store.lists()).isZero();
        process(parts.get(3), 1);
        assertThat(store.lists()).isEqualTo(1);
    }

    @Test
    void letsADuplicateOfAFinishedPartEndThere() {
        speakNoise();
        List<SynthesisJob> parts = chains();
        process(parts.get(0), 1);
        refuseToSpeak();
        jobs.clear();

        assertThat(process(parts.get(0), 1)).isEqualTo(new JobOutcome.Finished());
        assertThat(jobs).isEmpty();
    }

    @Test
    void queuesWhatFollowsAgainWhenAFinishedPartComesAgain() {
        speakNoise();
        List<SynthesisJob> parts = chains();
        process(parts.get(0), 1);
        refuseToSpeak();

        process(parts.get(0), 2);
        process(again(parts.get(0), 1), 1);
        assertThat(jobs).containsExactly(parts.get(2), parts.get(2), parts.get(2));
    }

    /**
     * Each would be taken for a failed attempt, and the fifth would fail a request that is fine.
     */
    @Test
    void countsNoAttemptsWhileTheBrokerTakesNoFollower() {
        speakNoise();
        List<SynthesisJob> parts = chains();
        sinks.brokerDown = true;
        for (int count = 1; count <= 9; count++) {
            assertThat(process(parts.get(0), count)).isInstanceOf(JobOutcome.Retry.class);
        }
        sinks.brokerDown = false;

        assertThat(process(parts.get(0), 10)).isEqualTo(new JobOutcome.Finished());
        assertThat(jobs).containsExactly(parts.get(2));
        assertThat(store.head(BucketLayout.result(ID))).isEmpty();
    }

    @Test
    void letsOnlyTheWriterOfThePartsNoteGoOn() {
        List<SynthesisJob> parts = chains();
        boolean[] other = {false};
        engine =
                text -> {
                    if (!other[0]) {
                        other[0] = true;
                        process(parts.get(0), 1); // on another worker
                    }
                    return new float[] {0.5f};
                };

        assertThat(process(parts.get(0), 1)).isEqualTo(new JobOutcome.Finished());
        assertThat(jobs).containsExactly(parts.get(2));
    }

    @Test
    void failsARequestWhosePlanWasDeleted() {
        speakNoise();
        List<SynthesisJob> parts = chains();
        store.delete(parts.get(0).chain().orElseThrow().plan());

        process(parts.get(0), 1);
        assertThat(result().outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Failed.class,
                        failed -> assertThat(failed.error().message()).contains("was deleted"));
    }

    @Test
    void queuesNothingForARequestThatEnded() {
        refuseToSpeak();
        cancel();

        process(chains().get(0), 1);
        assertThat(jobs).isEmpty();
        assertThat(sinks.log).containsExactly("hint cleared");
    }

    @Test
    void tellsThatALongRequestBeginsWithItsFirstPartAndOnlyThen() {
        speakNoise();
        List<SynthesisJob> parts = chains();

        process(parts.get(1), 1);
        assertThat(sinks.log).containsExactly("Progress");
        sinks.log.clear();
        boolean[] spoken = {false};
        Function<String, float[]> noise = engine;
        engine =
                text -> {
                    assertThat(sinks.log).as("before the first sound").contains("Started");
                    spoken[0] = true;
                    return noise.apply(text);
                };
        process(parts.get(0), 1);
        assertThat(spoken[0]).isTrue();
        assertThat(sinks.log).containsExactly("Started", "Progress");
        process(parts.get(0), 2);
        assertThat(sinks.log).as("came again").containsExactly("Started", "Progress");
    }

    @Test
    void tellsThePlaceInTheWholeWithinAPart() {
        List<SynthesisJob> parts = chains();
        engine =
                text -> {
                    nanos.addAndGet(1_500_000_000);
                    return new float[] {0.5f};
                };

        process(parts.get(2), 1); // segments 4 and 5
        assertThat(sinks.progress)
                .extracting(RequestEvent.Progress::segmentsDone)
                .containsExactly(5, 6);
        assertThat(sinks.progress)
                .allSatisfy(told -> {
                    assertThat(told.segments()).isEqualTo(LONG);
                    assertThat(told.header().attempt()).isEqualTo(1);
                });
    }

    @Test
    void tellsTheEndOfAPartAtMostASecondAfterWhatItToldBefore() {
        List<SynthesisJob> parts = chains();
        long[] takes = {1_000_000_000, 500_000_000};
        engine =
                text -> {
                    nanos.addAndGet(text.equals("text 4") ? takes[0] : takes[1]);
                    return new float[] {0.5f};
                };

        process(parts.get(2), 1);
        assertThat(sinks.progress)
                .extracting(RequestEvent.Progress::segmentsDone)
                .as("the end came half a second later")
                .containsExactly(5);
    }

    /** Seven sentences of a second each, one of them said twice. */
    @Test
    void countsEngineSecondsOfWhatWasSpokenForTheRequestOnly() {
        engine =
                text -> {
                    nanos.addAndGet(1_000_000_000);
                    return new float[] {0.5f};
                };
        List<SynthesisJob> parts = chains();
        parts.forEach(part -> process(part, 1));
        process(parts.get(0).ofAssembly(), 1);
        assertThat(result().engineSeconds()).isEqualTo(LONG);

        store.delete(BucketLayout.result(ID));
        store.delete(BucketLayout.audio(ID, "wav"));
        refuseToSpeak();
        List<SynthesisJob> others = new ArrayList<>();
        for (SynthesisJob part : parts) {
            others.add(of(EARLIER, part));
        }
        others.forEach(part -> process(part, 1));
        process(others.get(0).ofAssembly(), 1);
        assertThat(result().acceptedBy()).isEqualTo(EARLIER);
        assertThat(result().engineSeconds()).as("all of it was there").isZero();
    }

    private static SynthesisJob of(AcceptedBy acceptedBy, SynthesisJob job) {
        return new SynthesisJob(
                job.id(),
                acceptedBy,
                job.requeue(),
                job.lane(),
                job.acceptedAt(),
                job.deadline(),
                job.settings(),
                job.parts(),
                job.segmentsInAll(),
                job.chain(),
                job.segments());
    }

    @Test
    void countsEngineSecondsOfAnAttemptThatWasBrokenOff() {
        List<SynthesisJob> parts = chains();
        engine =
                text -> {
                    nanos.addAndGet(1_000_000_000);
                    if (text.equals("text 1")) {
                        throw new VoxfarmException(ErrorCode.ENGINE_FAILED, "once");
                    }
                    return new float[] {0.5f};
                };
        process(parts.get(0), 1);
        engine =
                text -> {
                    nanos.addAndGet(1_000_000_000);
                    return new float[] {0.5f};
                };
        process(parts.get(0), 2);
        parts.subList(1, 4).forEach(part -> process(part, 1));
        process(parts.get(0).ofAssembly(), 1);

        assertThat(result().engineSeconds()).isEqualTo(LONG);
    }

    @Test
    void speaksOnceWhatAPartSaysTwice() {
        List<String> spoken = new ArrayList<>();
        engine =
                text -> {
                    spoken.add(text);
                    return new float[] {0.5f};
                };
        SynthesisJob job =
                longJob(
                        JobId.part(ID, 0),
                        new Segment(0, "again", "EN", 0.1),
                        new Segment(1, "again", "EN", 0));

        process(job, 1);
        assertThat(spoken).containsExactly("again");
    }

    /** A note of an earlier build names hashes and nothing else. */
    @Test
    void joinsPartsThatAnEarlierBuildNoted() throws IOException {
        speakNoise();
        process(PART_0, 1);
        process(PART_1, 1);
        process(jobs.getFirst(), 1);
        byte[] audio = audio();
        store.delete(BucketLayout.audio(ID, "wav"));
        store.delete(BucketLayout.result(ID));
        for (int part = 0; part < 2; part++) {
            ObjectKey key = BucketLayout.part(ID, AcceptedBy.UNKNOWN, part);
            ObjectNode note =
                    (ObjectNode) Json.mapper().readTree(store.read(key, 1 << 20).orElseThrow());
            note.remove(List.of("by", "engine_s"));
            note.path("segments")
                    .forEach(item ->
                            ((ObjectNode) item)
                                    .retain("index", "text", "language", "pause_after_s", "clip"));
            store.delete(key);
            store.create(key, Json.bytes(note), "application/json");
        }

        process(jobs.getFirst(), 1);
        assertThat(audio()).isEqualTo(audio);
    }

    @Test
    void writesNothingOverTheResultOfAnEarlierRequestOfTheId() {
        storeResult(EARLIER);
        storeRequest(MINE);
        refuseToSpeak();
        byte[] before = store.read(BucketLayout.result(ID), 1 << 20).orElseThrow();

        JobOutcome outcome = process(of(MINE, job()), 1);
        assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.REJECT);
        assertThat(sinks.log).as("nothing is told").containsExactly("dead id_conflict");
        assertThat(store.read(BucketLayout.result(ID), 1 << 20)).hasValue(before);

        process(chains().get(0), 1);
        assertThat(sinks.log)
                .as("nor by a part")
                .containsExactly("dead id_conflict", "dead id_conflict");
    }

    @Test
    void passesOverTheJobOfARequestWhoseIdWasUsedAgain() {
        storeResult(MINE);
        storeRequest(MINE);
        refuseToSpeak();

        assertThat(process(of(EARLIER, job()), 1)).isEqualTo(new JobOutcome.Finished());
        assertThat(sinks.log).isEmpty();
    }

    @Test
    void speaksNothingForARequestWhoseIdWasUsedAgain() {
        storeRequest(MINE);
        refuseToSpeak();

        assertThat(process(of(EARLIER, job()), 2))
                .as("came again")
                .isEqualTo(new JobOutcome.Finished());
        assertThat(process(again(of(EARLIER, job()), 1), 1)).isEqualTo(new JobOutcome.Finished());
        assertThat(
                        process(
                                chains().stream()
                                        .map(part -> of(EARLIER, part))
                                        .findFirst()
                                        .orElseThrow(),
                                2))
                .isEqualTo(new JobOutcome.Finished());
        assertThat(sinks.log).isEmpty();
        assertThat(store.head(BucketLayout.result(ID))).isEmpty();
    }

    @Test
    void losesToAnEarlierRequestsResultThatAppearsMeanwhile() {
        storeRequest(MINE);
        engine =
                text -> {
                    storeResult(EARLIER);
                    return new float[] {0.5f};
                };

        JobOutcome outcome = process(of(MINE, job()), 1);
        assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.REJECT);
        assertThat(sinks.log).containsExactly("Started", "dead id_conflict");
    }

    @Test
    void takesAResultOfAnEarlierBuildAsItsOwn() {
        cancel();
        refuseToSpeak();

        process(of(MINE, job()), 1);
        assertThat(sinks.log).containsExactly("Cancelled", "hint cleared");
    }

    @Test
    void neverTakesThePartsOfAnEarlierRequestOfTheId() {
        speakNoise();
        List<SynthesisJob> parts = chains();
        parts.stream().map(part -> of(EARLIER, part)).forEach(part -> process(part, 1));
        jobs.clear();

        process(parts.get(2), 1);
        process(parts.get(3), 1);
        assertThat(jobs).as("parts 0 and 1 are not done").isEmpty();
    }

    private void storeResult(AcceptedBy acceptedBy) {
        store.create(BucketLayout.result(ID), ResultCodec.write(cancelled(acceptedBy)), "x");
    }

    private void storeRequest(AcceptedBy acceptedBy) {
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
                                Map.of())),
                "x");
    }

    /** From now on nothing may be spoken. */
    private void refuseToSpeak() {
        engine =
                text -> {
                    throw new AssertionError("spoken");
                };
    }

    private void cancel() {
        storeResult(AcceptedBy.UNKNOWN);
        cancelled.accept("cancel/r1", new byte[] {1});
    }

    private static SynthesisResult cancelled(AcceptedBy acceptedBy) {
        return new SynthesisResult(
                ID,
                acceptedBy,
                job().settings(),
                new SynthesisResult.Outcome.Cancelled(),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                Instant.EPOCH,
                0,
                "dispatcher",
                "test",
                2,
                0,
                List.of());
    }
}
