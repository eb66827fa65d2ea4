package voxfarm.dispatcher.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.VoiceImport;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.dispatcher.api.DoorFarm;
import voxfarm.dispatcher.api.TestHttp;
import voxfarm.frontend.espeak.EspeakProgram;

class PhonemesApiTest {
    private final DoorFarm farm =
            new DoorFarm(
                    TestHttp.config(100_000, 2), List.of(), VoiceImport.NONE, (text, _) -> text);

    @AfterEach
    void stop() {
        farm.close();
    }

    private void store(String voice, String release) {
        VoiceManifest manifest =
                Manifests.of(voice)
                        .kind(VoiceKind.BERT_VITS2)
                        .languages(List.of(Language.ZH))
                        .phonemizer("bert-vits2")
                        .phonemizerVoice(release)
                        .build();
        farm.store.create(
                BucketLayout.voiceManifest(manifest.voice(), manifest.version()),
                VoiceManifestCodec.write(manifest),
                "application/json");
    }

    private List<String> phones(String more) {
        DoorFarm.Answer answer = ask(more);
        assertThat(answer.status()).as("%s", answer.text()).isEqualTo(200);
        JsonNode phones =
                Json.readObject(answer.bytes(), "answer", ErrorCode.INTERNAL).path("phones");
        List<String> all = new ArrayList<>();
        phones.forEach(phone -> all.add(phone.asText()));
        return all;
    }

    private DoorFarm.Answer ask(String more) {
        return farm.post("/v1/phonemes", "application/json", "{\"text\":\"好\\\"好\"" + more + "}");
    }

    /** From 2.1 on a straight quote is spoken as a mark; before, it is dropped. */
    @ParameterizedTest
    @CsvSource({"1.0,false", "2.0,false", "2.1,true", "2.3,true", "JP-Extra,true"})
    void followsTheRulesOfTheVoicesRelease(String release, boolean spoken) {
        store("kobe", release);
        assertThat(phones(",\"model_id\":\"kobe\"").contains("'")).isEqualTo(spoken);
    }

    /** Whoever asks wrote none of it, and must learn where it lies. */
    @Test
    void namesADamagedDictionary() {
        store("kobe", "2.1");
        farm.store.create(
                new ObjectKey("dictionaries/farm/00000001.tsv"),
                "tomato\tQQ ZZ\n".getBytes(StandardCharsets.UTF_8),
                "text/tab-separated-values");

        assertThat(ask(",\"model_id\":\"kobe\"").text())
                .contains("dictionaries/farm/00000001.tsv in the bucket: ")
                .contains("voxfarm dictionary set replaces it");
    }

    @Test
    void namesWhatItDoesNotKnowWhereSomethingIsMissing() {
        DoorFarm.Answer answer =
                farm.post("/v1/phonemes", "application/json", "{\"txt\":\"a\",\"voice\":\"kobe\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .contains("text: expected a text, was absent", "did you mean text?")
                .contains("did you mean model_id?");
    }

    @Test
    void speaksTheWordsOfAMarkedTextAsARequestDoes() {
        DoorFarm.Answer marked =
                farm.post(
                        "/v1/phonemes",
                        "application/json",
                        "{\"text\":\"<p>**caf&eacute;**</p><script>alert(1)</script>\","
                                + "\"language\":\"EN\"}");
        DoorFarm.Answer plain =
                farm.post(
                        "/v1/phonemes",
                        "application/json",
                        "{\"text\":\"caf\u00e9\",\"language\":\"EN\"}");

        assertThat(marked.status()).as(marked.text()).isEqualTo(200);
        JsonNode word = Json.readObject(marked.bytes(), "answer", ErrorCode.INTERNAL);
        assertThat(word.path("phones"))
                .isEqualTo(
                        Json.readObject(plain.bytes(), "answer", ErrorCode.INTERNAL)
                                .path("phones"));
        assertThat(word.path("words").get(0).path("begin").asInt()).isEqualTo(5);
        assertThat(word.path("words").get(0).path("end").asInt()).isEqualTo(16);
        assertThat(word.path("segments").get(0).path("begin").asInt()).isEqualTo(5);
        assertThat(
                        farm.post(
                                        "/v1/phonemes",
                                        "application/json",
                                        "{\"text\":\"<p></p>\",\"language\":\"EN\"}")
                                .text())
                .contains("nothing_to_speak");
    }

    @Test
    void followsThoseOf21WhereNoVoiceIsNamed() {
        assertThat(phones("")).contains("'");
    }

    /** Of a Piper voice that espeak-ng reads for: its words, or what is to be installed. */
    @Test
    void showsTheWordsOfAVoiceThatEspeakReads() {
        VoiceManifest other =
                Manifests.of("max").phonemizer("espeak-ng").phonemizerVoice("de").build();
        farm.store.create(
                BucketLayout.voiceManifest(other.voice(), other.version()),
                VoiceManifestCodec.write(other),
                "application/json");

        DoorFarm.Answer answer = ask(",\"model_id\":\"max\"");
        boolean installed = EspeakProgram.missing("espeak-ng").isEmpty();
        assertThat(answer.text())
                .contains(installed ? "\"source\" : \"espeak-ng\"" : "apt-get install espeak-ng");
        assertThat(ask(",\"model_id\":\"eve\"").text()).contains("unknown_voice", "eve");
    }

    /** As the voice speaks them: with the dictionary of the request, sentence by sentence. */
    @Test
    void showsTheWordsOfAnEnglishPiperVoice() {
        DoorFarm.Answer answer =
                farm.post(
                        "/v1/phonemes",
                        "application/json",
                        "{\"text\":\"I live in the US. \u2603\",\"model_id\":\"joe\","
                                + "\"dictionary\":[{\"word\":\"in\",\"reading\":\"AO1 N\"}]}");

        JsonNode body = Json.readObject(answer.bytes(), "answer", ErrorCode.INTERNAL);
        List<String> words = new ArrayList<>();
        body.path("words")
                .forEach(word ->
                        words.add(word.path("ipa").asText() + " " + word.path("source").asText()));
        assertThat(words)
                .as(answer.text())
                .containsExactly(
                        "aɪ lexicon",
                        "lˈɪv homograph",
                        "ˈɔːn dictionary:request",
                        "ðə lexicon",
                        "jˌuːˈɛs letters");
        assertThat(body.path("warnings").get(0).path("message").asText()).contains("☃");
        assertThat(body.path("warnings").get(0).path("begin").asInt()).isEqualTo(18);
        assertThat(body.path("segments")).as("a sign alone is none").hasSize(1);
    }

    @Test
    void readsSsmlWhereItIsSaidOrSeen() {
        String asked =
                "{\"text\":\"<speak>Tom<audio src='x'>y</audio></speak>\",\"language\":\"EN\"%s}";
        DoorFarm.Answer seen = farm.post("/v1/phonemes", "application/json", asked.formatted(""));
        DoorFarm.Answer denied =
                farm.post("/v1/phonemes", "application/json", asked.formatted(",\"ssml\":false"));
        DoorFarm.Answer wrong =
                farm.post(
                        "/v1/phonemes",
                        "application/json",
                        "{\"text\":\"Tom & Ann\",\"language\":\"EN\",\"ssml\":true}");

        assertThat(seen.text()).contains("ssml_not_done").doesNotContain("unknown_member");
        assertThat(denied.text()).contains("markup_not_spoken").doesNotContain("ssml_not_done");
        assertThat(wrong.status()).as(wrong.text()).isEqualTo(400);
    }

    @Test
    void namesMembersThatHaveNoEffect() {
        assertThat(ask(",\"langauge\":\"EN\"").text())
                .contains("unknown_member", "did you mean language?");
        assertThat(ask("").text()).doesNotContain("warnings");
    }
}
