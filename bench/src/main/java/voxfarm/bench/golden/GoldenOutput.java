package voxfarm.bench.golden;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** Lines that the golden commands share; other programs read them. */
final class GoldenOutput {
    private static final int SHOWN = 20;

    private GoldenOutput() {}

    /**
     * Comparing with nothing proves nothing.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if there was nothing to compare with
     */
    static void requireRows(int count, String what, List<Path> places) {
        if (count == 0) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "no "
                            + what
                            + " in "
                            + places.stream()
                                    .map(Path::toString)
                                    .collect(Collectors.joining(", ")));
        }
    }

    /** What computed. */
    static void device(PrintWriter print, String device) {
        print.println("device " + device);
    }

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
