package voxfarm.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.Carried;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.JobId;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.machine.Computation;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectKey;

/** Requests of several jobs: parts, their chains, the assembly. */
class LongRequestsTest extends ProcessorFixture {
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
        ByteBuffer file = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(file.getInt(4)).as("size of the file in it").isEqualTo(whole.length - 8);
        assertThat(file.getInt(40)).as("size of the sound").isEqualTo(whole.length - 44);
        assertThat(result().segments()).isEqualTo(LONG);
        assertThat(result().status()).isEqualTo("completed");
        assertThat(sinks.log).endsWith("Progress", "Started", "Progress", "Completed");
    }

    @Test
    void isStartedWithThePartThatWasBegunFirst() {
        Instant begun = Instant.EPOCH.plusSeconds(10);
        clock = InstantSource.fixed(begun);
        process(PART_1, 1);
        clock = InstantSource.fixed(begun.plusSeconds(60));
        process(PART_0, 1);
        clock = InstantSource.fixed(begun.plusSeconds(120));
        process(jobs.getFirst(), 1);

        assertThat(result().startedAt()).contains(begun);
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
                        false,
                        List.of());
        Segment one = new Segment(0, "start_s", Language.EN, 0.05);
        Segment two = new Segment(1, "two", Language.EN, 0);
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
    void whatFollowsAPartCarriesWhatThePartCarried() {
        Carried trace =
                new Carried(Map.of("traceparent", "00-4bf92f3577b34da6-00f067aa0ba902b7-01"));
        List<SynthesisJob> parts = chains();
        process(processor(), new Delivery(JobCodec.write(parts.getFirst()), 1, trace));

        assertThat(jobs).hasSize(1);
        assertThat(carried).containsExactly(trace);
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
        storeRequest(MINE);
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
        storeRequest(MINE);
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
        assertThat(result().engine().seconds()).isEqualTo(LONG);

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
        assertThat(result().engine().seconds()).as("all of it was there").isZero();
    }

    @Test
    void tellsAllWaysInWhichItsPartsWereComputed() {
        List<SynthesisJob> parts = chains();
        process(parts.get(0), 1);
        computation = Computation.CUDA_FAST;
        parts.subList(1, 4).forEach(part -> process(part, 1));
        computation = Computation.CUDA_EXACT; // joins, and speaks nothing
        process(parts.get(0).ofAssembly(), 1);

        assertThat(result().engine().by())
                .containsExactlyInAnyOrder(Computation.CPU, Computation.CUDA_FAST);
    }

    @Test
    void countsEngineSecondsOfAnAttemptThatWasBrokenOff() {
        storeRequest(MINE);
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

        assertThat(result().engine().seconds()).isEqualTo(LONG);
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
                        new Segment(0, "again", Language.EN, 0.1),
                        new Segment(1, "again", Language.EN, 0));

        process(job, 1);
        assertThat(spoken).containsExactly("again");
    }

    /** A clip knows nothing of where its text stands: what it warns of has each caller's place. */
    @Test
    void warningsOfASharedClipNameTheSegmentThatTheyAreOf() {
        List<String> spoken = new ArrayList<>();
        engine =
                text -> {
                    spoken.add(text);
                    return new float[] {0.5f, -0.5f};
                };
        Manner louder = new Manner(1, 24, Optional.empty(), 0);
        Segment first =
                new Segment(0, "again", Language.EN, 0, louder, Optional.of(new TextSpan(10, 15)));
        Segment second =
                new Segment(1, "again", Language.EN, 0, louder, Optional.of(new TextSpan(40, 45)));

        process(longJob(JobId.part(ID, 0), first), 1);
        process(longJob(JobId.part(ID, 1), second), 1);
        process(jobs.getFirst(), 1);

        assertThat(spoken).containsExactly("again");
        assertThat(result().warnings())
                .extracting(warning -> warning.segment().orElseThrow() + " " + warning.span())
                .containsExactly(
                        "0 " + Optional.of(new TextSpan(10, 15)),
                        "1 " + Optional.of(new TextSpan(40, 45)));
        assertThat(result().warnings().getLast().message()).startsWith("segment 1: ");
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
}
