package voxfarm.common.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.voice.Scales;

class RequestCodecTest {
    private static Submission read(String json) {
        return RequestCodec.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode small() {
        return Json.object().put("model_id", "joe").put("text", "Hello.");
    }

    @Test
    void readsPausesByKind() {
        SplitSettings split =
                RequestCodec.read(
                                """
                                {"model_id":"joe","text":"x","split":{"paragraph_pause_s":1.25,
                                 "scene_pause_s":4,"list_item_pause_s":0,"markdown":false}}
                                """
                                        .getBytes(StandardCharsets.UTF_8))
                        .request()
                        .split();

        assertThat(split.markdown()).isFalse();
        assertThat(split.pauses().seconds())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                PauseKind.PARAGRAPH,
                                1.25,
                                PauseKind.SCENE,
                                4.0,
                                PauseKind.LIST_ITEM,
                                0.0));
        assertThat(split.pauses().seconds(PauseKind.SENTENCE)).isEqualTo(0.3);
        assertThat(split.pauses().seconds(PauseKind.HEADING)).isCloseTo(0.9, within(1e-9));
    }

    /** What is missing may be there under another name. */
    @Test
    void namesThemWhereSomethingElseIsMissing() {
        assertThatThrownBy(() -> read("{\"model\":\"joe\",\"txt\":\"x\",\"output\":{\"foo\":1}}"))
                .hasMessage(
                        "model_id: expected a text, was absent; text: expected a text, was absent;"
                            + " \"model\": not known, and has no effect; did you mean model_id?;"
                            + " \"txt\": not known, and has no effect; did you mean text?;"
                            + " output.\"foo\": not known, and has no effect");
    }

    @Test
    void namesMembersThatItDoesNotKnow() {
        Submission submission =
                read(
                        """
                        {"model_id":"joe","text":"x","lenght_scale":2,"format":"mp3","foo":null,
                         "split":{"pausea_s":1},"output":{"sampel_rate":8000,"seed":1},
                         "style":{"text":"a","wieght":1}}
                        """);

        assertThat(submission.warnings())
                .allMatch(warning -> warning.code().equals("unknown_member"))
                .extracting(Warning::message)
                .map(message -> message.replaceAll(": not known, and has no effect", " -"))
                .containsExactly(
                        "\"lenght_scale\" -; did you mean length_scale?",
                        "\"format\" -; did you mean output.format?",
                        "\"foo\" -",
                        "output.\"sampel_rate\" -; did you mean output.sample_rate?",
                        "output.\"seed\" -; did you mean seed?",
                        "split.\"pausea_s\" -; did you mean split.pause_s?",
                        "style.\"wieght\" -; did you mean style.weight?");
        assertThat(submission.request().scales().lengthScale()).isEmpty();
    }

    /** All that docs/formats.md lists. */
    @Test
    void saysNothingOfMembersThatItKnows() {
        assertThat(
                        read("""
                        {"schema":1,"request_id":"a","model_id":"joe","text":"x",
                         "speaker":"s","language":"EN","sdp_ratio":0,"noise_scale":0,
                         "noise_scale_w":0,"length_scale":1,"precision":"auto","seed":1,"lane":"bulk",
                         "not_before":"2026-01-31T12:00:00Z",
                         "deadline":"2026-01-31T13:00:00Z",
                         "split":{"mode":"auto","markdown":true,"pause_s":1,
                          "list_item_pause_s":1,"paragraph_pause_s":1,
                          "heading_pause_s":1,"scene_pause_s":1},
                         "output":{"format":"mp3","sample_rate":44100,"channels":1,
                          "bitrate_kbps":128,"level":"loudness","target_lufs":-16,
                          "denoise":true,"trim":true,"timings":true,"stream":false,
                          "subtitles":["srt"]},
                         "emotion":1,"style":{"text":"a","weight":1},"style_weight":2,
                         "kata_tone":[{"mora":"ア","tone":1}],
                         "speaker_mix":{"other":1},
                         "dictionary":[{"word":"重","reading":"chong2"}],
                         "labels":{"anything":"x"}}
                        """)
                                .warnings())
                .isEmpty();
    }

    private static Expression expression(String members) {
        return read("{\"model_id\":\"v\",\"text\":\"x\"," + members + "}").request().expression();
    }

    @Test
    void readsAStyleByNameAndWeight() {
        Expression.Emotion happy = new Expression.Emotion.Named("Happy");

        assertThat(expression("\"style\":\"Happy\"").emotion()).isEqualTo(happy);
        assertThat(expression("\"style\":\"Happy\",\"style_weight\":1").emotion()).isEqualTo(happy);
        assertThat(expression("\"style\":\"Happy\",\"style_weight\":2.5").emotion())
                .isEqualTo(new Expression.Emotion.Weighted(happy, 2.5));
        Expression both =
                expression("\"emotion\":\"Happy\",\"style_weight\":3,\"style\":{\"text\":\"やった\"}");
        assertThat(both.emotion().unweighted()).isEqualTo(happy);
        assertThat(both.style())
                .contains(new Expression.StyleText("やった", Expression.StyleText.DEFAULT_WEIGHT));
    }

    @Test
    void refusesTwoStylesAndWeightsBeyondTheirRange() {
        assertThatThrownBy(() -> expression("\"emotion\":\"Sad\",\"style\":\"Happy\""))
                .hasMessageContaining("style: expected the name of a style here or in emotion");
        assertThatThrownBy(() -> expression("\"style\":\"Happy\",\"style_weight\":20.5"))
                .hasMessageContaining("style_weight");
        assertThatThrownBy(() -> expression("\"kata_tone\":[{\"mora\":\"ア\",\"tone\":2}]"))
                .hasMessageContaining("kata_tone[0].tone");
    }

    /** What a request says of its style is what its job and its result say. */
    @Test
    void writesStylesAsTheyAreRead() {
        for (String members :
                List.of(
                        "\"style\":\"Happy\",\"style_weight\":2.5",
                        "\"style\":\"怒り\"",
                        "\"emotion\":\"Happy\",\"style_weight\":0.0,\"style\":{\"text\":\"a\",\"weight\":0.5}",
                        "\"emotion\":3,\"style_weight\":2.0",
                        "\"kata_tone\":[{\"mora\":\"キャ\",\"tone\":0},{\"mora\":\"!\",\"tone\":1}]")) {
            Expression expression = expression(members);
            ObjectNode written = Json.object();
            ExpressionCodec.write(expression, written);

            assertThat(written.toString()).isEqualTo("{" + members + "}");
        }
    }

    /** Names of stored clips are made of it. */
    @Test
    void whatNamesAClipStaysWhereNothingOfStylesIsAskedFor() {
        assertThat(expression("\"emotion\":\"Happy\"").toString())
                .isEqualTo("Named[name=Happy] Optional.empty {} []");
        assertThat(expression("\"style\":\"Happy\",\"style_weight\":2").toString())
                .isNotEqualTo(expression("\"style\":\"Happy\",\"style_weight\":3").toString());
    }

    /** A stranger decides how many there are. */
    @Test
    void namesFewOfMany() {
        ObjectNode request = small();
        for (int i = 0; i < 1000; i++) {
            request.put("x".repeat(500) + i, 1);
        }
        Submission submission = RequestCodec.read(request);

        assertThat(submission.warnings()).hasSize(9);
        assertThat(submission.warnings())
                .allSatisfy(warning -> assertThat(warning.message().length()).isLessThan(150));
        assertThat(submission.warnings().getLast().message()).startsWith("992 more");
    }

    @Test
    void fillsInWhatIsLeftOut() {
        SynthesisRequest request = read("{\"model_id\":\"joe\",\"text\":\"Hello.\"}").request();

        assertThat(request.lane()).isEqualTo(LaneChoice.BY_LENGTH);
        assertThat(request.seed()).isZero();
        assertThat(request.speaker()).isEqualTo(new SpeakerChoice.Default());
        assertThat(request.split()).isEqualTo(SplitSettings.defaults());
        assertThat(request.output()).isEqualTo(OutputSettings.defaults());
        assertThat(request.scales()).isEqualTo(ScaleChoices.NONE);
        assertThat(request.labels()).isEmpty();
    }

    @Test
    void readsEveryMember() {
        Submission submission =
                read(
                        """
                        {"schema":1,"request_id":"chap-001","model_id":"joe","text":"Hi","speaker":"ann","language":"en",
                         "sdp_ratio":0.5,"noise_scale":0,"noise_scale_w":2,"length_scale":10,"precision":"exact","seed":-7,"lane":"bulk",
                         "split":{"mode":"none","pause_s":1.5},"output":{"format":"wav","level":"peak"},
                         "labels":{"book":"alice"},"emotion":null,"unknown":[1,2,3]}
                        """);

        assertThat(submission.id()).contains(new RequestId("chap-001"));
        SynthesisRequest request = submission.request();
        assertThat(request.speaker()).isEqualTo(new SpeakerChoice.ByName("ann"));
        assertThat(request.language()).contains(Language.EN);
        assertThat(request.scales().orElse(Scales.ORIGINAL_DEFAULTS))
                .isEqualTo(new Scales(0.5, 0, 2, 10));
        assertThat(request.seed()).isEqualTo(-7);
        assertThat(request.exact()).isTrue();
        assertThat(request.lane()).isEqualTo(LaneChoice.BULK);
        assertThat(request.split())
                .isEqualTo(
                        new SplitSettings(SplitSettings.Mode.NONE, Pauses.ofSentences(1.5), true));
        assertThat(request.output().level()).isEqualTo(OutputSettings.Level.PEAK);
        assertThat(request.labels()).containsEntry("book", "alice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"text\":\"x\"}|model_id: expected a text, was absent",
                "{\"model_id\":\"joe\"}|text: expected a text, was absent",
                "{\"model_id\":\"../x\",\"text\":\"x\"}|model_id: expected a voice id",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"precision\":\"fast\"}|precision: expected"
                        + " auto or exact, was",
                "{\"model_id\":7,\"text\":\"x\"}|model_id: expected a text, was 7",
                "{\"model_id\":\"joe\",\"text\":\"\\ud800\"}|text: expected well-formed Unicode",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"sdp_ratio\":1.01}|sdp_ratio: expected a"
                        + " number from 0 to 1, was 1.01",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"noise_scale\":-0.1}|noise_scale: expected a"
                        + " number from 0 to 2",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"noise_scale_w\":\"1\"}|noise_scale_w:"
                        + " expected a number",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"length_scale\":0}|length_scale: expected a"
                        + " number from 0.1 to 10, was 0",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"length_scale\":1e400}|length_scale:"
                        + " expected a number from 0.1 to 10",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"seed\":1.5}|seed: expected a whole number",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"seed\":1e30}|seed: expected a whole number",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"deadline\":\"+999999999-12-31T23:59:59.999999999-18:00\"}|deadline:"
                    + " expected a time",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"not_before\":\"-999999999-01-01T00:00:00+18:00\"}|not_before:"
                    + " expected a time",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"not_before\":\"1969-12-31T23:59:59Z\"}|not_before:"
                    + " expected a time",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"deadline\":\"9999-12-31T23:59:59-01:00\"}|in"
                    + " the years 1970 to 9999, was",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"lane\":\"fast\"}|lane: expected one of"
                        + " interactive, bulk",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"request_id\":\"a..b\"}|request_id: expected"
                        + " a request id",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"speaker\":\"a\",\"speaker_id\":0}|speaker_id:"
                    + " expected one of",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"split\":{\"pause_s\":11}}|split.pause_s:"
                        + " expected a number from 0 to 10",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"split\":7}|split: expected an object",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"labels\":{\"a\":1}}|labels.a: expected a"
                        + " text",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"output\":{\"format\":\"mp9\"}}|output.format:"
                    + " expected wav",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"output\":{\"format\":\"opus\",\"sample_rate\":22050}}|output.sample_rate:"
                    + " expected a rate of opus (8000, 12000",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"output\":{\"bitrate_kbps\":64}}|output.bitrate_kbps:"
                    + " expected mp3",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"output\":{\"target_lufs\":-16}}|output.target_lufs:"
                    + " expected level",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"output\":{\"stream\":true,\"level\":\"peak\"}}|output.stream:"
                    + " expected level none",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"output\":{\"channels\":3}}|output.channels:"
                        + " expected a whole number from 1 to 2",
                "{\"schema\":2,\"model_id\":\"joe\",\"text\":\"x\"}|expected schema 1",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"not_before\":\"2026-01-01T00:00:00Z\",\"deadline\":\"2026-01-01T00:00:00Z\"}|deadline:"
                    + " expected a time after",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"output\":{\"subtitles\":[\"ass\"]}}|output.subtitles:"
                    + " expected srt or vtt",
                "{\"model_id\":\"joe\",\"text\":\"x\",\"text_uri\":\"s3://b/k\"}|text_uri: expected"
                        + " one of",
            })
    void namesFieldExpectationAndFinding(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining(message);
    }

    @Test
    void reportsAllProblemsAtOnce() {
        assertThatThrownBy(() -> read("{\"sdp_ratio\":5,\"length_scale\":\"slow\"}"))
                .hasMessageContaining("model_id")
                .hasMessageContaining("text")
                .hasMessageContaining("sdp_ratio")
                .hasMessageContaining("length_scale");
    }

    @Test
    void refusesATextThatIsTooLong() {
        String text = "é".repeat(SynthesisRequest.MAX_INLINE_TEXT_BYTES / 2 + 1);

        assertThatThrownBy(() -> RequestCodec.read(small().put("text", text)))
                .hasMessageContaining(
                        "text: expected at most 64 KiB (65,536 bytes) of UTF-8 in a record, was"
                                + " 64");
    }

    @Test
    void hashesTheBodyWithoutTheId() {
        ObjectNode other = small().put("request_id", "a").put("noise_scale", 1);

        assertThat(RequestCodec.read(other).bodySha256())
                .isEqualTo(
                        RequestCodec.read(small().put("noise_scale", 1.0).put("request_id", "b"))
                                .bodySha256())
                .isNotEqualTo(RequestCodec.read(small()).bodySha256());
    }

    /** Whatever bytes come: a submission or the declared exception, nothing else. */
    @Test
    void survivesMutatedDocuments() {
        String valid =
                "{\"schema\":1,\"request_id\":\"a\",\"model_id\":\"joe\",\"text\":\"Hi"
                    + " \\u00e9\",\"sdp_ratio\":0.5,"
                    + "\"split\":{\"mode\":\"auto\",\"pause_s\":1},\"output\":{\"level\":\"peak\"},\"labels\":{\"a\":\"b\"}}";
        Random random = new Random(20260101);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = valid.getBytes(StandardCharsets.UTF_8);
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte)
                                (random.nextBoolean()
                                        ? random.nextInt(256)
                                        : "{}[]\",:0-e".charAt(random.nextInt(10)));
            }
            try {
                RequestCodec.read(bytes);
            } catch (VoxfarmException e) {
                assertThat(e.code())
                        .as(
                                "seed 20260101, round %d: %s",
                                i, new String(bytes, StandardCharsets.UTF_8))
                        .isIn(
                                ErrorCode.INVALID_REQUEST,
                                ErrorCode.UNSUPPORTED,
                                ErrorCode.UNSUPPORTED_SCHEMA);
            }
        }
    }
}
