package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.http.RawHttp;
import voxfarm.common.json.Json;
import voxfarm.common.voice.VoiceImport;

/** What the server refuses by itself looks like every other refusal. */
class ServerErrorsTest {
    private static final DoorFarm FARM =
            new DoorFarm(
                    TestHttp.config(100_000, 2), List.of(), VoiceImport.NONE, (text, _) -> text);

    @AfterAll
    static void stop() {
        FARM.close();
    }

    private static void isProblem(RawHttp.Answer answer, int status) throws Exception {
        assertThat(answer.status()).as(answer.whole()).isEqualTo(status);
        assertThat(answer.head()).contains("application/problem+json").doesNotContain("Server:");
        JsonNode problem = Json.mapper().readTree(answer.body().getBytes(StandardCharsets.UTF_8));
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).isNotBlank();
        assertThat(problem.path("type").asText()).startsWith("urn:voxfarm:error:");
        assertThat(answer.body()).doesNotContain("jetty", "javalin", "Exception", "\tat ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "GET /nowhere HTTP/1.1|Host: localhost;404",
                "DELETE /v1/voices HTTP/1.1|Host: localhost;405",
                "BREW /v1/voices HTTP/1.1|Host: localhost;405",
                "TRACE / HTTP/1.1|Host: localhost;405",
                "GET /v1/voices%2Fjoe HTTP/1.1|Host: localhost;400",
                "GET /v1/%2e%2e/voices HTTP/1.1|Host: localhost;400",
                "GET /v1/voices HTTP/1.1|Host: a|Host: b;400",
                "GET /%ff%zz HTTP/1.1|Host: localhost;400",
                "GET / HTTP/9.9|Host: localhost;505",
                "NONSENSE;400",
                "POST /v1/requests HTTP/1.1|Host: localhost|Content-Length: x;400",
                "POST /v1/requests HTTP/1.1|Host: localhost|Content-Length: 1|Content-Length:"
                        + " 2;400",
            })
    void areProblemDetails(String head, int status) throws Exception {
        isProblem(
                RawHttp.send(FARM.port(), head.replace("|", "\n") + "\nConnection: close\n\n"),
                status);
    }

    /** Of the doors of Bert-VITS2's server, whoever refuses. */
    private static void isOfTheSeed(RawHttp.Answer answer, int status) throws Exception {
        assertThat(answer.status()).as(answer.whole()).isEqualTo(status);
        assertThat(answer.head())
                .contains("Content-Type: application/json")
                .doesNotContain("application/problem+json");
        JsonNode document = Json.mapper().readTree(answer.body().getBytes(StandardCharsets.UTF_8));
        assertThat(document.fieldNames()).toIterable().containsExactly("status", "detail");
        assertThat(document.path("status").asInt()).isEqualTo(status);
        assertThat(document.path("detail").asText()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "GET /voice?text=%ff HTTP/1.1|Host: localhost;400",
                "GET /models/info?a=%c3%28 HTTP/1.1|Host: localhost;400",
                "DELETE /voice HTTP/1.1|Host: localhost;405",
                "PUT /status HTTP/1.1|Host: localhost;405",
                "GET /tools/nowhere HTTP/1.1|Host: localhost;404",
                "GET /models/info HTTP/1.1|Host: elsewhere.example;403",
                "POST /voice?model_id=0 HTTP/1.1|Host: localhost|Content-Type: application/json"
                        + "|Content-Encoding: gzip|Content-Length: 0;415",
            })
    void haveTheSeedsFormOnItsPaths(String head, int status) throws Exception {
        isOfTheSeed(
                RawHttp.send(FARM.port(), head.replace("|", "\n") + "\nConnection: close\n\n"),
                status);
    }

    private static void isRefused(String path, RawHttp.Answer answer, int status) throws Exception {
        if (path.startsWith("/voice?") || path.startsWith("/models/")) {
            isOfTheSeed(answer, status);
        } else {
            isProblem(answer, status);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/requests",
                "/v1/phonemes",
                "/voice?model_id=0&speaker_id=0",
            })
    void sayOfABrokenTransferThatTheBodyIsBroken(String path) throws Exception {
        for (String chunks : List.of("5\n{\"a\":\n", "zz\n{}\n", "-1\n{}\n")) {
            RawHttp.Answer answer =
                    RawHttp.sendHalf(
                            FARM.port(),
                            "POST "
                                    + path
                                    + " HTTP/1.1\nHost: localhost\nContent-Type: application/json\n"
                                    + "Transfer-Encoding: chunked\n\n"
                                    + chunks);
            isRefused(path, answer, 400);
            assertThat(answer.body())
                    .as(chunks)
                    .contains("body: broken off before its end, or sent in chunks that are none");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/requests",
                "/v1/phonemes",
                "/v1/voices",
                "/voice?model_id=0&speaker_id=0",
            })
    void refuseWhatIsPackedAsWhatItIs(String path) throws Exception {
        RawHttp.Answer answer =
                RawHttp.send(
                        FARM.port(),
                        "POST "
                                + path
                                + " HTTP/1.1\n"
                                + "Host: localhost\n"
                                + "Content-Type: application/json\n"
                                + "Content-Encoding: gzip\n"
                                + "Content-Length: 3\n\n"
                                + "\u001f\u008b\u0008");

        isRefused(path, answer, 415);
        assertThat(answer.body()).contains("content-encoding");
    }

    /** Without waiting for any of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/requests",
                "/v1/phonemes",
                "/voice?model_id=0&speaker_id=0",
            })
    void refuseAtOnceWhatIsAnnouncedAsTooLarge(String path) throws Exception {
        RawHttp.Answer answer =
                RawHttp.send(
                        FARM.port(),
                        "POST "
                                + path
                                + " HTTP/1.1\nHost: localhost\nContent-Type: application/json\n"
                                + "Content-Length: 99999999999\n\n{");

        isRefused(path, answer, 413);
        assertThat(answer.body()).contains("was 93.1 GiB (99,999,999,999 bytes)");
    }

    @Test
    void areProblemDetailsForAHeadThatIsTooLarge() throws Exception {
        isProblem(
                RawHttp.call(
                        FARM.port(), "GET", "/", "Host: localhost", "X: " + "x".repeat(20_000)),
                431);
        isProblem(
                RawHttp.call(FARM.port(), "GET", "/" + "x".repeat(20_000), "Host: localhost"), 414);
    }

    @Test
    void areProblemDetailsForABodyThatIsTooLarge() throws Exception {
        String body = "x".repeat(150_000);
        isProblem(
                RawHttp.send(
                        FARM.port(),
                        "POST /v1/phonemes HTTP/1.1\nHost: localhost\nConnection: close\n"
                                + "Content-Length: "
                                + body.length()
                                + "\n\n"
                                + body),
                413);
    }

    @Test
    void nameTheMethodsOfAPath() throws Exception {
        RawHttp.Answer answer =
                RawHttp.call(FARM.port(), "POST", "/v1/voices/joe", "Host: localhost");

        isProblem(answer, 405);
        assertThat(answer.head()).contains("Allow: GET, PUT, DELETE, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"})
    void takeNoMethodFromAHeader(String header) throws Exception {
        String before = FARM.get("/models/info").text();
        for (String path : List.of("/v1/voices/joe", "/healthz", "/models/delete?model_id=0")) {
            isRefused(
                    path,
                    RawHttp.call(FARM.port(), "GET", path, "Host: localhost", header + ": DELETE"),
                    400);
        }
        assertThat(FARM.get("/models/info").text()).isEqualTo(before);
        assertThat(FARM.get("/v1/voices/joe").status()).isEqualTo(200);
    }
}
