package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.DeadLetterCodec;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.json.Json;
import voxfarm.common.kafka.TopicRecord;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.dispatcher.Acceptances;
import voxfarm.dispatcher.RecordingSinks;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.QueueGauge;
import voxfarm.dispatcher.acceptance.QueueLimits;
import voxfarm.dispatcher.acceptance.Reception;
import voxfarm.dispatcher.acceptance.RequestIds;
import voxfarm.dispatcher.api.v1.AudioApi;
import voxfarm.dispatcher.api.v1.DeadApi;
import voxfarm.dispatcher.api.v1.RequestEventsApi;
import voxfarm.dispatcher.api.v1.RequestListApi;
import voxfarm.dispatcher.api.v1.RequestsApi;
import voxfarm.dispatcher.api.v1.StatusApi;
import voxfarm.dispatcher.api.v1.VoicesApi;
import voxfarm.dispatcher.dead.DeadLetters;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.fleet.DeviceWishes;
import voxfarm.dispatcher.fleet.WorkerRegistry;
import voxfarm.dispatcher.listen.SegmentStream;
import voxfarm.dispatcher.retention.RequestPurge;
import voxfarm.dispatcher.status.EventProjector;
import voxfarm.dispatcher.status.RequestPages;
import voxfarm.dispatcher.status.RequestStatus;

/** The HTTP interface on a real port, with a bucket in memory and no worker but the test. */
class HttpApiTest {
    private static final HttpConfig CONFIG =
            TestHttp.config(100_000, 300).with(new QueueLimits(1000, 100));
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private static final byte[] AUDIO = {1, 2, 3, 4};

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final RecordingSinks sinks = new RecordingSinks();
    private final EventProjector events = new EventProjector(100);
    private final QueueGauge gauge = new QueueGauge(CONFIG.queue(), System::nanoTime);
    private volatile boolean topicDown;
    private final DeadLetters dead = new DeadLetters(1 << 20);
    private final List<byte[]> letters = new java.util.ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer server = new HttpServer(CONFIG, List.of());

    @BeforeEach
    void start() {
        VoiceCatalog catalog = Voices.catalog(store);
        Acceptance acceptance =
                Acceptances.of(
                        store,
                        catalog,
                        (_, _) -> {},
                        sinks,
                        new Endings(store, sinks, CLOCK),
                        _ -> {},
                        CLOCK);
        RequestStatus status = new RequestStatus(store, events);
        RequestIds ids = new RequestIds(InstantSource.system(), new java.util.Random(1));
        server =
                new HttpServer(
                        CONFIG,
                        List.of(
                                new RequestsApi(
                                                new Reception(acceptance, gauge, ids),
                                                new Endings(store, sinks, CLOCK),
                                                status,
                                                new RequestPurge(
                                                        store,
                                                        new Endings(store, sinks, CLOCK),
                                                        id -> dead.forget(id.value()),
                                                        CLOCK),
                                                store,
                                                CONFIG)
                                        ::register,
                                new RequestListApi(new RequestPages(store, status, events))
                                        ::register,
                                new AudioApi(
                                                status,
                                                store,
                                                (key, validity, name) ->
                                                        URI.create(
                                                                "http://s3/"
                                                                        + key
                                                                        + "?"
                                                                        + validity
                                                                        + "&"
                                                                        + name),
                                                new SegmentStream(
                                                        store,
                                                        status,
                                                        events,
                                                        Duration.ofSeconds(5)),
                                                CLOCK)
                                        ::register,
                                new RequestEventsApi(status, events)::register,
                                new DeadApi(
                                                dead,
                                                place ->
                                                        Optional.of(
                                                                letters.get((int) place.offset())),
                                                acceptance,
                                                new RequestStore(store),
                                                (_, drop) -> {
                                                    if (topicDown) {
                                                        throw new VoxfarmException(
                                                                ErrorCode.BROKER_UNAVAILABLE,
                                                                "down");
                                                    }
                                                    bury(drop);
                                                })
                                        ::register,
                                new VoicesApi(catalog, new WorkerRegistry(CLOCK, System::nanoTime))
                                        ::register,
                                new StatusApi(
                                                new WorkerRegistry(CLOCK, System::nanoTime),
                                                new DeviceWishes(List.of()))
                                        ::register));
        server.start();
    }

    private void buryBroken(SynthesisJob job) {
        bury(
                DeadLetterCodec.write(
                        new DeadLetter(
                                Optional.of(job.id().request()),
                                Optional.of(job),
                                new byte[0],
                                ErrorInfo.of(ErrorCode.ENGINE_FAILED, "it broke"),
                                5,
                                "w",
                                Instant.EPOCH)));
    }

    /** Who is told that it failed would replay it twice. */
    @Test
    void answersAReplayWhoseLetterStaysOnTheList() {
        send("PUT", "/v1/requests/mine", BODY);
        buryBroken(sinks.jobs.getFirst());
        topicDown = true;
        HttpResponse<byte[]> replayed = send("POST", "/v1/dead/mine/replay", "");

        assertThat(replayed.statusCode()).isEqualTo(202);
        assertThat(field(replayed, "request_id")).isEqualTo("mine.r1");
        assertThat(send("DELETE", "/v1/dead/mine", "").statusCode()).isEqualTo(503);
        assertThat(dead.all()).hasSize(1);
    }

    private void bury(byte[] record) {
        letters.add(record);
        dead.accept(new TopicRecord(0, letters.size() - 1, false, null, record));
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    private HttpResponse<byte[]> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        try {
            return http.send(
                    (headers.length == 0 ? request : request.headers(headers)).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String field(HttpResponse<byte[]> response, String name) {
        return Json.readObject(response.body(), "answer", ErrorCode.INTERNAL).path(name).asText();
    }

    private void finish(SynthesisJob job, SynthesisResult.Outcome outcome) {
        RequestId id = job.id().request();
        store.create(BucketLayout.audio(id, "wav"), AUDIO, "audio/wav");
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
                voxfarm.common.event.RequestEventCodec.write(
                        new RequestEvent.Completed(
                                header,
                                BucketLayout.result(id),
                                BucketLayout.audio(id, "wav"),
                                1)));
    }

    @Test
    void sendsTimingsAndSubtitles() {
        assertThat(send("PUT", "/v1/requests/mine", BODY).statusCode()).isEqualTo(202);
        RequestId id = new RequestId("mine");
        assertThat(send("GET", "/v1/requests/mine/timings", "").statusCode()).isEqualTo(202);
        SynthesisJob job = sinks.jobs.getLast();
        byte[] timings = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] vtt = "WEBVTT\n\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        store.create(BucketLayout.timings(id), timings, "application/json");
        store.create(BucketLayout.subtitles(id, "vtt"), vtt, "text/vtt");
        SynthesisResult result =
                new SynthesisResult(
                        id,
                        job.acceptedBy(),
                        job.settings(),
                        completed(id),
                        Optional.of(BucketLayout.timings(id)),
                        List.of(BucketLayout.subtitles(id, "vtt")),
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

        HttpResponse<byte[]> found = send("GET", "/v1/requests/mine/timings", "");
        assertThat(found.body()).isEqualTo(timings);
        assertThat(found.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/json");
        HttpResponse<byte[]> subtitles = send("GET", "/v1/requests/mine/subtitles?format=vtt", "");
        assertThat(subtitles.body()).isEqualTo(vtt);
        assertThat(subtitles.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/vtt");
        HttpResponse<byte[]> missing = send("GET", "/v1/requests/mine/subtitles", "");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(field(missing, "detail")).contains("did not ask for output.subtitles srt");
        assertThat(send("GET", "/v1/requests/mine/subtitles?format=ass", "").statusCode())
                .isEqualTo(400);
    }

    private static SynthesisResult.Outcome completed(RequestId id) {
        return new SynthesisResult.Outcome.Completed(
                new StoredAudio(
                        BucketLayout.audio(id, "wav"),
                        "s3://x",
                        AudioFormat.WAV,
                        22050,
                        1,
                        1,
                        AUDIO.length,
                        "00",
                        Optional.empty()));
    }

    private static final String BODY = "{\"model_id\":\"joe\",\"text\":\"Hello.\"}";

    @Test
    void takesARequestAndShowsItsState() {
        HttpResponse<byte[]> posted = send("POST", "/v1/requests", BODY);

        assertThat(posted.statusCode()).isEqualTo(202);
        String location = posted.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith("/v1/requests/r-");
        assertThat(field(posted, "status")).isEqualTo("queued");
        assertThat(field(posted, "result_key"))
                .isEqualTo("results/" + field(posted, "request_id") + "/result.json");
        assertThat(field(send("GET", location, ""), "status")).isEqualTo("queued");
        assertThat(send("GET", location + "/audio", "").statusCode()).isEqualTo(202);

        finish(sinks.jobs.getFirst(), completed(sinks.jobs.getFirst().id().request()));
        HttpResponse<byte[]> audio = send("GET", location + "/audio", "");
        assertThat(field(send("GET", location, ""), "status")).isEqualTo("completed");
        assertThat(audio.statusCode()).isEqualTo(200);
        assertThat(audio.body()).isEqualTo(AUDIO);
        assertThat(audio.headers().firstValue("Content-Type")).contains("audio/wav");
    }

    /** Whoever asks did nothing wrong, and is told nothing that is another request's. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "result|\"schema\" : 1|\"schema\" : 99",
                "result|\"mine\"|\"theirs\"",
                "result|results/mine/audio.wav|results/theirs/audio.wav",
                "result|results/mine/audio.wav|requests/mine/request.json",
                "result|\"channels\" : 1|\"channels\" : \"one\"",
                "result|{|{{",
                "result|{|LARGE",
                "request|\"schema\" : 1|\"schema\" : 99",
                "request|\"mine\"|\"theirs\"",
                "request|\"segments\" : 1|\"segments\" : -1",
                "request|{|{{",
                "request|{|LARGE",
            })
    void saysOfWhatIsStoredAndDamagedThatTheFarmFailed(String kind, String part, String damage) {
        send("PUT", "/v1/requests/mine", BODY);
        RequestId id = new RequestId("mine");
        finish(sinks.jobs.getFirst(), completed(id));
        ObjectKey key = kind.equals("result") ? BucketLayout.result(id) : BucketLayout.request(id);
        String sound = new String(store.read(key, 1 << 20).orElseThrow(), StandardCharsets.UTF_8);
        assertThat(sound).contains(part);
        String spoiled = sound.replace(part, damage.replace("LARGE", " ".repeat(5 << 20)));
        store.replace(key, spoiled.getBytes(StandardCharsets.UTF_8), "application/json");

        for (String call :
                List.of(
                        "GET ",
                        "GET /audio",
                        "GET /link",
                        "GET /timings",
                        "DELETE ",
                        "GET ?wait=1")) {
            HttpResponse<byte[]> answer =
                    send(
                            call.substring(0, call.indexOf(' ')),
                            "/v1/requests/mine" + call.substring(call.indexOf(' ') + 1),
                            "");
            assertThat(answer.statusCode()).as(call).isEqualTo(500);
            assertThat(field(answer, "code")).isEqualTo("internal");
            assertThat(field(answer, "detail"))
                    .contains("the stored object " + key + " cannot be used");
        }
    }

    @Test
    void namesMembersThatAreNotKnown() throws IOException {
        HttpResponse<byte[]> posted =
                send(
                        "POST",
                        "/v1/requests",
                        "{\"model_id\":\"joe\",\"text\":\"Hello.\",\"lenght_scale\":2}");

        assertThat(posted.statusCode()).isEqualTo(202);
        assertThat(Json.mapper().readTree(posted.body()).path("warnings"))
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.path("message").asText())
                                .contains("lenght_scale", "did you mean length_scale?"));
        assertThat(sinks.jobs.getFirst().warnings()).as("for the result").hasSize(1);
    }

    @Test
    void isIdempotentForACallersOwnId() {
        assertThat(send("PUT", "/v1/requests/mine", BODY).statusCode()).isEqualTo(202);
        assertThat(send("PUT", "/v1/requests/mine", BODY).statusCode()).isEqualTo(200);
        assertThat(send("PUT", "/v1/requests/mine", BODY.replace("Hello", "Other")).statusCode())
                .isEqualTo(409);
        assertThat(
                        send(
                                        "PUT",
                                        "/v1/requests/mine",
                                        BODY.replace("{", "{\"request_id\":\"other\","))
                                .statusCode())
                .isEqualTo(400);
        assertThat(sinks.jobs).hasSize(1);
    }

    @Test
    void answersWithTheAudioToWhoWaits() {
        Thread worker =
                Thread.ofVirtual()
                        .start(() -> {
                            while (sinks.jobs.isEmpty()) {
                                Thread.onSpinWait();
                            }
                            finish(
                                    sinks.jobs.getFirst(),
                                    completed(sinks.jobs.getFirst().id().request()));
                        });
        HttpResponse<byte[]> answer = send("POST", "/v1/requests?wait=30", BODY);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(AUDIO);
        assertThat(worker).isNotNull();
    }

    @Test
    void answersWithTheDocumentWhenTheWaitIsOver() {
        HttpResponse<byte[]> answer = send("POST", "/v1/requests?wait=0.05", BODY);

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(field(answer, "status")).isEqualTo("queued");
    }

    @Test
    void cancelsOnceAndNeverWhatHasEnded() {
        send("PUT", "/v1/requests/mine", BODY);
        assertThat(field(send("DELETE", "/v1/requests/mine", ""), "status")).isEqualTo("cancelled");
        assertThat(send("DELETE", "/v1/requests/mine", "").statusCode()).isEqualTo(200);
        assertThat(field(send("GET", "/v1/requests/mine", ""), "status")).isEqualTo("cancelled");
        assertThat(field(send("GET", "/v1/requests/mine/audio", ""), "code"))
                .isEqualTo("cancelled");
        assertThat(sinks.hints).isNotEmpty();

        send("PUT", "/v1/requests/done", BODY);
        SynthesisJob job = sinks.jobs.getLast();
        finish(job, completed(job.id().request()));
        HttpResponse<byte[]> late = send("DELETE", "/v1/requests/done", "");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(field(late, "code")).isEqualTo("already_ended");
        assertThat(field(late, "detail")).contains("completed");
        assertThat(field(send("GET", "/v1/requests/done", ""), "status")).isEqualTo("completed");
        assertThat(send("DELETE", "/v1/requests/none", "").statusCode()).isEqualTo(404);
    }

    @Test
    void deletesWhatHasEndedAndSaysSoAfterwards() {
        send("PUT", "/v1/requests/mine", BODY);
        HttpResponse<byte[]> open = send("DELETE", "/v1/requests/mine?purge=true", "");
        assertThat(open.statusCode()).isEqualTo(409);
        assertThat(field(open, "code")).isEqualTo("still_open");
        assertThat(field(send("GET", "/v1/requests/mine", ""), "status")).isEqualTo("queued");

        SynthesisJob job = sinks.jobs.getLast();
        finish(job, completed(job.id().request()));
        HttpResponse<byte[]> gone = send("DELETE", "/v1/requests/mine?purge=true", "");
        assertThat(gone.statusCode()).isEqualTo(200);
        assertThat(field(gone, "status")).isEqualTo("deleted");
        for (String path : List.of("", "/audio", "/link", "/events")) {
            HttpResponse<byte[]> asked = send("GET", "/v1/requests/mine" + path, "");
            assertThat(asked.statusCode()).as(path).isEqualTo(410);
            assertThat(field(asked, "code")).as(path).isEqualTo("deleted");
        }
        assertThat(send("DELETE", "/v1/requests/mine", "").statusCode()).isEqualTo(410);
        assertThat(send("DELETE", "/v1/requests/mine?purge=true", "").statusCode()).isEqualTo(200);
        assertThat(field(send("PUT", "/v1/requests/mine", BODY), "code")).isEqualTo("id_conflict");
        assertThat(new String(send("GET", "/v1/requests", "").body(), StandardCharsets.UTF_8))
                .doesNotContain("mine");

        send("PUT", "/v1/requests/both", BODY);
        assertThat(send("DELETE", "/v1/requests/both?purge=true&cancel=true", "").statusCode())
                .isEqualTo(200);
        assertThat(send("GET", "/v1/requests/both", "").statusCode()).isEqualTo(410);
        assertThat(send("DELETE", "/v1/requests/none?purge=true", "").statusCode()).isEqualTo(404);
        assertThat(send("DELETE", "/v1/requests/both?purge=yes", "").statusCode()).isEqualTo(400);
    }

    @Test
    void tellsEventsToTheEndAndResumesBehindTheLastOne() {
        send("PUT", "/v1/requests/mine", BODY);
        EventHeader header =
                new EventHeader(
                        new RequestId("mine"),
                        Optional.empty(),
                        Optional.empty(),
                        Instant.EPOCH,
                        1);
        tell(new RequestEvent.Progress(header, 1, 2, 1.5, 2));
        List<String> told = new ArrayList<>();
        follow("")
                .forEach(line -> {
                    told.add(line);
                    if (line.equals("event: progress")) {
                        // come again, and late
                        tell(new RequestEvent.Started(header, "w1"));
                        tell(new RequestEvent.Progress(header, 1, 2, 1.5, 2));
                        SynthesisJob job = sinks.jobs.getFirst();
                        finish(job, completed(job.id().request()));
                    }
                });

        assertThat(told)
                .containsSubsequence("id: 1-1", "event: progress", "id: end", "event: completed");
        assertThat(told.stream().filter(line -> line.startsWith("id: ")))
                .containsExactly("id: 1-1", "id: end");
        assertThat(resume("1-1")).contains("id: end").doesNotContain("progress");
        assertThat(resume("0-0")).contains("id: end");
        assertThat(resume("end")).isEmpty();
        assertThat(send("GET", "/v1/requests/none/events", "").statusCode()).isEqualTo(404);
    }

    private void tell(RequestEvent event) {
        events.accept(voxfarm.common.event.RequestEventCodec.write(event));
    }

    private String resume(String last) {
        return follow(last).collect(Collectors.joining("\n"));
    }

    private Stream<String> follow(String lastEventId) {
        try {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:"
                                                            + server.port()
                                                            + "/v1/requests/mine/events"))
                                    .header("Last-Event-ID", lastEventId)
                                    .build(),
                            HttpResponse.BodyHandlers.ofLines())
                    .body();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void answersWithTheErrorOfAFailedRequest() {
        send("PUT", "/v1/requests/mine", BODY);
        finish(
                sinks.jobs.getFirst(),
                new SynthesisResult.Outcome.Failed(
                        ErrorInfo.of(ErrorCode.NOTHING_TO_SPEAK, "nothing")));

        HttpResponse<byte[]> answer = send("PUT", "/v1/requests/mine?wait=5", BODY);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(field(answer, "code")).isEqualTo("nothing_to_speak");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/v1/requests|{}|400|invalid_request",
                "POST|/v1/requests|not json|400|invalid_request",
                "POST|/v1/requests|{\"model_id\":\"eve\",\"text\":\"x\"}|404|unknown_voice",
                "POST|/v1/requests|{\"model_id\":\"joe\",\"text\":\"...\"}|422|nothing_to_speak",
                "POST|/v1/requests?wait=999|{\"model_id\":\"joe\",\"text\":\"x\"}|400|invalid_request",
                "POST|/v1/requests?wait=NaN|{\"model_id\":\"joe\",\"text\":\"x\"}|400|invalid_request",
                "PUT|/v1/requests/a..b|{\"model_id\":\"joe\",\"text\":\"x\"}|400|invalid_request",
                "GET|/v1/requests/none||404|unknown_request",
                "GET|/v1/voices/none||404|unknown_voice",
                "GET|/nowhere||404|not_found",
            })
    void refusesWithProblemDetails(
            String method, String path, String body, int status, String code) {
        HttpResponse<byte[]> answer = send(method, path, body == null ? "" : body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(field(answer, "code")).isEqualTo(code);
        assertThat(field(answer, "status")).isEqualTo(String.valueOf(status));
        assertThat(field(answer, "detail")).isNotBlank();
    }

    /** Passed over, it would answer what nobody asked. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/v1/requests?lane=zz|lane: expected one of interactive, bulk, was \"zz\"",
                "GET|/v1/requests?lane=|lane: expected one of",
                "GET|/v1/requests?lane=bulk&lane=zz|lane: expected once, found 2 times",
                "GET|/v1/requests?model_id=..|model_id: expected",
                "GET|/v1/requests?model_id=-a|model_id: expected",
                "GET|/v1/requests?status=done|status: expected one of queued, running",
                "GET|/v1/requests?limit=0|limit: expected a whole number from 1 to 200",
                "GET|/v1/requests?limit=5f|limit: expected a whole number",
                "GET|/v1/requests?limit=%2B5|limit: expected a whole number",
                "GET|/v1/requests?limit=%D9%A5|limit: expected a whole number",
                "GET|/v1/requests?prefix=a/b|prefix: expected the beginning of an id",
                "GET|/v1/requests?cursor=a..b|cursor: expected a request id",
                "GET|/v1/requests?label=a|label: expected name=value",
                "GET|/v1/requests/a/audio?stream=yes|stream: expected one of true, false",
                "GET|/v1/requests/a/subtitles?format=ass|format: expected srt or vtt",
                "GET|/v1/requests/a/link?expires_s=5d|expires_s: expected a whole number",
                "DELETE|/v1/requests/a?purge=1|purge: expected one of true, false",
                "DELETE|/v1/requests/a?purge=true&cancel=no|cancel: expected one of true, false",
                "POST|/v1/requests?wait=5f|wait: expected seconds from 0 to 300, was \"5f\"",
                "POST|/v1/requests?wait=1d|wait: expected seconds from 0 to 300",
                "POST|/v1/requests?wait=0x1p3|wait: expected seconds from 0 to 300",
                "POST|/v1/requests?wait=1e1|wait: expected seconds from 0 to 300",
                "POST|/v1/requests?wait=-1|wait: expected seconds from 0 to 300",
                "POST|/v1/requests?wait=1&wait=2|wait: expected once",
            })
    void namesAParameterThatCannotBe(String method, String path, String detail) {
        HttpResponse<byte[]> answer = send(method, path, method.equals("POST") ? BODY : "");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(field(answer, "code")).isEqualTo("invalid_request");
        assertThat(field(answer, "detail")).contains(detail);
        assertThat(sinks.jobs).isEmpty();
    }

    /** Python's clients write {@code True}. */
    @Test
    void takesFlagsAsProgramsWriteThem() {
        send("PUT", "/v1/requests/mine", BODY);
        HttpResponse<byte[]> answer = send("GET", "/v1/requests/mine/audio?stream=True", "");

        assertThat(field(answer, "detail")).contains("was submitted without output.stream");
        assertThat(send("GET", "/v1/requests/mine/audio?stream=False", "").statusCode())
                .isEqualTo(202);
    }

    /** Its GET would wait for the sound. */
    @Test
    void answersAtOnceTheHeadOfASoundThatIsNotSpokenYet() {
        String streamed = BODY.substring(0, BODY.length() - 1) + ",\"output\":{\"stream\":true}}";
        send("PUT", "/v1/requests/streamed", streamed);

        HttpResponse<byte[]> answer = send("HEAD", "/v1/requests/streamed/audio?stream=true", "");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void namesAllParametersThatCannotBe() {
        assertThat(field(send("GET", "/v1/requests?lane=zz&limit=x&label=a", ""), "detail"))
                .contains("lane: ", "limit: ", "label: ");
    }

    @Test
    void listsByParametersThatCanBe() {
        send("PUT", "/v1/requests/mine", BODY);
        for (String query : List.of("lane=interactive", "model_id=joe", "limit=1", "prefix=mi")) {
            assertThat(text(send("GET", "/v1/requests?" + query, ""))).as(query).contains("mine");
        }
        for (String query : List.of("lane=bulk", "model_id=eve", "prefix=x")) {
            assertThat(text(send("GET", "/v1/requests?" + query, "")))
                    .as(query)
                    .doesNotContain("mine");
        }
    }

    @Test
    void sendsCallersAwayWhileTheQueueIsFull() {
        send("PUT", "/v1/requests/known", BODY);
        gauge.measure(1000);
        HttpResponse<byte[]> answer = send("POST", "/v1/requests", BODY);

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(field(answer, "code")).isEqualTo("queue_full");
        assertThat(answer.headers().firstValue("Retry-After")).contains("30");
        assertThat(send("PUT", "/v1/requests/known", BODY).statusCode())
                .as("what is known is answered")
                .isEqualTo(200);
        assertThat(send("PUT", "/v1/requests/other", BODY).statusCode()).isEqualTo(429);
        assertThat(sinks.jobs).hasSize(1);
    }

    @Test
    void showsReplaysAndDropsDeadLetters() {
        send("PUT", "/v1/requests/mine", BODY);
        SynthesisJob job = sinks.jobs.getFirst();
        buryBroken(job);
        bury(
                DeadLetterCodec.write(
                        new DeadLetter(
                                Optional.empty(),
                                Optional.empty(),
                                new byte[] {1},
                                ErrorInfo.of(ErrorCode.INVALID_PLAN, "no job"),
                                1,
                                "w",
                                Instant.EPOCH)));

        assertThat(text(send("GET", "/v1/dead", ""))).contains("\"mine\"", "it broke", "\"raw-");
        assertThat(text(send("GET", "/v1/dead/mine", ""))).contains("\"segments\"");
        HttpResponse<byte[]> replayed = send("POST", "/v1/dead/mine/replay", "");
        assertThat(replayed.statusCode()).isEqualTo(202);
        assertThat(field(replayed, "request_id")).isEqualTo("mine.r1");
        SynthesisJob again = sinks.jobs.getLast();
        assertThat(again.id().request()).isEqualTo(new RequestId("mine.r1"));
        assertThat(again.segments()).isEqualTo(job.segments());
        assertThat(send("GET", "/v1/dead/mine", "").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/v1/dead/mine/replay", "").statusCode()).isEqualTo(404);
        String raw = dead.all().getFirst().id();
        assertThat(send("POST", "/v1/dead/" + raw + "/replay", "").statusCode()).isEqualTo(400);
        assertThat(send("DELETE", "/v1/dead/" + raw, "").statusCode()).isEqualTo(204);
        assertThat(dead.all()).isEmpty();
    }

    @Test
    void showsHowBusyTheMachineIs() {
        JsonNode status =
                Json.readObject(send("GET", "/status", "").body(), "", ErrorCode.INTERNAL);

        assertThat(status.properties())
                .extracting(Map.Entry::getKey)
                .contains(
                        "devices",
                        "cpu_percent",
                        "memory_total",
                        "memory_available",
                        "memory_used",
                        "memory_percent",
                        "gpu");
        assertThat(status.path("devices").path(0).asText()).isEqualTo("cpu");
        assertThat(status.path("memory_total").asLong()).isGreaterThan(100L << 20);
    }

    private void speak(String id) {
        send("PUT", "/v1/requests/" + id, BODY);
        finish(sinks.jobs.getLast(), completed(new RequestId(id)));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-1, 206, bytes 0-1/4, 1 2",
        "bytes=2-, 206, bytes 2-3/4, 3 4",
        "bytes=1-900, 206, bytes 1-3/4, 2 3 4",
        "bytes=-1, 206, bytes 3-3/4, 4",
        "bytes=-9, 206, bytes 0-3/4, 1 2 3 4",
        "bytes=4-, 416, bytes */4, ''",
        "bytes=-0, 416, bytes */4, ''",
        "'bytes=0-0,2-2', 200, '', 1 2 3 4",
        "bytes=3-1, 200, '', 1 2 3 4",
        "bytes=-, 200, '', 1 2 3 4",
        "seconds=0-1, 200, '', 1 2 3 4",
    })
    void sendsRangesOfAudio(String range, int status, String sent, String bytes) {
        speak("mine");
        HttpResponse<byte[]> answer = send("GET", "/v1/requests/mine/audio", "", "Range", range);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Range").orElse("")).isEqualTo(sent);
        assertThat(answer.headers().firstValue("Accept-Ranges")).contains("bytes");
        StringBuilder found = new StringBuilder();
        for (byte b : answer.body()) {
            found.append(found.isEmpty() ? "" : " ").append(b);
        }
        assertThat(found.toString()).isEqualTo(bytes);
    }

    @Test
    void saysThatAudioWasDeleted() {
        speak("mine");
        store.delete(BucketLayout.audio(new RequestId("mine"), "wav"));

        assertThat(send("HEAD", "/v1/requests/mine/audio", "").statusCode()).isEqualTo(404);
        for (String range : List.of("", "bytes=1-")) {
            HttpResponse<byte[]> answer =
                    range.isEmpty()
                            ? send("GET", "/v1/requests/mine/audio", "")
                            : send("GET", "/v1/requests/mine/audio", "", "Range", range);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(field(answer, "code")).isEqualTo("not_found");
            assertThat(answer.headers().firstValue("ETag")).isEmpty();
            assertThat(answer.headers().firstValueAsLong("Content-Length"))
                    .hasValue(answer.body().length);
        }
    }

    @Test
    void sendsAudioOnlyToWhoHasNotGotIt() {
        speak("mine");
        String audio = "/v1/requests/mine/audio";
        String tag = send("GET", audio, "").headers().firstValue("ETag").orElseThrow();

        assertThat(tag).isEqualTo("\"00\"");
        HttpResponse<byte[]> again = send("GET", audio, "", "If-None-Match", "W/\"x\", " + tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(send("GET", audio, "", "If-None-Match", "\"01\"").statusCode()).isEqualTo(200);
        assertThat(send("GET", audio, "", "Range", "bytes=0-1", "If-Range", tag).statusCode())
                .isEqualTo(206);
        assertThat(send("GET", audio, "", "Range", "bytes=0-1", "If-Range", "\"01\"").statusCode())
                .as("the part of another sound is of no use")
                .isEqualTo(200);
        HttpResponse<byte[]> head = send("HEAD", audio, "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("ETag")).contains(tag);
        assertThat(head.headers().firstValue("Content-Length")).contains("4");
    }

    /** There such headers are of the request, as stores that create once have them. */
    @Test
    void sendsTheWholeSoundToWhoSubmits() {
        speak("mine");
        HttpResponse<byte[]> answer =
                send(
                        "PUT",
                        "/v1/requests/mine?wait=1",
                        BODY,
                        "If-None-Match",
                        "*",
                        "Range",
                        "bytes=0-1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).hasSize(4);
    }

    @Test
    void givesLinksIntoTheBucket() {
        send("PUT", "/v1/requests/mine", BODY);
        assertThat(send("GET", "/v1/requests/mine/link", "").statusCode()).isEqualTo(202);
        finish(sinks.jobs.getLast(), completed(new RequestId("mine")));

        HttpResponse<byte[]> link = send("GET", "/v1/requests/mine/link?expires_s=60", "");
        assertThat(field(link, "url")).isEqualTo("http://s3/results/mine/audio.wav?PT1M&mine.wav");
        assertThat(field(link, "expires_at")).isEqualTo("1970-01-01T00:01:00Z");
        for (String wrong : List.of("0", "-1", "x", "604801", "99999999999999")) {
            assertThat(send("GET", "/v1/requests/mine/link?expires_s=" + wrong, "").statusCode())
                    .isEqualTo(400);
        }
    }

    private List<String> listed(String query) {
        List<String> ids = new ArrayList<>();
        Json.readObject(send("GET", "/v1/requests" + query, "").body(), "", ErrorCode.INTERNAL)
                .path("requests")
                .forEach(request -> ids.add(request.path("request_id").asText()));
        return ids;
    }

    @Test
    void listsAndFiltersRequests() {
        speak("a1");
        send("PUT", "/v1/requests/a2", BODY.replace("{", "{\"labels\":{\"book\":\"7\"},"));
        send("PUT", "/v1/requests/b1", BODY.replace("{", "{\"lane\":\"bulk\","));
        send("DELETE", "/v1/requests/b1", "");
        store.create(
                new ObjectKey("requests/..strange/request.json"), new byte[1], "application/json");

        assertThat(listed("")).containsExactly("a1", "a2", "b1");
        assertThat(listed("?status=completed")).containsExactly("a1");
        assertThat(listed("?status=open")).containsExactly("a2");
        assertThat(listed("?status=ended")).containsExactly("a1", "b1");
        assertThat(listed("?status=cancelled")).containsExactly("b1");
        assertThat(listed("?prefix=a")).containsExactly("a1", "a2");
        assertThat(listed("?lane=bulk")).containsExactly("b1");
        assertThat(listed("?model_id=joe&label=book%3D7")).containsExactly("a2");
        assertThat(listed("?model_id=eve")).isEmpty();
        for (String wrong :
                List.of(
                        "status=gone",
                        "limit=0",
                        "limit=201",
                        "limit=x",
                        "prefix=a/b",
                        "label=x",
                        "cursor=a%2Fb")) {
            assertThat(send("GET", "/v1/requests?" + wrong, "").statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void listsPageByPage() {
        for (int i = 0; i < 5; i++) {
            speak("p" + i);
        }
        List<String> found = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            HttpResponse<byte[]> page = send("GET", "/v1/requests?limit=2" + cursor, "");
            found.addAll(listed("?limit=2" + cursor));
            cursor = "&cursor=" + field(page, "next_cursor");
            pages++;
        } while (!cursor.equals("&cursor=null"));

        assertThat(found).containsExactly("p0", "p1", "p2", "p3", "p4");
        assertThat(pages).isEqualTo(3);
    }

    @RepeatedTest(5)
    void answersCallersThatComeAtOnce() throws Exception {
        CountDownLatch together = new CountDownLatch(1);
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 64; i++) {
                answers.add(
                        callers.submit(() -> {
                            together.await();
                            return send("GET", "/v1/voices", "").statusCode();
                        }));
            }
            together.countDown();
        }
        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isEqualTo(200);
        }
    }

    @Test
    void takesALongTextInTheBody() {
        String text = "A sentence of a long text. ".repeat(20_000);
        HttpResponse<byte[]> answer =
                send(
                        "PUT",
                        "/v1/requests/long",
                        Json.object().put("text", text).put("model_id", "joe").toString());

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(sinks.jobs).as("the others follow from those").hasSize(8);
        assertThat(field(send("GET", "/v1/requests/long", ""), "lane")).isEqualTo("bulk");
        assertThat(field(send("GET", "/v1/requests/long", ""), "segments")).isEqualTo("20000");
    }

    @Test
    void boundsTheBody() {
        assertThat(send("POST", "/v1/requests", "x".repeat(200_000)).statusCode()).isEqualTo(413);
    }

    @Test
    void saysWhenToComeBackWhileTheStoreIsDown() {
        store.setDown(true);
        HttpResponse<byte[]> answer = send("POST", "/v1/requests", BODY);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void listsVoices() {
        HttpResponse<byte[]> answer = send("GET", "/v1/voices", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"joe\"", "\"bob\"");
        assertThat(send("GET", "/v1/voices/joe", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/status", "").statusCode()).isEqualTo(200);
    }

    @Test
    void namesATakenPort() {
        HttpServer second =
                new HttpServer(TestHttp.config(1000, 1).at("127.0.0.1", server.port()), List.of());

        assertThatThrownBy(second::start)
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("HTTP port " + server.port())
                .hasMessageContaining("taken");
        second.close();
    }
}
