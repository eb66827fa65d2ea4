package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;

@ExtendWith(HomeInCheckout.class)
class PhonemesCommandTest {
    private static String printed(String... arguments) throws Exception {
        StringWriter out = new StringWriter();
        PhonemesCommand command = new PhonemesCommand();
        CommandLine line = new CommandLine(command).setOut(new PrintWriter(out));
        line.parseArgs(arguments);
        assertThat(command.call()).isZero();
        return out.toString();
    }

    /** Whoever tries an English word first would take the Chinese reading for the farm's. */
    @Test
    void saysThatATextWithoutChineseIsReadAsChinese() throws Exception {
        StringWriter err = new StringWriter();
        for (String text : List.of("hello", "你好 hello")) {
            PhonemesCommand command = new PhonemesCommand();
            CommandLine line =
                    new CommandLine(command)
                            .setOut(new PrintWriter(new StringWriter()))
                            .setErr(new PrintWriter(err, true));
            line.parseArgs(text);
            assertThat(command.call()).isZero();
        }
        assertThat(err.toString()).containsOnlyOnce("read as Chinese").contains("--language en");
    }

    /** From 2.1 on a straight quote is spoken as a mark; before, it is dropped. */
    @Test
    void followsTheRulesOfTheReleaseThatIsNamed() throws Exception {
        assertThat(printed("好\"好")).contains("h ao ' h ao");
        assertThat(printed("--release", "2.1.0", "好\"好")).contains("h ao ' h ao");
        assertThat(printed("--release", "2.0", "好\"好")).contains("h ao h ao");
    }

    @Test
    void speaksTheWordsOfAMarkedText() throws Exception {
        assertThat(printed("<p>**好**&nbsp;好</p>")).isEqualTo(printed("好 好"));
        assertThatThrownBy(() -> printed("<p></p>")).hasMessageContaining("found none");
    }

    /** As a shell gives it: {@code --dictionary <(grep ... words.tsv)}. */
    @Test
    void readsADictionaryFromAPipe(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        Process writer =
                new ProcessBuilder("sh", "-c", "printf '好\\thao4\\n' > \"$0\"", pipe.toString())
                        .start();
        try {
            assertThat(printed("--dictionary", pipe.toString(), "好")).contains("hao4");
        } finally {
            writer.destroy();
        }
    }

    @Test
    void namesTheReleasesThatThereAre() {
        assertThatThrownBy(() -> printed("--release", "9", "好"))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("2.0, 2.1")
                .hasMessageContaining("was \"9\"");
    }

    /** What a request would refuse is refused here, too. */
    @Test
    void readsSsmlAsARequestDoes() throws Exception {
        String text =
                "<speak><sub alias=\"World Wide Web\">WWW</sub>"
                        + " <say-as interpret-as=\"characters\">ab</say-as></speak>";

        assertThat(printed("--voice", "en_US-joe-medium", text))
                .contains("world", "wide", "bˈiː")
                .doesNotContain("dˈʌbəljuː");
        assertThatThrownBy(() -> printed("--voice", "en_US-joe-medium", "<speak>a<p></speak>"))
                .hasMessageContaining("SSML, line 1");
    }

    /** A line of a file, an object of its own. */
    @Test
    void explainsEachWordOfAnEnglishVoice(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("texts.txt");
        Files.writeString(file, "I live in [[lˈʌndən]] ☃.\n\nThe US blorptastic.\n");

        List<String> answers =
                printed("--voice", "en_US-joe-medium", "--json", "--lines", file.toString())
                        .lines()
                        .toList();

        assertThat(answers)
                .containsExactly(
                        line(
                                "I live in [[lˈʌndən]] ☃.",
                                "i aɪ lexicon",
                                "live lˈɪv homograph",
                                "in ɪn lexicon",
                                "lˈʌndən lˈʌndən inline",
                                "!☃"),
                        line(""),
                        line(
                                "The US blorptastic.",
                                "the ðə lexicon",
                                "us jˌuːˈɛs letters",
                                "blorptastic blɔːɹptˈæstɪk rules"));
    }

    /**
     * A text of a segment, for each word its text, ipa, source; with {@code !} what is not read.
     */
    private static String line(String text, String... parts) {
        ObjectNode line = Json.object();
        ArrayNode words = line.putArray("words");
        ArrayNode segments = line.putArray("segments");
        ArrayNode warnings = line.putArray("warnings");
        if (!text.isEmpty()) {
            segments.addObject()
                    .put("index", 0)
                    .put("text", text)
                    .put("begin", 0)
                    .put("end", text.length());
        }
        for (String part : parts) {
            if (part.startsWith("!")) {
                String piece = part.substring(1);
                warnings.addObject()
                        .put("code", "not_spoken")
                        .put("message", "no reading for " + piece)
                        .put("segment", 0)
                        .put("begin", text.indexOf(piece))
                        .put("end", text.indexOf(piece) + piece.length());
            } else {
                String[] cells = part.split(" ", -1);
                words.addObject()
                        .put("text", cells[0])
                        .put("ipa", cells[1])
                        .put("source", cells[2]);
            }
        }
        return line.toString();
    }

    /** Release 2.3 reads what its BERT model's tokenizer makes of words. */
    @Test
    void readsEnglishOf23ByThePiecesOfItsModel(@TempDir Path folder) throws Exception {
        String[] asked = {
            "--release", "2.3", "--language", "EN", "--data", folder.toString(), "Unbelievability."
        };

        String whole = printed(asked);
        Path model = Files.createDirectories(folder.resolve("bert/deberta-v3-large"));
        Files.copy(
                Path.of("../frontend/src/test/resources/golden/text/spm_test/spm.model"),
                model.resolve("spm.model"));
        String pieces = printed(asked);

        assertThat(whole).contains("note: release 2.3 is spoken by the pieces");
        assertThat(pieces).doesNotContain("note:");
        assertThat(pieces.lines().findFirst()).isNotEqualTo(whole.lines().findFirst());
    }

    /** Without a farm: as the data folder's configuration would have its voices read. */
    @Test
    void explainsABertVoiceOfTheDataFolder(@TempDir Path folder) throws Exception {
        Path golden = Path.of("../models/src/test/resources/golden/model/2.0.2");
        Path voice = Files.createDirectories(folder.resolve("voices").resolve("wukong"));
        Files.copy(golden.resolve("config.json"), voice.resolve("config.json"));
        Files.copy(golden.resolve("G_1302.pth"), voice.resolve("G_1302.pth"));

        assertThat(printed("--voice", "wukong", "--data", folder.toString(), "--json", "重庆"))
                .isEqualTo(
                        "{\"words\":[{\"text\":\"重庆\",\"ipa\":\"ʈʂʰʊŋ˧˥"
                            + " tɕʰiŋ˥˩\",\"source\":\"lexicon\",\"language\":\"ZH\",\"begin\":0,\"end\":2,\"phones\":[\"ch\",\"ong\",\"q\",\"ing\"],\"tones\":[2,2,4,4]}],\"segments\":[{\"index\":0,\"text\":\"重庆\",\"begin\":0,\"end\":2}],\"warnings\":[]}\n");
        assertThat(
                        printed(
                                "--voice",
                                "wukong",
                                "--language",
                                "EN",
                                "--data",
                                folder.toString(),
                                "[[x|say:kat-KUT]]"))
                .isEqualTo("word    x  kætkˈʌt  k ae t k ah t  EN  (inline)\n");
    }

    @Test
    void asksForAVoiceThatItCanExplain() {
        assertThatThrownBy(() -> printed("--voice", "de_DE-none", "x"))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("en_US-joe-medium");
        assertThatThrownBy(() -> printed("--json", "x")).hasMessageContaining("--voice");
    }
}
