package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.Main;
import voxfarm.common.json.Json;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.TestFarm;

/** A checkpoint dropped into the voices folder as it is, spoken by the whole farm. */
class BertVits2IT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir static Path data;

    private static TestFarm farm;
    private static Http http;
    private static PlainS3 bucket;

    @BeforeAll
    static void start() throws Exception {
        farm = TestFarm.startWithWukong(data);
        http = new Http(farm.endpoints().http());
        bucket = new PlainS3(farm.endpoints());
    }

    @AfterAll
    static void stop() {
        http.close();
        bucket.close();
        farm.close();
    }

    private static ObjectNode request(String text) {
        return Json.object().put("model_id", "wukong").put("text", text);
    }

    private static JsonNode result(String id) throws Exception {
        return Json.mapper().readTree(bucket.await("results/" + id + "/result.json", PATIENCE));
    }

    private static JsonNode speak(ObjectNode request) throws Exception {
        JsonNode accepted = Http.json(http.post("/v1/requests", request.toString()));
        return result(accepted.path("request_id").asText());
    }

    @Test
    void speaksTheSeedsOwnTextWithItsParameters() throws Exception {
        HttpResponse<byte[]> answer =
                http.post(
                        "/v1/requests?wait=60",
                        request("妖孽,吃俺老孙一棒!")
                                .put("language", "ZH")
                                .put("sdp_ratio", 0.2)
                                .put("noise_scale", 0.2)
                                .put("noise_scale_w", 0.9)
                                .put("length_scale", 1.0)
                                .toString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(answer.body(), 0, 4, StandardCharsets.ISO_8859_1)).isEqualTo("RIFF");
        assertThat(answer.body().length).isGreaterThan(10_000);
    }

    @Test
    void saysWhenEachWordIsHeard() throws Exception {
        ObjectNode request = request("今天天气不错。我们去公园吧！");
        request.putObject("output").put("timings", true);

        JsonNode result = speak(request);

        assertThat(result.path("status").asText()).isEqualTo("completed");
        JsonNode timings =
                Json.mapper()
                        .readTree(bucket.get(result.path("timings_key").asText()).orElseThrow());
        assertThat(timings.path("segments")).hasSize(2);
        JsonNode last = timings.path("segments").get(1);
        assertThat(last.path("words").get(0).path("text").asText()).isEqualTo("我们");
        assertThat(last.path("end_s").asDouble())
                .isEqualTo(result.path("audio").path("duration_s").asDouble(), within(0.001));
    }

    @Test
    void aDictionaryCountsFromTheNextRequestOn() throws Exception {
        String before = speak(request("重庆")).path("audio").path("sha256").asText();
        Path words = Files.writeString(data.resolve("words.tsv"), "重庆\tzhong4 qing4\n");
        assertThat(
                        Main.commandLine()
                                .execute(
                                        "dictionary",
                                        "set",
                                        words.toString(),
                                        "--data",
                                        data.toString()))
                .isZero();

        JsonNode after = speak(request("重庆"));

        assertThat(after.path("audio").path("sha256").asText()).isNotEqualTo(before);
        assertThat(after.path("dictionaries").get(0).asText()).startsWith("dictionaries/farm/");
        JsonNode preview = Http.json(http.post("/v1/phonemes", "{\"text\":\"重庆\"}"));
        assertThat(preview.path("words").get(0).path("source").asText())
                .isEqualTo("dictionary:farm");
        assertThat(preview.path("phones").get(1).asText()).isEqualTo("zh");
    }

    private static String sha256(String text) throws Exception {
        return sha256(request(text));
    }

    private static String sha256(ObjectNode request) throws Exception {
        JsonNode result = speak(request);
        assertThat(result.path("warnings"))
                .extracting(warning -> warning.path("code").asText())
                .containsExactly("bert_off");
        return result.path("audio").path("sha256").asText();
    }

    @Test
    void readsSsmlAsMarksAndNumbersAreWritten() throws Exception {
        String marked =
                sha256("<speak><phoneme alphabet='pinyin' ph='zhong4 qing4'>重庆</phoneme></speak>");

        assertThat(marked).isEqualTo(sha256("重庆[zhong4 qing4]"));
        assertThat(
                        sha256(
                                "<speak><phoneme alphabet='pinyin' ph='chong2"
                                        + " qing4'>重庆</phoneme></speak>"))
                .isNotEqualTo(marked);
        assertThat(sha256("<speak><say-as interpret-as='digits'>120</say-as></speak>"))
                .isEqualTo(sha256("一二零"));
        assertThat(sha256("<speak xml:lang='zh-CN'><sub alias='万维网'>W3</sub>好</speak>"))
                .isEqualTo(sha256("万维网好"));
    }

    @Test
    void speaksSsmlByOtherSpeakersAndInOtherLanguages() throws Exception {
        String usual = sha256("<speak>你好</speak>");
        String four = sha256("<speak><voice name='speaker four'>你好</voice></speak>");
        String english = sha256("<speak><lang xml:lang='en-GB'>hello</lang></speak>");

        assertThat(usual).isEqualTo(sha256("你好")).isNotEqualTo(four);
        assertThat(four).isEqualTo(sha256(request("你好").put("speaker", "speaker four")));
        assertThat(english).isEqualTo(sha256(request("hello").put("language", "EN")));
    }

    /** The words of the first segment are later by the silence before it, like its phones. */
    @Test
    void timesOfWordsCountTheSilenceThatSsmlAsksFor() throws Exception {
        JsonNode plain = words("我们去公园。");
        JsonNode later = words("<speak><break time='1s'/>我们去公园。</speak>");

        assertThat(later).hasSameSizeAs(plain);
        for (int i = 0; i < plain.size(); i++) {
            assertThat(later.get(i).path("start_s").asDouble())
                    .isCloseTo(plain.get(i).path("start_s").asDouble() + 1, within(1e-5));
            assertThat(later.get(i).at("/phones/0/end_s").asDouble())
                    .isCloseTo(plain.get(i).at("/phones/0/end_s").asDouble() + 1, within(1e-5));
        }
    }

    private static JsonNode words(String text) throws Exception {
        ObjectNode request = request(text);
        request.putObject("output").put("timings", true);
        String key = speak(request).path("timings_key").asText();
        return Json.mapper().readTree(bucket.get(key).orElseThrow()).at("/segments/0/words");
    }

    @Test
    void failsAtOnceWithTheReasonWhereTheVoiceHasNoSuchEmotion() throws Exception {
        JsonNode result = speak(request("你好").put("emotion", 3));

        assertThat(result.path("status").asText()).isEqualTo("failed");
        assertThat(result.path("error").path("code").asText()).isEqualTo("invalid_request");
        assertThat(result.path("error").path("message").asText()).contains("emotion");
    }

    @Test
    void namesWhatWasNotSpoken() throws Exception {
        JsonNode result = speak(request("我爱 Java 和 Привет。"));

        assertThat(result.path("warnings").toString())
                .contains("not_spoken")
                .contains("Привет")
                .doesNotContain("Java");
    }
}
