package voxfarm.common.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;

/**
 * The one reader of JSON in the farm: everything within a budget, doubled names refused, exact
 * decimals. All documents come from untrusted places.
 */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** For writing and for values that are here already. Nothing from outside is read with it. */
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
     * Reads one JSON object, within {@link JsonBudget#DOCUMENT}.
     *
     * @param what names the document in the message, such as {@code "request"}
     * @throws VoxfarmException with {@code code} if the bytes are not one well-formed JSON object,
     *     or more than the budget allows; nothing else is ever thrown for what stands in them
     */
    public static ObjectNode readObject(byte[] bytes, String what, ErrorCode code) {
        return readObject(bytes, JsonBudget.DOCUMENT, what, code);
    }

    /** As the other, within another budget. */
    public static ObjectNode readObject(
            byte[] bytes, JsonBudget budget, String what, ErrorCode code) {
        return object(readValue(bytes, budget, what, code), what, code);
    }

    /** As {@link #readObject}, of any value and within another budget. */
    public static JsonNode readValue(byte[] bytes, JsonBudget budget, String what, ErrorCode code) {
        return reading(
                what,
                code,
                () -> tree(BudgetedParser.of(bytes, budget), null).document(Optional.empty()));
    }

    /** Some members of an object that a caller sends, within {@link JsonBudget#SUBMISSION}. */
    public static ObjectNode readMembers(byte[] bytes, Members kept, String what, ErrorCode code) {
        JsonNode document =
                reading(
                        what,
                        code,
                        () ->
                                tree(BudgetedParser.of(bytes, JsonBudget.SUBMISSION), null)
                                        .document(Optional.of(kept)));
        return object(document, what, code);
    }

    /**
     * A document of which some members are kept, and the hash of all of it.
     *
     * @param members those that were asked for, where the document has them
     * @param sha256 of the canonical form
     */
    public record Hashed(ObjectNode members, String sha256) {}

    /**
     * Reads an object that a caller submits, within {@link JsonBudget#SUBMISSION}. Members that
     * nobody asks for cost no memory, and the canonical form is made while it is read.
     *
     * @param kept which members are wanted
     * @param notHashed members of the object that the hash leaves out
     * @param hashedBesides texts that the hash counts as members besides, in place of the object's
     *     own
     * @throws VoxfarmException as {@link #readObject}
     */
    public static Hashed readHashed(
            byte[] bytes,
            Members kept,
            Set<String> notHashed,
            Map<String, String> hashedBesides,
            String what,
            ErrorCode code) {
        CanonicalForm canonical = new CanonicalForm(notHashed, hashedBesides);
        JsonNode document =
                reading(
                        what,
                        code,
                        () ->
                                tree(BudgetedParser.of(bytes, JsonBudget.SUBMISSION), canonical)
                                        .document(Optional.of(kept)));
        return new Hashed(object(document, what, code), Sha256.hex(canonical.bytes()));
    }

    /** The hash that {@link #readHashed} gives the same document. */
    public static String hash(
            ObjectNode document, Set<String> notHashed, Map<String, String> hashedBesides) {
        return Sha256.hex(canonicalBytes(document, notHashed, hashedBesides));
    }

    /** A file that whoever started a command named on its line; it may be large. */
    public static JsonNode readLocal(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return tree(BudgetedParser.of(in, JsonBudget.LOCAL), null).document(Optional.empty());
        }
    }

    /** A line of such a file. */
    public static JsonNode readLocal(String line) throws IOException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return tree(BudgetedParser.of(bytes, JsonBudget.LOCAL), null).document(Optional.empty());
    }

    /**
     * For documents too long to be held: every token is checked as it is read, and {@link #value}
     * makes a tree of what is to be kept. Its failures are {@link IOException}s.
     */
    public static JsonParser parser(InputStream in, JsonBudget budget) throws IOException {
        return BudgetedParser.of(in, budget);
    }

    /** As the other, of bytes. */
    public static JsonParser parser(byte[] document, JsonBudget budget) throws IOException {
        return BudgetedParser.of(document, budget);
    }

    /** The value that begins at the parser's token, which then is the value's last. */
    public static JsonNode value(JsonParser parser) throws IOException {
        return tree(parser, null).value(Optional.empty());
    }

    /** Writes UTF-8, and closes the stream with itself. */
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return MAPPER.getFactory().createGenerator(out);
    }

    private static TreeReader tree(JsonParser parser, @Nullable CanonicalForm canonical) {
        return new TreeReader(parser, canonical);
    }

    @FunctionalInterface
    private interface Reading {
        JsonNode read() throws IOException;
    }

    /** Whatever a document makes its reader throw is the document's failure. */
    private static JsonNode reading(String what, ErrorCode code, Reading reading) {
        try {
            return reading.read();
        } catch (JsonProcessingException e) {
            throw new VoxfarmException(code, what + ": not well-formed JSON: " + firstLine(e), e);
        } catch (IOException e) {
            // bytes that are not UTF-8 end here
            throw new VoxfarmException(code, what + ": not readable as JSON in UTF-8", e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new VoxfarmException(
                    code,
                    what + ": not readable as JSON: a number or a nesting beyond what can be read",
                    e);
        }
    }

    private static ObjectNode object(JsonNode node, String what, ErrorCode code) {
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
        return reason(e) + place;
    }

    /** Why it could not be parsed, on one line, without the place. */
    public static String reason(JsonProcessingException e) {
        return ParserWords.ours(String.valueOf(e.getOriginalMessage()));
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
            // a text of no Unicode; nothing that passes, as a failure of a disk would
            throw new IllegalArgumentException("cannot be written as JSON", e);
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
        return canonicalBytes(node, Set.of(), Map.of());
    }

    private static byte[] canonicalBytes(
            JsonNode node, Set<String> leftOut, Map<String, String> added) {
        CanonicalForm canonical = new CanonicalForm(leftOut, added);
        try (JsonParser tokens = node.traverse()) {
            for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
                canonical.take(token, String.valueOf(tokens.getText()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return canonical.bytes();
    }
}
