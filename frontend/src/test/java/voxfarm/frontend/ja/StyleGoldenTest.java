package voxfarm.frontend.ja;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.plan.MoraTone;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;

/** Texts as Style-Bert-VITS2 itself reads them; see the README beside the records. */
class StyleGoldenTest {
    private static final Path RECORDS = Path.of("src/test/resources/golden/text");
    private static final Path DICTIONARY = Path.of("/var/lib/mecab/dic/open-jtalk/naist-jdic");

    private static List<JsonNode> rows(String file) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(RECORDS.resolve(file))) {
            rows.add(
                    Json.readObject(
                            line.getBytes(StandardCharsets.UTF_8),
                            "row",
                            ErrorCode.INVALID_REQUEST));
        }
        return rows;
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }

    private static List<Integer> numbers(JsonNode list) {
        return list.valueStream().map(JsonNode::asInt).toList();
    }

    private static List<MoraTone> moras(JsonNode row) {
        return row.path("kata_tone")
                .valueStream()
                .map(mora -> new MoraTone(mora.path("mora").asText(), mora.path("tone").asInt()))
                .toList();
    }

    private static TextRules rules(JsonNode row) {
        return TextRules.ofWireName(row.path("version").asText());
    }

    @Test
    void normalizesAsRecorded() throws IOException {
        List<JsonNode> rows = rows("style.jsonl");

        assertThat(rows).hasSizeGreaterThan(100);
        for (JsonNode row : rows) {
            assertThat(JapaneseFrontEnd.normalized(row.path("text").asText(), rules(row)))
                    .as(row.path("text").asText())
                    .isEqualTo(row.path("norm_text").asText());
        }
    }

    @Test
    void readsPhonesTonesAndMorasAsRecorded() throws IOException {
        Assumptions.assumeTrue(MorphemeDictionary.isIn(DICTIONARY));
        JapaneseDictionary dictionary = JapaneseDictionary.open(DICTIONARY);
        JapaneseFrontEnd frontEnd =
                new JapaneseFrontEnd(
                        () -> dictionary,
                        () -> {
                            throw new AssertionError("of release 1.1");
                        },
                        JapaneseFrontEnd.EarlyTokens.NONE);
        for (JsonNode row : rows("style.jsonl")) {
            String text = row.path("text").asText();
            SpokenText spoken = frontEnd.speak(text, Language.JP, rules(row), Readings.NONE);
            SpokenText.Run run = spoken.runs().getFirst();

            assertThat(run.phones()).as(text).isEqualTo(texts(row.path("phones")));
            assertThat(run.tones()).as(text).isEqualTo(numbers(row.path("tones")));
            assertThat(run.word2ph()).as(text).isEqualTo(numbers(row.path("word2ph")));
            assertThat(run.bertText()).as(text).isEqualTo(row.path("bert").path("text").asText());
            if (row.has("kata_tone")) {
                assertThat(MoraTones.of(spoken)).as(text).isEqualTo(moras(row));
                assertThat(MoraTones.set(spoken, moras(row), rules(row)).runs().getFirst())
                        .as(text)
                        .isEqualTo(run);
            }
        }
    }

    private static SpokenText read(JsonNode row) {
        List<Integer> counts = numbers(row.path("read_word2ph"));
        List<String> phones = texts(row.path("read_phones"));
        int tokens = counts.size() - 2;
        SpokenText.Word all =
                new SpokenText.Word(
                        row.path("text").asText(),
                        new voxfarm.frontend.Span(0, 1),
                        tokens,
                        "",
                        List.of(),
                        List.of(),
                        SpokenText.Source.LEXICON);
        return new SpokenText(
                List.of(
                        new SpokenText.Run(
                                Language.JP,
                                row.path("text").asText(),
                                false,
                                phones,
                                phones.stream().map(_ -> 0).toList(),
                                counts,
                                List.of(all))),
                List.of());
    }

    @Test
    void speaksWhatTheEditorSetsAsRecorded() throws IOException {
        int recorded = 0;
        for (JsonNode row : rows("style_moras.jsonl")) {
            SpokenText.Run set = MoraTones.set(read(row), moras(row), rules(row)).runs().getFirst();

            if (row.has("error")) { // shared out all the same
                assertThat(set.word2ph()).allMatch(count -> count >= 0);
                continue;
            }
            recorded++;
            assertThat(set.phones()).as(row.toString()).isEqualTo(texts(row.path("phones")));
            assertThat(set.tones()).as(row.toString()).isEqualTo(numbers(row.path("tones")));
            assertThat(set.word2ph()).as(row.toString()).isEqualTo(numbers(row.path("word2ph")));
        }
        assertThat(recorded).isGreaterThan(5);
    }
}
