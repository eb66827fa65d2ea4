package voxfarm.bench.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.mixed.OriginalLanguages;
import voxfarm.frontend.mixed.OriginalMarkup;

/** What rows about several languages record, as this build has it. */
final class MixedGolden {
    /** Members of rows that are spoken piece by piece. */
    static final String PIECES = "pieces";

    private static final String MATCHED = "text_matching";
    private static final String SPLIT = "split_by_language";

    /** What the original says to texts that name nobody. */
    private static final String INVALID =
            "Error: No valid speaker format detected. Please check your input.";

    private MixedGolden() {}

    static boolean isOfLanguages(JsonNode row) {
        return row.has(MATCHED) || row.has(SPLIT);
    }

    /** Members of a row by name. */
    static Map<String, JsonNode> ofLanguages(JsonNode row, TextRules rules) {
        return row.has(MATCHED) ? markup(row) : guesses(row, rules);
    }

    private static Map<String, JsonNode> markup(JsonNode row) {
        String text = row.path("text").asText();
        boolean valid = OriginalMarkup.isValid(text);
        List<OriginalMarkup.Speech> speeches = OriginalMarkup.speeches(text);
        ArrayNode matched = Json.array();
        for (OriginalMarkup.Speech speech : speeches) {
            ArrayNode parts =
                    matched.addObject().put("speaker", speech.speaker()).putArray("parts");
            speech.parts().forEach(part -> parts.addArray().add(part.language()).add(part.text()));
        }
        Map<String, JsonNode> found = new LinkedHashMap<>();
        found.put(
                "validate_text", Json.array().add(valid).add(valid ? "Input is valid." : INVALID));
        found.put(MATCHED, matched);
        found.put(
                "mix_plan",
                plan(
                        valid ? "Success" : INVALID,
                        valid ? OriginalMarkup.calls(speeches) : List.of()));
        return found;
    }

    private static Map<String, JsonNode> guesses(JsonNode row, TextRules rules) {
        String text = row.path("text").asText();
        List<Language> languages = languages(row);
        List<OriginalLanguages.Likelihood> likelihoods =
                OriginalLanguages.likelihoods(text, languages);
        ArrayNode scores = Json.array();
        for (OriginalLanguages.Likelihood one : likelihoods) {
            scores.addArray().add(name(one.language())).add(Math.round(one.value() * 1e6) / 1e6);
        }
        Map<String, JsonNode> found = new LinkedHashMap<>();
        found.put(
                "classify_language",
                Json.mapper().valueToTree(name(likelihoods.getFirst().language())));
        found.put("scores", scores);
        found.put(
                "classify_zh_ja",
                Json.mapper().valueToTree(OriginalLanguages.hasKana(text) ? "ja" : "zh"));
        found.put(
                "split_alpha_nonalpha",
                Json.mapper().valueToTree(OriginalLanguages.atScripts(text, rules)));
        found.put(SPLIT, pieces(OriginalLanguages.split(text, languages, rules)));
        found.put(
                "markup_language",
                Json.mapper().valueToTree(OriginalLanguages.marked(text, languages, rules)));
        found.put(
                "sentence_split_20",
                Json.mapper().valueToTree(OriginalLanguages.sentences(text, 20)));
        found.put(
                "sentence_split_50",
                Json.mapper().valueToTree(OriginalLanguages.sentences(text, 50)));
        if (row.has("auto_plan")) {
            found.put("auto_plan", plan("Success", OriginalMarkup.calls(text, rules)));
        }
        return found;
    }

    private static ObjectNode plan(String status, List<OriginalMarkup.Call> calls) {
        ObjectNode plan = Json.object().put("status", status);
        ArrayNode into = plan.putArray("calls");
        for (OriginalMarkup.Call call : calls) {
            ObjectNode one = into.addObject().put("speaker", "s"); // whom the page has chosen
            call.texts().forEach(one.putArray("texts").addArray()::add);
            call.languages().forEach(one.putArray("languages").addArray()::add);
            one.put("skip_start", call.skipsStart()).put("skip_end", false);
        }
        return plan;
    }

    /** The languages that the row lets the original choose from. */
    static List<Language> languages(JsonNode row) {
        List<Language> languages = new ArrayList<>();
        for (JsonNode target : row.path("targets")) {
            String name = target.asText();
            languages.add(
                    name.equals("ja") ? Language.JP : new Language(name.toUpperCase(Locale.ROOT)));
        }
        return languages;
    }

    static ArrayNode pieces(List<OriginalLanguages.Piece> pieces) {
        ArrayNode list = Json.array();
        for (OriginalLanguages.Piece piece : pieces) {
            list.addArray()
                    .add(piece.text())
                    .add(piece.language().map(MixedGolden::name).orElse(""));
        }
        return list;
    }

    private static String name(Language language) {
        return language.equals(Language.JP) ? "ja" : language.code().toLowerCase(Locale.ROOT);
    }

    static boolean fails(JsonNode piece) {
        return piece.has("error") && !piece.path("error").isNull();
    }
}
