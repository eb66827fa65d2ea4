package voxfarm.common.json;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The canonical form of a document (see {@link Json#canonicalBytes}), written while the tokens of
 * the document come by: no tree is made for it. Members are put in order, within the bytes, when
 * their object ends. Not thread-safe.
 */
final class CanonicalForm {
    private static final Comparator<Member> BY_NAME = Comparator.comparing(Member::name);

    private final Set<String> leftOut;
    private final Map<String, String> added;
    private final Deque<Level> levels = new ArrayDeque<>();
    private byte[] bytes = new byte[256];
    private int size;

    /**
     * @param leftOut members of the outermost object that are passed over
     * @param added texts that are members of the outermost object besides
     */
    CanonicalForm(Set<String> leftOut, Map<String, String> added) {
        this.leftOut = leftOut;
        this.added = new TreeMap<>(added);
    }

    /** A member that is written: its bytes, with its name, from one place to another. */
    private record Member(String name, int from, int to) {}

    /** An object or list that is not at its end. */
    private static final class Level {
        private final boolean object;
        private final int begin;
        private final List<Member> members = new ArrayList<>();
        private int items;
        private @Nullable String name;

        Level(boolean object, int begin) {
            this.object = object;
            this.begin = begin;
        }
    }

    /** How many open objects and lists of a member that is left out; 0 outside of one. */
    private int passedOver;

    private boolean passNext;

    /**
     * Takes the next token.
     *
     * @param text of a name or a text, or a number as it is written; otherwise unused
     */
    void take(JsonToken token, String text) {
        if (isPassedOver(token)) {
            return;
        }
        switch (token) {
            case START_OBJECT -> open(true);
            case START_ARRAY -> open(false);
            case END_OBJECT -> endObject();
            case END_ARRAY -> {
                levels.pop();
                write(']');
                ended();
            }
            case FIELD_NAME -> name(text);
            case VALUE_STRING -> scalar(quoted(text));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(number(new BigDecimal(text)));
            case VALUE_TRUE -> scalar("true".getBytes(StandardCharsets.US_ASCII));
            case VALUE_FALSE -> scalar("false".getBytes(StandardCharsets.US_ASCII));
            case VALUE_NULL -> nothing();
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalArgumentException("not of a document: " + token);
        }
    }

    private boolean isPassedOver(JsonToken token) {
        boolean begins = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
        if (passedOver > 0) {
            passedOver += begins ? 1 : 0;
            passedOver -= token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY ? 1 : 0;
            return true;
        }
        if (passNext) {
            passNext = false;
            passedOver = begins ? 1 : 0;
            return true;
        }
        return false;
    }

    private void open(boolean object) {
        begun();
        levels.push(new Level(object, size));
        write(object ? '{' : '[');
    }

    private void name(String name) {
        if (levels.size() == 1 && (leftOut.contains(name) || added.containsKey(name))) {
            passNext = true;
            return;
        }
        levels.element().name = name;
    }

    private void nothing() {
        Level level = levels.peek();
        if (level != null && level.object) {
            level.name = null; // absent and null mean the same
            return;
        }
        scalar("null".getBytes(StandardCharsets.US_ASCII));
    }

    private void scalar(byte[] value) {
        begun();
        write(value);
        ended();
    }

    /** Before a value: what stands between it and the one before, and its name. */
    private void begun() {
        Level level = levels.peek();
        if (level == null) {
            return;
        }
        if (!level.object) {
            if (level.items++ > 0) {
                write(',');
            }
            return;
        }
        String name = String.valueOf(level.name);
        level.members.add(new Member(name, size, -1));
        write(quoted(name));
        write(':');
    }

    private void ended() {
        Level level = levels.peek();
        if (level == null || !level.object) {
            return;
        }
        Member open = level.members.removeLast();
        level.members.add(new Member(open.name(), open.from(), size));
    }

    private void endObject() {
        if (levels.size() == 1) {
            added.forEach((name, text) -> {
                levels.element().name = name;
                scalar(quoted(text));
            });
        }
        Level level = levels.pop();
        level.members.sort(BY_NAME);
        byte[] inside = Arrays.copyOfRange(bytes, level.begin + 1, size);
        size = level.begin + 1;
        for (int i = 0; i < level.members.size(); i++) {
            Member member = level.members.get(i);
            if (i > 0) {
                write(',');
            }
            int from = member.from() - level.begin - 1;
            write(inside, from, member.to() - member.from());
        }
        write('}');
        ended();
    }

    /** As every document here is written, so that one hash stays the same for good. */
    private static byte[] quoted(String text) {
        return Json.bytes(TextNode.valueOf(text));
    }

    /** As a text in a list: a plain number could be written with a thousand zeros. */
    private static byte[] number(BigDecimal value) {
        return ("[\"#" + value.stripTrailingZeros() + "\"]").getBytes(StandardCharsets.US_ASCII);
    }

    private void write(char c) {
        write(new byte[] {(byte) c});
    }

    private void write(byte[] more) {
        write(more, 0, more.length);
    }

    private void write(byte[] more, int from, int length) {
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + length, bytes.length * 2));
        }
        System.arraycopy(more, from, bytes, size, length);
        size += length;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }
}
