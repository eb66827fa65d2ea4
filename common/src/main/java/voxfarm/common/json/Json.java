package voxfarm.common.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * The one JSON configuration of the farm: bounded depth and sizes, doubled keys refused, exact
 * decimals. All documents are read from untrusted places.
 */
public final class Json {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NUMBER_LENGTH = 400;
    private static final int MAX_NAME_LENGTH = 512;

    private static final ObjectMapper MAPPER = newMapper();

    private Json() {}

    private static ObjectMapper newMapper() {
        JsonFactory factory =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(MAX_DEPTH)
                                        .maxNumberLength(MAX_NUMBER_LENGTH)
                                        .maxNameLength(MAX_NAME_LENGTH)
                                        .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        .build();
        return new ObjectMapper(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    }

    /** The shared mapper, for binding configuration. Thread-safe; never reconfigure it. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /**
     * Reads one JSON object.
     *
     * @param what names the document in the message, such as {@code "request"}
     * @throws VoxfarmException with {@code code} if the bytes are not one well-formed JSON object
     */
    public static ObjectNode readObject(byte[] bytes, String what, ErrorCode code) {
        JsonNode node;
        try {
            node = MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new VoxfarmException(code, what + ": not well-formed JSON: " + firstLine(e), e);
        } catch (IOException e) {
            // bytes that are not UTF-8 end here
            throw new VoxfarmException(code, what + ": not readable as JSON in UTF-8", e);
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new VoxfarmException(code, what + ": expected a JSON object, was " + kind(node));
    }

    private static String firstLine(JsonProcessingException e) {
        String place =
                e.getLocation() == null
                        ? ""
                        : " (line "
                                + e.getLocation().getLineNr()
                                + ", column "
                                + e.getLocation().getColumnNr()
                                + ")";
        return e.getOriginalMessage().lines().findFirst().orElse("malformed") + place;
    }

    /** What a node is, in words for a message. */
    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            case MISSING -> "nothing";
            case BINARY, POJO -> "something else";
        };
    }

    /** The document as UTF-8, on one line. */
    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document as UTF-8, indented, with a last line end: for documents that people open. */
    public static byte[] prettyBytes(JsonNode node) {
        return (node.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A canonical form: members sorted by name, members that are null left out (absent and null
     * mean the same in every document here), numbers in their shortest exact form. Two submissions
     * with equal canonical bytes ask for the same thing.
     */
    public static byte[] canonicalBytes(JsonNode node) {
        return bytes(canonical(node));
    }

    private static JsonNode canonical(JsonNode node) {
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (!member.getValue().isNull()) {
                    sorted.put(member.getKey(), canonical(member.getValue()));
                }
            }
            ObjectNode result = object();
            result.setAll(sorted);
            return result;
        }
        if (node instanceof ArrayNode list) {
            List<JsonNode> items = new ArrayList<>();
            list.forEach(item -> items.add(canonical(item)));
            return array().addAll(items);
        }
        if (node.isNumber()) {
            return canonicalNumber(node.decimalValue());
        }
        return node;
    }

    /** As a text: a plain number could be written with a billion zeros (1e999999999). */
    private static JsonNode canonicalNumber(BigDecimal value) {
        return array().add("#" + value.stripTrailingZeros());
    }
}
