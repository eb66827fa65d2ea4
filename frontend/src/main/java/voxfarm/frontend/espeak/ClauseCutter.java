package voxfarm.frontend.espeak;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text behind its marks, as espeak-ng takes it: a clause at a time. */
final class ClauseCutter {
    private static final String MARKS = ".,;:!?…。，；：！？—";
    private static final String BLANKS = " \t\n\u000b\f\r";

    private ClauseCutter() {}

    /**
     * @param marks what ends it; empty at the end of a text
     */
    record Clause(String words, String marks) {}

    /**
     * The clauses in order. A run of marks ends one if a blank, a character beyond ASCII or nothing
     * follows: inside "3.14" or "10:30" it does not. Each run is looked at once.
     */
    static List<Clause> cut(String text) {
        List<Clause> clauses = new ArrayList<>();
        int from = 0;
        int at = 0;
        while (at < text.length()) {
            if (MARKS.indexOf(text.charAt(at)) < 0) {
                at++;
                continue;
            }
            int runEnd = at;
            while (runEnd < text.length() && MARKS.indexOf(text.charAt(runEnd)) >= 0) {
                runEnd++;
            }
            int end = clauseEnd(text, at, runEnd);
            if (end > at) {
                clauses.add(new Clause(text.substring(from, at), text.substring(at, end)));
                from = end;
            }
            at = runEnd;
        }
        clauses.add(new Clause(text.substring(from), ""));
        return clauses;
    }

    /** As far into the run as what follows there ends a clause; {@code at} if nowhere. */
    private static int clauseEnd(String text, int at, int runEnd) {
        if (runEnd == text.length() || ends(text.charAt(runEnd))) {
            return runEnd;
        }
        int end = runEnd - 1;
        while (end > at && !ends(text.charAt(end))) {
            end--;
        }
        return end;
    }

    private static boolean ends(char next) {
        return next > 0x7f || BLANKS.indexOf(next) >= 0;
    }
}
