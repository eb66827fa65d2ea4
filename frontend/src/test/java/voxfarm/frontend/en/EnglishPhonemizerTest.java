package voxfarm.frontend.en;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.json.Json;
import voxfarm.frontend.Readings;
import voxfarm.frontend.Span;
import voxfarm.frontend.SpokenText.NotSpoken;

class EnglishPhonemizerTest {
    private static final EnglishPhonemizer PHONEMIZER = EnglishPhonemizer.load();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Hello, world.|həlˈoʊ, wˈɜːld.",
                "The quick brown fox.|ðə kwˈɪk bɹˈaʊn fˈɑːks.",
                "the end|ðɪ ˈɛnd",
                "to eat|tʊ ˈiːt",
                "NASA|nˈæsɐ",
                "The FBI|ðɪ ˌɛfbˌiːˈaɪ",
                "quoted|kwˈoʊɾᵻd",
                "cats' dogs'|kˈæts dˈɑːɡz",
                "Wednesday|wˈɛnzdeɪ",
                "Café|kəfˈeɪ",
                "x|ˈɛks",
                "A B C|ˈeɪ bˈiː sˈiː",
                "p.m.|pˌiːˈɛm.",
                "Say [[ həlˈoʊ ]] now.|sˈeɪ həlˈoʊ nˈaʊ.",
            })
    void speaks(String text, String expected) {
        String symbols = PHONEMIZER.phonemize(text).symbols();
        assertThat(symbols.replace("ˌeɪ", "eɪ")).isEqualTo(expected);
    }

    /** "layf" with an s, and not "lay" with the name of a letter. */
    @ParameterizedTest
    @CsvSource({
        "layf's,layf,s",
        "tramf's,tramf,s",
        "glarf's,glarf,s",
        "Tramb's,Tramb,z",
        "TRAMF'S,TRAMF,s",
        "tramb'll,tramb,əl",
        "layb've,layb,əv",
    })
    void wordsThatNoDictionaryHasTakeApostrophesAsOthersDo(
            String word, String stem, String ending) {
        assertThat(PHONEMIZER.phonemize(word).symbols())
                .isEqualTo(PHONEMIZER.phonemize(stem).symbols() + ending);
    }

    @Test
    void wordsInThePlaceOfOthersTakeApostrophesToo() {
        Readings readings = Readings.of(Map.of("Leif", "say:layf"));

        assertThat(PHONEMIZER.phonemize("Leif's", readings).symbols())
                .isEqualTo(PHONEMIZER.phonemize("Leif", readings).symbols() + "s");
    }

    @ParameterizedTest
    @CsvSource({
        "Noooo,no",
        "sooo,so",
        "coool,cool",
        "loooove,love",
        "waaay,way",
        "loooong,long",
        "saaaad,sad",
        "goood,good",
        "WHAAAT,what",
        "yesss,yes",
        "seeee,see",
        "stoppp,stop",
        "Shhh,sh",
        "Shhhhhh,sh",
        "Noooowwww,now",
    })
    void lengthenedWordsAreTheWordsThatTheyLengthen(String written, String word) {
        assertThat(PHONEMIZER.phonemize(written).symbols())
                .isEqualTo(PHONEMIZER.phonemize(word).symbols());
    }

    @Test
    void capitalsBehindAMacAreNoPartOfAName() {
        assertThat(PHONEMIZER.phonemize("MacOS").symbols())
                .isEqualTo(PHONEMIZER.phonemize("macOS").symbols());
        assertThat(PHONEMIZER.phonemize("MacDonald").symbols())
                .isEqualTo(PHONEMIZER.phonemize("Macdonald").symbols());
    }

    @Test
    void namesWhatItCannotSpeak() {
        assertThat(PHONEMIZER.phonemize("Emoji 😀 and 你好.").notSpoken())
                .containsExactly(
                        new NotSpoken("😀", new Span(6, 8)), new NotSpoken("你好", new Span(13, 15)));
        assertThat(PHONEMIZER.phonemize("The ĸ.").notSpoken())
                .containsExactly(new NotSpoken("ĸ", new Span(4, 5)));
        assertThat(PHONEMIZER.phonemize("☃ [[x|pinyin:a1]] ☃").notSpoken())
                .extracting(NotSpoken::span)
                .containsExactlyInAnyOrder(new Span(0, 1), new Span(2, 17), new Span(18, 19));
        assertThat(PHONEMIZER.phonemize("…").symbols()).isEmpty();
        assertThat(PHONEMIZER.phonemize("").symbols()).isEmpty();
    }

    /** Of a word that is read, too. */
    @Test
    void namesLettersThatItPassesOver() {
        assertThat(PHONEMIZER.phonemize("Hello世界ok").notSpoken())
                .containsExactly(new NotSpoken("世界", new Span(5, 7)));
        assertThat(PHONEMIZER.phonemize("a kǂan").notSpoken())
                .containsExactly(new NotSpoken("ǂ", new Span(3, 4)));
        assertThat(PHONEMIZER.phonemize("Heydər Əliyev, naïve").notSpoken()).isEmpty();
    }

    /** A piece that is shortened is still a text that can be sent. */
    @Test
    void namesNoHalfOfAPair() {
        for (String before : List.of("", "☃")) {
            String text = before + "\ud83d\ude00".repeat(40);
            assertThat(PHONEMIZER.phonemize(text).notSpoken())
                    .singleElement()
                    .satisfies(piece ->
                            assertThat(piece.text().codePoints())
                                    .noneMatch(c -> Character.getType(c) == Character.SURROGATE));
        }
    }

    @Test
    void readsLongWordsToTheirEnd() {
        for (int syllables : List.of(20, 29, 30, 31, 60, 61, 90, 500)) {
            String ipa = PHONEMIZER.phonemize("ba".repeat(syllables)).symbols();
            assertThat(ipa.chars().filter(c -> c == 'b').count()).as(ipa).isEqualTo(syllables);
        }
    }

    /** What this voice cannot say does not hide what others said of the word. */
    @Test
    void readsWordsInThePlaceOfOthersAsTheFirstDictionaryThatItCanRead() {
        Readings readings =
                Readings.of(Readings.Layer.REQUEST, Map.of("doctor", "pinyin:dai4 fu5"))
                        .before(Readings.of(Readings.Layer.FARM, Map.of("doctor", "D AA1")));

        assertThat(PHONEMIZER.phonemize("Dr. Smith", readings).symbols())
                .isEqualTo(PHONEMIZER.phonemize("[[x|arpabet:D AA1]] Smith").symbols());
    }

    @Test
    void readsLettersThatNoAccentIsTakenFromAsTheirNeighbours() {
        for (String name : List.of("Łukasz Lukasz", "Đorđe Dorde", "Þór Thor", "Bakır Bakir")) {
            String[] both = name.split(" ", -1);
            assertThat(PHONEMIZER.phonemize(both[0])).isEqualTo(PHONEMIZER.phonemize(both[1]));
        }
    }

    @Test
    void guessesWordsThatNoDictionaryHas() {
        for (String word :
                new String[] {
                    "blorptastic", "frobnicate", "zxqj", "kubernetes", "aaaaaaaaaaaaaaaaaaaaaaaaa"
                }) {
            assertThat(PHONEMIZER.phonemize(word).symbols()).as(word).isNotEmpty();
        }
    }

    /** Each of them would be another one by the dictionary's phones alone. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "He has been in the house.|hiː hɐzbɪn ɪnðə hˈaʊs.",
                "I would have gone to the shop for a while.|aɪ wʊdhɐv ɡɔn tə ðə ʃˈɑːp fɚɹə"
                        + " wˈaɪl.",
                "What is that? I know what that is.|wˌʌt ɪz ðˈæt? aɪ nˈoʊ wʌt ðˈæt ɪz.",
                "Come on.|kˈʌm ˈɔn.",
                "It is up. Up the hill.|ɪɾ ɪz ˈʌp. ˌʌp ðə hˈɪl.",
                "Her aunt is better at it.|hɜːɹ ˈænt ɪz bˈɛɾɚɹ æɾ ɪt.",
                "A written, certain, important party.|ɐ ɹˈɪʔn, sˈɜːʔn, ɪmpˈɔːɹtənt pˈɑːɹɾi.",
                "A courage that is married.|ɐ kˈɜːɹɪdʒ ðæt ɪz mˈæɹid.",
                "Rabbit, ability, impossible, observe, unable|ɹˈæbɪt, ɐbˈɪlᵻɾi, ɪmpˈɑːsᵻbəl,"
                        + " əbzˈɜːv, ʌnˈeɪbəl",
                "Not at all. I do not.|nˌɑːt æɾ ˈɔːl. aɪ duːnˈɑːt.",
                "often, along, wander, cost|ˈɔfən, ɐlˈɔŋ, wˈɔndɚ, kˈɔst",
                "usual, graduate, office, preparing|jˈuːʒuːəl, ɡɹˈædʒuːət, ˈɔfɪs, pɹɪpˈɛɹɪŋ",
                "encourage, inclined|ɛŋkˈɜːɹɪdʒ, ɪŋklˈaɪnd",
            })
    void speaksAsTheTrainingTextHasIt(String text, String expected) {
        assertThat(PHONEMIZER.phonemize(text).symbols()).isEqualTo(expected);
    }

    /** Letters of an unknown word, some ways to build one from others that are known. */
    @Test
    void readsWordsBuiltFromKnownOnes() {
        assertThat(PHONEMIZER.phonemize("unasked").symbols()).isEqualTo("ʌnˈæskt");
        assertThat(PHONEMIZER.phonemize("newlines").symbols()).isEqualTo("nˈuːlaɪnz");
        assertThat(PHONEMIZER.phonemize("quitted").symbols()).isEqualTo("kwˈɪɾᵻd");
        assertThat(PHONEMIZER.phonemize("thoughtlessly").symbols()).isEqualTo("θˈɔːtləsli");
    }

    /** Each of them looks like a word, or like a part of one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AAPL|A A P L",
                "TSLA|T S L A",
                "NGOs|NGO's",
                "IoT|I O T",
                "DoD|D O D",
                "mRNA|M R N A",
                "iOS|I O S",
                "yml|Y M L",
            })
    void readsNamesOfLettersInCapitals(String written, String letters) {
        assertThat(unstressed(written)).isEqualTo(unstressed(letters));
    }

    /** Letters of one word have less stress, and are shorter for it. */
    private static String unstressed(String text) {
        return bare(PHONEMIZER.phonemize(text).symbols()).replaceAll("[ˈˌː]", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "OpenAI|ˈoʊpəneɪˈaɪ",
                "ChatGPT|tʃˈætdʒipitˈiː",
                "DevOps|dˈɛvɑːps",
                "McDonald|məkdˈɑːnəld",
                "NATO|nˈeɪɾoʊ",
                "YAML|jˈæməl",
                "goin' nothin'|ɡˈoʊɪn nˈʌθɪn",
                "'undred 'ospital|ˈʌndɹᵻd ˈɑːspɪɾəl",
                "said Robin'|sˈɛd ɹˈɑːbɪn",
                "all th' way|ˈɔːl ðə wˈeɪ",
                "your résumé, to resume|jʊɹ ɹˈɛzəmˌeɪ, tə ɹᵻzˈuːm",
                "crème brûlée|kɹˈɛm bɹuːlˈeɪ",
                "a blasé, Tremblé|ɐ blɑːzˈeɪ, tɹɛmblˈeɪ",
                "piñatas|pɪnjˈɑːɾəz",
                "psst|pst",
            })
    void readsWordsOfOtherSpellings(String text, String expected) {
        assertThat(PHONEMIZER.phonemize(text).symbols()).isEqualTo(expected);
    }

    /** A letter without a rule would be dropped from every word that no dictionary has. */
    @Test
    void guessesASoundForEveryLetter() {
        for (char letter = 'a'; letter <= 'z'; letter++) {
            assertThat(LetterToSound.guess("zu" + letter + "uz").length)
                    .as("%s", letter)
                    .isGreaterThan(letter == 'h' ? 3 : LetterToSound.guess("zuz").length);
        }
    }

    /**
     * The recorded phonemes of espeak-ng, where plain words are read: not a standard of right and
     * wrong, but what the voice was trained on. Numbers, signs and foreign words it reads as nobody
     * does.
     */
    @Test
    void staysNearTheReference() throws IOException {
        Path shared = Path.of("../../shared/golden/piper/text.jsonl");
        Path committed = Path.of("src/test/resources/golden/piper/text.jsonl");
        int distance = 0;
        int length = 0;
        for (String line : Files.readAllLines(Files.exists(shared) ? shared : committed)) {
            JsonNode row = Json.mapper().readTree(line);
            if (!row.get("text").asText().matches("[A-Za-z ,.!?;:']+")) {
                continue;
            }
            StringBuilder reference = new StringBuilder();
            row.get("sentences").forEach(s -> reference.append(s.get("phonemes").asText()));
            String ours = bare(PHONEMIZER.phonemize(row.get("text").asText()).symbols());
            distance += distance(bare(reference.toString()), ours);
            length += bare(reference.toString()).length();
        }

        assertThat((double) distance / length)
                .as("symbol error rate without spaces")
                .isLessThan(0.03);
    }

    private static String bare(String symbols) {
        return symbols.replaceAll("[ʲ .,;:!?]", "");
    }

    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] now = new int[b.length() + 1];
            now[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int same = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(same, 1 + Math.min(before[j], now[j - 1]));
            }
            before = now;
        }
        return before[b.length()];
    }
}
