package voxfarm.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.error.VoxfarmException;

class TextRulesTest {
    @ParameterizedTest
    @CsvSource({
        "1.0.1,V1_0",
        "1.1.1,V1_1",
        "1.1.1-fix,V1_1_FIX",
        "2.0.2-fix,V2_0",
        "2.1,V2_1",
        "2.2,V2_2",
        "2.3,V2_3",
        "Extra,EXTRA"
    })
    void knowsTheVersionsOfTheOriginal(String version, TextRules rules) {
        assertThat(TextRules.ofVersion(version)).contains(rules);
    }

    @Test
    void guessesNothing() {
        assertThat(TextRules.ofVersion("3.0")).isEmpty();
        assertThat(TextRules.ofVersion("2.10")).isEmpty();
        assertThat(TextRules.ofVersion("")).isEmpty();
        assertThatThrownBy(() -> TextRules.ofWireName("9"))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("9");
    }
}
