package voxfarm.dispatcher.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.JobId;
import voxfarm.common.job.PartChain;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.PlanPart;
import voxfarm.common.plan.PlanParts;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.ScaleChoices;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.Submission;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.plan.Warning;
import voxfarm.common.result.Tombstone;
import voxfarm.common.store.ForwardingObjectStore;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.MeetingWrites;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.Scales;
import voxfarm.dispatcher.Acceptances;
import voxfarm.dispatcher.RecordingSinks;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.ending.Endings;

class AcceptanceTest {
    private static final RequestId ID = new RequestId("r1");

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final RecordingSinks sinks = new RecordingSinks();
    private final List<AcceptedRequest> watched = new ArrayList<>();

    @BeforeEach
    void addVoice() {
        Voices.catalog(store);
    }

    private Endings endings() {
        return new Endings(store, sinks, InstantSource.fixed(Instant.EPOCH));
    }

    private Acceptance acceptance() {
        return acceptance(store);
    }

    private Acceptance acceptance(ObjectStore of) {
        return Acceptances.of(
                of,
                Voices.catalog(store),
                (_, _) -> {},
                sinks,
                endings(),
                watched::add,
                InstantSource.fixed(Instant.EPOCH));
    }

    private static Submission submission(String text) {
        return RequestCodec.read(
                ("{\"model_id\":\"joe\",\"text\":\"" + text + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void storesPlanAndIndexThenTheRequestThenProducesTheJob() {
        Acceptance.Admitted admitted = acceptance().admit(ID, submission("One. Two."));

        assertThat(admitted).isInstanceOf(Acceptance.Admitted.New.class);
        assertThat(store.writes().subList(1, 3))
                .contains("open/r1")
                .anyMatch(key -> key.startsWith("requests/r1/plan-"));
        assertThat(store.writes().get(3)).isEqualTo("requests/r1/request.json");
        assertThat(sinks.events).singleElement().isInstanceOf(RequestEvent.Accepted.class);
        assertThat(sinks.jobs)
                .singleElement()
                .satisfies(job -> {
                    assertThat(job.id()).isEqualTo(JobId.single(ID));
                    assertThat(job.segments()).hasSize(2);
                    assertThat(job.settings().voiceVersion()).isEqualTo(Voices.JOE.version());
                });
        assertThat(new RequestStore(store).find(ID)).contains(admitted.request());
    }

    /** Each of them is a round to the store, and a sync of its disk. */
    @Test
    void writesAtOnceWhatTheRequestWaitsFor() {
        Submission timed =
                RequestCodec.read(
                        ("{\"model_id\":\"joe\",\"text\":\"One.\","
                                        + "\"not_before\":\"2100-01-01T00:00:00Z\","
                                        + "\"deadline\":\"2100-01-02T00:00:00Z\"}")
                                .getBytes(StandardCharsets.UTF_8));
        List<String> beginnings =
                List.of("open/", "timed/4102444800000", "timed/4102531200000", "requests/r1/plan-");

        acceptance(new MeetingWrites(store, beginnings)).admit(ID, timed);

        assertThat(store.writes().subList(1, 5)).doesNotContain("requests/r1/request.json");
        assertThat(store.writes().get(5)).isEqualTo("requests/r1/request.json");
    }

    @Test
    void storesNoRequestWhoseIndexOrPlanIsMissing() {
        for (String missing : List.of("open/", "requests/r1/plan-")) {
            ObjectStore full =
                    new ForwardingObjectStore(store) {
                        @Override
                        public Created create(ObjectKey key, byte[] body, String contentType) {
                            if (key.value().startsWith(missing)) {
                                throw new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, "full");
                            }
                            return super.create(key, body, contentType);
                        }
                    };

            assertThatThrownBy(() -> acceptance(full).admit(ID, submission("One.")))
                    .hasMessage("full");
            assertThat(store.writes()).doesNotContain("requests/r1/request.json");
        }
        assertThat(sinks.jobs).isEmpty();
    }

    @Test
    void plansNothingForACallerThatHasGone() {
        Acceptance acceptance = acceptance();
        Submission submission = submission("... ".repeat(5000) + "One.");
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> acceptance.admit(ID, submission))
                    .isInstanceOfSatisfying(
                            VoxfarmException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(new RequestStore(store).find(ID)).isEmpty();
        assertThat(sinks.jobs).isEmpty();
    }

    @Test
    void answersTheSameAgainWithoutProducing() {
        acceptance().admit(ID, submission("One."));

        assertThat(acceptance().admit(ID, submission("One.")))
                .isInstanceOf(Acceptance.Admitted.Known.class);
        assertThat(sinks.jobs).hasSize(1);
    }

    @Test
    void refusesAnotherBodyUnderTheSameId() {
        acceptance().admit(ID, submission("One."));

        assertThatThrownBy(() -> acceptance().admit(ID, submission("Two.")))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ID_CONFLICT));
        assertThat(sinks.jobs).hasSize(1);
    }

    @Test
    void answersFromTheStoreEvenWhenTheVoiceIsGone() {
        Acceptance acceptance = acceptance();
        acceptance.admit(ID, submission("One."));
        Acceptance withoutVoices =
                Acceptances.of(
                        store,
                        new voxfarm.common.bucket.VoiceCatalog(store),
                        (_, _) -> {},
                        sinks,
                        endings(),
                        _ -> {},
                        InstantSource.system());

        assertThat(withoutVoices.admit(ID, submission("One.")))
                .isInstanceOf(Acceptance.Admitted.Known.class);
    }

    @Test
    void storesNothingForWhatItRefuses() {
        int before = store.writes().size();
        Submission unknown =
                RequestCodec.read(
                        "{\"model_id\":\"eve\",\"text\":\"x\"}".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> acceptance().admit(ID, unknown))
                .hasMessage("model_id: expected a voice of this farm (joe), was eve");
        assertThatThrownBy(() -> acceptance().admit(ID, submission("...")))
                .isInstanceOf(VoxfarmException.class);
        Acceptance plain =
                Acceptances.of(
                        store,
                        Voices.catalog(store),
                        (_, rate) -> {
                            throw VoxfarmException.of(ErrorCode.UNSUPPORTED, "not at %d Hz", rate);
                        },
                        sinks,
                        endings(),
                        watched::add,
                        InstantSource.fixed(Instant.EPOCH));
        assertThatThrownBy(() -> plain.admit(ID, submission("One."))).hasMessage("not at 22050 Hz");
        Acceptance lacking =
                Acceptances.of(
                        store,
                        Voices.catalog(store),
                        (_, _) -> {},
                        voice -> {
                            throw VoxfarmException.of(
                                    ErrorCode.UNSUPPORTED, "nobody speaks %s", voice.voice());
                        },
                        sinks,
                        endings(),
                        watched::add,
                        InstantSource.fixed(Instant.EPOCH));
        assertThatThrownBy(() -> lacking.admit(ID, submission("One.")))
                .hasMessage("nobody speaks joe");
        assertThat(store.writes()).hasSize(before);
        assertThat(sinks.events).isEmpty();
    }

    @Test
    void tellsTheCallerWhenTheBrokerIsDown() {
        sinks.down = true;

        assertThatThrownBy(() -> acceptance().admit(ID, submission("One.")))
                .isInstanceOfSatisfying(
                        VoxfarmException.class, e -> assertThat(e.code().retryable()).isTrue());
    }

    @Test
    void letsOneOfManyDispatchersProduce() throws Exception {
        List<Callable<Acceptance.Admitted>> racers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            racers.add(() -> acceptance().admit(ID, submission("One.")));
        }
        int fresh = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Acceptance.Admitted> answer : threads.invokeAll(racers)) {
                fresh += answer.get() instanceof Acceptance.Admitted.New ? 1 : 0;
            }
        }

        assertThat(fresh).isEqualTo(1);
        assertThat(sinks.jobs).hasSize(1);
    }

    private Submission submission(ObjectNode body) {
        return RequestCodec.read(body.put("model_id", "joe"));
    }

    @Test
    void makesJobsOfBoundedAudioOfALongText() throws IOException {
        String text = "This is one of very many sentences. ".repeat(2_000);
        store.create(
                new ObjectKey("inbox/book.txt"),
                text.getBytes(StandardCharsets.UTF_8),
                "text/plain");
        AcceptedRequest request =
                acceptance()
                        .admit(
                                ID,
                                submission(
                                        Json.object()
                                                .put("text_uri", "s3://memory/inbox/book.txt")))
                        .request();

        assertThat(request.text()).isEmpty();
        assertThat(request.textKey().orElseThrow().value()).startsWith("requests/r1/text-");
        assertThat(store.read(request.textKey().orElseThrow(), 1 << 20))
                .hasValue(text.getBytes(StandardCharsets.UTF_8));
        assertThat(request.segments()).isEqualTo(2_000);
        assertThat(request.parts()).isGreaterThan(50);
        assertThat(request.lane()).isEqualTo(Lane.BULK);
        assertThat(sinks.jobs).as("queued at once").hasSize(8);
        Iterator<PlanPart> stored = plan(request);
        int index = 0;
        for (int part = 0; part < request.parts(); part++) {
            PlanPart next = stored.next();
            assertThat(next.segments().size()).isLessThanOrEqualTo(30);
            for (Segment segment : next.segments()) {
                assertThat(segment.index()).isEqualTo(index++);
            }
            if (part < 8) {
                SynthesisJob job = sinks.jobs.get(part);
                assertThat(job.id()).isEqualTo(JobId.part(ID, part));
                assertThat(job.segments()).isEqualTo(next.segments());
                assertThat(job.chain())
                        .hasValue(new PartChain(8, request.planKey(), next.offset()));
            }
        }
        assertThat(index).isEqualTo(2_000);
        List<SynthesisJob> again = new ArrayList<>();
        JobMaker.jobs(request, plan(request), 0, Set.of()).forEachRemaining(again::add);
        assertThat(again).as("jobs made from what is stored").isEqualTo(sinks.jobs);
    }

    private PlanParts plan(AcceptedRequest request) {
        return PlanParts.read(
                new ByteArrayInputStream(store.read(request.planKey(), 1 << 24).orElseThrow()));
    }

    /** Estimated at 0.07 s a letter. */
    private static ObjectNode sentences(int seconds) {
        return Json.object().put("text", "It is a sentence of two seconds. ".repeat(seconds / 2));
    }

    @Test
    void sendsWhatIsLongToTheBulkLaneUnlessItIsNamed() {
        assertThat(laneOf(submission(sentences(40)))).isEqualTo(Lane.INTERACTIVE);
        assertThat(laneOf(submission(sentences(300)))).isEqualTo(Lane.BULK);
        assertThat(laneOf(submission(sentences(300).put("lane", "interactive"))))
                .isEqualTo(Lane.INTERACTIVE);
        assertThat(laneOf(submission(sentences(40).put("lane", "bulk")))).isEqualTo(Lane.BULK);
        assertThat(laneOf(submission(sentences(300)).whileCallerWaits()))
                .isEqualTo(Lane.INTERACTIVE);
        assertThat(laneOf(submission(sentences(1500)).whileCallerWaits())).isEqualTo(Lane.BULK);
    }

    private int accepted;

    private Lane laneOf(Submission submission) {
        AcceptedRequest request =
                acceptance().admit(new RequestId("lane-" + accepted++), submission).request();
        assertThat(sinks.jobs.getLast().lane()).isEqualTo(request.lane());
        return request.lane();
    }

    @Test
    void refusesTheInteractiveLaneToABookAndStoresNothing() {
        int before = store.writes().size();

        assertThatThrownBy(() ->
                        acceptance()
                                .admit(ID, submission(sentences(1500).put("lane", "interactive"))))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("lane: interactive takes up to 600 s");
        assertThat(store.writes()).hasSize(before);
        assertThat(sinks.jobs).isEmpty();
    }

    @Test
    void queuesFewPartsOfALongInteractiveRequest() {
        AcceptedRequest request =
                acceptance()
                        .admit(ID, submission(sentences(400).put("lane", "interactive")))
                        .request();

        assertThat(request.parts()).isGreaterThan(5);
        assertThat(sinks.jobs)
                .extracting(SynthesisJob::id)
                .containsExactly(JobId.part(ID, 0), JobId.part(ID, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://elsewhere/x",
                "s3://other/inbox/book.txt",
                "s3://memory/inbox/none",
                "s3://memory/requests/other/request.json",
                "s3://memory/requests/other/text-0123",
                "s3://memory/results/other/result.json",
                "s3://memory/inbox/../requests/other/request.json",
                "s3://memory/inbox//x",
                "s3://memory/inboxes/x",
                "s3://memory/inbox/",
                "s3://memory/../x",
                "file:///etc/passwd",
                "s3://memory/inbox/latin1"
            })
    void refusesTextsThatAreNotInTheBucket(String uri) {
        store.create(new ObjectKey("inbox/latin1"), new byte[] {'a', (byte) 0xe9, 'b'}, "x");
        for (String secret :
                new String[] {
                    "requests/other/request.json",
                    "requests/other/text-0123",
                    "results/other/result.json",
                    "inboxes/x"
                }) {
            store.create(new ObjectKey(secret), new byte[] {'a'}, "x");
        }
        int before = store.writes().size();

        assertThatThrownBy(() ->
                        acceptance().admit(ID, submission(Json.object().put("text_uri", uri))))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
        assertThat(store.writes()).hasSize(before);
    }

    @Test
    void makesNoJobBeforeItsTime() {
        AcceptedRequest request =
                acceptance()
                        .admit(
                                ID,
                                submission(
                                        Json.object()
                                                .put("text", "Later.")
                                                .put("not_before", "1970-01-01T00:00:10Z")
                                                .put("deadline", "1970-01-01T00:01:00Z")))
                        .request();

        assertThat(sinks.jobs).isEmpty();
        assertThat(watched).containsExactly(request);
        assertThatThrownBy(() ->
                        acceptance()
                                .admit(
                                        new RequestId("r2"),
                                        submission(
                                                Json.object()
                                                        .put("text", "Too late.")
                                                        .put("deadline", "1970-01-01T00:00:00Z"))))
                .hasMessageContaining("deadline: expected a time to come");
    }

    /** Its request was deleted and the result was not, as when a bucket drops what is old. */
    @Test
    void refusesAnIdWhoseOldResultIsStillThere() {
        acceptance().admit(ID, submission("One."));
        endings().cancel(new RequestStore(store).find(ID).orElseThrow());
        store.delete(BucketLayout.request(ID));
        int before = store.writes().size();
        sinks.jobs.clear();

        assertThatThrownBy(() -> acceptance().admit(ID, submission("Two.")))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ID_CONFLICT))
                .hasMessageContaining("delete what lies below results/r1/ first");
        assertThat(store.writes()).hasSize(before);
        assertThat(sinks.jobs).isEmpty();

        store.delete(BucketLayout.result(ID));
        assertThat(acceptance().admit(ID, submission("Two.")))
                .isInstanceOf(Acceptance.Admitted.New.class);
    }

    /** Its tombstone stays: nothing that a caller could delete frees the id. */
    @Test
    void saysThatTheRequestOfAnIdWasDeleted() {
        AcceptedRequest request = acceptance().admit(ID, submission("One.")).request();
        endings().cancel(request);
        new ResultStore(store).bury(new Tombstone(ID, request.acceptedBy(), Instant.EPOCH));
        store.delete(BucketLayout.request(ID));

        assertThatThrownBy(() -> acceptance().admit(ID, submission("One.")))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ID_CONFLICT))
                .hasMessage("request r1 was deleted; choose a new id");
    }

    @Test
    void answersTheSameAgainWhenItHasEnded() {
        acceptance().admit(ID, submission("One."));
        endings().cancel(new RequestStore(store).find(ID).orElseThrow());

        assertThat(acceptance().admit(ID, submission("One.")))
                .isInstanceOf(Acceptance.Admitted.Known.class);
    }

    @Test
    void namesTheAcceptanceInJobsAndResults() {
        AcceptedRequest request = acceptance().admit(ID, submission("One.")).request();

        assertThat(sinks.jobs)
                .singleElement()
                .matches(job -> job.acceptedBy().equals(request.acceptedBy()));
        assertThat(endings().cancel(request).acceptedBy()).isEqualTo(request.acceptedBy());
    }

    /** The caller is told that it was not taken, and comes back under another id. */
    @Test
    void withdrawsAGeneratedIdThatCannotBeQueued() {
        sinks.down = true;

        assertThatThrownBy(() -> acceptance().admitGenerated(ID, submission("One.")))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BROKER_UNAVAILABLE));
        assertThat(new ResultStore(store).find(ID).orElseThrow().status()).isEqualTo("cancelled");
        assertThat(store.head(BucketLayout.open(ID))).as("its end is not told yet").isPresent();
    }

    @Test
    void keepsACallersOwnIdThatCannotBeQueued() {
        sinks.down = true;

        assertThatThrownBy(() -> acceptance().admit(ID, submission("One.")))
                .isInstanceOf(VoxfarmException.class);
        assertThat(new ResultStore(store).find(ID)).isEmpty();
        sinks.down = false;
        assertThat(acceptance().admit(ID, submission("One.")))
                .isInstanceOf(Acceptance.Admitted.Known.class);
    }

    /** Another dispatcher may take the entry for a rest while this one sleeps. */
    @Test
    void writesTheIndexAgainWhenStoringTookLong() {
        Instant[] now = {Instant.EPOCH};
        Acceptance slow =
                Acceptances.of(
                        store,
                        Voices.catalog(store),
                        (_, _) -> {},
                        sinks,
                        endings(),
                        _ -> {},
                        () -> {
                            if (store.head(BucketLayout.request(ID)).isPresent()) {
                                store.delete(BucketLayout.open(ID)); // as a sweep does
                                return now[0].plusSeconds(11);
                            }
                            return now[0];
                        });
        slow.admit(ID, submission("One."));

        assertThat(store.writes().stream().filter("open/r1"::equals)).hasSize(2);
        assertThat(store.head(BucketLayout.open(ID))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 120, 125, 126, 127, 128})
    void replaysIdsOfAnyLengthAndEnding(int length) {
        for (String end : List.of("x", ".", "-")) {
            String value = ("r".repeat(length) + end).substring(length == 1 ? 0 : 1);
            RequestId id = new RequestId(value.substring(0, Math.min(128, value.length())));
            AcceptedRequest original = acceptance().admit(id, submission("One.")).request();
            AcceptedRequest first = acceptance().replay(original);
            AcceptedRequest second = acceptance().replay(original);

            assertThat(first.id().value()).endsWith(".r1");
            assertThat(second.id().value()).endsWith(".r2");
            assertThat(first.labels()).containsEntry("replay_of", id.value());
            assertThat(store.head(BucketLayout.open(first.id()))).isPresent();
        }
    }

    @Test
    void tellsLongIdsApartWhenItReplaysThem() {
        String long1 = "a".repeat(127) + "1";
        String long2 = "a".repeat(127) + "2";
        String first = replayOf(long1);
        String second = replayOf(long2);
        assertThat(first).hasSizeLessThanOrEqualTo(128).endsWith(".r1").isNotEqualTo(second);
        assertThat(second).endsWith(".r1");
    }

    private String replayOf(String id) {
        AcceptedRequest original =
                acceptance().admit(new RequestId(id), submission("One.")).request();
        return acceptance().replay(original).id().value();
    }

    /** Its times would say for long that the winner waits, and nobody would miss its jobs. */
    @Test
    void whoLosesTheRaceForAnIdLeavesNoTimesBehind() {
        Submission waits =
                RequestCodec.read(
                        ("{\"model_id\":\"joe\",\"text\":\"Two.\","
                                        + "\"not_before\":\"2030-01-31T12:00:00Z\","
                                        + "\"deadline\":\"2030-02-01T12:00:00Z\"}")
                                .getBytes(StandardCharsets.UTF_8));
        Acceptance winner = acceptance();

        assertThatThrownBy(() ->
                        acceptance()
                                .admit(
                                        ID,
                                        waits,
                                        () -> { // in the same moment
                                            var _ = winner.admit(ID, submission("One."));
                                        }))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ID_CONFLICT));
        assertThat(ObjectListing.first(store, BucketLayout.TIMED, 10)).isEmpty();
        assertThat(store.head(BucketLayout.open(ID))).isPresent();
    }

    @Test
    void whoLosesTheRaceWithTheSameBodyLeavesItsTimes() {
        Submission waits =
                RequestCodec.read(
                        ("{\"model_id\":\"joe\",\"text\":\"Two.\","
                                        + "\"not_before\":\"2030-01-31T12:00:00Z\"}")
                                .getBytes(StandardCharsets.UTF_8));
        Acceptance winner = acceptance();

        Acceptance.Admitted admitted =
                acceptance()
                        .admit(
                                ID,
                                waits,
                                () -> {
                                    var _ = winner.admit(ID, waits);
                                });
        assertThat(admitted).isInstanceOf(Acceptance.Admitted.Known.class);
        assertThat(ObjectListing.first(store, BucketLayout.TIMED, 10)).hasSize(1);
    }

    @Test
    void synthesizesWithTheSlidersThatTheConfigurationGivesASpeaker() {
        VoiceDefaults defaults =
                new VoiceDefaults(
                        Map.of(
                                Voices.JOE.voice(),
                                Map.of(
                                        Voices.JOE.speakers().getFirst().name(),
                                        new ScaleChoices(
                                                Optional.empty(),
                                                Optional.of(0.1),
                                                Optional.empty(),
                                                Optional.of(1.5)))),
                        Map.of(),
                        Map.of());
        Acceptance configured =
                Acceptances.of(
                        store,
                        Voices.catalog(store),
                        defaults,
                        (_, _) -> {},
                        _ -> {},
                        sinks,
                        endings(),
                        watched::add,
                        InstantSource.fixed(Instant.EPOCH));

        var _ = configured.admit(ID, submission("One."));
        var _ =
                configured.admit(
                        new RequestId("r2"),
                        RequestCodec.read(
                                "{\"model_id\":\"joe\",\"text\":\"One.\",\"noise_scale\":0.5}"
                                        .getBytes(StandardCharsets.UTF_8)));

        Scales own = Voices.JOE.defaults();
        assertThat(sinks.jobs)
                .extracting(job -> job.settings().scales())
                .containsExactly(
                        new Scales(own.sdpRatio(), 0.1, own.noiseScaleW(), 1.5),
                        new Scales(own.sdpRatio(), 0.5, own.noiseScaleW(), 1.5));
    }

    @Test
    void saysThatTagsAreNotRead() {
        AcceptedRequest request =
                acceptance().admit(ID, submission("<q>Tom &amp; Jerry.</q>")).request();

        assertThat(sinks.jobs.getFirst().segments().getFirst().text()).isEqualTo("Tom & Jerry.");
        assertThat(request.warnings())
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.code()).isEqualTo("markup_not_spoken");
                    assertThat(warning.message()).contains(": q;");
                });
    }

    @Test
    void saysWhatOfSsmlIsNotDone() {
        AcceptedRequest request =
                acceptance().admit(ID, submission("<speak>One <mark/>two.</speak>")).request();

        assertThat(request.warnings())
                .containsExactly(
                        new Warning(
                                "ssml_not_done",
                                "<mark> has no effect; its text is read (line 1, column 12)",
                                Optional.of(new TextSpan(11, 18))));
    }

    @Test
    void storesNothingOfSsmlThatIsNone() {
        assertThatThrownBy(() -> acceptance().admit(ID, submission("<speak>One. <b>Two.")))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("line 1, column 20");

        assertThat(store.writes()).noneMatch(key -> key.startsWith("requests/"));
        assertThat(sinks.jobs).isEmpty();
    }

    /** A small text asks for years of silence, which some store must hold. */
    @Test
    void refusesDaysOfSilence() {
        ObjectNode days =
                Json.object()
                        .put("text", "Go.\n\n".repeat(9_000))
                        .set("split", Json.object().put("paragraph_pause_s", 10));
        assertThatThrownBy(() -> acceptance().admit(ID, submission(days)))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("pauses add up to more than 24 hours");
        assertThat(store.writes()).noneMatch(key -> key.startsWith("requests/"));

        ObjectNode hours =
                Json.object()
                        .put("text", "Go.\n\n".repeat(8_000))
                        .set("split", Json.object().put("paragraph_pause_s", 10));
        assertThat(acceptance().admit(ID, submission(hours)).request().segments()).isEqualTo(8_000);
    }

    @Test
    void saysThatFrontMatterAndEscapesAreNotRead() {
        AcceptedRequest request =
                acceptance()
                        .admit(
                                ID,
                                submission(
                                        "---\\ntitle: A day\\n---\\nIt was \\u001b[1mlate"
                                                + "\\u001b[0m."))
                        .request();

        assertThat(sinks.jobs.getFirst().segments().getFirst().text()).isEqualTo("It was late.");
        assertThat(request.warnings())
                .extracting(warning -> warning.code() + ": " + warning.message())
                .satisfiesExactly(
                        first ->
                                assertThat(first).startsWith("markup_not_spoken: the front matter"),
                        second -> assertThat(second).startsWith("markup_not_spoken: escape seq"));
    }

    /** Every request of an English voice asks for its dictionary and the farm's. */
    @Test
    void listsDictionariesOnceForManyRequests() {
        Acceptance acceptance = acceptance();
        int before = store.lists();
        for (int i = 0; i < 20; i++) {
            var _ = acceptance.admit(new RequestId("r" + i), submission("One."));
        }
        assertThat(store.lists() - before).isEqualTo(2);
    }
}
