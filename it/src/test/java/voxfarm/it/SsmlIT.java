package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.json.Json;
import voxfarm.it.support.Http;
import voxfarm.it.support.TestFarm;

/** What SSML asks for is heard: measured on the sound of the bundled voice. */
class SsmlIT {
    private static final int HEADER = 44;
    private static final int RATE_HZ = 22_050;

    @TempDir static Path data;

    private static TestFarm farm;
    private static Http http;
    private static int requests;

    @BeforeAll
    static void start() {
        farm = TestFarm.start(data);
        http = new Http(farm.endpoints().http());
    }

    @AfterAll
    static void stop() {
        http.close();
        farm.close();
    }

    /** A request that was spoken. */
    private record Spoken(String id, short[] samples) {
        double seconds() {
            return (double) samples.length / RATE_HZ;
        }

        double rms() {
            double sum = 0;
            for (short sample : samples) {
                sum += (double) sample * sample;
            }
            return Math.sqrt(sum / samples.length);
        }

        JsonNode result() {
            return Http.json(http.get("/v1/requests/" + id));
        }

        JsonNode timings() {
            return Http.json(http.get("/v1/requests/" + id + "/timings")).path("segments");
        }
    }

    private static ObjectNode request(String text) {
        ObjectNode request =
                Json.object()
                        .put("request_id", "ssml-" + requests++)
                        .put("model_id", "en_US-joe-medium")
                        .put("text", text);
        request.putObject("output").put("timings", true);
        return request;
    }

    private static Spoken say(String text) {
        ObjectNode request = request(text);
        HttpResponse<byte[]> answer = http.post("/v1/requests?wait=120", request.toString());
        assertThat(answer.statusCode()).isEqualTo(200);
        byte[] wav = answer.body();
        short[] samples = new short[(wav.length - HEADER) / 2];
        ByteBuffer.wrap(wav, HEADER, 2 * samples.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer()
                .get(samples);
        return new Spoken(request.path("request_id").asText(), samples);
    }

    private static Spoken ssml(String inner) {
        return say("<speak>" + inner + "</speak>");
    }

    @Test
    void aBreakIsAsLongAsItSaysInTheSoundAndInItsTimings() {
        Spoken half = ssml("Good morning. <break time=\"500ms\"/> The train is late.");
        Spoken two = ssml("Good morning. <break time=\"2s\"/> The train is late.");

        assertThat(two.samples().length - half.samples().length).isEqualTo(3 * RATE_HZ / 2);
        JsonNode segments = two.timings();
        assertThat(segments).hasSize(2);
        double end = segments.get(0).path("end_s").asDouble();
        double start = segments.get(1).path("start_s").asDouble();
        assertThat(segments.get(1).path("begin").asInt()).isEqualTo(40);
        assertThat(segments.get(1).path("end").asInt()).isEqualTo(58);
        assertThat(start - end).isCloseTo(2, within(1e-4));
        assertThat(
                        Arrays.copyOfRange(
                                two.samples(),
                                (int) (end * RATE_HZ) + 1,
                                (int) (start * RATE_HZ) - 1))
                .containsOnly((short) 0);
    }

    @Test
    void breaksBeforeAndBehindAreHeard() {
        Spoken plain = ssml("Good morning.");
        Spoken parted = ssml("<break time=\"1s\"/>Good morning.<break time=\"2s\"/>");

        assertThat(parted.samples().length - plain.samples().length).isEqualTo(3 * RATE_HZ);
        assertThat(Arrays.copyOf(parted.samples(), RATE_HZ)).containsOnly((short) 0);
        assertThat(parted.timings().get(0).path("start_s").asDouble()).isEqualTo(1);
    }

    @Test
    void aRateChangesTheLength() {
        double usual = ssml("The train to London is late today.").seconds();
        double slow =
                ssml("<prosody rate=\"50%\">The train to London is late today.</prosody>")
                        .seconds();
        double fast =
                ssml("<prosody rate=\"150%\">The train to London is late today.</prosody>")
                        .seconds();

        assertThat(slow / usual).isBetween(1.6, 2.4);
        assertThat(fast / usual).isBetween(0.55, 0.85);
    }

    @Test
    void aVolumeChangesTheLoudnessAndNothingElse() {
        Spoken usual = ssml("The train is late.");
        Spoken soft = ssml("<prosody volume=\"-12dB\">The train is late.</prosody>");
        Spoken silent = ssml("<prosody volume=\"silent\">The train is late.</prosody>");

        assertThat(20 * Math.log10(soft.rms() / usual.rms())).isCloseTo(-12, within(0.1));
        assertThat(soft.samples()).hasSameSizeAs(usual.samples());
        assertThat(silent.samples()).hasSameSizeAs(usual.samples()).containsOnly((short) 0);
    }

    @Test
    void aSubstituteAndAReadingChangeWhatIsSaid() {
        Spoken plain = ssml("It is a bat.");

        assertThat(ssml("It is a <sub alias=\"hat\">bat</sub>.").samples())
                .isEqualTo(ssml("It is a hat.").samples())
                .isNotEqualTo(plain.samples());
        assertThat(ssml("It is a <phoneme alphabet=\"ipa\" ph=\"kˈæt\">bat</phoneme>.").samples())
                .isEqualTo(say("It is a [[kˈæt]].").samples())
                .isNotEqualTo(plain.samples());
        assertThat(
                        ssml("It is a <phoneme alphabet=\"x-arpabet\" ph=\"K AE1"
                                        + " T\">bat</phoneme>.")
                                .samples())
                .isEqualTo(say("It is a [[bat|arpabet:K AE1 T]].").samples())
                .isEqualTo(ssml("It is a cat.").samples());
    }

    @Test
    void saysNumbersAsTheyAreMeant() {
        assertThat(ssml("<say-as interpret-as=\"cardinal\">1985</say-as>").samples())
                .isEqualTo(say("one thousand nine hundred eighty five").samples())
                .isNotEqualTo(say("1985").samples());
    }

    @Test
    void subtitlesShowTheWordThatIsSeen() {
        ObjectNode request =
                request("<speak>I know the <sub alias=\"World Wide Web\">W3</sub>.</speak>");
        request.withObject("/output").putArray("subtitles").add("srt");
        assertThat(http.post("/v1/requests?wait=120", request.toString()).statusCode())
                .isEqualTo(200);

        byte[] subtitles =
                http.get(
                                "/v1/requests/"
                                        + request.path("request_id").asText()
                                        + "/subtitles?format=srt")
                        .body();
        assertThat(new String(subtitles, StandardCharsets.UTF_8)).contains("I know the W3.");
    }

    @Test
    void warnsOfWhatIsNotDone() {
        JsonNode warnings = ssml("One <emphasis>two</emphasis> three.").result().path("warnings");

        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0).path("code").asText()).isEqualTo("ssml_not_done");
        assertThat(warnings.get(0).path("begin").asInt()).isEqualTo(11);
        assertThat(warnings.get(0).path("message").asText())
                .isEqualTo("<emphasis> has no effect; its text is read (line 1, column 12)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<speak>\nTom & Jerry</speak>",
                "<speak>\n<lexicon uri='http://x/y'/></speak>",
                "<speak>\n<!DOCTYPE speak></speak>",
            })
    void refusesAtTheDoorWithThePlace(String text) {
        HttpResponse<byte[]> answer = http.post("/v1/requests", request(text).toString());

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode problem = Http.json(answer);
        assertThat(problem.path("code").asText()).isEqualTo("invalid_request");
        assertThat(problem.path("detail").asText()).contains("SSML, line 2, column ");
    }

    @Test
    void refusesWhatWouldGrowAndGoesOn() {
        StringBuilder laughs = new StringBuilder("<?xml version=\"1.0\"?>\n<!DOCTYPE speak [\n");
        laughs.append("<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            laughs.append("<!ENTITY a").append(i).append(" \"");
            laughs.append(("&a" + (i - 1) + ";").repeat(10)).append("\">");
        }
        String[] texts = {
            laughs + "]><speak>&a29;</speak>",
            "<speak>" + "<p>".repeat(100_000),
            "<speak><p a=\"" + "x".repeat(1_000_000) + "\"/></speak>",
        };
        for (String text : texts) {
            HttpResponse<byte[]> answer = http.post("/v1/requests", request(text).toString());

            assertThat(answer.statusCode()).isEqualTo(400);
        }
        assertThat(ssml("Still here.").samples()).isNotEmpty();
    }

    @Test
    void takesItAtOpenAisDoor() {
        ObjectNode speech =
                Json.object()
                        .put("model", "tts-1")
                        .put("voice", "en_US-joe-medium")
                        .put("response_format", "wav");
        HttpResponse<byte[]> spoken =
                http.post(
                        "/v1/audio/speech",
                        speech.put("input", "<speak>One<break time='3s'/>two</speak>").toString());
        HttpResponse<byte[]> refused =
                http.post("/v1/audio/speech", speech.put("input", "<speak>One").toString());

        assertThat(spoken.statusCode()).isEqualTo(200);
        assertThat(spoken.body().length).isGreaterThan(3 * 2 * RATE_HZ);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                .contains("the text ends before </speak>");
    }
}
