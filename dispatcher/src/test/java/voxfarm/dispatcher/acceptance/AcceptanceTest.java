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
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.JobId;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.Submission;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.dispatcher.RecordingSinks;
import voxfarm.dispatcher.Voices;

class AcceptanceTest {
    private static final RequestId ID = new RequestId("r1");

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final RecordingSinks sinks = new RecordingSinks();
    private final List<AcceptedRequest> watched = new ArrayList<>();

    @BeforeEach
    void addVoice() {
        Voices.catalog(store);
    }

    private Acceptance acceptance() {
        return new Acceptance(
                store,
                Voices.catalog(store),
                Map.of(),
                (_, _) -> {},
                sinks,
                sinks,
                watched::add,
                InstantSource.fixed(Instant.EPOCH));
    }

    private static Submission submission(String text) {
        return RequestCodec.read(
                ("{\"model_id\":\"joe\",\"text\":\"" + text + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void storesThePlanThenTheRequestThenProducesTheJob() {
        Acceptance.Admitted admitted = acceptance().admit(ID, submission("One. Two."));

        assertThat(admitted).isInstanceOf(Acceptance.Admitted.New.class);
        assertThat(store.writes().get(1)).startsWith("requests/r1/plan-");
        assertThat(store.writes().get(2)).isEqualTo("requests/r1/request.json");
        assertThat(sinks.events).singleElement().isInstanceOf(RequestEvent.Accepted.class);
        assertThat(sinks.jobs)
                .singleElement()
                .satisfies(job -> {
                    assertThat(job.id()).isEqualTo(JobId.single(ID));
                    assertThat(job.segments()).hasSize(2);
                    assertThat(job.settings().voiceVersion()).isEqualTo(Voices.JOE.version());
                });
        assertThat(acceptance().find(ID)).contains(admitted.request());
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
                new Acceptance(
                        store,
                        new voxfarm.common.voice.VoiceCatalog(store),
                        Map.of(),
                        (_, _) -> {},
                        sinks,
                        sinks,
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
                new Acceptance(
                        store,
                        Voices.catalog(store),
                        Map.of(),
                        (_, rate) -> {
                            throw VoxfarmException.of(ErrorCode.UNSUPPORTED, "not at %d Hz", rate);
                        },
                        sinks,
                        sinks,
                        watched::add,
                        InstantSource.fixed(Instant.EPOCH));
        assertThatThrownBy(() -> plain.admit(ID, submission("One."))).hasMessage("not at 22050 Hz");
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
        assertThat(request.parts()).isEqualTo(sinks.jobs.size()).isGreaterThan(50);
        int index = 0;
        for (SynthesisJob job : sinks.jobs) {
            assertThat(job.id()).isEqualTo(JobId.part(ID, sinks.jobs.indexOf(job)));
            assertThat(job.segments().size()).isLessThanOrEqualTo(30);
            for (Segment segment : job.segments()) {
                assertThat(segment.index()).isEqualTo(index++);
            }
        }
        assertThat(index).isEqualTo(2_000);
        byte[] plan = store.read(request.planKey(), 1 << 24).orElseThrow();
        List<SynthesisJob> again = new ArrayList<>();
        JobMaker.jobs(request, PlanCodec.read(new ByteArrayInputStream(plan)), 0)
                .forEachRemaining(again::add);
        assertThat(again).as("jobs made from what is stored").isEqualTo(sinks.jobs);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://elsewhere/x",
                "s3://other/inbox/book.txt",
                "s3://memory/inbox/none",
                "s3://memory/../x",
                "file:///etc/passwd",
                "s3://memory/inbox/latin1"
            })
    void refusesTextsThatAreNotInTheBucket(String uri) {
        store.create(new ObjectKey("inbox/latin1"), new byte[] {'a', (byte) 0xe9, 'b'}, "x");

        assertThatThrownBy(() ->
                        acceptance().admit(ID, submission(Json.object().put("text_uri", uri))))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
        assertThat(store.writes()).noneMatch(key -> key.startsWith("requests/"));
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
                                                        .put("deadline", "1969-01-01T00:00:00Z"))))
                .hasMessageContaining("deadline: expected a time to come");
    }
}
