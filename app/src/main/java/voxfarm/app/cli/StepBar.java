package voxfarm.app.cli;

import java.io.Console;
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
        this.terminal = isTerminal() && System.getenv("NO_COLOR") == null;
    }

    @SuppressWarnings("SystemConsoleNull") // the JDK's annotations say that it may be
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    void step(String name, int done, int all) {
        int cells = all == 0 ? CELLS : CELLS * done / all;
        String line =
                String.format(
                        Locale.ROOT,
                        "[%s%s] %5.1f s  %s",
                        "#".repeat(cells),
                        " ".repeat(CELLS - cells),
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
