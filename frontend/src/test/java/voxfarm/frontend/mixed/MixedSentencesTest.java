package voxfarm.frontend.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import voxfarm.common.language.Language;
import voxfarm.common.plan.LanguageRun;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.ja.JapaneseDictionary;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.frontend.local.LocalJapanese;

/** Sentences of our own: which stretch is in which language, and that nothing of them is lost. */
class MixedSentencesTest {
    private static final Path TABLE =
            Path.of("src/test/resources/voxfarm/frontend/mixed/sentences.tsv");
    private static final FrontEnds ALL = LocalFrontEnds.all();

    record Row(
            List<Language> spoken,
            Language asked,
            String text,
            Optional<Language> around,
            String stretches,
            String phones,
            String notSpoken) {
        private static Row of(String line) {
            String[] cells = line.split("\t", -1);
            return new Row(
                    Arrays.stream(cells[0].split(" ")).map(Language::new).toList(),
                    new Language(cells[1]),
                    cells[2],
                    Optional.of(cells[3]).filter(name -> !name.isEmpty()).map(Language::new),
                    cells[4],
                    cells[5],
                    cells[6]);
        }

        private List<LanguageRun> decided() {
            Language own = asked.isOfText() ? spoken.getFirst() : asked;
            MixedText.Languages languages =
                    new LanguageSplitter(ALL, spoken)
                            .look(
                                    text,
                                    own,
                                    asked.isOfText()
                                            ? LanguageSplitter.Asked.NOT
                                            : LanguageSplitter.Asked.OF_TEXT)
                            .languages(around);
            return languages.runs().isEmpty()
                    ? List.of(new LanguageRun(languages.language(), text.length()))
                    : languages.runs();
        }

        @Override
        public String toString() {
            return spoken + " " + asked + " " + text;
        }
    }

    static Stream<Row> rows() throws IOException {
        List<Row> rows =
                Files.readAllLines(TABLE).stream()
                        .filter(line -> !line.startsWith("#"))
                        .map(Row::of)
                        .toList();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(60);
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachStretchIsInItsLanguage(Row row) {
        int begin = 0;
        StringBuilder found = new StringBuilder();
        for (LanguageRun run : row.decided()) {
            found.append(found.isEmpty() ? "" : " | ")
                    .append(run.language())
                    .append(' ')
                    .append(row.text(), begin, run.end());
            begin = run.end();
        }

        assertThat(found).hasToString(row.stretches());
        assertThat(begin).as("nothing is lost").isEqualTo(row.text().length());
    }

    /** Japanese, where the dictionary of the recording is installed. */
    @ParameterizedTest
    @MethodSource("rows")
    void allIsSpokenOrNamed(Row row) {
        boolean japanese = row.decided().stream().anyMatch(r -> r.language().equals(Language.JP));
        if (japanese && !JapaneseDictionary.isIn(LocalJapanese.DEBIAN)) {
            return;
        }
        SpokenText spoken =
                MixedSpeech.speak(
                        ALL,
                        row.text(),
                        row.decided(),
                        new MixedSpeech.Voice(TextRules.V2_1, row.spoken(), false),
                        Readings.NONE);

        assertThat(
                        spoken.runs().stream()
                                .map(run ->
                                        String.join(
                                                " ",
                                                run.phones().subList(1, run.phones().size() - 1)))
                                .collect(Collectors.joining(" | ")))
                .isEqualTo(row.phones());
        assertThat(
                        spoken.notSpoken().stream()
                                .map(SpokenText.NotSpoken::text)
                                .collect(Collectors.joining(" ")))
                .isEqualTo(row.notSpoken());
        if (row.text().indexOf('[') >= 0) {
            return; // the letters of a mark stand for themselves
        }
        assertThat(row.text().codePoints().filter(Character::isLetterOrDigit).count())
                .as("letters and digits that no word and no warning stands for")
                .isEqualTo(covered(row.text(), spoken));
    }

    private static long covered(String text, SpokenText spoken) {
        boolean[] covered = new boolean[text.length()];
        Stream.concat(
                        spoken.runs().stream()
                                .flatMap(run -> run.words().stream())
                                .map(SpokenText.Word::span),
                        spoken.notSpoken().stream().map(SpokenText.NotSpoken::span))
                .forEach(span -> Arrays.fill(covered, span.begin(), span.end(), true));
        long count = 0;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            count += covered[at] && Character.isLetterOrDigit(text.codePointAt(at)) ? 1 : 0;
        }
        return count;
    }
}
