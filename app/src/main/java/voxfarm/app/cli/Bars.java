package voxfarm.app.cli;

import java.io.Console;

/** What progress displays share. */
final class Bars {
    private Bars() {}

    /** Whether a line may be drawn over: on a terminal, unless the user wants it plain. */
    @SuppressWarnings("SystemConsoleNull") // the JDK's annotations say that it may be
    static boolean redrawable() {
        Console console = System.console();
        return console != null && console.isTerminal() && System.getenv("NO_COLOR") == null;
    }

    /** Begins a line where a bar may stand: it is wiped. */
    static String freshLine() {
        return redrawable() ? "\r\u001b[K" : "";
    }

    /** A bar of so many cells, the first of them filled. */
    static String bar(int cells, int filled) {
        return "[" + "#".repeat(filled) + " ".repeat(cells - filled) + "]";
    }
}
