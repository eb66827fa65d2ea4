package voxfarm.bench.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.frontend.ja.JapaneseDictionary;
import voxfarm.frontend.local.LocalJapanese;

class TextGoldenTest {
    private static final Path COMMITTED =
            Path.of("../frontend/src/test/resources/golden/text/zh.jsonl");
    private static final Path SHARED = Path.of("../../shared/golden/text");

    @Test
    void chineseIsThatOfTheOriginal() throws IOException {
        boolean all = Files.isDirectory(SHARED);
        TextGolden golden = new TextGolden(all ? Optional.of(SHARED) : Optional.empty());
        TextGolden.Report report =
                golden.compare(
                        all
                                ? List.of(
                                        COMMITTED,
                                        SHARED.resolve("zh.jsonl"),
                                        SHARED.resolve("zh_v2.3.jsonl"))
                                : List.of(COMMITTED));

        assertThat(report.differences()).isEmpty();
        assertThat(report.rows()).isGreaterThan(100);
        assertThat(report.exact()).isEqualTo(report.rows());
        assertThat(golden.comparesBertInputs()).isEqualTo(all);
    }

    @Test
    void sentencesAreThoseOfTheOriginal(@TempDir Path folder) throws IOException {
        Path committed = COMMITTED.resolveSibling("split.jsonl");
        List<Path> files = new ArrayList<>(List.of(committed));
        if (Files.isDirectory(SHARED)) {
            files.add(SHARED.resolve("split.jsonl"));
        }
        TextGolden.Report report = new TextGolden(Optional.empty()).compare(files);
        assertThat(report.differences()).isEmpty();
        assertThat(report.rows()).isGreaterThan(20);
        assertThat(report.exact()).isEqualTo(report.rows());

        String first = Files.readAllLines(committed).getFirst();
        Path altered =
                Files.writeString(
                        folder.resolve("split.jsonl"),
                        first.replaceFirst("\"cut_sent\": ?\\[", "$0\"x\","));
        assertThat(new TextGolden(Optional.empty()).compare(List.of(altered)).exact()).isZero();
    }

    @Test
    void englishIsThatOfTheOriginal() throws IOException {
        Path committed = COMMITTED.resolveSibling("en.jsonl");
        List<Path> files = new ArrayList<>(List.of(committed));
        if (Files.isDirectory(SHARED)) {
            files.add(SHARED.resolve("en.jsonl"));
            files.add(SHARED.resolve("en_v2.3.jsonl"));
        }
        TextGolden.Report report =
                new TextGolden(Optional.of(committed.resolveSibling("."))).compare(files);

        assertThat(report.differences()).isEmpty();
        assertThat(report.rows()).isGreaterThan(80);
        assertThat(report.exact()).isEqualTo(report.rows());
        assertThat(report.stages()).containsKey("tokens");
    }

    /** Its English and Chinese; its Japanese with the dictionary of the recording. */
    @Test
    void styleBertVits2IsThatOfTheOriginal() throws IOException {
        List<Path> files = new ArrayList<>(List.of(COMMITTED.resolveSibling("style_en_zh.jsonl")));
        if (JapaneseDictionary.isIn(LocalJapanese.DEBIAN)) {
            LocalJapanese.lookIn(List.of(LocalJapanese.DEBIAN));
            files.add(COMMITTED.resolveSibling("style.jsonl"));
        }
        Path vocabularies = Files.isDirectory(SHARED) ? SHARED : COMMITTED.resolveSibling(".");
        TextGolden.Report report = new TextGolden(Optional.of(vocabularies)).compare(files);

        assertThat(report.differences()).isEmpty();
        assertThat(report.rows()).isGreaterThan(30);
        assertThat(report.exact()).isEqualTo(report.rows());
        assertThat(report.stages()).containsKey("tokens");
    }

    /** With the dictionary of the recording, where it is installed. */
    @Test
    void japaneseIsThatOfTheOriginal() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(SHARED));
        Assumptions.assumeTrue(JapaneseDictionary.isIn(LocalJapanese.DEBIAN));
        LocalJapanese.lookIn(List.of(LocalJapanese.DEBIAN));
        TextGolden.Report report =
                new TextGolden(Optional.of(SHARED))
                        .compare(
                                List.of(
                                        SHARED.resolve("jp.jsonl"),
                                        SHARED.resolve("jp_v2.3.jsonl")));

        assertThat(report.differences()).isEmpty();
        assertThat(report.rows()).isGreaterThan(200);
        assertThat(report.exact()).isEqualTo(report.rows());
        assertThat(report.stages()).containsKey("input_ids");
    }

    /** Whatever tokenizers are here; the rest of these rows depends on them. */
    @Test
    void earlyJapaneseSoundsAsTheOriginal(@TempDir Path folder) throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(SHARED));
        Assumptions.assumeTrue(JapaneseDictionary.isIn(LocalJapanese.DEBIAN));
        LocalJapanese.lookIn(List.of(LocalJapanese.DEBIAN));
        List<String> rows =
                Files.readAllLines(SHARED.resolve("old.jsonl")).stream()
                        .filter(row -> row.contains("-fix\"") && row.contains("\"JP\""))
                        .toList();
        Path file = Files.write(folder.resolve("old.jsonl"), rows);

        TextGolden.Report report = new TextGolden(Optional.of(SHARED)).compare(List.of(file));

        assertThat(rows).hasSizeGreaterThan(100);
        for (String stage : List.of("norm_text", "phones", "tones", "blank_len")) {
            assertThat(report.stages().get(stage))
                    .as(stage)
                    .containsExactly(rows.size(), rows.size());
        }
    }

    /** Pieces, markup and joins; Japanese with the dictionary of the recording, where it is. */
    @Test
    void textsInSeveralLanguagesAreCutAndJoinedAsByTheOriginal() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String name : List.of("lang.jsonl", "markup.jsonl", "mixed.jsonl")) {
            files.add(COMMITTED.resolveSibling(name));
        }
        if (Files.isDirectory(SHARED) && JapaneseDictionary.isIn(LocalJapanese.DEBIAN)) {
            LocalJapanese.lookIn(List.of(LocalJapanese.DEBIAN));
            for (String name :
                    List.of(
                            "lang.jsonl",
                            "lang_v2.3.jsonl",
                            "markup.jsonl",
                            "mixed.jsonl",
                            "mixed_v2.3.jsonl")) {
                files.add(SHARED.resolve(name));
            }
        }
        TextGolden.Report report =
                new TextGolden(Optional.of(COMMITTED.resolveSibling("."))).compare(files);

        assertThat(report.differences()).isEmpty();
        assertThat(report.rows()).isGreaterThan(80);
        assertThat(report.exact()).isEqualTo(report.rows());
        assertThat(report.stages())
                .containsKeys("concat_phone_ids", "scores", "mix_plan", "split_by_language");
    }

    @ParameterizedTest
    @CsvSource({
        "lang.jsonl, split_by_language",
        "markup.jsonl, text_matching",
        "mixed.jsonl, concat_tone_ids"
    })
    void noticesOneAlteredValueOfSeveralLanguages(String name, String member, @TempDir Path folder)
            throws IOException {
        String first = Files.readAllLines(COMMITTED.resolveSibling(name)).getFirst();
        String altered = first.replaceFirst("\"" + member + "\": ?\\[", "$07,");
        assertThat(altered).isNotEqualTo(first);
        Path file = Files.writeString(folder.resolve(name), altered);

        TextGolden.Report report =
                new TextGolden(Optional.of(COMMITTED.resolveSibling("."))).compare(List.of(file));

        assertThat(report.exact()).isZero();
        assertThat(report.differences()).singleElement().asString().contains(member);
    }

    @Test
    void aRowThatLostWhatWasRecordedIsNotExact(@TempDir Path folder) throws IOException {
        String bare = "{\"id\":\"a\",\"version\":\"2.1\",\"language\":\"ZH\",\"text\":\"你好\"}";
        Path file = Files.writeString(folder.resolve("zh.jsonl"), bare);

        TextGolden.Report report = new TextGolden(Optional.empty()).compare(List.of(file));

        assertThat(report.exact()).isZero();
        assertThat(report.differences()).anyMatch(line -> line.contains("phones"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tones", "word2ph", "tokens"})
    void noticesOneAlteredValueInEnglish(String name, @TempDir Path folder) throws IOException {
        Path committed = COMMITTED.resolveSibling("en.jsonl");
        String altered =
                Files.readAllLines(committed)
                        .getFirst()
                        .replaceFirst("\"" + name + "\":\\[", "\"" + name + "\":[7,");
        Path file = Files.writeString(folder.resolve("en.jsonl"), altered);

        TextGolden.Report report =
                new TextGolden(Optional.of(committed.resolveSibling("."))).compare(List.of(file));

        assertThat(report.exact()).isZero();
        assertThat(report.differences()).singleElement().asString().contains(name);
    }

    @Test
    void wordsOfNoDictionaryAreReadByTheNetwork(@TempDir Path folder) throws IOException {
        Path committed = COMMITTED.resolveSibling("en_oov.tsv");
        List<Path> files = new ArrayList<>(List.of(committed));
        if (Files.isDirectory(SHARED)) {
            files.add(SHARED.resolve("en_oov.tsv"));
            files.add(SHARED.resolve("en_homographs.tsv"));
        }
        assertThat(new WordGolden().compare(files).differences()).isEmpty();

        Path altered =
                Files.writeString(
                        folder.resolve("a.tsv"),
                        Files.readAllLines(committed).getFirst() + " ZH\n");
        WordGolden.Report report = new WordGolden().compare(List.of(altered));
        assertThat(report.rows()).isEqualTo(1);
        assertThat(report.exact()).isZero();
    }

    /** A word of two readings, alone, in quotes and with an ending, as g2p_en decides of each. */
    @Test
    void readsRowsOfHomographs(@TempDir Path folder) throws IOException {
        Path rows =
                Files.writeString(
                        folder.resolve("h.tsv"),
                        """
                        absent\tV\t'absent'\t' | AE1 B S AH0 N T | '
                        absent\tV\tre-absent\tR IY1 AH0 N S B AH0 N T
                        absent\tV\tabsent\tAE1 B S AH0 N D
                        """);

        assertThat(new WordGolden().compare(List.of(rows)).differences())
                .containsExactly("absent: expected AE1 B S AH0 N D, was AE1 B S AH0 N T");
    }

    @Test
    void noticesOneAlteredValue(@TempDir Path folder) throws IOException {
        List<String> lines = Files.readAllLines(COMMITTED);
        String altered = lines.getFirst().replace("\"tones\":[0,2,", "\"tones\":[0,1,");
        assertThat(altered).isNotEqualTo(lines.getFirst());
        Path file = Files.writeString(folder.resolve("zh.jsonl"), altered);

        TextGolden.Report report = new TextGolden(Optional.empty()).compare(List.of(file));

        assertThat(report.exact()).isZero();
        assertThat(report.differences()).singleElement().asString().contains("tones");
    }
}
