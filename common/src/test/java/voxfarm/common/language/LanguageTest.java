package voxfarm.common.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.VoxfarmException;

class LanguageTest {
    @Test
    void anyNameIsALanguage() {
        assertThat(new Language("ZH")).isEqualTo(Language.ZH);
        assertThat(new Language("DE")).hasToString("DE").isNotEqualTo(Language.EN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Z H", "ZH\n", "EN\u3000", "12345678901234567890123456789012345678901"})
    void refusesWhatIsNoName(String code) {
        assertThatThrownBy(() -> new Language(code))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("expected a language");
    }
}
