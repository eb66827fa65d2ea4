package voxfarm.books.publish;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;

/**
 * Puts the sentences of a chapter's timings together to the paragraphs that its text has. What a
 * sentence shows is what the timings say; the text only tells what lies between two: an empty line,
 * a heading's or an item's mark, the end of a scene. Timings without places in the text give one
 * paragraph. On one thread.
 */
public final class ReadAlongText {
    private static final Pattern PARAGRAPH_ENDS = Pattern.compile("\\n[ \\t\\r]*\\n|</?p[\\s>/]");
    private static final Pattern SCENE =
            Pattern.compile("(?m)^[ \\t]*(?:(?:[*_-][ \\t]*){3,}|⁂|#)[ \\t\\r]*$");
    private static final Pattern HEADING = Pattern.compile("[ ]{0,3}(#{1,6})[ \\t].*");
    private static final Pattern ITEM = Pattern.compile("[ \\t]*(?:[-+*]|\\d{1,9}[.)])[ \\t].*");

    private final IntFunction<String> texts;
    private final double shift;
    private final List<ReadAlong.Paragraph> paragraphs = new ArrayList<>();
    private final List<ReadAlong.Sentence> sentences = new ArrayList<>();
    private ReadAlong.Kind kind = ReadAlong.Kind.PARAGRAPH;
    private int level;

    /** Whose segments come, with its text, and how much of that lies behind. */
    private int request = -1;

    private String text = "";
    private int behind;

    /** By request, how much of its text lies behind. */
    private final Map<Integer, Integer> left = new HashMap<>();

    private ReadAlongText(IntFunction<String> texts, double shift) {
        this.texts = texts;
        this.shift = shift;
    }

    /**
     * @param text of the chapter, as its request had it
     * @param timings of that request, a whole document
     * @param shown what is shown of a segment's text
     * @param shiftSeconds by how much all is heard later in the sound than the timings say;
     *     negative if earlier
     * @param latestSeconds length of the sound: nothing is heard after it
     */
    public static List<ReadAlong.Paragraph> of(
            String text,
            InputStream timings,
            UnaryOperator<String> shown,
            double shiftSeconds,
            double latestSeconds)
            throws IOException {
        return of(_ -> text, timings, shown, shiftSeconds, latestSeconds);
    }

    /**
     * As the other, of a chapter that may be spoken by several requests in turns: each turn is a
     * paragraph at least.
     *
     * @param texts of requests, by the number that a segment has as {@code request}; by 0 where it
     *     has none
     * @param timings a whole document
     */
    public static List<ReadAlong.Paragraph> of(
            IntFunction<String> texts,
            InputStream timings,
            UnaryOperator<String> shown,
            double shiftSeconds,
            double latestSeconds)
            throws IOException {
        ReadAlongText made = new ReadAlongText(texts, shiftSeconds);
        try (JsonParser in = Json.parser(timings, JsonBudget.STREAM)) {
            while (in.nextToken() != null) {
                if (in.currentToken() == JsonToken.START_ARRAY
                        && "segments".equals(in.currentName())) {
                    while (in.nextToken() == JsonToken.START_OBJECT) {
                        made.add(Json.value(in), shown, latestSeconds);
                    }
                }
            }
        }
        made.endParagraph();
        return List.copyOf(made.paragraphs);
    }

    private void add(JsonNode segment, UnaryOperator<String> shown, double latest) {
        String words = shown.apply(segment.path("text").asText()).strip().replaceAll("\\s+", " ");
        if (words.isEmpty()) {
            return;
        }
        if (segment.path("request").asInt() != request) {
            turnTo(segment.path("request").asInt());
        }
        boolean spaced = !sentences.isEmpty();
        int begin = segment.path("begin").asInt(-1);
        if (begin >= behind && begin <= text.length()) {
            spaced = comesBehind(text.substring(behind, begin), begin);
            behind = Math.clamp(segment.path("end").asInt(begin), begin, text.length());
        }
        double from = Math.clamp(segment.path("start_s").asDouble() + shift, 0, latest);
        double to = Math.clamp(segment.path("end_s").asDouble() + shift, from, latest);
        sentences.add(
                new ReadAlong.Sentence(
                        words,
                        spaced && !sentences.isEmpty(),
                        to > from ? Optional.of(new ReadAlong.Clip(from, to)) : Optional.empty()));
    }

    private void turnTo(int other) {
        endParagraph();
        left.put(request, behind);
        request = other;
        text = texts.apply(other);
        behind = left.getOrDefault(other, 0);
    }

    /** Looks at what lies before a sentence; true if a space does. */
    private boolean comesBehind(String gap, int begin) {
        int line = text.lastIndexOf('\n', begin - 1) + 1;
        int end = text.indexOf('\n', begin);
        String whole = text.substring(line, end < 0 ? text.length() : end);
        Matcher heading = HEADING.matcher(whole);
        boolean newLine = line >= behind || begin == 0 || behind == 0;
        boolean item = newLine && ITEM.matcher(whole).matches();
        boolean title = newLine && heading.matches();
        if (PARAGRAPH_ENDS.matcher(gap).find() || item || title || behind == 0) {
            endParagraph();
            if (!paragraphs.isEmpty() && SCENE.matcher(gap).find()) {
                paragraphs.add(new ReadAlong.Paragraph(ReadAlong.Kind.SCENE, 0, List.of()));
            }
            kind =
                    title
                            ? ReadAlong.Kind.HEADING
                            : item ? ReadAlong.Kind.ITEM : ReadAlong.Kind.PARAGRAPH;
            level = title ? heading.group(1).length() : 0;
            return false;
        }
        if (newLine && kind == ReadAlong.Kind.HEADING) { // it is one line
            endParagraph();
            kind = ReadAlong.Kind.PARAGRAPH;
            level = 0;
        }
        return gap.chars().anyMatch(Character::isWhitespace);
    }

    private void endParagraph() {
        if (!sentences.isEmpty()) {
            paragraphs.add(new ReadAlong.Paragraph(kind, level, sentences));
            sentences.clear();
        }
    }
}
