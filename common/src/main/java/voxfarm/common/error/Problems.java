package voxfarm.common.error;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects everything that is wrong with one document, so that a person mends it in one go. Not
 * thread-safe.
 */
public final class Problems {
    /**
     * More than this many are counted, not listed: a hostile document must not make a huge answer.
     */
    private static final int LISTED = 20;

    private final List<String> listed = new ArrayList<>();
    private int count;

    /**
     * Notes one problem. Write the field first: {@code "length_scale: expected 0.1 to 10, was 0"}.
     */
    public void add(String problem) {
        count++;
        if (listed.size() < LISTED) {
            listed.add(oneLine(problem));
        }
    }

    public int count() {
        return count;
    }

    public boolean none() {
        return count == 0;
    }

    /** The problems in the order found, the last entry counting those left out. */
    public List<String> list() {
        if (count == listed.size()) {
            return List.copyOf(listed);
        }
        List<String> all = new ArrayList<>(listed);
        all.add("and " + (count - listed.size()) + " more");
        return List.copyOf(all);
    }

    /**
     * Does nothing while there are no problems.
     *
     * @throws VoxfarmException with this code and all problems, joined by semicolons
     */
    public void throwIfAny(ErrorCode code) {
        if (count > 0) {
            throw new VoxfarmException(code, list());
        }
    }

    /** What a message says of something outside fits into this many characters. */
    private static final int LINE = 500;

    /**
     * A message that others wrote, or that holds what others wrote, as one line that may stand in a
     * log or on a terminal: shortened, with everything that would begin a line, move a cursor or
     * turn the direction of writing shown by its number.
     */
    public static String oneLine(@Nullable String message) {
        return oneLine(message, LINE);
    }

    /** As the other, up to {@code most} characters. */
    public static String oneLine(@Nullable String message, int most) {
        if (message == null) {
            return "";
        }
        boolean cut = message.length() > most;
        StringBuilder line = new StringBuilder(Math.min(message.length(), most) + 1);
        encode(message, cut ? most : message.length(), "", line);
        return cut ? line.append('…').toString() : line.toString();
    }

    /** A text, or as many of its characters and an ellipsis; never half of a pair. */
    public static String shortened(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        boolean pair = Character.isHighSurrogate(text.charAt(most - 1));
        return text.substring(0, pair ? most - 1 : most) + "…";
    }

    private static void encode(String found, int end, String besides, StringBuilder into) {
        found.substring(0, end)
                .codePoints()
                .forEach(c -> {
                    if (isPlain(c) && besides.indexOf(c) < 0) {
                        into.appendCodePoint(c);
                    } else {
                        into.append(String.format("\\u%04x", c));
                    }
                });
    }

    /** Not of a control, a lone surrogate, a line or paragraph end, or of what formats text. */
    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.FORMAT ->
                    false;
            default -> true;
        };
    }

    /** Shortens a value found in hostile input so that it can stand in a message on one line. */
    public static String quote(String found) {
        int limit = 60;
        StringBuilder text = new StringBuilder("\"");
        encode(found, Math.min(found.length(), limit), "\"\\", text);
        return text.append(found.length() > limit ? "…\"" : "\"").toString();
    }
}
