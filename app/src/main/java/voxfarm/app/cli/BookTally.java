package voxfarm.app.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import voxfarm.common.error.Problems;

/** What became of the books that a command gave to a farm. For one thread. */
final class BookTally {
    private int fresh;
    private int known;
    private final List<String> refused = new ArrayList<>();

    void given(BookGiver.Given book) {
        if (book.fresh()) {
            fresh++;
        } else {
            known++;
        }
    }

    void refused(BookSource source, String reason) {
        String line = reason.startsWith(source.shown()) ? reason : source.shown() + ": " + reason;
        refused.add(Problems.oneLine(line));
    }

    int refused() {
        return refused.size();
    }

    /**
     * Prints how many there were, and why some are not made.
     *
     * @param whole whether all were looked at
     */
    void print(PrintWriter out, boolean whole) {
        out.printf(
                Locale.ROOT,
                "voxfarm: %d new, %d known, %d refused%s%n",
                fresh,
                known,
                refused.size(),
                whole ? "" : "; broken off: the same command again goes on from here");
        refused.forEach(line -> out.println("  " + line));
        out.flush();
    }
}
