package voxfarm.frontend.ja;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.language.Language;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;

/** The first release with Japanese. */
class UniDicTest {
    @TempDir private Path folder;

    private JapaneseFrontEnd japanese = front(Path.of("."));

    /** With a few words that sentences of tests are made of. */
    static SmallDictionary ofTests() {
        SmallDictionary words = new SmallDictionary();
        for (String kind :
                new String[] {"DEFAULT", "SPACE", "KANJI", "SYMBOL", "HIRAGANA", "KATAKANA"}) {
            words.unknown(kind, 1, 1, 9000, "名詞,普通名詞,一般,*,*,*");
        }
        words.word("空気", 1, 1, 100, feature("クウキ", "クーキ"));
        words.word("を", 1, 1, 100, feature("ヲ", "オ"));
        words.word("ねぇ", 1, 1, 100, feature("ネェ", "ネー"));
        words.word(",", 1, 1, 100, "補助記号,読点,*,*,*,*,\"\",\",\",\",\",,\",\",\"\"");
        words.word(".", 1, 1, 100, feature("", ""));
        return words;
    }

    @BeforeEach
    void open() {
        japanese = front(ofTests().writeTo(folder));
    }

    private static String feature(String form, String spoken) {
        return "名詞,普通名詞,一般,*,*,*," + form + ",x,x," + spoken + ",x,x,和";
    }

    private static JapaneseFrontEnd front(Path folder) {
        return new JapaneseFrontEnd(
                () -> {
                    throw new AssertionError("Open JTalk's dictionary is another one");
                },
                () -> UniDic.open(folder),
                release ->
                        release == TextRules.V1_1
                                ? Optional.of(word -> word.length())
                                : Optional.empty());
    }

    private SpokenText speak(String text, Map<String, String> words) {
        return japanese.speak(text, Language.JP, TextRules.V1_1, Readings.of(words));
    }

    @Test
    void readsWithoutLongVowelsAndAccents() {
        SpokenText.Run run = speak("空気を、ねぇ。", Map.of()).runs().getFirst();

        assertThat(String.join(" ", run.phones())).isEqualTo("_ k u k i o , n e . _");
        assertThat(run.tones()).containsOnly(0);
        assertThat(run.word2ph()).containsExactly(1, 2, 2, 1, 1, 1, 1, 1, 1);
        assertThat(run.bertByWord()).isFalse();
        assertThat(run.bertText()).isEqualTo("空気を,ねぇ.");
    }

    @Test
    void namesWhatItCannotRead() {
        SpokenText spoken = speak("空気々龘を", Map.of());

        assertThat(spoken.notSpoken())
                .extracting(SpokenText.NotSpoken::text)
                .containsExactly("々", "龘");
        assertThat(String.join(" ", spoken.runs().getFirst().phones())).isEqualTo("_ k u k i o _");
    }

    @Test
    void readsWhatIsSetAsItIsSet() {
        SpokenText spoken = speak("空気を…", Map.of("空気", "エ'ア", "を", "ヲ"));

        assertThat(String.join(" ", spoken.runs().getFirst().phones()))
                .isEqualTo("_ e a o . . . _");
        assertThat(spoken.notSpoken()).isEmpty();
        assertThat(spoken.runs().getFirst().words().getFirst().source().isSet()).isTrue();
    }
}
