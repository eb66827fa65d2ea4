package voxfarm.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.language.Language;

class VoiceNeedTest {
    @ParameterizedTest
    @CsvSource({
        "V1_1,bert-base-japanese-v3,vocab.txt",
        "V1_1_FIX,bert-base-japanese-v3,vocab.txt",
        "V2_0,deberta-v2-large-japanese,tokenizer.json",
        "V2_1,deberta-v2-large-japanese-char-wwm,vocab.txt",
        "JP_EXTRA,deberta-v2-large-japanese-char-wwm,vocab.txt",
        "STYLE,deberta-v2-large-japanese-char-wwm,vocab.txt"
    })
    void japaneseHasTheModelOfItsRelease(TextRules release, String name, String tokenizer) {
        assertThat(VoiceNeed.bert(Language.JP, release)).isEqualTo(name);
        assertThat(VoiceNeed.tokenizerOf(name)).isEqualTo(tokenizer);
    }
}
