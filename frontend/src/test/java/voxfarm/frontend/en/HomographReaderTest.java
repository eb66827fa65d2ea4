package voxfarm.frontend.en;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.frontend.Readings;

class HomographReaderTest {
    private static final double BAR = 0.95;

    private final HomographReader reader = HomographReader.bundled();

    /** Own sentences, each with the reading that a person gives the word. */
    @Test
    void readsWordsAsAPersonDoes() throws IOException {
        List<String> wrong = new ArrayList<>();
        int all = 0;
        for (String[] row : TestTable.rows("homograph-sentences.tsv").toList()) {
            all++;
            String read = read(row[0], row[1]);
            if (!read.equals(row[2])) {
                wrong.add(row[0] + ": " + row[1] + " is " + row[2] + ", was " + read);
            }
        }
        double right = (double) (all - wrong.size()) / all;
        System.out.printf(
                Locale.ROOT,
                "homographs: %d of %d sentences right, %.1f %%%n",
                all - wrong.size(),
                all,
                100 * right);

        assertThat(all).isGreaterThanOrEqualTo(600);
        assertThat(right).as("%s", String.join("\n", wrong)).isGreaterThanOrEqualTo(BAR);
    }

    @Test
    void knowsWhatTheContractAsksFor() {
        assertThat(reader.size()).isGreaterThanOrEqualTo(150);
        for (String word :
                ("live read use close lead wound wind tear bow bass minute separate estimate"
                     + " present record object project refuse permit content produce perfect"
                     + " subject desert dove row house excuse abuse invalid")
                        .split(" ", -1)) {
            assertThat(reader.knows(word)).as(word).isTrue();
        }
        assertThat(reader.knows("table")).isFalse();
    }

    private String read(String word, String sentence) {
        List<String> words = new ArrayList<>();
        for (EnglishNormalizer.Token token : EnglishNormalizer.tokens(sentence)) {
            switch (token) {
                case EnglishNormalizer.Token.Word w -> words.add(w.spelling());
                case EnglishNormalizer.Token.Mark(char mark) -> words.add(String.valueOf(mark));
                case EnglishNormalizer.Token.NotSpoken _ -> {}
            }
        }
        List<Optional<HomographReader.Reading>> readings = reader.read(words);
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).toLowerCase(Locale.ROOT).equals(word)) {
                return readings.get(i).map(HomographReader.Reading::name).orElse("none");
            }
        }
        return "absent";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "I live here.|aɪ lˈɪv hˈɪɹ.",
                "A live show.|ɐ lˈaɪv ʃˈoʊ.",
                "He uses it.|hiː jˈuːzᵻz ɪt.",
                "It has many uses.|ɪt hɐz mˈɛni jˈuːsᵻz.",
                "They read it yesterday. They will read it.|ðeɪ ɹˈɛd ɪt jˈɛstɚdˌeɪ. ðeɪ wɪl ɹˈiːd"
                        + " ɪt.",
            })
    void isHeard(String text, String symbols) {
        assertThat(EnglishPhonemizer.load().phonemize(text).symbols()).isEqualTo(symbols);
    }

    /** The model is OpenNLP's, and so are its answers: these are recorded from it. */
    @Test
    void tagsAsItsModelDoes() {
        assertThat(
                        PartsOfSpeech.bundled()
                                .tag(
                                        List.of(
                                                "I live in London and the live show will record a new record"
                                                        .split(" ", -1))))
                .containsExactly(
                        "PRON", "VERB", "ADP", "PROPN", "CCONJ", "DET", "ADJ", "NOUN", "AUX",
                        "VERB", "DET", "ADJ", "NOUN");
        assertThat(
                        PartsOfSpeech.bundled()
                                .tag(
                                        List.of(
                                                "The wind blew and he had to wind the clock ."
                                                        .split(" ", -1))))
                .containsExactly(
                        "DET", "NOUN", "VERB", "CCONJ", "PRON", "VERB", "PART", "VERB", "DET",
                        "NOUN", "PUNCT");
    }

    /** What a caller says of a word is the last word. */
    @Test
    void aCallersReadingComesFirst() {
        EnglishPhonemizer phonemizer = EnglishPhonemizer.load();
        Readings readings = Readings.of(Map.of("live", "L AY1 V"));

        assertThat(phonemizer.phonemize("I live.", readings).symbols()).isEqualTo("aɪ lˈaɪv.");
        assertThat(phonemizer.phonemize("I [[lˈaɪv]].").symbols()).isEqualTo("aɪ lˈaɪv.");
    }
}
