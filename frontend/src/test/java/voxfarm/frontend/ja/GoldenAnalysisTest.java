package voxfarm.frontend.ja;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;

/** Words, readings and labels of Open JTalk itself, where its dictionary and the records are. */
class GoldenAnalysisTest {
    private static final Path DICTIONARY = Path.of("/var/lib/mecab/dic/open-jtalk/naist-jdic");
    private static final Path SHARED = Path.of("../../shared/golden/text");
    private static final Pattern LABEL =
            Pattern.compile(".*?-([^+]*)\\+.*?/A:(-?\\d+|xx)\\+(\\d+|xx)\\+.*");

    private static final Map<String, JsonNode> ROWS = new HashMap<>();

    @BeforeAll
    static void readRows() throws IOException {
        Assumptions.assumeTrue(MorphemeDictionary.isIn(DICTIONARY));
        Assumptions.assumeTrue(Files.isDirectory(SHARED));
        for (String line : Files.readAllLines(SHARED.resolve("jp.jsonl"))) {
            JsonNode row = row(line);
            ROWS.put(row.path("id").asText(), row);
        }
    }

    private static JsonNode row(String line) {
        return Json.readObject(
                line.getBytes(StandardCharsets.UTF_8), "row", ErrorCode.INVALID_REQUEST);
    }

    @Test
    void cutsAndReadsAsOpenJtalk() throws IOException {
        JapaneseAnalysis analysis = new JapaneseAnalysis(MorphemeDictionary.open(DICTIONARY));
        MorphemeAnalyzer analyzer = new MorphemeAnalyzer(MorphemeDictionary.open(DICTIONARY));
        List<String> differences = new ArrayList<>();
        int rows = 0;
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(
                                        Files.newInputStream(SHARED.resolve("jp.labels.jsonl.gz"))),
                                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode labels = row(line);
                JsonNode row = ROWS.get(labels.path("id").asText());
                if (row == null || !row.has("norm_text")) {
                    continue;
                }
                rows++;
                String text = FullWidth.of(row.path("norm_text").asText());
                String id = row.path("id").asText();
                List<String> morphemes =
                        analyzer.analyze(text, SetWords.NONE).stream()
                                .map(m -> m.surface() + "\t" + m.feature())
                                .toList();
                List<String> expected = new ArrayList<>();
                labels.path("mecab")
                        .forEach(m -> expected.add(m.get(0).asText() + "\t" + m.get(1).asText()));
                compare(id + " mecab", expected, morphemes, differences);
                NjdWords words = analysis.words(text, SetWords.NONE);
                compare(id + " njd", njd(row.path("jp").path("njd")), njd(words), differences);
                compare(
                        id + " labels",
                        labels(labels.path("labels")),
                        analysis.labels(words).stream()
                                .map(l ->
                                        l.isPause()
                                                ? l.phone()
                                                : l.phone()
                                                        + " "
                                                        + l.fromAccent()
                                                        + " "
                                                        + l.inPhrase())
                                .toList(),
                        differences);
            }
        }
        assertThat(rows).isGreaterThan(200);
        assertThat(differences).isEmpty();
    }

    private static void compare(
            String what, List<String> expected, List<String> found, List<String> differences) {
        if (!expected.equals(found)) {
            int at = 0;
            while (at < expected.size()
                    && at < found.size()
                    && expected.get(at).equals(found.get(at))) {
                at++;
            }
            differences.add(
                    what
                            + " at "
                            + at
                            + ": expected "
                            + expected.subList(at, Math.min(at + 3, expected.size()))
                            + ", was "
                            + found.subList(at, Math.min(at + 3, found.size())));
        }
    }

    private static List<String> njd(JsonNode rows) {
        List<String> all = new ArrayList<>();
        for (JsonNode row : rows) {
            List<String> values = new ArrayList<>();
            row.forEach(value -> values.add(value.asText()));
            all.add(String.join(",", values));
        }
        return all;
    }

    private static List<String> njd(NjdWords words) {
        return words.list().stream()
                .map(w ->
                        String.join(
                                ",",
                                w.text,
                                w.tag,
                                w.tag1,
                                w.tag2,
                                w.tag3,
                                w.inflection,
                                w.form,
                                w.lemma,
                                w.reading,
                                w.pronunciation,
                                w.accent + "",
                                w.moras + "",
                                w.chainRule,
                                w.chained + ""))
                .toList();
    }

    private static List<String> labels(JsonNode labels) {
        List<String> all = new ArrayList<>();
        for (JsonNode label : labels) {
            Matcher matcher = LABEL.matcher(label.asText());
            assertThat(matcher.matches()).isTrue();
            String phone = matcher.group(1);
            if (phone.equals(PhoneLabels.PAUSE)) {
                all.add(phone);
            } else if (!phone.equals("sil")) {
                all.add(phone + " " + matcher.group(2) + " " + matcher.group(3));
            }
        }
        return all;
    }
}
