package voxfarm.frontend.ja;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KanaReadingTest {
    @Test
    void knowsWhereThePitchFalls() {
        assertThat(KanaReading.parse("ココ'ロ")).contains(new KanaReading("ココロ", 2, 3));
        assertThat(KanaReading.parse("とうきょう")).contains(new KanaReading("トウキョウ", 0, 4));
        assertThat(KanaReading.parse("シャ’ーッ")).contains(new KanaReading("シャーッ", 1, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "ー", "'ア", "ア'イ'", "kokoro", "心", "ア、イ", "ア,イ"})
    void refusesWhatIsNoReading(String reading) {
        assertThat(KanaReading.parse(reading)).isEmpty();
    }
}
