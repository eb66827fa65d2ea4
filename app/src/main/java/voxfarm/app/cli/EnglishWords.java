package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import voxfarm.common.json.Json;
import voxfarm.common.plan.Warning;
import voxfarm.frontend.Readings;
import voxfarm.frontend.en.EnglishPhonemizer;
import voxfarm.frontend.en.Respelling;
import voxfarm.frontend.split.MarkdownReader;
import voxfarm.frontend.split.SentenceSplitter;

/** How the farm's own English front end says texts, word for word. */
final class EnglishWords {
    private static final int LONGEST_SEGMENT = 300;

    private final EnglishPhonemizer phonemizer = EnglishPhonemizer.load();
    private final Readings readings;

    EnglishWords(Readings readings) {
        this.readings = readings;
    }

    /** One object a text, on a line of its own. */
    void printJson(List<String> texts, PrintWriter out) {
        for (String text : texts) {
            ObjectNode line = Json.object();
            ArrayNode words = line.putArray("words");
            List<Warning> warnings = new ArrayList<>();
            for (EnglishPhonemizer.Explanation part : explain(text)) {
                part.words()
                        .forEach(word ->
                                words.addObject()
                                        .put("text", word.text())
                                        .put("ipa", word.ipa())
                                        .put("source", word.source()));
                part.notSpoken()
                        .forEach(piece ->
                                warnings.add(new Warning("not_spoken", "no reading for " + piece)));
            }
            line.set("warnings", Warning.write(warnings));
            out.println(line);
        }
        out.flush();
    }

    /** A line a word. */
    void print(List<String> texts, PrintWriter out) {
        for (String text : texts) {
            for (EnglishPhonemizer.Explanation part : explain(text)) {
                part.words()
                        .forEach(word ->
                                out.println(
                                        "word    "
                                                + word.text()
                                                + "  "
                                                + word.ipa()
                                                + "  ("
                                                + word.source()
                                                + ")"));
                part.notSpoken().forEach(piece -> out.println("not spoken: " + piece));
            }
        }
        out.flush();
    }

    /** Each segment alone, as a request speaks them. */
    private List<EnglishPhonemizer.Explanation> explain(String text) {
        return SentenceSplitter.split(MarkdownReader.words(text), true, LONGEST_SEGMENT).stream()
                .map(piece -> phonemizer.explain(Respelling.apply(piece.text(), readings)))
                .toList();
    }
}
