package voxfarm.dispatcher.api.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;
import voxfarm.common.voice.VoiceImport;
import voxfarm.dispatcher.acceptance.QueueLimits;
import voxfarm.dispatcher.api.DoorFarm;
import voxfarm.dispatcher.api.HttpConfig;
import voxfarm.http.CallerLimits;

class OpenAiApiTest {
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
                            List.of(),
                            List.of(),
                            List.of(),
                            Map.of("alloy", "joe:bob")),
                    List.of(),
                    VoiceImport.NONE,
                    (text, _) -> text);

    @AfterEach
    void stop() {
        farm.close();
    }

    private DoorFarm.Answer speech(String body) {
        return farm.post("/v1/audio/speech", "application/json", body);
    }

    private static short sample(byte[] pcm, int index) {
        return (short) ((pcm[2 * index] & 0xff) | (pcm[2 * index + 1] << 8));
    }

    @ParameterizedTest
    @CsvSource({
        "mp3,audio/mpeg",
        "opus,audio/ogg",
        "aac,audio/aac",
        "flac,audio/flac",
        "wav,audio/wav",
        "pcm,audio/pcm"
    })
    void speaksEveryFormat(String format, String type) {
        DoorFarm.Answer answer =
                speech(
                        "{\"model\":\"tts-1\",\"voice\":\"joe\",\"input\":\"One."
                                + " Two.\",\"response_format\":\""
                                + format
                                + "\",\"instructions\":\"be glad\",\"unknown\":[1]}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo(type);
        assertThat(answer.bytes().length).isGreaterThan(500);
        assertThat(answer.response().headers().firstValue("X-Voxfarm-Request")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'input':'x','model':'tts-1'}|400|voice",
                "{'input':'x','voice':'eve'}|404|voice",
                "{'voice':'joe'}|400|input",
                "{'input':'x','voice':'joe','response_format':'ogg'}|400|response_format",
                "{'input':'x','voice':'joe','speed':9}|400|speed",
                "{'input':'...','voice':'joe'}|422|input",
                "{'input':'x','voice':'joe','pauses':{}}|400|pauses",
                "{'input':'x','voice':'joe','pauses':[]}|400|pauses",
                "{'input':'x','voice':'joe','pauses':7}|400|pauses",
                "{'input':'x','voice':'joe','pauses':'paragraph=1f'}|400|pauses",
                "{'input':'x','voice':'joe','stream':'yes'}|400|stream",
                "{'input':'x','voice':'joe','model':{}}|400|model",
                "{'input':'x','voice':{'id':{}}}|400|voice",
                "[1]|400|",
            })
    void namesTheMemberAtFault(String body, int status, String param) throws IOException {
        DoorFarm.Answer answer = speech(body.replace('\'', '"'));

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        JsonNode named = Json.mapper().readTree(answer.bytes()).path("error").path("param");
        assertThat(named.isNull() ? null : named.asText()).as(answer.text()).isEqualTo(param);
    }

    /** The answer is sound: who wonders asks for the request. */
    @Test
    void namesMembersThatHaveNoEffectInTheWarningsOfTheRequest() {
        DoorFarm.Answer answer =
                speech(
                        "{\"voice\":{\"id\":\"joe\",\"nmae\":1},\"input\":\"One.\",\"spede\":2,"
                                + "\"instructions\":\"be glad\",\"extra\":{}}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        String id = answer.response().headers().firstValue("X-Voxfarm-Request").orElseThrow();
        JsonNode warnings = json(farm.get("/v1/requests/" + id)).path("warnings");
        assertThat(warnings)
                .allSatisfy(
                        one -> assertThat(one.path("code").asText()).isEqualTo("unknown_member"))
                .extracting(one -> one.path("message").asText())
                .containsExactly(
                        "\"spede\": not known, and has no effect; did you mean speed?",
                        "\"instructions\": not known, and has no effect",
                        "\"extra\": not known, and has no effect",
                        "voice.\"nmae\": not known, and has no effect");
    }

    private static JsonNode json(DoorFarm.Answer answer) {
        return Json.readObject(answer.bytes(), "answer", ErrorCode.INTERNAL);
    }

    @Test
    void givesMp3WhereNothingIsSaid() {
        assertThat(speech("{\"model\":\"m\",\"voice\":\"joe\",\"input\":\"One.\"}").type())
                .isEqualTo("audio/mpeg");
    }

    @Test
    void keepsTheOrderAndThePauses() {
        byte[] pcm =
                speech("{\"voice\":\"joe\",\"input\":\"One. Two.\",\"response_format\":\"pcm\"}")
                        .bytes();

        int rate = 24_000;
        assertThat(pcm.length / 2).isEqualTo((int) Math.round(0.5 * rate));
        assertThat(sample(pcm, rate / 20)).isBetween((short) 3200, (short) 3350);
        assertThat(sample(pcm, rate / 4)).isBetween((short) -5, (short) 5);
        assertThat(sample(pcm, rate * 9 / 20)).isBetween((short) 6450, (short) 6650);
    }

    @Test
    void sendsEvents() throws IOException {
        DoorFarm.Answer answer =
                speech(
                        "{\"voice\":{\"id\":\"joe\"},\"input\":\"One."
                                + " Two.\",\"response_format\":\"pcm\",\"stream_format\":\"sse\"}");

        assertThat(answer.type()).isEqualTo("text/event-stream");
        ByteArrayOutputStream audio = new ByteArrayOutputStream();
        String last = "";
        for (String line : answer.text().strip().split("\n\n", -1)) {
            JsonNode event = Json.mapper().readTree(line.substring("data: ".length()));
            last = event.path("type").asText();
            if (last.equals("speech.audio.delta")) {
                audio.write(Base64.getDecoder().decode(event.path("audio").asText()));
            }
        }
        assertThat(last).isEqualTo("speech.audio.done");
        assertThat(audio.size()).isEqualTo(24_000);
    }

    @ParameterizedTest
    @CsvSource({"pcm,audio", "wav,audio", "mp3,audio", "pcm,sse"})
    void breaksOffWhatCannotBeFinished(String format, String streaming) {
        assertThatThrownBy(() ->
                        speech(
                                "{\"voice\":\"joe\",\"input\":\"half of it. The"
                                        + " rest.\",\"response_format\":\""
                                        + format
                                        + "\",\"stream_format\":\""
                                        + streaming
                                        + "\"}"))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void namesVoicesInAllTheirWays() {
        for (String body :
                List.of(
                        "{\"voice\":\"joe:bob\",\"input\":\"x\"}",
                        "{\"model\":\"joe\",\"voice\":\"bob\",\"input\":\"x\"}",
                        "{\"model\":\"tts-1\",\"voice\":\"alloy\",\"input\":\"x\"}")) {
            assertThat(speech(body).status()).as(body).isEqualTo(200);
            assertThat(Objects.requireNonNull(farm.lastJob).settings().speaker()).isEqualTo("bob");
        }
        assertThat(farm.get("/v1/audio/voices").text())
                .as("objects, as chat pages read them, with the aliases")
                .isEqualTo(
                        "{\"voices\":[{\"id\":\"joe\",\"name\":\"joe\"},"
                                + "{\"id\":\"joe:ann\",\"name\":\"joe:ann\"},"
                                + "{\"id\":\"joe:bob\",\"name\":\"joe:bob\"},"
                                + "{\"id\":\"alloy\",\"name\":\"alloy\"}]}");
        assertThat(farm.get("/v1/models").text()).contains("\"id\":\"joe\"", "\"object\":\"list\"");
        assertThat(farm.get("/v1/models/joe").status()).isEqualTo(200);
        assertThat(farm.get("/v1/models/eve").status()).isEqualTo(404);
        assertThat(farm.get("/v1/models/tts-1").text()).contains("\"id\":\"tts-1\"");
    }

    @Test
    void pausesByKindAndReadsNoMarks() {
        var _ = speech("{\"voice\":\"joe\",\"input\":\"# One\\n\\nTwo. **Three**.\"}");

        assertThat(Objects.requireNonNull(farm.lastJob).segments())
                .extracting(segment -> segment.text() + segment.pauseAfterSeconds())
                .containsExactly("One0.9", "Two.0.3", "Three.0.0");
        var _ =
                speech(
                        "{\"voice\":\"joe\",\"input\":\"# One\\n\\nTwo.\","
                                + "\"pauses\":\"heading=2\"}");
        assertThat(Objects.requireNonNull(farm.lastJob).segments().getFirst().pauseAfterSeconds())
                .isEqualTo(2);
    }

    @Test
    void speaksFaster() {
        var _ = speech("{\"voice\":\"joe\",\"input\":\"x\",\"speed\":2}");

        assertThat(Objects.requireNonNull(farm.lastJob).settings().scales().lengthScale())
                .isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"voice\":\"eve\",\"input\":\"x\"}|404|unknown_voice",
                "{\"voice\":\"joe\"}|400|invalid_request",
                "{\"voice\":\"joe\",\"input\":\"x\",\"speed\":9}|400|invalid_request",
                "{\"voice\":\"joe\",\"input\":\"x\",\"response_format\":\"ogg\"}|400|invalid_request",
                "{\"voice\":\"joe\",\"input\":\"x\",\"stream_format\":\"ws\"}|400|invalid_request",
                "{\"voice\":\"joe\",\"input\":\"...\"}|422|nothing_to_speak",
                "{\"voice\":\"joe\",\"input\":\"silent\"}|422|nothing_to_speak",
                "{\"voice\":\"joe\",\"input\":\"silent\",\"response_format\":\"wav\"}|422|nothing_to_speak",
                "not json|400|invalid_request",
                "{\"voice\":\"joe\",\"input\":\"never\"}|504|deadline_exceeded",
            })
    void refusesInTheApisForm(String body, int status, String code) throws IOException {
        DoorFarm.Answer answer = speech(body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        JsonNode error = Json.mapper().readTree(answer.text()).path("error");
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("message").asText()).isNotEmpty();
        assertThat(answer.type()).startsWith("application/json");
    }

    /** By whomever: the router, the check of keys, the bound of bodies. */
    @Test
    void refusesInTheApisFormWhateverIsRefused() throws IOException {
        assertError(farm.get("/v1/models/eve"), 404, "unknown_voice");
        assertError(farm.get("/v1/audio/nothing"), 404, "not_found");
        assertError(farm.get("/v1/audio/speech"), 405, "method_not_allowed");
        assertError(
                speech("{\"voice\":\"joe\",\"input\":\"" + "x".repeat(200_000) + "\"}"),
                413,
                "body_too_large");
        assertError(
                farm.send(
                        "POST",
                        "/v1/audio/speech",
                        "{}",
                        request -> request.header("Origin", "https://evil.example")),
                403,
                "forbidden");
        assertThat(farm.get("/v1/requests/none").type())
                .as("other doors have their own form")
                .startsWith("application/problem+json");
    }

    /** What is missing may be there under another name. */
    @Test
    void namesWhatItDoesNotKnowWhereSomethingIsMissing() throws IOException {
        DoorFarm.Answer answer = speech("{\"voice\":\"joe\",\"text\":\"x\",\"foo\":1}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(Json.mapper().readTree(answer.text()).path("error").path("message").asText())
                .isEqualTo(
                        "input: expected a text, was absent; \"text\": not known, and has no"
                                + " effect; did you mean input?; \"foo\": not known, and has no"
                                + " effect");
    }

    private static void assertError(DoorFarm.Answer answer, int status, String code)
            throws IOException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.type()).startsWith("application/json");
        JsonNode error = Json.mapper().readTree(answer.text()).path("error");
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("message").asText()).isNotEmpty();
    }

    @Test
    void asksForKeysInTheApisForm() throws IOException {
        try (DoorFarm closed =
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
                                        new HttpConfig.ApiKey(
                                                "k", "0".repeat(64), List.of("read"))),
                                List.of(),
                                List.of(),
                                Map.of()),
                        List.of(),
                        VoiceImport.NONE,
                        (text, _) -> text)) {
            assertError(
                    closed.post("/v1/audio/speech", "application/json", "{}"), 401, "unauthorized");
            assertError(closed.get("/v1/models"), 401, "unauthorized");
        }
    }

    /** What a program that reads the file believes. */
    @Test
    void givesAWavFileItsTrueSizes() {
        byte[] wav =
                speech(
                                "{\"voice\":\"joe\",\"input\":\"One. Two."
                                        + " silent\",\"response_format\":\"wav\"}")
                        .bytes();
        ByteBuffer head = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(head.getInt(4)).isEqualTo(wav.length - 8);
        assertThat(head.getInt(40)).isEqualTo(wav.length - 44);
        assertThat(wav.length).isGreaterThan(2 * 2 * 2205);
    }
}
