package voxfarm.app.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Lines that the golden commands share; other programs read them. */
final class GoldenOutput {
    private static final int SHOWN = 20;

    private GoldenOutput() {}

    /** The first differences. */
    static void differences(PrintWriter print, List<String> differences) {
        differences.stream().limit(SHOWN).forEach(print::println);
    }

    /** How many rows were exact. */
    static void rows(PrintWriter print, int rows, int exact) {
        print.println(
                String.format(
                        Locale.ROOT,
                        "rows %d exact %d ratio %.4f",
                        rows,
                        exact,
                        rows == 0 ? 0 : (double) exact / rows));
    }
}
