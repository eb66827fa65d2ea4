package voxfarm.common.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;

/**
 * The members {@code emotion}, {@code style}, {@code style_weight}, {@code speaker_mix}, {@code
 * dictionary} and {@code kata_tone}.
 */
final class ExpressionCodec {
    private static final int MAX_FEATURES = 4096;
    private static final int MAX_STYLE_CHARACTERS = 500;
    private static final int MAX_MIX = 64;
    private static final int MAX_WORDS = 1000;
    private static final int MAX_WORD = 64;
    private static final int MAX_MORAS = 1000;

    /** Of a mora or a mark. */
    private static final int MAX_MORA = 4;

    /** Of a word or a phrase whose reading is set. */
    private static final int MAX_CORRECTED = 200;

    private ExpressionCodec() {}

    /** Writes what is set; an absent member means the default. */
    static void write(Expression expression, ObjectNode into) {
        Expression.Emotion emotion = expression.emotion();
        switch (emotion.unweighted()) {
            case Expression.Emotion.Default _, Expression.Emotion.Weighted _ -> {}
            case Expression.Emotion.Index(int number) -> into.put("emotion", number);
            case Expression.Emotion.Named(String name) ->
                    into.put(expression.style().isEmpty() ? "style" : "emotion", name);
            case Expression.Emotion.Features(List<Double> values) -> {
                ArrayNode list = into.putArray("emotion");
                values.forEach(list::add);
            }
        }
        if (emotion.weight() != 1) {
            into.put("style_weight", emotion.weight());
        }
        expression
                .style()
                .ifPresent(style ->
                        into.putObject("style")
                                .put("text", style.text())
                                .put("weight", style.weight()));
        if (!expression.speakerMix().isEmpty()) {
            ObjectNode mix = into.putObject("speaker_mix");
            new TreeMap<>(expression.speakerMix()).forEach(mix::put);
        }
        if (!expression.dictionary().isEmpty()) {
            ArrayNode words = into.putArray("dictionary");
            expression
                    .dictionary()
                    .forEach(word ->
                            words.addObject()
                                    .put("word", word.word())
                                    .put("reading", word.reading()));
        }
        if (!expression.moras().isEmpty()) {
            ArrayNode moras = into.putArray("kata_tone");
            expression
                    .moras()
                    .forEach(mora ->
                            moras.addObject().put("mora", mora.mora()).put("tone", mora.tone()));
        }
    }

    /** Problems go to the fields' collector. */
    static Expression read(Fields fields) {
        try {
            return new Expression(
                    emotion(fields).weighted(weight(fields)),
                    style(fields),
                    speakerMix(fields),
                    dictionary(fields),
                    moras(fields));
        } catch (VoxfarmException e) {
            fields.problems().add(e.getMessage());
            return Expression.NONE;
        }
    }

    /** Where {@code style} is a name, and no object, it is another word for the emotion. */
    private static Expression.Emotion emotion(Fields fields) {
        Optional<String> style =
                fields.member("style").filter(JsonNode::isTextual).map(_ -> fields.text("style"));
        Optional<JsonNode> found = fields.member("emotion");
        if (style.isPresent()) {
            if (style.get().isBlank() || style.get().length() > MAX_WORD) {
                fields.problem("style", "expected a name of 1 to 64 characters");
            } else if (found.isPresent() && !found.get().asText().equals(style.get())) {
                fields.problem(
                        "style", "expected the name of a style here or in emotion, was both");
            }
            return new Expression.Emotion.Named(style.get());
        }
        return found.map(node -> emotion(node, fields)).orElseGet(Expression.Emotion.Default::new);
    }

    private static double weight(Fields fields) {
        return fields.optionalNumber("style_weight", 0, Expression.Emotion.Weighted.MAX_WEIGHT)
                .orElse(1.0);
    }

    private static Expression.Emotion emotion(JsonNode node, Fields fields) {
        if (node.isInt() && node.intValue() >= 0 && node.intValue() <= 1_000_000) {
            return new Expression.Emotion.Index(node.intValue());
        }
        if (node.isTextual() && !node.asText().isBlank() && node.asText().length() <= MAX_WORD) {
            return new Expression.Emotion.Named(fields.text("emotion"));
        }
        if (node.isArray() && !node.isEmpty() && node.size() <= MAX_FEATURES) {
            List<Double> values = new ArrayList<>();
            for (JsonNode item : node) {
                if (!item.isNumber() || !(Math.abs(item.doubleValue()) <= 1e6)) {
                    fields.problem("emotion", "expected a list of numbers");
                    return new Expression.Emotion.Default();
                }
                values.add(item.doubleValue());
            }
            return new Expression.Emotion.Features(values);
        }
        fields.problem("emotion", "expected a whole number, a name or a list of numbers");
        return new Expression.Emotion.Default();
    }

    private static Optional<Expression.StyleText> style(Fields fields) {
        if (fields.member("style").filter(JsonNode::isTextual).isPresent()) {
            return Optional.empty(); // a style's name
        }
        Optional<Fields> style = fields.optionalObject("style");
        Optional<String> text = style.flatMap(s -> s.optionalText("text"));
        if (text.isEmpty() || text.get().isBlank()) {
            return Optional.empty();
        }
        if (text.get().length() > MAX_STYLE_CHARACTERS) {
            style.get().problem("text", "expected at most 500 characters");
        }
        return Optional.of(
                new Expression.StyleText(
                        text.get(),
                        style.get()
                                .optionalNumber("weight", 0, 1)
                                .orElse(Expression.StyleText.DEFAULT_WEIGHT)));
    }

    private static Map<String, Double> speakerMix(Fields fields) {
        Map<String, Double> shares = new TreeMap<>();
        fields.optionalObject("speaker_mix")
                .ifPresent(mix -> {
                    if (mix.names().size() > MAX_MIX) {
                        fields.problem("speaker_mix", "expected at most 64 speakers");
                    }
                    mix.names()
                            .forEach(name ->
                                    mix.optionalNumber(name, 0, 1000)
                                            .ifPresent(share -> shares.put(name, share)));
                });
        return shares;
    }

    private static List<Expression.Pronunciation> dictionary(Fields fields) {
        List<Expression.Pronunciation> words = new ArrayList<>();
        List<Fields> items = fields.objects("dictionary");
        if (items.size() > MAX_WORDS) {
            fields.problem("dictionary", "expected at most 1000 words");
            return words;
        }
        for (Fields item : items) {
            String word = item.text("word");
            String reading = item.text("reading");
            if (word.isBlank() || word.length() > MAX_CORRECTED || reading.isBlank()) {
                item.problem("word", "expected 1 to 200 characters and a reading");
            }
            words.add(new Expression.Pronunciation(word, reading));
        }
        return words;
    }

    private static List<MoraTone> moras(Fields fields) {
        List<MoraTone> moras = new ArrayList<>();
        List<Fields> items = fields.objects("kata_tone");
        if (items.size() > MAX_MORAS) {
            fields.problem("kata_tone", "expected at most 1000 moras");
            return moras;
        }
        for (Fields item : items) {
            String mora = item.text("mora");
            if (mora.isEmpty() || mora.length() > MAX_MORA) {
                item.problem("mora", "expected a mora in katakana or a mark");
            }
            moras.add(new MoraTone(mora, (int) item.integer("tone", 0, 1)));
        }
        return moras;
    }
}
