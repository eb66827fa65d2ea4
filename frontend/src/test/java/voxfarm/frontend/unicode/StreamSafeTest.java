package voxfarm.frontend.unicode;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;

class StreamSafeTest {
    @Test
    void leavesTextsOfEveryLanguageAsTheNormalFormHasThem() {
        for (String text :
                new String[] {"café", "e\u0301", "Tiê\u0323ng", "\ufb01n", "q\u0323\u0307", ""}) {
            assertThat(StreamSafe.normalize(text, Normalizer.Form.NFKC))
                    .isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFKC));
        }
    }

    @Test
    void interruptsARunOfMarksAfterThirty() {
        String text = StreamSafe.normalize("x" + "\u0301\u0316".repeat(50), Normalizer.Form.NFD);

        assertThat(text.chars().filter(c -> c == '\u034f').count()).isEqualTo(3);
        assertThat(text.replace("\u034f", "")).hasSize(101);
        assertThat(text.substring(1, 31)).isEqualTo("\u0316".repeat(15) + "\u0301".repeat(15));
    }
}
