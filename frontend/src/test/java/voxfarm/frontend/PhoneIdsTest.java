package voxfarm.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.language.Language;
import voxfarm.frontend.phones.SymbolTable;

class PhoneIdsTest {
    private static SpokenText.Run run(Language language, String text, String... phones) {
        List<String> all = new java.util.ArrayList<>(List.of(phones));
        all.addFirst("_");
        all.addLast("_");
        return new SpokenText.Run(
                language,
                text,
                false,
                all,
                all.stream().map(phone -> phone.equals("_") ? 0 : 1).toList(),
                List.of(1, phones.length, 1),
                List.of(
                        new SpokenText.Word(
                                text,
                                new Span(0, text.length()),
                                1,
                                "x",
                                List.of(),
                                List.of(),
                                SpokenText.Source.LEXICON)));
    }

    private static final SpokenText MIXED =
            new SpokenText(
                    List.of(
                            run(Language.ZH, "好", "h", "ao"),
                            run(Language.EN, "hey", "hh", "ey"),
                            run(Language.ZH, "。", ".")),
                    List.of());

    @Test
    void runsOfSeveralLanguagesAreOneUtterance() {
        PhoneIds ids = PhoneIds.of(MIXED, SymbolTable.V2, false);

        assertThat(ids.symbols()).containsExactly("_", "h", "ao", "hh", "ey", ".", "_");
        assertThat(ids.languages()).containsExactly(0, 0, 0, 2, 2, 0, 0);
        assertThat(ids.tones()).containsExactly(0, 1, 1, 8 + 1, 8 + 1, 1, 0);
        assertThat(ids.phones()).hasSize(7).doesNotContain(-1);
    }

    @Test
    void blanksStandAroundEveryPhoneAndTheLastOneIsKept() {
        PhoneIds ids = PhoneIds.of(MIXED, SymbolTable.V2, true);

        assertThat(ids.phones()).hasSize(15);
        for (int i = 0; i < ids.phones().length; i += 2) {
            assertThat(ids.phones()[i]).as("blank %d", i).isZero();
            assertThat(ids.languages()[i]).isZero();
        }
    }

    /** Each BERT row knows its ids; the rows of ends that nobody hears have none. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void countsOfAllRunsCoverAllIds(boolean addBlank) {
        PhoneIds ids = PhoneIds.of(MIXED, SymbolTable.V2, addBlank);
        int step = addBlank ? 2 : 1;

        assertThat(ids.word2ph().get(0)).containsExactly(step + step - 1, 2 * step, 0);
        assertThat(ids.word2ph().get(1)).containsExactly(0, 2 * step, 0);
        assertThat(ids.word2ph().get(2)).containsExactly(0, step, step);
        assertThat(ids.word2ph().stream().flatMapToInt(Arrays::stream).sum())
                .isEqualTo(ids.phones().length);
    }

    /** As the recorded rows have it: both ends without a blank between, and no last blank. */
    @Test
    void release21SpeaksTheEndsWhereRunsMeetAndLosesTheLastBlank() {
        PhoneIds ids = PhoneIds.of(MIXED, SymbolTable.V2, true, Joins.ofOriginal(TextRules.V2_1));

        assertThat(ids.symbols())
                .containsExactly("_", "h", "ao", "_", "_", "hh", "ey", "_", "_", ".", "_");
        assertThat(ids.places()).containsExactly(1, 3, 5, 7, 8, 10, 12, 14, 15, 17, 19);
        assertThat(ids.phones()).hasSize(20);
        assertThat(ids.word2ph().stream().flatMapToInt(Arrays::stream).sum()).isEqualTo(20);
        assertThat(ids.word2ph().get(1)).containsExactly(2, 4, 1);
    }

    @Test
    void release22LosesTheEndAnd23IsSeamless() {
        PhoneIds early = PhoneIds.of(MIXED, SymbolTable.V2, true, Joins.ofOriginal(TextRules.V2_2));
        PhoneIds late = PhoneIds.of(MIXED, SymbolTable.V2, true, Joins.ofOriginal(TextRules.V2_3));

        assertThat(early.symbols()).containsExactly("_", "h", "ao", "hh", "ey", ".");
        assertThat(early.phones()).hasSize(13);
        assertThat(late.phones()).isEqualTo(PhoneIds.of(MIXED, SymbolTable.V2, true).phones());
    }

    /** What is alone is joined with nothing. */
    @ParameterizedTest
    @EnumSource(Joins.class)
    void oneRunIsWholeHoweverRunsAreJoined(Joins joins) {
        SpokenText one = new SpokenText(List.of(MIXED.runs().getFirst()), List.of());

        assertThat(PhoneIds.of(one, SymbolTable.V2, true, joins).phones())
                .isEqualTo(PhoneIds.of(one, SymbolTable.V2, true).phones())
                .hasSize(9);
    }
}
