package voxfarm.app.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** Steps of a long command: one moving line on a terminal, elsewhere a line a step. */
final class StepBar {
    private static final int CELLS = 24;

    private final PrintWriter print;
    private final boolean terminal;
    private final long begun = System.nanoTime();

    StepBar(PrintWriter print) {
        this.print = print;
        this.terminal = Bars.redrawable();
    }

    void step(String name, int done, int all) {
        int cells = all == 0 ? CELLS : CELLS * done / all;
        String line =
                String.format(
                        Locale.ROOT,
                        "%s %5.1f s  %s",
                        Bars.bar(CELLS, cells),
                        (System.nanoTime() - begun) / 1e9,
                        name);
        if (terminal) {
            print.print("\r\u001b[K" + line + (done == all ? "\n" : ""));
        } else {
            print.println(line);
        }
        print.flush();
    }
}
