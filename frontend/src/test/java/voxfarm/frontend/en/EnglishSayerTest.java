package voxfarm.frontend.en;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.frontend.Notation;
import voxfarm.frontend.Reading;

class EnglishSayerTest {
    private static final EnglishSayer SAYER = new EnglishSayer();

    @ParameterizedTest
    @CsvSource({
        "təmˈɑːtoʊ,T AH0 M AA1 T OW0",
        "kæt,K AE1 T",
        "bˈɜːd,B ER1 D",
        "bˈɜːɹd,B ER1 D",
        "bˈʌʔn̩,B AH1 T AH0 N",
        "ˈbʌtəɹ,B AH1 T ER0",
        "vˈɛɹi,V EH1 R IY0",
        "t͡ʃˈɜːt͡ʃ,CH ER1 CH",
        "dʒˈɔɪ,JH OY1",
        "ˌʌndɚstˈænd,AH2 N D ER0 S T AE1 N D",
        "ʒɛ̃,ZH EH1",
        "ʃʏʁˈeː,SH IH0 R EY1"
    })
    void ipaBecomesTheNearestPhones(String ipa, String phones) {
        assertThat(SAYER.say("", new Reading(Notation.IPA, ipa), ""))
                .contains(List.of(phones.split(" ", -1)));
    }

    /** What the farm writes in IPA of a word comes back as that word's phones. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "K AE1 T",
                "T UW1 Z D EY2",
                "F OW1 T AH0 G R AE2 F",
                "S ER1 K AH0 L",
                "Y UW1"
            })
    void ipaThatTheFarmWritesComesBack(String phones) {
        String ipa = EnglishIpa.of(Arpabet.parse(phones));

        assertThat(SAYER.say("", new Reading(Notation.IPA, ipa), ""))
                .contains(List.of(phones.split(" ", -1)));
    }

    @ParameterizedTest
    @CsvSource({
        "tuh-MAH-toh,T AH0 M AA1 T OW0",
        "nye-EEV-tay,N AY0 IY1 V T EY0",
        "ny-EEV-tay,N AY0 IY1 V T EY0",
        "WASH-ing-tun,W AE1 SH IH0 NG T AH0 N",
        "PREZ-ih-dehn-SHUL,P R EH1 Z IH0 D EH0 N SH AH2 L",
        "AIR-lynz,",
        "T-shirt,",
        "X-ray,",
        "A-list,",
        "tuh-mah,",
        "TUH-MAH,",
        "Tuh-MAH,",
        "tuh,",
        "-TUH-tuh,",
    })
    void syllablesAreSpelledByOneTable(String written, String phones) {
        assertThat(SpelledSyllables.phones(written).map(all -> String.join(" ", all)))
                .isEqualTo(java.util.Optional.ofNullable(phones));
    }

    @Test
    void theEndingFollowsTheLastSound() {
        assertThat(SAYER.say("Pat", new Reading(Notation.ARPABET, "P AE1 T"), "'s"))
                .contains(List.of("P", "AE1", "T", "S"));
        assertThat(SAYER.say("Max", new Reading(Notation.ARPABET, "M AE1 K S"), "'s"))
                .contains(List.of("M", "AE1", "K", "S", "IH0", "Z"));
    }

    @Test
    void whatIsNoReadingOfEnglishIsNotSaid() {
        assertThat(SAYER.say("", new Reading(Notation.ARPABET, "XX"), "")).isEmpty();
        assertThat(SAYER.say("", new Reading(Notation.IPA, "привет"), "")).isEmpty();
        assertThat(SAYER.say("", new Reading(Notation.IPA, "ˈ"), "")).isEmpty();
        assertThat(SAYER.say("", new Reading(Notation.PINYIN, "ma1"), "")).isEmpty();
    }
}
