package voxfarm.dispatcher.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.Acceptances;
import voxfarm.dispatcher.RecordingSinks;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.ending.Endings;

class TopicDoorTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final RecordingSinks sinks = new RecordingSinks();
    private final VoiceCatalog catalog = Voices.catalog(store);
    private final TopicDoor door = door(catalog);

    private TopicDoor door(VoiceCatalog voices) {
        return new TopicDoor(
                Acceptances.of(
                        store,
                        voices,
                        (_, _) -> {},
                        sinks,
                        new Endings(store, sinks, CLOCK),
                        _ -> {},
                        CLOCK),
                new Endings(store, sinks, CLOCK),
                store,
                sinks,
                CLOCK);
    }

    private void submit(long offset, String json) {
        door.submit("topicid", 2, offset, json.getBytes(StandardCharsets.UTF_8));
    }

    private RequestEvent.Refused refused() {
        assertThat(sinks.events).isNotEmpty();
        return (RequestEvent.Refused) sinks.events.getLast();
    }

    @Test
    void admitsARequest() {
        submit(1, "{\"request_id\":\"mine\",\"model_id\":\"joe\",\"text\":\"Hello.\"}");

        assertThat(sinks.jobs)
                .singleElement()
                .satisfies(job -> assertThat(job.id().request()).isEqualTo(new RequestId("mine")));
    }

    @Test
    void namesARequestByItsPlaceSoThatARepetitionIsTheSame() {
        submit(7, "{\"model_id\":\"joe\",\"text\":\"Hello.\"}");
        submit(7, "{\"model_id\":\"joe\",\"text\":\"Hello.\"}");

        assertThat(sinks.jobs)
                .singleElement()
                .satisfies(job ->
                        assertThat(job.id().request()).isEqualTo(new RequestId("t-topicid-2-7")));
    }

    @Test
    void refusesNothingBecauseItCouldNotListTheVoices() {
        InMemoryObjectStore unreachable = new InMemoryObjectStore();
        unreachable.setDown(true);
        TopicDoor blind = door(new VoiceCatalog(unreachable));
        byte[] request =
                "{\"model_id\":\"joe\",\"text\":\"Hello.\"}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> blind.submit("topicid", 2, 1, request))
                .isInstanceOfSatisfying(
                        VoxfarmException.class, e -> assertThat(e.code().retryable()).isTrue());
        assertThat(sinks.events).isEmpty();
    }

    @Test
    void refusesWithAnEventAndADocument() {
        submit(3, "{\"request_id\":\"mine\",\"model_id\":\"eve\",\"text\":\"Hello.\"}");

        assertThat(refused().request()).isEqualTo(new RequestId("mine"));
        assertThat(refused().error().code()).isEqualTo("unknown_voice");
        assertThat(refused().header().voice()).isPresent();
        assertThat(store.writes())
                .last()
                .asString()
                .isEqualTo("refusals/mine/" + refused().bodySha256() + ".json");
        assertThat(sinks.jobs).isEmpty();
    }

    @Test
    void refusesAnotherBodyUnderAKnownId() {
        submit(1, "{\"request_id\":\"mine\",\"model_id\":\"joe\",\"text\":\"Hello.\"}");
        submit(2, "{\"request_id\":\"mine\",\"model_id\":\"joe\",\"text\":\"Other.\"}");

        assertThat(refused().error().code()).isEqualTo("id_conflict");
        assertThat(sinks.jobs).hasSize(1);
    }

    @Test
    void refusesWhatCannotBeRead() {
        for (String record :
                new String[] {"", "hello", "[]", "{\"schema\":2}", "{\"request_id\":\"../x\"}"}) {
            submit(9, record);
            assertThat(refused().request()).as(record).isEqualTo(new RequestId("t-topicid-2-9"));
        }
    }

    /** Whoever chose no id looks for none: a flood of such records fills no bucket. */
    @Test
    void storesNoRefusalUnderANameThatNobodyChose() {
        for (int i = 0; i < 100; i++) {
            submit(i, "{\"model_id\":\"eve\",\"text\":\"Hello.\"}");
            submit(i, "garbage");
        }

        assertThat(store.writes()).noneMatch(key -> key.startsWith("refusals/"));
        assertThat(sinks.events).hasSize(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"request_id\":\"mine\",\"model_id\":5,\"text\":\"Hello.\"}",
                "{\"request_id\":\"mine\",\"schema\":2,\"new\":[]}",
                "{\"request_id\":\"mine\",\"model_id\":\"joe\",\"text\":\"TOO LONG\"}",
                "{\"request_id\":\"mine\",\"model_id\":\"joe\",\"text\":\"Hi.\",\"seed\":1e999}",
                "{\"request_id\":\"mine\",\"model_id\":\"joe\",\"text\":\"Hi.\",\"seed\":DIGITS}",
                "{\"seed\":DIGITS, \"text\":\"a \\\" b\", \"request_id\" : \"mine\"}",
                "{\"a\":NESTED,\"request_id\":\"mine\"}",
                "{\"request_id\":\"mine\",\"text\":\"cut o",
                "{\"request_id\":\"mine\",\"text\":\"a\",\"text\":\"b\"}",
                "{\"request_id\":\"mine\",\"cancel\":\"yes\"}"
            })
    void refusesUnderTheCallersOwnIdWhateverElseIsWrong(String form) {
        String record =
                form.replace("TOO LONG", "x".repeat(70_000))
                        .replace("DIGITS", "9".repeat(500))
                        .replace("NESTED", "[".repeat(100) + "]".repeat(100));
        submit(3, record);

        assertThat(refused().request()).isEqualTo(new RequestId("mine"));
        assertThat(store.writes()).last().asString().startsWith("refusals/mine/");
        assertThat(sinks.jobs).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"request_id\":\"mine\"},",
                "{\"text\":\"\\\"request_id\\\":\\\"mine\\\"\",",
                "[\"request_id\",\"mine\"",
                "{\"a\":\"request_id\",\"mine\":",
                "{\"request_id\":\"mine\",\"request_id\":\"yours\"",
                "{\"request_id\":\"../x\",\"seed\":",
                "{\"request_id\":\"",
                "{\"request_id\""
            })
    void takesNothingElseForTheCallersId(String record) {
        submit(9, record);

        assertThat(refused().request()).isEqualTo(new RequestId("t-topicid-2-9"));
    }

    @Test
    void knowsARefusedSubmissionByTheHashOfItsCanonicalForm() {
        submit(1, "{\"request_id\":\"a\",\"model_id\":5,\"text\":\"Hello.\"}");
        String one = refused().bodySha256();
        submit(2, "{ \"text\": \"Hello.\", \"model_id\": 5, \"request_id\": \"b\" }");

        assertThat(refused().bodySha256()).isEqualTo(one);
    }

    @Test
    void cancelsAndSaysSo() {
        submit(1, "{\"request_id\":\"mine\",\"model_id\":\"joe\",\"text\":\"Hello.\"}");
        submit(2, "{\"request_id\":\"mine\",\"cancel\":true}");
        submit(3, "{\"request_id\":\"mine\",\"cancel\":true}");

        assertThat(sinks.hints).containsExactly(new RequestId("mine"), new RequestId("mine"));
        assertThat(sinks.events).filteredOn(RequestEvent.Cancelled.class::isInstance).hasSize(2);
        assertThat(store.writes()).last().asString().isEqualTo("results/mine/result.json");
    }

    @Test
    void refusesToCancelWhatIsNotThere() {
        submit(1, "{\"request_id\":\"mine\",\"cancel\":true}");
        assertThat(refused().error().code()).isEqualTo("unknown_request");
        submit(2, "{\"cancel\":true}");
        assertThat(refused().error().code()).isEqualTo("invalid_request");
        submit(3, "{\"request_id\":\"mine\",\"cancel\":\"yes\"}");
        assertThat(refused().error().code()).isEqualTo("invalid_request");
        assertThat(store.writes()).noneMatch(key -> key.startsWith("results/"));
    }

    @Test
    void decidesNothingWhileStoreOrBrokerAreDown() {
        sinks.down = true;
        assertThatThrownBy(() -> submit(1, "{\"model_id\":\"joe\",\"text\":\"Hello.\"}"))
                .isInstanceOf(VoxfarmException.class);
        sinks.down = false;
        store.setDown(true);
        assertThatThrownBy(() -> submit(2, "{\"request_id\":\"mine\",\"schema\":2}"))
                .isInstanceOf(VoxfarmException.class);
    }

    @Test
    void refusesNothingForAVoiceThatIsStillImported() {
        TopicDoor early =
                door(
                        new VoiceCatalog(
                                store,
                                new VoiceCatalog.Observer() {
                                    @Override
                                    public boolean expects(VoiceId voice) {
                                        return voice.value().equals("coming");
                                    }
                                },
                                System::nanoTime));
        byte[] request =
                "{\"model_id\":\"coming\",\"text\":\"Hello.\"}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> early.submit("topicid", 2, 1, request))
                .isInstanceOfSatisfying(
                        VoxfarmException.class, e -> assertThat(e.code().retryable()).isTrue());
        assertThat(sinks.events).isEmpty();
        assertThat(store.writes()).noneMatch(key -> key.startsWith("refusals/"));
    }
}
