package voxfarm.frontend.ja;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.frontend.Growth;
import voxfarm.frontend.Readings;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.TracedText;

class JapaneseFiguresTest {
    private static String written(String text) {
        return JapaneseFigures.written(TracedText.of(text), Readings.NONE).text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "午後10:30に|午後10時30分に",
                "午後１０：０５に|午後10時5分に",
                "10:00開始|10時開始",
                "0:07:09です|0時7分9秒です",
                "25:30から|25時30分から",
                "10:30-11:00|10時30分-11時",
                "比は16:9です|比は16対9です",
                "1:2:3|1対2対3",
                "1/3の人|3分の1の人",
                "１／３|3分の1",
                "1/3(水)に|1月3日(水)に",
                "12/25に|12月25日に",
                "01/05に|1月5日に",
                "24/7で|24スラッシュ7で",
                "2024/01/05に|2024年1月5日に",
                "2024-1-5に|2024年1月5日に",
                "2024.01.05に|2024年1月5日に",
                "2024/05に|2024年5月に",
                "2023/02/29|2023スラッシュゼロニースラッシュ29",
                "03-1234-5678へ|ゼロサン、イチニーサンヨン、ゴーロクナナハチへ",
                "０１２０－４４４－４４４|ゼロイチニーゼロ、ヨンヨンヨン、ヨンヨンヨン",
                "(03)1234-5678|(ゼロサン、イチニーサンヨン、ゴーロクナナハチ",
                "09012345678|ゼロキューゼロイチニーサンヨンゴーロクナナハチ",
                "〒100-0001|郵便番号イチゼロゼロのゼロゼロゼロイチ",
                "〒１０００００１|郵便番号イチゼロゼロのゼロゼロゼロイチ",
                "100-0001|イチゼロゼロのゼロゼロゼロイチ",
                "007です|ゼロゼロナナです"
            })
    void sayWhatTheyAre(String text, String said) {
        assertThat(written(text)).isEqualTo(said);
    }

    /** Quantities, and what is of a name or an address. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024",
                "0",
                "0.5",
                "1,000円",
                "3.14",
                "08時05分",
                "第03回",
                "10個",
                "1-2-3",
                "3-5",
                "GPT-4/5",
                "A4/5",
                "a_01",
                "example.com/01",
                "2024年01月05日",
                "〒1",
                "10:",
                "/3",
                "1/",
                "カ:1"
            })
    void leaveAllElse(String text) {
        assertThat(written(text)).isEqualTo(text);
    }

    /** A word of a dictionary and a mark say themselves how they are read. */
    @Test
    void leaveWhatSomebodySet() {
        String marked = "[[24/7|kana:イツモ]]と1/3";

        assertThat(written(marked)).isEqualTo("[[24/7|kana:イツモ]]と3分の1");
        assertThat(
                        JapaneseFigures.written(
                                        TracedText.of("24/7と1/3"),
                                        Readings.of(Map.of("24/7", "kana:イツモ")))
                                .text())
                .isEqualTo("24/7と3分の1");
    }

    @Test
    void standInTheirPlace() {
        TracedText said = JapaneseFigures.written(TracedText.of("は10:30に"), Readings.NONE);

        assertThat(said.text()).isEqualTo("は10時30分に");
        assertThat(said.span(1, 3)).isEqualTo(said.span(1, 7));
        assertThat(said.span(1, 7).begin()).isEqualTo(1);
        assertThat(said.span(1, 7).end()).isEqualTo(6);
        assertThat(said.span(7, 8).begin()).isEqualTo(6);
    }

    /** No value is out of range for what it is taken for, and no digit is left between joints. */
    @Test
    void anyDigitsAreSaid() {
        String signs = "00123459::://--.,()〒あa０ー ";
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 5000; round++) {
            StringBuilder made = new StringBuilder();
            for (int n = 1 + random.nextInt(16); n > 0; n--) {
                made.append(signs.charAt(random.nextInt(signs.length())));
            }
            String said = written(made.toString());
            assertThat(
                            JapaneseNormalizer.normalize(TracedText.of(said), TextRules.V2_1)
                                    .text()
                                    .text())
                    .as("seed %d: %s as %s", seed, made, said)
                    .doesNotContainPattern("[0-9]");
            if (made.indexOf("a") < 0) {
                assertThat(said)
                        .as("seed %d: %s", seed, made)
                        .doesNotContainPattern("[0-9０-９][:/][0-9０-９]");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1:", "1/", "1-", "01/", "(1)", "10:30-", "〒", "9"})
    void costWhatTheyAreLong(String unit) {
        Growth.isLinear(
                unit,
                unit,
                20_000,
                text -> {
                    var _ = written(text);
                });
    }
}
