package voxfarm.common.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes trees of what a parser reads, of the members that are asked for. Not thread-safe. */
final class TreeReader {
    /** Zeros that a whole number is written with; more are written as an exponent. */
    private static final int LONGEST_PLAIN = 16;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Of members that are stepped over: so many of an object are known by name. */
    private static final int MOST_NAMES = 100;

    private final JsonParser in;
    private final @Nullable CanonicalForm canonical;

    /**
     * @param canonical is told every token, also of what is not kept
     */
    TreeReader(JsonParser in, @Nullable CanonicalForm canonical) {
        this.in = in;
        this.canonical = canonical;
    }

    /** The one value of a document. */
    JsonNode document(Optional<Members> kept) throws IOException {
        if (next() == null) {
            throw new JsonParseException(in, "the document is empty");
        }
        JsonNode node = value(kept);
        if (in.nextToken() != null) {
            throw new JsonParseException(in, "more follows the document");
        }
        return node;
    }

    private @Nullable JsonToken next() throws IOException {
        JsonToken token = in.nextToken();
        if (token != null && canonical != null) {
            canonical.take(token, token.isStructEnd() || token.isStructStart() ? "" : in.getText());
        }
        return token;
    }

    /** The value that begins at the current token; afterwards that is its last. */
    JsonNode value(Optional<Members> kept) throws IOException {
        return switch (in.currentToken()) {
            case START_OBJECT -> object(kept);
            case START_ARRAY -> list();
            case VALUE_STRING -> NODES.textNode(in.getText());
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(decimal());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                    throw new JsonParseException(in, "expected a value");
        };
    }

    private BigDecimal decimal() throws IOException {
        BigDecimal value = in.getDecimalValue();
        if (value.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal stripped = value.stripTrailingZeros();
        boolean plain = stripped.scale() < 0 && stripped.scale() > -LONGEST_PLAIN;
        return plain ? stripped.setScale(0) : stripped; // 100, not 1E+2
    }

    private JsonNode integer() throws IOException {
        return switch (in.getNumberType()) {
            case INT -> NODES.numberNode(in.getIntValue());
            case LONG -> NODES.numberNode(in.getLongValue());
            default -> NODES.numberNode(in.getBigIntegerValue());
        };
    }

    private ObjectNode object(Optional<Members> kept) throws IOException {
        ObjectNode object = NODES.objectNode();
        for (JsonToken token = next(); token != JsonToken.END_OBJECT; token = next()) {
            String name = in.currentName();
            if (next() == null) {
                throw new JsonParseException(in, "the document ends too early");
            }
            if (kept.isEmpty() || kept.get().has(name)) {
                object.set(name, value(kept.flatMap(members -> members.inside(name))));
            } else {
                if (object.size() < MOST_NAMES) {
                    object.putNull(name); // absent, but whoever asks may hear of it
                }
                skip();
            }
        }
        return object;
    }

    private ArrayNode list() throws IOException {
        ArrayNode list = NODES.arrayNode();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            if (token == null) {
                throw new JsonParseException(in, "the document ends too early");
            }
            list.add(value(Optional.empty()));
        }
        return list;
    }

    private void skip() throws IOException {
        int depth = 0;
        JsonToken token = in.currentToken();
        while (true) {
            if (token == null) {
                throw new JsonParseException(in, "the document ends too early");
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth == 0) {
                return;
            }
            token = next();
        }
    }
}
