package voxfarm.dispatcher.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.JobId;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Submission;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.dispatcher.RecordingSinks;
import voxfarm.dispatcher.Voices;

class AcceptanceTest {
    private static final RequestId ID = new RequestId("r1");

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final RecordingSinks sinks = new RecordingSinks();

    @BeforeEach
    void addVoice() {
        Voices.catalog(store);
    }

    private Acceptance acceptance() {
        return new Acceptance(
                store,
                Voices.catalog(store),
                Map.of(),
                sinks,
                sinks,
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
                        sinks,
                        sinks,
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
}
