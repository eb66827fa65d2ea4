package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import voxfarm.common.files.Sha256;
import voxfarm.common.lifecycle.CapturedLog;
import voxfarm.common.voice.VoiceImport;
import voxfarm.dispatcher.acceptance.KeyQuota;
import voxfarm.dispatcher.acceptance.QueueLimits;
import voxfarm.http.CallerLimits;

/** What becomes of a call by the key that it came with: quotas, callbacks, the audit log. */
class KeysAtTheDoorTest {
    private static HttpConfig.ApiKey key(
            String key, String scope, String callback, KeyQuota quota) {
        return new HttpConfig.ApiKey(
                key,
                Sha256.hex(key.getBytes(StandardCharsets.UTF_8)),
                List.of(scope),
                callback,
                quota);
    }

    private final DoorFarm farm =
            new DoorFarm(
                    new HttpConfig(
                            "127.0.0.1",
                            0,
                            100_000,
                            1,
                            2,
                            100,
                            CallerLimits.DEFAULTS,
                            QueueLimits.DEFAULTS,
                            "auto",
                            List.of(
                                    key("small", "submit", "", new KeyQuota(20, 0, 0, 3)),
                                    key("reader", "submit", "", new KeyQuota(0, 0, 10, 0)),
                                    key(
                                            "told",
                                            "submit",
                                            "https://hooks.test/own",
                                            KeyQuota.DEFAULTS),
                                    key("root", "admin", "", KeyQuota.DEFAULTS)),
                            List.of(),
                            List.of(),
                            Map.of()),
                    List.of(),
                    VoiceImport.NONE,
                    (text, _) -> text);

    @AfterEach
    void close() {
        farm.close();
    }

    private DoorFarm.Answer send(String key, String method, String path, String body) {
        return farm.send(
                method,
                path,
                body,
                request ->
                        request.header("X-API-Key", key)
                                .header("Content-Type", "application/json"));
    }

    private static String head(DoorFarm.Answer answer, String name) {
        return answer.response().headers().firstValue(name).orElse("");
    }

    private static String text(String text) {
        return "{\"model_id\":\"joe\",\"text\":\"" + text + "\"}";
    }

    @Test
    void answersWhatIsLeftOfAQuotaAnd429WhereItIsUsedUp() {
        DoorFarm.Answer first = send("small", "PUT", "/v1/requests/q1", text("Twelve signs"));
        assertThat(first.status()).isEqualTo(202);
        assertThat(head(first, "RateLimit-Policy"))
                .isEqualTo("\"characters-per-minute\";q=20;w=60, \"open-requests\";q=3");
        assertThat(head(first, "RateLimit"))
                .matches("\"characters-per-minute\";r=8;t=[0-9]+, \"open-requests\";r=[23]");

        DoorFarm.Answer second = send("small", "PUT", "/v1/requests/q2", text("Twelve signs"));
        assertThat(second.status()).isEqualTo(429);
        assertThat(second.type()).startsWith("application/problem+json");
        assertThat(second.text())
                .contains("\"code\":\"quota_exceeded\"")
                .contains("quota characters-per-minute of key")
                .contains("12 of 20 used, 12 asked for");
        assertThat(Integer.parseInt(head(second, "Retry-After"))).isBetween(1, 60);
        assertThat(head(second, "RateLimit")).startsWith("\"characters-per-minute\";r=8;");

        // the same again costs nothing, and a smaller one still fits
        assertThat(send("small", "PUT", "/v1/requests/q1", text("Twelve signs")).status())
                .isEqualTo(200);
        assertThat(send("small", "PUT", "/v1/requests/q3", text("Eight go")).status())
                .isEqualTo(202);
        assertThat(send("small", "PUT", "/v1/requests/q4", text("One")).status()).isEqualTo(429);
        assertThat(send("told", "PUT", "/v1/requests/q5", text("Another key.")).status())
                .isEqualTo(202);
    }

    @Test
    void holdsAtTheDoorsOfOthersToo() {
        assertThat(
                        send(
                                        "small",
                                        "GET",
                                        "/voice?model_id=0&speaker_id=0&text=" + "x".repeat(21),
                                        "")
                                .status())
                .isEqualTo(413);
        String speech =
                "{\"model\":\"x\",\"voice\":\"joe\",\"response_format\":\"wav\",\"input\":\"";
        assertThat(send("small", "POST", "/v1/audio/speech", speech + "Twelve signs\"}").status())
                .isEqualTo(200);
        DoorFarm.Answer refused =
                send("small", "POST", "/v1/audio/speech", speech + "Twelve signs\"}");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text()).contains("quota characters-per-minute");
    }

    /** Its chapters' requests are the farm's own. */
    @Test
    void aBookTakesOfTheQuotasOfWhoGaveIt() {
        String some = "{\"texts\":[\"It was a dark night.\",\"It was a bright day.\"]}";
        DoorFarm.Answer first = send("reader", "PUT", "/v1/books/b1", some);
        assertThat(first.status()).as(first.text()).isEqualTo(202);
        int left = left(first);
        assertThat(left).isBetween(1, 9);
        assertThat(left(send("reader", "PUT", "/v1/books/b1", some))).as("known").isEqualTo(left);

        String sentence = "It was a dark and stormy night. ".repeat(4);
        DoorFarm.Answer second =
                send("reader", "PUT", "/v1/books/b2", "{\"texts\":[\"" + sentence + "\"]}");
        assertThat(second.status()).as(second.text()).isEqualTo(429);
        assertThat(second.text()).contains("quota audio-seconds-per-day of key");
        DoorFarm.Answer most =
                send(
                        "reader",
                        "PUT",
                        "/v1/books/b3",
                        "{\"texts\":[\"" + sentence.repeat(9) + "\"]}");
        assertThat(most.status()).as("never fits").isEqualTo(413);
        assertThat(left(most)).as("given back").isEqualTo(left);
        assertThat(send("root", "GET", "/v1/books/b2", "").status()).isEqualTo(404);

        String letters = "{\"texts\":[\"Twelve signs\",\"Twelve signs\"]}";
        assertThat(send("small", "PUT", "/v1/books/b4", letters).status()).isEqualTo(413);
    }

    private static int left(DoorFarm.Answer answer) {
        return Integer.parseInt(
                head(answer, "RateLimit").replaceFirst(".*per-day\";r=([0-9]+);.*", "$1"));
    }

    @Test
    void aKeysCallbackIsThatOfItsRequestsUnlessTheyNameOne() {
        String hello = "{\"model_id\":\"joe\",\"text\":\"never\"";
        assertThat(send("told", "PUT", "/v1/requests/c1", hello + "}").text())
                .contains("\"url\" : \"https://hooks.test/own\"", "\"state\" : \"waiting\"");
        // the hash is of what was submitted
        assertThat(send("root", "PUT", "/v1/requests/c1", hello + "}").status()).isEqualTo(200);
        assertThat(
                        send(
                                        "told",
                                        "PUT",
                                        "/v1/requests/c2",
                                        hello + ",\"callback\":\"https://hooks.test/own/2?k=s\"}")
                                .text())
                .contains("\"url\" : \"https://hooks.test/own/2\"")
                .doesNotContain("k=s");
        DoorFarm.Answer refused =
                send(
                        "told",
                        "PUT",
                        "/v1/requests/c3",
                        hello + ",\"callback\":\"http://127.0.0.1/\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("callbacks.targets");
        assertThat(send("root", "GET", "/v1/requests/c1", "").text())
                .contains("https://hooks.test/own");
    }

    @Test
    void aKeysCallbackIsThatOfItsBooks() {
        String texts = "\"texts\":[\"never\",\"mind\"]}";
        assertThat(send("told", "PUT", "/v1/books/b1", "{" + texts).text())
                .contains("\"url\" : \"https://hooks.test/own\"", "\"state\" : \"waiting\"");
        assertThat(send("root", "PUT", "/v1/books/b1", "{" + texts).status()).isEqualTo(200);
        assertThat(
                        send(
                                        "told",
                                        "PUT",
                                        "/v1/books/b2",
                                        "{\"callback\":\"https://hooks.test/own/2\"," + texts)
                                .text())
                .contains("\"url\" : \"https://hooks.test/own/2\"");
        DoorFarm.Answer refused =
                send("told", "PUT", "/v1/books/b3", "{\"callback\":\"http://127.0.0.1/\"," + texts);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("callbacks.targets");
        assertThat(send("root", "GET", "/v1/books/b3", "").status()).isEqualTo(404);
    }

    @Test
    void writesDownWhoDidWhatToTheFarm() {
        send("told", "PUT", "/v1/requests/a1", "{\"model_id\":\"joe\",\"text\":\"never mind\"}");
        try (CapturedLog log = new CapturedLog("voxfarm.audit")) {
            send("told", "DELETE", "/v1/requests/a1", "");
            send("root", "DELETE", "/v1/requests/a1?purge=true", "");
            send("told", "DELETE", "/v1/requests/a1?purge=true", "");
            send("root", "DELETE", "/v1/voices/nobody", "");
            send("root", "POST", "/v1/rebuild", "");
            // neither done nor known: strangers, looks, what is everybody's own
            send("wrong", "POST", "/v1/rebuild", "");
            send("root", "GET", "/v1/rebuild", "");
            send("told", "PUT", "/v1/requests/a2", text("A secret text."));

            assertThat(log.lines())
                    .containsExactly(
                            "{\"action\":\"DELETE"
                                    + " /v1/requests/{id}\",\"id\":\"a1\",\"key\":\"told\","
                                    + "\"from\":\"127.0.0.1\",\"outcome\":\"done\",\"status\":200}",
                            "{\"action\":\"DELETE"
                                + " /v1/requests/{id}\",\"id\":\"a1\",\"purge\":\"true\","
                                + "\"key\":\"root\",\"from\":\"127.0.0.1\",\"outcome\":\"done\","
                                + "\"status\":200}",
                            "{\"action\":\"DELETE"
                                    + " /v1/requests/{id}\",\"id\":\"a1\",\"purge\":\"true\","
                                    + "\"key\":\"told\",\"from\":\"127.0.0.1\","
                                    + "\"outcome\":\"refused\",\"code\":\"forbidden\"}",
                            "{\"action\":\"DELETE"
                                    + " /v1/voices/{id}\",\"id\":\"nobody\",\"key\":\"root\","
                                    + "\"from\":\"127.0.0.1\",\"outcome\":\"refused\","
                                    + "\"code\":\"unknown_voice\"}",
                            "{\"action\":\"POST /v1/rebuild\",\"key\":\"root\","
                                + "\"from\":\"127.0.0.1\",\"outcome\":\"done\",\"status\":200}");
        }
    }
}
