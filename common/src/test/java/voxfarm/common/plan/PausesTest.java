package voxfarm.common.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.error.VoxfarmException;

class PausesTest {
    /** The pause of a sentence is the contract's; the others follow it. */
    @Test
    void oneNumberSetsThePace() {
        assertThat(Pauses.NONE_CHOSEN.seconds(PauseKind.SENTENCE)).isEqualTo(0.3);
        assertThat(Pauses.NONE_CHOSEN.seconds(PauseKind.PARAGRAPH)).isEqualTo(0.6);
        assertThat(Pauses.ofSentences(1).seconds(PauseKind.HEADING)).isEqualTo(3);
        for (PauseKind kind : PauseKind.values()) {
            assertThat(Pauses.ofSentences(0).seconds(kind)).isZero();
            assertThat(Pauses.ofSentences(10).seconds(kind))
                    .isEqualTo(kind == PauseKind.CLAUSE ? 5 : 10);
        }
    }

    @Test
    void aRequestComesBeforeTheVoice() {
        Pauses voice = Pauses.parse("sentence=0.5, paragraph=2");

        assertThat(Pauses.parse("heading=1").orElse(voice).seconds())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                PauseKind.SENTENCE,
                                0.5,
                                PauseKind.PARAGRAPH,
                                2.0,
                                PauseKind.HEADING,
                                1.0));
        assertThat(Pauses.ofSentences(0).orElse(voice).seconds(PauseKind.PARAGRAPH)).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "paragraph|expected pauses such as paragraph=0.8, was \"paragraph\"",
                "paragraph=x|expected pauses such as",
                "verse=1|expected clause, sentence, list_item, paragraph, heading, scene, was"
                        + " \"verse\"",
                "scene=11|scene: expected a number from 0 to 10",
                "scene=-1|scene: expected a number from 0 to 10",
                "scene=NaN|expected pauses such as",
                "scene=1f|expected pauses such as",
            })
    void saysWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> Pauses.parse(text))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining(message);
    }
}
