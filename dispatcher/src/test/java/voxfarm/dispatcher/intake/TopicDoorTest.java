package voxfarm.dispatcher.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
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
                Acceptances.desk(store, voices, sinks, new Endings(store, sinks, CLOCK), CLOCK),
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

    private static final String TWO = "{\"texts\":[\"One.\",\"Two.\"]}";

    private void put(String key, String content) {
        store.create(
                new ObjectKey(key), content.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    private AcceptedRequest book(String id) {
        AcceptedRequest book = new RequestStore(store).find(new RequestId(id)).orElseThrow();
        assertThat(book.book()).isPresent();
        return book;
    }

    @Test
    void admitsABookWithItsPlanOnce() {
        submit(1, "{\"request_id\":\"tale\",\"book\":" + TWO + "}");
        submit(1, "{\"request_id\":\"tale\",\"book\":" + TWO + "}");
        submit(2, "{\"request_id\":\"tale\",\"schema\":1,\"book\":" + TWO + "}");

        assertThat(book("tale").segments()).isEqualTo(2);
        assertThat(book("tale").bodySha256())
                .as("as by HTTP")
                .isEqualTo(
                        Json.hash(
                                Json.readObject(
                                        TWO.getBytes(StandardCharsets.UTF_8),
                                        "book",
                                        ErrorCode.INTERNAL),
                                Set.of(),
                                Map.of()));
        assertThat(sinks.events).singleElement().isInstanceOf(RequestEvent.Accepted.class);

        submit(3, "{\"request_id\":\"tale\",\"book\":{\"texts\":[\"Other.\"]}}");
        assertThat(refused().request()).isEqualTo(new RequestId("tale"));
        assertThat(refused().error().code()).isEqualTo("id_conflict");
    }

    @Test
    void namesABookByItsPlaceOnTheTopicWhereNobodyDid() {
        submit(7, "{\"book\":" + TWO + "}");
        submit(7, "{\"book\":" + TWO + "}");

        assertThat(book("t-topicid-2-7").segments()).isEqualTo(2);
        assertThat(sinks.events).hasSize(1);
    }

    /** Its owner may do with the object what he likes once it was accepted. */
    @Test
    void admitsABookThatLiesInTheInboxAndIsDoneWithItThen() {
        put("inbox/shelf/The Tale.json", TWO);
        String record =
                "{\"request_id\":\"tale\",\"book_uri\":\"s3://memory/inbox/shelf/The Tale.json\"}";
        submit(1, record);
        assertThat(book("tale").book().orElseThrow().title()).isEqualTo("The Tale");

        store.delete(new ObjectKey("inbox/shelf/The Tale.json"));
        submit(1, record);

        assertThat(sinks.events).hasSize(1);
        submit(2, record.replace("}", ",\"voice\":\"joe\"}"));
        assertThat(refused().error().code()).as("of another document").isEqualTo("id_conflict");
    }

    @Test
    void takesAnObjectOfThatHashAlone() {
        put("inbox/a.json", TWO);
        String record =
                "{\"request_id\":\"a\",\"book_uri\":\"s3://memory/inbox/a.json\",\"sha256\":\"%s\"}";
        submit(1, record.formatted("0".repeat(64)));
        assertThat(refused().error().message()).startsWith("sha256: ");

        submit(2, record.formatted(Sha256.hex(TWO.getBytes(StandardCharsets.UTF_8))));
        assertThat(book("a").segments()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:9000/voxfarm/inbox/a.json",
                "file:///etc/passwd",
                "s3://other/inbox/a.json",
                "s3://memory/requests/other/request.json",
                "s3://memory/results/other/result.json",
                "s3://memory/inbox/../requests/other/request.json",
                "s3://memory/inbox/./a.json",
                "s3://memory/inbox//a.json",
                "s3://memory/inboxes/a.json",
                "s3://memory/inbox/",
                "s3://memory/inbox/none.json",
                "s3://memory/inbox/plan.yml",
                "inbox/a.json",
                ""
            })
    void takesNoBookFromAnywhereElse(String uri) {
        for (String key :
                new String[] {
                    "requests/other/request.json",
                    "results/other/result.json",
                    "inboxes/a.json",
                    "inbox/plan.yml"
                }) {
            put(key, TWO);
        }
        submit(3, "{\"request_id\":\"mine\",\"book_uri\":\"" + uri + "\"}");

        assertThat(refused().request()).isEqualTo(new RequestId("mine"));
        assertThat(refused().error().code()).isIn("invalid_request", "unsupported");
        assertThat(store.writes()).last().asString().startsWith("refusals/mine/");
        assertThat(new RequestStore(store).find(new RequestId("mine"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"request_id\":\"mine\",\"schema\":2,\"book\":PLAN}",
                "{\"request_id\":\"mine\",\"book\":{}}",
                "{\"request_id\":\"mine\",\"book\":PLAN,\"voice\":\"joe\"}",
                "{\"request_id\":\"mine\",\"book\":PLAN,\"book_uri\":\"s3://memory/inbox/a.json\"}",
                "{\"request_id\":\"mine\",\"book\":{\"book_id\":\"yours\",\"texts\":[\"One.\"]}}",
                "{\"request_id\":\"mine\",\"book\":{\"texts\":[]}}",
                "{\"request_id\":\"mine\",\"book\":{\"texts\":[\"...\"]}}",
                "{\"request_id\":\"mine\",\"book\":{\"texts\":[\"a\"],\"a\":NESTED}}",
                "{\"request_id\":\"mine\",\"book\":{\"texts\":[MANY]}}",
                "{\"request_id\":\"mine\",\"book_uri\":5}",
                "{\"request_id\":\"mine\",\"book_uri\":\"s3://memory/inbox/bad.json\"}",
                "{\"request_id\":\"mine\",\"book_uri\":\"s3://memory/inbox/a.json\",\"outputs\":{}}",
                "{\"request_id\":\"mine\",\"book_uri\":\"s3://memory/inbox/a.json\",\"voice\":5}",
                "{\"request_id\":\"mine\",\"book_uri\":\"s3://memory/inbox/a.json\",\"sha256\":\"x\"}",
                "{\"request_id\":\"mine\",\"book_uri\":\"s3://memory/inbox/a.json\",\"voice\":\"eve\"}"
            })
    void refusesHostileBooksUnderTheCallersOwnId(String form) {
        put("inbox/a.json", TWO);
        put("inbox/bad.json", "{\"texts\":[\"cut o");
        submit(
                3,
                form.replace("PLAN", TWO)
                        .replace("NESTED", "[".repeat(100) + "]".repeat(100))
                        .replace("MANY", "\"a\",".repeat(120_000) + "\"a\""));

        assertThat(refused().request()).isEqualTo(new RequestId("mine"));
        assertThat(store.writes()).last().asString().startsWith("refusals/mine/");
        assertThat(sinks.events).hasSize(1);
        assertThat(new RequestStore(store).find(new RequestId("mine"))).isEmpty();
    }

    @Test
    void cancelsABookWithItsChapters() {
        submit(1, "{\"request_id\":\"tale\",\"book\":" + TWO + "}");
        submit(2, "{\"request_id\":\"tale\",\"cancel\":true}");

        assertThat(sinks.events).last().isInstanceOf(RequestEvent.Cancelled.class);
    }

    @Test
    void decidesNothingOfABookWhileTheStoreIsDown() {
        store.setDown(true);
        for (String record :
                new String[] {
                    "{\"request_id\":\"tale\",\"book\":" + TWO + "}",
                    "{\"request_id\":\"tale\",\"book_uri\":\"s3://memory/inbox/a.json\"}"
                }) {
            assertThatThrownBy(() -> submit(1, record))
                    .isInstanceOfSatisfying(
                            VoxfarmException.class, e -> assertThat(e.code().retryable()).isTrue());
        }
        assertThat(sinks.events).isEmpty();
    }

    /** What earlier builds took stays what it was, whatever else stands beside it. */
    @Test
    void takesNoRequestForABook() {
        submit(
                1,
                "{\"request_id\":\"mine\",\"model_id\":\"joe\",\"text\":\"Hello.\",\"book\":{\"of\":\"mine\"}}");

        assertThat(sinks.jobs).hasSize(1);
    }
}
