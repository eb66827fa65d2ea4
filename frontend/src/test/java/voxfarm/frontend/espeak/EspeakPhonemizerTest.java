package voxfarm.frontend.espeak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.VoxfarmException;
import voxfarm.frontend.Readings;
import voxfarm.frontend.Span;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.ipa.Explanation;
import voxfarm.frontend.ipa.Phonemizer;
import voxfarm.frontend.local.LocalPhonemizers;

/** The process handling with stand-in programs; the real program where it is installed. */
class EspeakPhonemizerTest {
    @TempDir Path folder;

    private String program(String script) throws IOException {
        Path file = folder.resolve("espeak-" + System.nanoTime());
        Files.writeString(file, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }

    /** A line that is longer in bytes is cut by the program, within a character. */
    @Test
    void noLineIsLongerThanTheProgramReadsAndNoCharacterIsCut() {
        for (String unit : List.of("a", "a ", "ж", "क", "丁 ", "\ud83d\ude00", "x\ud83d\ude00")) {
            String clause = unit.repeat(1500).strip();
            List<String> lines = EspeakPhonemizer.lines(clause);

            assertThat(String.join("", lines).replace(" ", "")).isEqualTo(clause.replace(" ", ""));
            assertThat(lines)
                    .as(unit)
                    .allSatisfy(line -> {
                        assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1000);
                        assertThat(line.codePoints())
                                .noneMatch(c -> Character.getType(c) == Character.SURROGATE);
                    });
        }
    }

    @Test
    void asksAClauseALineAndPutsTheMarksBack() throws IOException {
        String echo = program("while read -r line; do echo \"<$line>\"; done\n");
        try (Phonemizer phonemizer = EspeakPhonemizer.start(echo, "de")) {
            assertThat(phonemizer.phonemize("Guten Tag, Welt!  Wie geht's? 3.14").symbols())
                    .isEqualTo("<Guten Tag>, <Welt>! <Wie geht's>? <3.14>");
        }
    }

    @Test
    void removesLanguageFlagsAndKeepsVerbatimSymbols() throws IOException {
        String echo = program("while read -r line; do echo \"(en)$line(de)\"; done\n");
        try (Phonemizer phonemizer = EspeakPhonemizer.start(echo, "de")) {
            assertThat(phonemizer.phonemize("a [[ həlˈoʊ ]] b.").symbols())
                    .isEqualTo("a həlˈoʊ b.");
        }
    }

    /** Corrected words and phrases are not asked; what is around them is. */
    @Test
    void asksOnlyForWhatNobodySet() throws IOException {
        String echo = program("while read -r line; do echo \"<$line>\"; done\n");
        Readings set =
                Readings.of(Map.of("new york", "ipa:njˈuː", "sql", "say:sequel", "joe", "JH OW1"));
        try (Phonemizer german = EspeakPhonemizer.start(echo, "de");
                Phonemizer english = EspeakPhonemizer.start(echo, "en-us")) {
            String text = "In New York, SQL. Joe [[x|ipa:y]]!";
            assertThat(german.phonemize(text, set).symbols())
                    .isEqualTo("<In> njˈuː, <sequel>. <Joe> y!");
            assertThat(english.phonemize(text, set).symbols())
                    .isEqualTo("<In> njˈuː, <sequel>. dʒˈoʊ y!");
            Explanation said = english.explain("SQL a [[x|pinyin:y1]] [[x|ipa:y]]", set);
            assertThat(said.words())
                    .extracting(word -> word.text() + " " + word.source().wireName())
                    .containsExactly(
                            "sequel dictionary:request", "a espeak-ng", "x espeak-ng", "x inline");
            assertThat(said.notSpoken())
                    .containsExactly(new SpokenText.NotSpoken("pinyin:y1", new Span(6, 21)));
        }
    }

    @Test
    void eachWordGetsItsShareOfWhatIsSaidOfAll() {
        assertThat(
                        WordAlignment.shares(
                                List.of("ʌv", "ðə", "twˈɛnti wˈʌn", "kˈæts"),
                                "ʌvðə twˈɛntiwˈʌn kˈæts"))
                .containsExactly("ʌv", "ðə", "twˈɛntiwˈʌn", "kˈæts");
        assertThat(WordAlignment.shares(List.of("ɐ", "ˈʌðɚ"), "ɐnˈʌðɚ"))
                .satisfies(shares -> assertThat(String.join("", shares)).isEqualTo("ɐnˈʌðɚ"))
                .allMatch(share -> !share.isEmpty());
        assertThat(WordAlignment.shares(List.of("a", ""), "")).containsExactly("", "");
    }

    @Test
    void startsAProgramThatDiedAgain() throws IOException {
        String once =
                program(
                        "read -r a; echo \"$a\"; read -r b; echo \"$b\"; read -r c; echo \"$c\";"
                                + " read -r d; exit 1\n");
        try (Phonemizer phonemizer = EspeakPhonemizer.start(once, "de")) {
            assertThat(phonemizer.phonemize("eins").symbols()).isEqualTo("eins");
        }
    }

    @Test
    void saysWhenTheProgramIsMissing() {
        assertThatThrownBy(() -> EspeakPhonemizer.start("/nonexistent/espeak-ng", "de"))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("apt-get install espeak-ng")
                .hasMessageContaining("voices.espeak: /nonexistent/espeak-ng");
    }

    @Test
    void knowsWithoutRunningItWhetherTheProgramIsThere() throws IOException {
        Path there = Path.of(program("exit 3\n"));
        Files.writeString(folder.resolve("no-program"), "");
        String searched = "/nonexistent" + File.pathSeparator + folder;

        assertThat(EspeakProgram.missing(there.toString(), "")).isEmpty();
        assertThat(EspeakProgram.missing(there.getFileName().toString(), searched)).isEmpty();
        for (String missing : List.of("no-program", "espeak-ng", folder + "/x", "")) {
            assertThat(EspeakProgram.missing(missing, searched))
                    .as(missing)
                    .get()
                    .asString()
                    .contains("voices.espeak: " + missing, "apt-get install espeak-ng");
        }
    }

    @Test
    void anEngineLacksItForItsVoicesAlone() {
        try (LocalPhonemizers phonemizers = new LocalPhonemizers("/nonexistent/espeak-ng")) {
            assertThat(phonemizers.missing("espeak-ng")).isPresent();
            assertThat(phonemizers.missing("builtin")).isEmpty();
            assertThat(phonemizers.missing("bert-vits2")).isEmpty();
        }
    }

    @Test
    void saysWhenTheProgramCannotWork() throws IOException {
        String broken = program("exit 3\n");

        assertThatThrownBy(() -> EspeakPhonemizer.start(broken, "xx"))
                .isInstanceOf(VoxfarmException.class);
    }

    @Test
    void refusesVoiceNamesThatArePaths() {
        assertThatThrownBy(() -> EspeakPhonemizer.start("espeak-ng", "../../etc/passwd"))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("espeak voice");
    }

    @Test
    void speaksWithTheRealProgram() {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/espeak-ng")),
                "espeak-ng is not installed here");
        try (Phonemizer phonemizer = EspeakPhonemizer.start("espeak-ng", "en-us")) {
            assertThat(phonemizer.phonemize("Hello, world.").symbols())
                    .isEqualTo("həlˈoʊ, wˈɜːld.");
            assertThat(phonemizer.phonemize("Please wait; the system is starting up.").symbols())
                    .isEqualTo("plˈiːz wˈeɪt; ðə sˈɪstəm ɪz stˈɑːɹɾɪŋ ˈʌp.");
            assertThat(phonemizer.phonemize("…").symbols()).isEmpty();
            Explanation said = phonemizer.explain("One of the 21 cats, at home.", Readings.NONE);
            assertThat(said.words())
                    .extracting(Explanation.Word::text)
                    .containsExactly("One", "of", "the", "21", "cats", "at", "home");
            assertThat(said.words().get(3).ipa()).contains("twˈɛnti").contains("wˈʌn");
            assertThat(said.words().getLast().ipa()).isEqualTo("hˈoʊm");
        }
    }
}
