package voxfarm.common.error;

import java.util.ArrayList;
import java.util.List;

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
            listed.add(problem);
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
            throw new VoxfarmException(code, String.join("; ", list()));
        }
    }

    /** Shortens a value found in hostile input so that it can stand in a message on one line. */
    public static String quote(String found) {
        int limit = 60;
        StringBuilder text = new StringBuilder("\"");
        int end = Math.min(found.length(), limit);
        for (int i = 0; i < end; i++) {
            char c = found.charAt(i);
            boolean printable =
                    !Character.isISOControl(c)
                            && !Character.isSurrogate(c)
                            && c != '"'
                            && c != '\\';
            text.append(printable ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return text.append(found.length() > limit ? "…\"" : "\"").toString();
    }
}
