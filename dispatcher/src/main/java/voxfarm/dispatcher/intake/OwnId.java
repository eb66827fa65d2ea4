package voxfarm.dispatcher.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

/**
 * Finds the caller's own id in a submission that is wrong elsewhere: who is refused must hear of it
 * under the name that he waits for.
 */
final class OwnId {
    private static final String MEMBER = "request_id";

    private final byte[] bytes;
    private int at;

    private OwnId(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Of a document that was read; empty if it has none of the right form. */
    static Optional<RequestId> in(ObjectNode document) {
        JsonNode id = document.path(MEMBER);
        return id.isTextual() ? parse(id.textValue()) : Optional.empty();
    }

    /**
     * Of bytes that are no document that this build reads: a number too long, nested too deeply,
     * cut off. Follows strings and depth alone. Empty if two different ids are found.
     */
    static Optional<RequestId> in(byte[] bytes) {
        return new OwnId(bytes).scan();
    }

    private Optional<RequestId> scan() {
        Optional<RequestId> found = Optional.empty();
        int depth = 0;
        boolean nameExpected = false;
        while (at < bytes.length) {
            byte c = bytes[at++];
            switch (c) {
                case '{', '[' -> {
                    depth++;
                    nameExpected = depth == 1 && c == '{';
                }
                case '}', ']' -> depth--;
                case ',' -> nameExpected = depth == 1;
                case '"' -> {
                    boolean own = string().equals(MEMBER) && nameExpected;
                    nameExpected = false;
                    Optional<RequestId> id = own ? value() : Optional.empty();
                    if (id.isPresent() && found.isPresent() && !found.equals(id)) {
                        return Optional.empty();
                    }
                    if (id.isPresent()) {
                        found = id;
                    }
                }
                default -> {}
            }
        }
        return found;
    }

    /** Behind the opening quote, up to and with the closing one; escapes as they stand. */
    private String string() {
        int begin = at;
        while (at < bytes.length && bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        int end = Math.min(at, bytes.length);
        at = end + 1;
        return new String(bytes, begin, end - begin, StandardCharsets.UTF_8);
    }

    /** Behind the name: the text that follows a colon; any other value stays unread. */
    private Optional<RequestId> value() {
        int next = at;
        boolean colon = false;
        while (next < bytes.length && (blank(bytes[next]) || (!colon && bytes[next] == ':'))) {
            colon = colon || bytes[next] == ':';
            next++;
        }
        if (!colon || next >= bytes.length || bytes[next] != '"') {
            return Optional.empty();
        }
        at = next + 1;
        return parse(string());
    }

    private static boolean blank(byte c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static Optional<RequestId> parse(String id) {
        try {
            return Optional.of(new RequestId(id));
        } catch (VoxfarmException e) {
            return Optional.empty();
        }
    }
}
