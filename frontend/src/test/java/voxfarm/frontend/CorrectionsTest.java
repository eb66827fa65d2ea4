package voxfarm.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.frontend.en.EnglishPhonemizer;
import voxfarm.frontend.en.IpaSayer;
import voxfarm.frontend.ipa.Explanation;
import voxfarm.frontend.local.LocalFrontEnds;

class CorrectionsTest {
    private static final List<Normalizer.Form> FORMS =
            List.of(Normalizer.Form.NFC, Normalizer.Form.NFD);

    private static final EnglishPhonemizer ENGLISH = EnglishPhonemizer.load();

    /** What was found, each as {@code <word=reading>}. */
    private static String found(String text, Map<String, String> words) {
        return found(text, Readings.of(words));
    }

    private static String found(String text, Readings readings) {
        return Corrections.of(text, readings, new IpaSayer(true)).parts().stream()
                .map(part ->
                        switch (part) {
                            case Corrections.Part.Text<String>(String words, _) -> words;
                            case Corrections.Part.Words<String> words -> "<" + words.text() + ">";
                            case Corrections.Part.Said<String> said ->
                                    "<" + said.word() + "=" + said.said() + ">";
                        })
                .collect(Collectors.joining());
    }

    private static String said(String text, Readings readings) {
        return ENGLISH.phonemize(text, readings).symbols();
    }

    @Test
    void findWholeWordsAndTheLongestPhrases() {
        Map<String, String> words =
                Map.of(
                        "york",
                        "ipa:a",
                        "new york",
                        "ipa:b",
                        "new york city",
                        "ipa:c",
                        "c++",
                        "ipa:d");

        assertThat(found("New York, New\n York City, yorks York new C++.", words))
                .isEqualTo("<New York=b>, <New\n York City=c>, yorks <York=a> new <C++=d>.");
    }

    /** Composed or not, on either side, in words and in phrases. */
    @Test
    void itDoesNotMatterHowALetterAndItsMarkWereTyped() {
        List<String> texts = List.of("Zoë", "Café Zoë", "Việt Nam", "が 行", "행복", "\u1e9b\u0323 a");
        for (String text : texts) {
            for (Normalizer.Form entry : FORMS) {
                Map<String, String> words =
                        Map.of(Normalizer.normalize(text, entry), "ipa:a", text + " b", "ipa:b");
                for (Normalizer.Form form : FORMS) {
                    String typed = Normalizer.normalize(text, form);
                    assertThat(found("x " + typed + ", y", words))
                            .as("%s %s %s", text, entry, form)
                            .isEqualTo("x <" + typed + "=a>, y");
                }
            }
        }
    }

    @Test
    void itDoesNotMatterWhichBlankStandsInAPhrase() {
        for (String blank :
                List.of(" ", "\u00a0", "\u202f", "\u3000", "\u2003", "\t", " \u00a0 ")) {
            assertThat(found("in New" + blank + "York", Map.of("New York", "ipa:a")))
                    .isEqualTo("in <New" + blank + "York=a>");
            assertThat(found("in New York", Map.of("New" + blank + "York", "ipa:a")))
                    .isEqualTo("in <New York=a>");
        }
    }

    @Test
    void anEntryIsFoundAsItIsWrittenBeforeOneInSmallLetters() {
        Map<String, String> words = Map.of("polish", "ipa:a", "Polish", "ipa:b", "Joe", "ipa:c");

        assertThat(found("polish Polish POLISH joe Joe JOE", words))
                .isEqualTo("<polish=a> <Polish=b> <POLISH=a> joe <Joe=c> <JOE=c>");
    }

    @Test
    void everyPhoneOfArpabetIsOneWhereverItStands() {
        String vowels = "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW";
        String others = "B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH";
        for (String phone : (vowels + " " + others).split(" ", -1)) {
            for (String written : List.of(phone, "K " + phone, phone + " AH0", "k  " + phone)) {
                assertThat(Reading.of("word", written))
                        .isEqualTo(new Reading(Notation.ARPABET, written));
                assertThatCode(() -> LocalFrontEnds.all().check("word", written))
                        .doesNotThrowAnyException();
            }
        }
        assertThat(found("I think so", Map.of("think", "TH IH1 NG K")))
                .isEqualTo("I <think=θˈɪŋk> so");
    }

    private static SpokenText english(String text, Readings readings) {
        return LocalFrontEnds.all()
                .get(Language.EN)
                .speak(text, Language.EN, TextRules.V2_3, readings);
    }

    @Test
    void soundsOfOtherLanguagesFailNoTextOfAVoiceThatHasThemNot() {
        SpokenText spoken =
                english(
                        "Omar sang.",
                        Readings.of(Readings.Layer.FARM, Map.of("omar", "ipa:ʕumar")));

        assertThat(spoken.runs().getFirst().words().getFirst().source())
                .isEqualTo(SpokenText.Source.LEXICON);
        assertThat(spoken.notSpoken())
                .containsExactly(new SpokenText.NotSpoken("ipa:ʕumar", new Span(0, 4)));
    }

    @Test
    void whatAVoicePassesOverHidesNoEntryOfAnotherDictionary() {
        Readings all =
                Readings.of(Map.of("omar", "kana:オマル"))
                        .before(Readings.of(Readings.Layer.FARM, Map.of("omar", "OW1 M AA0 R")));

        SpokenText.Word word = english("Omar sang.", all).runs().getFirst().words().getFirst();

        assertThat(word.source()).isEqualTo(SpokenText.Source.FARM_DICTIONARY);
        assertThat(word.spoken()).containsExactly("OW1", "M", "AA0", "R");
    }

    /** Maps come in another order in each process, and one of them speaks for another. */
    @Test
    void ofEntriesThatAreOneWordTheSameCountsInWhateverOrder() {
        for (int i = 0; i < 20; i++) {
            String word = "a" + i;
            Map<String, String> words =
                    Map.of(
                            "i" + word + "B",
                            "ipa:a",
                            "I" + word + "b",
                            "ipa:b", // capitals
                            word + "  x",
                            "ipa:a",
                            word + " x",
                            "ipa:b"); // blanks
            assertThat(found("I" + word.toUpperCase(Locale.ROOT) + "B", words)).endsWith("=a>");
            assertThat(found(word + " x", words)).endsWith("=a>");
        }
    }

    @Test
    void wordsThatAVoiceCannotReadInAnothersPlaceAreNamed() {
        SpokenText spoken =
                LocalFrontEnds.all()
                        .get(Language.EN)
                        .speak(
                                "I like [[Bach|say:北京]] and Bonn.",
                                Language.EN,
                                TextRules.V2_3,
                                Readings.of(Map.of("bonn", "say:波恩")));

        assertThat(spoken.notSpoken())
                .extracting(SpokenText.NotSpoken::text)
                .containsExactly("北京", "波恩");
    }

    @Test
    void theRequestComesBeforeTheVoiceBeforeTheFarm() {
        Readings all =
                Readings.of(Map.of("a", "ipa:i"))
                        .before(
                                Readings.of(
                                        Readings.Layer.VOICE, Map.of("A", "ipa:u", "b", "ipa:u")))
                        .before(
                                Readings.of(
                                        Readings.Layer.FARM, Map.of("b", "ipa:o", "c", "ipa:o")));

        assertThat(found("A b c", all)).isEqualTo("<A=i> <b=u> <c=o>");
        assertThat(ENGLISH.explain("A b c [[d|ipa:x]]", all).words())
                .extracting(word -> word.source().wireName())
                .containsExactly(
                        "dictionary:request", "dictionary:voice", "dictionary:farm", "inline");
    }

    @Test
    void theEndingOfAWordIsSaid() {
        Map<String, String> words = Map.of("joe", "JH OW1", "max", "M AE1 K S", "pat", "ipa:pæt");

        assertThat(found("Joe's Max’s PAT'S don't", words))
                .isEqualTo("<Joe's=dʒˈoʊz> <Max's=mˈæksᵻz> <PAT's=pæts> don't");
    }

    @Test
    void addressesStayWhole() {
        Map<String, String> words = Map.of("joe", "ipa:a");

        assertThat(found("www.joe.com https://x.org/joe joe@x.org and/joe joe-like Joe.", words))
                .isEqualTo(
                        "www.joe.com https://x.org/joe joe@x.org and/<joe=a> <joe=a>-like"
                                + " <Joe=a>.");
    }

    @Test
    void otherWordsAreReadInTheirPlaceAndNotCorrectedAgain() {
        Readings circle = Readings.of(Map.of("alpha", "say:beta", "beta", "say:alpha"));

        assertThat(said("alpha", circle)).isEqualTo(said("beta", Readings.NONE));
        assertThat(said("beta", circle)).isEqualTo(said("alpha", Readings.NONE));
    }

    /** Every notation of English, in a mark and in a dictionary, for either kind of voice. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"arpabet:T AH0 M AA1 T OW0", "ipa:təmˈɑːtoʊ", "say:tuh-MAH-toh"})
    void everyNotationOfEnglishIsHeardByBothKindsOfVoices(String reading) {
        Readings set = Readings.of(Map.of("tomato", reading));
        String text = "A tomato.";
        String marked = "A [[tomato|" + reading + "]].";

        String plain = said(text, Readings.NONE);
        assertThat(said(text, set)).isNotEqualTo(plain).contains("mˈɑː");
        assertThat(said(marked, Readings.NONE)).isEqualTo(said(text, set));
        for (TextRules rules : new TextRules[] {TextRules.V2_0, TextRules.V2_1, TextRules.V2_3}) {
            assertThat(english(text, set, rules))
                    .contains("t ah m aa t ow")
                    .isEqualTo(english(marked, Readings.NONE, rules));
            assertThat(english(text, Readings.NONE, rules)).contains("t ah m ey t ow");
        }
    }

    private static String english(String text, Readings readings, TextRules rules) {
        return String.join(
                " ",
                LocalFrontEnds.all()
                        .get(Language.EN)
                        .speak(text, Language.EN, rules, readings)
                        .runs()
                        .getFirst()
                        .phones());
    }

    @Test
    void aPhraseIsOneWordOfABertVoice() {
        Readings set = Readings.of(Map.of("J. R. R. Tolkien", "T AA1 L K IY0 N"));
        for (TextRules rules : new TextRules[] {TextRules.V2_0, TextRules.V2_1, TextRules.V2_3}) {
            SpokenText spoken =
                    LocalFrontEnds.all()
                            .get(Language.EN)
                            .speak("By J. R. R. Tolkien's.", Language.EN, rules, set);

            assertThat(String.join(" ", spoken.runs().getFirst().phones()))
                    .as("%s", rules)
                    .isEqualTo("_ b ay t aa l k iy n z . _");
            assertThat(spoken.runs().getFirst().words().get(1).source())
                    .isEqualTo(SpokenText.Source.REQUEST_DICTIONARY);
        }
    }

    @Test
    void tellsWhoDecidedOfABertVoice() {
        SpokenText spoken =
                LocalFrontEnds.all()
                        .get(Language.EN)
                        .speak(
                                "The 42 blorptastic records.",
                                Language.EN,
                                TextRules.V2_1,
                                Readings.NONE);

        assertThat(spoken.runs().getFirst().words())
                .extracting(word -> word.text() + " " + word.source().wireName())
                .containsExactly(
                        "The lexicon",
                        "forty-two normalization",
                        "blorptastic network",
                        "records lexicon",
                        ". punctuation");
    }

    @Test
    void aWordThatStandsForAShortFormIsCorrectedToo() {
        Readings set = Readings.of(Map.of("doctor", "ipa:dˈɔktəʁ"));

        assertThat(said("Dr. Smith", set)).startsWith("dˈɔktəʁ ");
    }

    /** What was around a corrected word still tells how its neighbours are read. */
    @Test
    void neighboursAreReadAsIfTheWordWereNotCorrected() {
        Readings set = Readings.of(Map.of("Joe", "ipa:dʒˈɔ"));

        assertThat(said("Joe will read it.", set))
                .isEqualTo(said("Joe will read it.", Readings.NONE).replace("dʒˈoʊ", "dʒˈɔ"));
    }

    @Test
    void whatTheVoiceCannotSayIsReadAndNamed() {
        Explanation english = ENGLISH.explain("In [[London|pinyin:lun2 dun1]].", Readings.NONE);
        SpokenText chinese =
                LocalFrontEnds.all()
                        .get(Language.ZH)
                        .speak("在[[重庆|ipa:a]]。", Language.ZH, TextRules.V2_1, Readings.NONE);

        assertThat(english.notSpoken())
                .containsExactly(new SpokenText.NotSpoken("pinyin:lun2 dun1", new Span(3, 30)));
        assertThat(english.words())
                .extracting(Explanation.Word::text)
                .containsExactly("in", "london");
        Explanation signs =
                ENGLISH.explain("[[a|ipa:🦊]] [[b|ipa:tə🦊]] [[c|ipa:t]]", Readings.NONE);
        assertThat(signs.notSpoken())
                .extracting(SpokenText.NotSpoken::text)
                .containsExactly("ipa:🦊", "ipa:tə🦊");
        assertThat(signs.words())
                .extracting(Explanation.Word::source)
                .startsWith(SpokenText.Source.LEXICON)
                .endsWith(SpokenText.Source.INLINE);
        assertThat(chinese.notSpoken())
                .extracting(SpokenText.NotSpoken::text)
                .containsExactly("ipa:a");
        assertThat(chinese.runs().getFirst().bertText()).isEqualTo("在重庆.");
    }

    @Test
    void chineseIsCorrectedByPinyinAndByCharacters() {
        FrontEnd chinese = LocalFrontEnds.all().get(Language.ZH);
        Readings set = Readings.of(Map.of("重庆", "zhong4 qing4", "Java", "say:佳瓦"));
        SpokenText spoken =
                chinese.speak("重庆Java[[好|pinyin:hao4]]", Language.ZH, TextRules.V2_1, set);

        assertThat(spoken.notSpoken()).isEmpty();
        assertThat(spoken.runs().getFirst().bertText()).isEqualTo("重庆佳瓦好");
        assertThat(spoken.runs().getFirst().tones())
                .containsExactly(0, 4, 4, 4, 4, 1, 1, 2, 2, 4, 4, 0);
        assertThat(spoken.runs().getFirst().words().getFirst().source())
                .isEqualTo(SpokenText.Source.REQUEST_DICTIONARY);
        assertThat(chinese.ipa(spoken.runs().getFirst().words().getFirst()))
                .isEqualTo("ʈʂʊŋ˥˩ tɕʰiŋ˥˩");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tomato;HH AX0 L",
                "tomato;TAH0",
                "tomato;ipa:привет",
                "tomato;arpabet:x",
                "tomato;pinyin:fan1",
                "tomato;xqz",
                "tomato;not phones",
                "tomato;tomahto",
                "tomato;tuh-mah-toh",
                "tomato;TUH-MAH-TOH",
                "tomato;tqh-MAH-toh",
                "tomato;a[b",
                "tomato;a\u0007b",
                "to|mato;T AH0",
                "+;T AH0",
                "重庆;chong2",
                "重庆;T AH0"
            })
    void whatNoVoiceCouldSayIsRefusedWithWhatIsExpected(String entry) {
        String[] cells = entry.split(";", -1);

        assertThatThrownBy(() -> LocalFrontEnds.all().check(cells[0], cells[1]))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("expected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "T AH0 M AA1 T OW0",
                "t ah0 m aa1 t ow0",
                "təmˈɑːtoʊ",
                "/təmɑːtoʊ/",
                "[[təmɑːtoʊ]]",
                "ipa:tomato",
                "tuh-MAH-toh",
                "say:tuh-MAH-toh",
                "say:too mah toe"
            })
    void notationsAreSeen(String reading) {
        assertThatCode(() -> LocalFrontEnds.all().check("tomato", reading))
                .doesNotThrowAnyException();
        assertThat(said("A tomato.", Readings.of(Map.of("tomato", reading))))
                .isNotEqualTo(said("A tomato.", Readings.NONE));
    }

    @Test
    void phrasesOfTenThousandLettersAreRefused() {
        String phrase = "a ".repeat(5000);

        assertThatThrownBy(() -> LocalFrontEnds.all().check(phrase, "AH0"))
                .hasMessageContaining("1 to 200");
        // a stored one that an older build let in finds nothing, and costs nothing
        Growth.isLinear(
                "long phrases",
                "a ",
                6_000,
                text -> found(text, Map.of(phrase, "ipa:a", "a ".repeat(99) + "b", "ipa:b")));
    }

    @Test
    void aDictionaryOfAHundredThousandPhrasesCostsNoMoreForALongText() {
        Map<String, String> words = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            words.put("a " + "a ".repeat(i % 90) + i, "AH0");
        }
        Readings readings = Readings.of(words);

        Growth.isLinear("many phrases", "a ", 4_000, text -> found(text, readings));
    }
}
