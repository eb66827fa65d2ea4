package voxfarm.frontend.split;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where something stands next in a window that moves along a text. Each character is looked at
 * about once however often this is asked: where nothing is found, the next search goes on behind.
 * For one thread.
 */
final class Ahead {
    private static final int NOWHERE = -1;

    private final Pattern what;
    private final int longest;
    private int searched;
    private int found = NOWHERE;

    /**
     * @param longest characters that a match has
     */
    Ahead(Pattern what, int longest) {
        this.what = what;
        this.longest = longest;
    }

    /**
     * Where the first one begins of those within {@code at} and {@code to}; these never go back.
     */
    OptionalInt from(CharSequence in, int at, int to) {
        if (found < at) {
            search(in, Math.max(at, searched), to);
        }
        return found >= at && found < to ? OptionalInt.of(found) : OptionalInt.empty();
    }

    private void search(CharSequence in, int from, int to) {
        found = NOWHERE;
        if (from >= to) {
            return;
        }
        Matcher next = what.matcher(in).region(from, to);
        if (next.find()) {
            found = next.start();
            searched = found;
        } else {
            searched = Math.max(from, to - longest + 1);
        }
    }

    /** The characters between these became {@code length} others. */
    void replaced(int from, int to, int length) {
        int by = length - (to - from);
        searched = searched >= to ? searched + by : Math.min(searched, from);
        if (found >= to) {
            found += by;
        } else if (found >= from) {
            found = NOWHERE;
        }
    }
}
