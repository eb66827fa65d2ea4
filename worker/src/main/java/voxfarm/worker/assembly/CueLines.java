package voxfarm.worker.assembly;

import java.util.List;

/** Text set in at most two lines. A column is a letter; an ideograph takes two. */
public final class CueLines {
    public static final int LINE = 42;

    /** In one cue: two lines, less what a break in the middle of them costs. */
    static final int MOST = 2 * LINE - 12;

    private static final int FIRST_WIDE = 0x1100;
    private static final int FIRST_IDEOGRAPH = 0x2e80;

    /** They do not begin a line. */
    private static final String CLOSERS = ",.;:!?)]}”’，。；：、！？）】」』》…—";

    private CueLines() {}

    public static int columns(String text) {
        return text.codePoints().map(CueLines::columns).sum();
    }

    private static int columns(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean wide = c >= FIRST_IDEOGRAPH || (c >= FIRST_WIDE && c < 0x1200);
        return wide ? 2 : 1;
    }

    /** Behind the character that begins there, with the marks that belong to it. */
    static int nextCharacter(String text, int at) {
        int next = at + Character.charCount(text.codePointAt(at));
        while (next < text.length() && columns(text.codePointAt(next)) == 0) {
            next += Character.charCount(text.codePointAt(next));
        }
        return next;
    }

    /** Whether a line may end before that place: at a space, or beside an ideograph. */
    static boolean mayBreak(String text, int place) {
        if (place <= 0 || place >= text.length()) {
            return true;
        }
        char before = text.charAt(place - 1);
        char behind = text.charAt(place);
        if (before == ' ' || behind == ' ') {
            return true;
        }
        return (before >= FIRST_IDEOGRAPH || behind >= FIRST_IDEOGRAPH)
                && CLOSERS.indexOf(behind) < 0;
    }

    /** One line, or two of like length. */
    static List<String> of(String text) {
        int all = columns(text);
        if (all <= LINE) {
            return List.of(text);
        }
        int best = 0;
        int hard = 0;
        int bestCost = Integer.MAX_VALUE;
        int width = 0;
        for (int at = 0; at < text.length(); ) {
            int next = nextCharacter(text, at);
            width += columns(text.substring(at, next));
            int cost = Math.abs(2 * width - all);
            if (width <= LINE) {
                hard = next;
            }
            if (width <= LINE && all - width <= LINE && mayBreak(text, next) && cost < bestCost) {
                best = next;
                bestCost = cost;
            }
            at = next;
        }
        int cut = best > 0 ? best : hard; // a word longer than a line
        return List.of(text.substring(0, cut).strip(), text.substring(cut).strip());
    }
}
