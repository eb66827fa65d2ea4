package voxfarm.frontend.ja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.language.Language;
import voxfarm.common.plan.MoraTone;
import voxfarm.frontend.Span;
import voxfarm.frontend.SpokenText;

class MoraTonesTest {
    @ParameterizedTest
    @ValueSource(strings = {"k", "きゃ", "東", "キャキュ", "", "  ", "。", "ー"})
    void namesWhatIsNoMora(String mora) {
        assertThatThrownBy(() -> MoraTones.check(List.of(new MoraTone(mora, 0))))
                .hasMessageContaining("kata_tone: expected a mora in katakana")
                .hasMessageContaining(mora);
    }

    @ParameterizedTest
    @ValueSource(strings = {"キャ", "ッ", "ン", "ヴォ", "ヲ", "!", "…", "-"})
    void takesMorasAndMarks(String mora) {
        MoraTones.check(List.of(new MoraTone("ア", 1), new MoraTone(mora, 0)));
    }

    /** As releases without a phone of its own for ん read: nothing behind it is lost. */
    @ParameterizedTest
    @CsvSource({
        "k o n n i ch i w a, コンニチワ",
        "h o n, ホン",
        "n a n, ナン",
        "sh i N ny u u, シンニュウ",
        "k o x i ch i, コチ",
        "x . k a, .カ"
    })
    void tellsTheMorasOfPhones(String phones, String moras) {
        List<String> all = new ArrayList<>(List.of(phones.split(" ", -1)));
        all.addFirst("_");
        all.addLast("_");
        SpokenText.Run run =
                new SpokenText.Run(
                        Language.JP,
                        "",
                        false,
                        all,
                        all.stream().map(_ -> 0).toList(),
                        List.of(all.size() - 1, 1),
                        List.of());

        assertThat(MoraTones.of(new SpokenText(List.of(run), List.of())))
                .extracting(MoraTone::mora)
                .isEqualTo(
                        Arrays.asList(moras.split("(?![ャュョ])", -1)).stream()
                                .filter(mora -> !mora.isEmpty())
                                .toList());
    }

    /** As a word is read: phones alone do not tell しんあん from しなん. */
    @ParameterizedTest
    @CsvSource({
        "シンアン, sh i n a n, シンアン",
        "シナン, sh i n a n, シナン",
        "ハンオン, h a n o n, ハンオン",
        "センセー, s e n s e i, センセイ"
    })
    void tellsTheMoraicNasalByTheReading(String reading, String phones, String moras) {
        List<String> all = new ArrayList<>(List.of(phones.split(" ", -1)));
        all.addFirst("_");
        all.addLast("_");
        SpokenText.Run run =
                new SpokenText.Run(
                        Language.JP,
                        "語",
                        false,
                        all,
                        all.stream().map(_ -> 0).toList(),
                        List.of(1, all.size() - 2, 1),
                        List.of(
                                new SpokenText.Word(
                                        "語",
                                        new Span(0, 1),
                                        1,
                                        "名詞",
                                        List.of(reading),
                                        List.of(reading),
                                        SpokenText.Source.LEXICON)));

        assertThat(
                        MoraTones.of(new SpokenText(List.of(run), List.of())).stream()
                                .map(MoraTone::mora)
                                .collect(Collectors.joining()))
                .isEqualTo(moras);
    }

    /** Whatever is set, every phone belongs to one character. */
    @Test
    void sharesOutEveryPhone() {
        long seed = 20391127;
        SplittableRandom random = new SplittableRandom(seed);
        String[] known = {"a", "i", "k", "s", "N"};
        for (int round = 0; round < 2000; round++) {
            int[] counts = random.ints(random.nextInt(1, 9), 0, 4).toArray();
            List<String> read = phones(random, Arrays.stream(counts).sum(), known);
            List<String> set = phones(random, random.nextInt(0, 40), known);

            int[] shares = PhoneShares.of(counts, read, set);

            assertThat(shares).as("seed %d, round %d", seed, round).hasSameSizeAs(counts);
            assertThat(Arrays.stream(shares).sum())
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(set.size());
            assertThat(Arrays.stream(shares).min().orElse(0)).isNotNegative();
        }
    }

    private static List<String> phones(SplittableRandom random, int count, String[] known) {
        return random.ints(count, 0, known.length).mapToObj(i -> known[i]).toList();
    }
}
