package voxfarm.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
}
