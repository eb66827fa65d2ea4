package voxfarm.frontend.en;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import voxfarm.frontend.Readings;

class RespellingTest {
    private static final Readings READINGS =
            Readings.of(Map.of("joe", "JH OW1", "NASA", "N AE1 S AH", "重庆", "chong2 qing4"));

    @Test
    void putsSymbolsInThePlaceOfWholeWords() {
        assertThat(Respelling.apply("Joe's joe, enjoe! nasa NASA.", READINGS))
                .isEqualTo("Joe's [[dʒˈoʊ]], enjoe! nasa [[nˈæsə]].");
        assertThat(Respelling.apply("JOE [[joe]] 重庆", READINGS)).isEqualTo("[[dʒˈoʊ]] [[joe]] 重庆");
        assertThat(Respelling.apply("Joe", Readings.NONE)).isEqualTo("Joe");
    }

    @Test
    void isHeard() {
        EnglishPhonemizer phonemizer = EnglishPhonemizer.load();
        Readings other = Readings.of(Map.of("tomato", "T AH0 M AA1 T OW0"));
        assertThat(phonemizer.phonemize(Respelling.apply("A tomato.", other)).symbols())
                .isEqualTo("ɐ təmˈɑːɾoʊ.")
                .isNotEqualTo(phonemizer.phonemize("A tomato.").symbols());
    }
}
