package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import voxfarm.app.Main;
import voxfarm.common.json.Json;
import voxfarm.frontend.espeak.EspeakProgram;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.TestFarm;

/** What a listener changes changes the sound, and what is shown of it. */
class CorrectionsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path PIPER = Path.of("../models/voices/en_US-joe-medium");
    private static final String ESPEAK = "espeak-ng";

    @TempDir static Path data;

    private static TestFarm farm;
    private static Http http;
    private static PlainS3 bucket;

    @BeforeAll
    static void start() throws Exception {
        if (EspeakProgram.missing(ESPEAK).isEmpty()) {
            storeGermanVoice();
        }
        farm = TestFarm.startWithWukong(data, "bert: off, phonemizers: {max: espeak-ng}");
        http = new Http(farm.endpoints().http());
        bucket = new PlainS3(farm.endpoints());
    }

    /** The bundled voice as one that espeak-ng reads German for. */
    private static void storeGermanVoice() throws IOException {
        Path voice = Files.createDirectories(data.resolve("voices").resolve("max"));
        Path model = PIPER.resolve("en_US-joe-medium.onnx");
        Files.copy(model, voice.resolve("max.onnx"));
        ObjectNode config =
                (ObjectNode)
                        Json.mapper()
                                .readTree(
                                        Files.readString(
                                                PIPER.resolve("en_US-joe-medium.onnx.json")));
        config.putObject("espeak").put("voice", "de");
        config.putObject("language").put("code", "de_DE").put("family", "de");
        Files.write(voice.resolve("max.onnx.json"), Json.bytes(config));
    }

    @AfterAll
    static void stop() {
        http.close();
        bucket.close();
        farm.close();
    }

    /**
     * A voice, a language, a text, and of one of its words what is said of it, thrice otherwise.
     */
    private record Case(String voice, String language, String text, String word) {
        ObjectNode request(String spoken) {
            return Json.object()
                    .put("model_id", voice)
                    .put("language", language)
                    .put("text", spoken);
        }

        ObjectNode withReading(String reading) {
            ObjectNode request = request(text);
            request.putArray("dictionary").addObject().put("word", word).put("reading", reading);
            return request;
        }
    }

    private static String sound(ObjectNode request) throws Exception {
        JsonNode accepted = Http.json(http.post("/v1/requests", request.toString()));
        String id = accepted.path("request_id").asText();
        JsonNode result =
                Json.mapper().readTree(bucket.await("results/" + id + "/result.json", PATIENCE));
        assertThat(result.path("status").asText()).as("%s", result).isEqualTo("completed");
        return result.path("audio").path("sha256").asText();
    }

    /** The corrected word as the farm shows it: source, then IPA. */
    private static String shown(ObjectNode request, String word) throws Exception {
        JsonNode answer = Http.json(http.post("/v1/phonemes", request.toString()));
        return word(answer, word);
    }

    private static String word(JsonNode answer, String word) {
        for (JsonNode one : answer.path("words")) {
            if (one.path("text").asText().equalsIgnoreCase(word)) {
                return one.path("source").asText() + " " + one.path("ipa").asText();
            }
        }
        throw new AssertionError(word + " is not in " + answer);
    }

    private static void setFarmDictionary(String line) throws Exception {
        Path words = Files.writeString(data.resolve("words.tsv"), line + "\n");
        assertThat(
                        Main.commandLine()
                                .execute(
                                        "dictionary",
                                        "set",
                                        words.toString(),
                                        "--data",
                                        data.toString()))
                .isZero();
    }

    private static String shownByTheCommand(Case of) throws Exception {
        StringWriter out = new StringWriter();
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out));
        Path lines = Files.writeString(data.resolve("lines.txt"), of.text() + "\n");
        assertThat(
                        command.execute(
                                "phonemes",
                                "--voice",
                                of.voice(),
                                "--language",
                                of.language(),
                                "--data",
                                data.toString(),
                                "--json",
                                "--lines",
                                lines.toString()))
                .isZero();
        return word(Json.mapper().readTree(out.toString()), of.word());
    }

    @ParameterizedTest
    @CsvSource({
        "en_US-joe-medium,EN,A tomato here.,tomato,arpabet,T AH0 M AA1 T OW0,"
                + "ipa:tumˈeɪtoʊ,say:tuh-MEE-toh",
        "wukong,EN,A tomato here.,tomato,arpabet,T AH0 M AA1 T OW0,"
                + "ipa:tumˈeɪtoʊ,say:tuh-MEE-toh",
        "wukong,ZH,在重庆。,重庆,pinyin,zhong4 qing4,pinyin:chong1 qing1,say:虫情"
    })
    void whatAListenerChangesIsHeardAndShown(
            String voice,
            String language,
            String text,
            String word,
            String notation,
            String inline,
            String ofRequest,
            String ofFarm)
            throws Exception {
        isHeardAndShown(
                new Case(voice, language, text, word),
                "lexicon",
                notation + ":" + inline,
                ofRequest,
                ofFarm);
    }

    @Test
    void whatEspeakReadsIsCorrectedToo() throws Exception {
        Assumptions.assumeTrue(
                EspeakProgram.missing(ESPEAK).isEmpty(),
                "espeak-ng is not installed here: no corrections are tried with a voice that it"
                        + " reads for");
        isHeardAndShown(
                new Case("max", "DE", "Eine Tomate hier.", "Tomate"),
                ESPEAK,
                "ipa:tumˈɑːtə",
                "ipa:tˈɛmɑːtə",
                "say:Banane");
    }

    /**
     * @param own source of the voice's own reading
     * @param inline notation and reading of a mark
     */
    private static void isHeardAndShown(
            Case of, String own, String inline, String ofRequest, String ofFarm) throws Exception {
        String word = of.word();
        String marked = of.text().replace(word, "[[" + word + "|" + inline + "]]");
        ObjectNode plain = of.request(of.text());
        Set<String> sounds = new HashSet<>();
        sounds.add(sound(plain));
        sounds.add(sound(of.request(marked)));
        sounds.add(sound(of.withReading(ofRequest)));
        assertThat(shown(plain, word)).startsWith(own + " ");
        assertThat(shown(of.request(marked), word)).startsWith("inline ");
        assertThat(shown(of.withReading(ofRequest), word)).startsWith("dictionary:request ");

        setFarmDictionary(word + "\t" + ofFarm);

        sounds.add(sound(plain));
        assertThat(sounds).as("plain, marked, of the request, of the farm").hasSize(4);
        assertThat(sounds).contains(sound(of.withReading(ofRequest)), sound(of.request(marked)));
        String other = ofFarm.startsWith("say:") ? ofFarm.substring("say:".length()) : word;
        String readAs = other.contains("-") ? word : other; // syllables are no other word
        assertThat(shown(plain, readAs)).startsWith("dictionary:farm ");
        assertThat(shownByTheCommand(new Case(of.voice(), of.language(), of.text(), readAs)))
                .isEqualTo(shown(plain, readAs));
        setFarmDictionary("unheard\tAH0");
    }
}
