package voxfarm.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.book.BookOutput;
import voxfarm.common.book.HeardChapter;
import voxfarm.common.book.StoredBook;
import voxfarm.common.book.StoredBookCodec;
import voxfarm.common.book.StoredChapter;
import voxfarm.common.book.VoicePin;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.DeadLetterCodec;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.PartChain;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.job.Work;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.machine.Computation;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.machine.MachineLoad;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.AcceptedRequestCodec;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.PlannedSegment;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.plan.Warning;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.tags.BookTags;
import voxfarm.common.voice.PackageFile;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.UnservedVoice;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.common.worker.Residency;
import voxfarm.common.worker.ResidentVoice;
import voxfarm.common.worker.SetAsideVoice;
import voxfarm.common.worker.WorkerHeartbeat;
import voxfarm.common.worker.WorkerHeartbeatCodec;

/**
 * Every document of the contract against a file: a change of the form on the wire shows as a change
 * of that file. Run with VOXFARM_GOLDEN=write in the environment to write the files anew.
 */
class GoldenDocumentsTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/documents");
    private static final Instant AT = Instant.parse("2026-01-31T12:00:00.123456Z");
    private static final RequestId ID = new RequestId("chap-001");
    private static final AcceptedBy ACCEPTED_BY =
            new AcceptedBy("5a0e2b6c-0000-4000-8000-000000000000");
    private static final VoiceId VOICE = new VoiceId("en_US-joe-medium");
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final SpeechSettings SETTINGS =
            new SpeechSettings(
                    new SpokenBy(
                            VOICE, new VoiceVersion("62a9537fd62f239f"), new Speaker(0, "default")),
                    Language.EN,
                    new Scales(1, 0.667, 0.8, 1),
                    -5,
                    OutputSettings.of(AudioFormat.WAV, OutputSettings.Level.PEAK),
                    Expression.NONE,
                    List.of());
    private static final List<Segment> SEGMENTS =
            List.of(
                    new Segment(0, "Hello “you”.", Language.EN, 0.3),
                    new Segment(
                            1,
                            "你好。",
                            Language.ZH,
                            0,
                            new Manner(0.5, -6, Optional.of(new Speaker(3, "ann")), 0.25),
                            Optional.of(
                                    new TextSpan(
                                            40,
                                            48,
                                            List.of(
                                                    new TextSpan.Piece(0, 40, OptionalInt.empty()),
                                                    new TextSpan.Piece(
                                                            2, 42, OptionalInt.of(48)))))));
    private static final EventHeader HEADER =
            new EventHeader(ID, Optional.of(VOICE), Optional.of(Lane.BULK), AT, 2);
    private static final ObjectKey RESULT = new ObjectKey("results/chap-001/result.json");
    private static final ErrorInfo ERROR = ErrorInfo.of(ErrorCode.ENGINE_FAILED, "it broke");

    private static <T> void check(
            String name, T value, Function<T, byte[]> write, Function<byte[], T> read)
            throws IOException {
        byte[] written = write.apply(value);
        checkFile(name, written);
        assertThat(read.apply(written)).isEqualTo(value);
        refusesCutAndFutureForms(written, read);
    }

    private static void checkFile(String name, byte[] written) throws IOException {
        Path file = FOLDER.resolve(name + ".json");
        if ("write".equals(System.getenv("VOXFARM_GOLDEN"))) {
            Files.createDirectories(FOLDER);
            Files.write(file, written);
        }
        assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo(Files.readString(file));
    }

    private static <T> void refusesCutAndFutureForms(byte[] written, Function<byte[], T> read) {
        byte[] cut = java.util.Arrays.copyOf(written, written.length / 2);
        assertThatThrownBy(() -> read.apply(cut)).isInstanceOf(VoxfarmException.class);
        String future =
                new String(written, StandardCharsets.UTF_8)
                        .replaceFirst("\"schema\" ?: ?1", "\"schema\":99");
        assertThatThrownBy(() -> read.apply(future.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_SCHEMA))
                .hasMessageContaining("99");
    }

    private static final List<Warning> WARNINGS =
            List.of(new Warning("unknown_member", "\"lenght_scale\": not known"));

    @Test
    void acceptedRequest() throws IOException {
        check(
                "request",
                new AcceptedRequest(
                        ID,
                        HASH,
                        ACCEPTED_BY,
                        AT,
                        Lane.INTERACTIVE,
                        Optional.empty(),
                        Optional.empty(),
                        SETTINGS,
                        Optional.of("Hello “you”. 你好。"),
                        Optional.empty(),
                        new ObjectKey("requests/chap-001/plan-" + HASH + ".json"),
                        2,
                        1,
                        1,
                        Map.of("book", "alice", "a", "b"),
                        List.of()),
                AcceptedRequestCodec::write,
                AcceptedRequestCodec::read);
    }

    @Test
    void acceptedLongRequest() throws IOException {
        check(
                "request-long",
                new AcceptedRequest(
                        ID,
                        HASH,
                        ACCEPTED_BY,
                        AT,
                        Lane.BULK,
                        Optional.of(AT.plusSeconds(60)),
                        Optional.of(AT.plusSeconds(7200)),
                        SETTINGS,
                        Optional.empty(),
                        Optional.of(new ObjectKey("requests/chap-001/text-" + HASH)),
                        new ObjectKey("requests/chap-001/plan-" + HASH + ".json"),
                        900,
                        14,
                        8,
                        Map.of(),
                        WARNINGS),
                AcceptedRequestCodec::write,
                AcceptedRequestCodec::read);
    }

    @Test
    void plan() throws IOException {
        check(
                "plan",
                SEGMENTS.stream()
                        .map(segment -> new PlannedSegment(segment, segment.index()))
                        .toList(),
                GoldenDocumentsTest::writePlan,
                GoldenDocumentsTest::readPlan);
    }

    private static byte[] writePlan(List<PlannedSegment> plan) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            assertThat(PlanCodec.write(plan.iterator(), out)).isEqualTo(new PlanCodec.Size(2, 2));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static List<PlannedSegment> readPlan(byte[] document) {
        List<PlannedSegment> plan = new ArrayList<>();
        PlanCodec.read(new ByteArrayInputStream(document)).forEachRemaining(plan::add);
        return plan;
    }

    @Test
    void partAndAssemblyJobs() throws IOException {
        check("job-part", part(), JobCodec::write, JobCodec::read);
        check("job-assembly", part().ofAssembly(), JobCodec::write, JobCodec::read);
    }

    private static SynthesisJob part() {
        return longJob(
                Optional.of(
                        new PartChain(
                                2,
                                new ObjectKey("requests/chap-001/plan-" + HASH + ".json"),
                                4711)));
    }

    private static SynthesisJob longJob(Optional<PartChain> chain) {
        return new SynthesisJob(
                ID,
                ACCEPTED_BY,
                0,
                Lane.BULK,
                AT,
                Optional.of(AT.plusSeconds(60)),
                SETTINGS,
                new Work.Part(3, new Work.Whole(4, 90), chain, SEGMENTS),
                WARNINGS);
    }

    /** An earlier build queued all parts at once. */
    @Test
    void readsLongRequestsOfEarlierBuilds() throws IOException {
        assertThat(JobCodec.read(without("job-part", "window", "plan_key", "plan_offset")))
                .isEqualTo(longJob(Optional.empty()));
        assertThat(AcceptedRequestCodec.read(without("request-long", "window")).window())
                .isEqualTo(14);
    }

    /** One that an earlier build took, and no build can reckon with: damaged, not a defect. */
    @Test
    void aStoredTimeOutsideTheYearsIsADamagedObject() throws IOException {
        ObjectNode stored =
                Json.readObject(without("request"), "request", ErrorCode.INTERNAL)
                        .put("deadline", "+999999999-12-31T23:59:59.999999999-18:00");

        assertThatThrownBy(() -> AcceptedRequestCodec.read(Json.bytes(stored)))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                .hasMessageContaining("deadline: expected a time");
    }

    private static byte[] without(String name, String... members) throws IOException {
        ObjectNode document =
                Json.readObject(
                        Files.readAllBytes(FOLDER.resolve(name + ".json")),
                        name,
                        ErrorCode.INTERNAL);
        document.remove(List.of(members));
        return Json.bytes(document);
    }

    @Test
    void job() throws IOException {
        check("job", newJob(), JobCodec::write, JobCodec::read);
    }

    private static SynthesisJob newJob() {
        return new SynthesisJob(
                ID,
                ACCEPTED_BY,
                1,
                Lane.BULK,
                AT,
                Optional.empty(),
                SETTINGS,
                new Work.Single(SEGMENTS),
                List.of());
    }

    @Test
    void completedResult() throws IOException {
        StoredAudio audio =
                new StoredAudio(
                        new ObjectKey("results/chap-001/audio.wav"),
                        "s3://voxfarm/results/chap-001/audio.wav",
                        AudioFormat.WAV,
                        22050,
                        1,
                        3.209977,
                        141_604,
                        HASH,
                        Optional.of(new AudioLevels(-15.98, -1.1, -19.25, -62.35)));
        check(
                "result-completed",
                newResult(new SynthesisResult.Outcome.Completed(audio)),
                ResultCodec::write,
                ResultCodec::read);
    }

    @Test
    void failedAndCancelledResults() throws IOException {
        check(
                "result-failed",
                newResult(new SynthesisResult.Outcome.Failed(ERROR)),
                ResultCodec::write,
                ResultCodec::read);
        check(
                "result-cancelled",
                newResult(new SynthesisResult.Outcome.Cancelled()),
                ResultCodec::write,
                ResultCodec::read);
    }

    private static SynthesisResult newResult(SynthesisResult.Outcome outcome) {
        return new SynthesisResult(
                ID,
                ACCEPTED_BY,
                SETTINGS,
                outcome,
                Optional.empty(),
                List.of(),
                AT,
                Optional.of(AT.plusMillis(20)),
                AT.plusMillis(400),
                1,
                "host-1",
                "voxfarm 0.1.0",
                2,
                new EngineWork(0.31, Computation.CPU),
                List.of(
                        new Warning(
                                "not_spoken",
                                "segment 1: no reading for 你好",
                                OptionalInt.of(1),
                                Optional.of(new TextSpan(40, 42)))));
    }

    @Test
    void events() throws IOException {
        List<RequestEvent> events =
                List.of(
                        new RequestEvent.Accepted(HEADER),
                        new RequestEvent.Started(HEADER, "host-1"),
                        new RequestEvent.Progress(HEADER, 1, 2, 1.4, 0.4),
                        new RequestEvent.Completed(
                                HEADER, RESULT, new ObjectKey("results/chap-001/audio.wav"), 3.21),
                        new RequestEvent.Failed(HEADER, RESULT, ERROR),
                        new RequestEvent.Cancelled(HEADER, RESULT),
                        new RequestEvent.Refused(
                                new EventHeader(ID, Optional.empty(), Optional.empty(), AT, 0),
                                HASH,
                                ERROR));
        for (RequestEvent event : events) {
            check(
                    "event-" + event.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT),
                    event,
                    RequestEventCodec::write,
                    RequestEventCodec::read);
        }
    }

    @Test
    void manifest() throws IOException {
        check(
                "manifest",
                new VoiceManifest(
                        VOICE,
                        new VoiceVersion("62a9537fd62f239f"),
                        VoiceKind.PIPER,
                        22050,
                        256,
                        List.of(new Speaker(0, "ann"), new Speaker(1, "科比")),
                        List.of(),
                        List.of(Language.EN),
                        new Scales(1, 0.667, 0.8, 1),
                        300,
                        "builtin",
                        "en-us",
                        List.of(new PackageFile("decoder.onnx", 123, HASH)),
                        Map.of("graph", HASH),
                        "voxfarm-import-1",
                        AT),
                VoiceManifestCodec::write,
                VoiceManifestCodec::read);
    }

    @Test
    void heartbeat() throws IOException {
        check(
                "heartbeat",
                new WorkerHeartbeat(
                        "host-1",
                        "cuda:0",
                        Optional.of(Computation.CUDA_FAST),
                        2,
                        16,
                        3,
                        209_715_200,
                        1_610_612_736,
                        Optional.of(
                                new Residency(
                                        2_147_483_648L,
                                        List.of(
                                                new ResidentVoice(
                                                        VOICE,
                                                        new VoiceVersion("62a9537fd62f239f"),
                                                        73_400_320,
                                                        OptionalDouble.of(10.5)),
                                                new ResidentVoice(
                                                        VOICE,
                                                        new VoiceVersion("72a9537fd62f239f"),
                                                        136_314_880,
                                                        OptionalDouble.empty())))),
                        List.of(
                                new SetAsideVoice(
                                        VOICE,
                                        new VoiceVersion("62a9537fd62f239f"),
                                        ErrorCode.DEVICE_UNAVAILABLE,
                                        "the engine died",
                                        57)),
                        List.of(new UnservedVoice("voices/e", "the folder is empty")),
                        true,
                        12.5,
                        120.25,
                        OptionalDouble.of(9.625),
                        new MachineLoad(
                                37.5,
                                68_719_476_736L,
                                17_179_869_184L,
                                List.of(new MachineLoad.Gpu(0, 0.85, 81_559, 20_480, 61_079))),
                        "voxfarm 0.1.0",
                        AT),
                WorkerHeartbeatCodec::write,
                WorkerHeartbeatCodec::read);
    }

    @Test
    void deadLetters() throws IOException {
        byte[] raw = JobCodec.write(newJob());
        byte[] written =
                DeadLetterCodec.write(
                        new DeadLetter(
                                Optional.of(ID),
                                Optional.of(newJob()),
                                raw,
                                ERROR,
                                3,
                                "host-1",
                                AT));
        checkFile("dead-letter", written);
        assertThat(DeadLetterCodec.read(written).job()).contains(newJob());
        assertThat(DeadLetterCodec.read(written).request()).contains(ID);
        refusesCutAndFutureForms(written, DeadLetterCodec::read);
        byte[] rawWritten =
                DeadLetterCodec.write(
                        new DeadLetter(
                                Optional.empty(),
                                Optional.empty(),
                                new byte[] {1, 2, 3},
                                ERROR,
                                1,
                                "host-1",
                                AT));
        checkFile("dead-letter-raw", rawWritten);
        assertThat(DeadLetterCodec.read(rawWritten).rawJob()).containsExactly(1, 2, 3);
    }

    private static StoredBook book(List<HeardChapter> heard) {
        return new StoredBook(
                BookTags.titled("Alice"),
                Optional.empty(),
                BookOutput.DEFAULTS,
                Json.object().put("model_id", VOICE.value()).put("seed", 7),
                Map.of(
                        VOICE,
                        new VoicePin(
                                new VoiceVersion("62a9537fd62f239f"),
                                List.of(new ObjectKey("dictionaries/farm/3.tsv")))),
                List.of(
                        new StoredChapter("One", HASH, 40, 2.5, 2.5, Optional.empty()),
                        new StoredChapter(
                                "One",
                                HASH,
                                30,
                                1.75,
                                2.5,
                                Optional.of(Json.object().put("speaker", "ann"))),
                        new StoredChapter("Two", HASH, 9, 0.5, 0, Optional.empty())),
                heard);
    }

    @Test
    void plansOfBooks() throws IOException {
        check("book", book(List.of()), StoredBookCodec::write, StoredBookCodec::read);
        check(
                "book-cast",
                book(
                        List.of(
                                new HeardChapter(
                                        "One",
                                        2.5,
                                        1,
                                        2,
                                        List.of(
                                                new HeardChapter.Piece(1, 0, 18, 0.15),
                                                new HeardChapter.Piece(2, 0, 30, 0.3),
                                                new HeardChapter.Piece(1, 20, 40, 0))),
                                HeardChapter.whole("Two", 0, 3))),
                StoredBookCodec::write,
                StoredBookCodec::read);
    }
}
