package voxfarm.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import voxfarm.app.client.FarmClient;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

/** Shows how far a book is, on one line of a terminal; elsewhere a line for each change. */
final class BookProgress {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int BAR_CELLS = 30;

    private final PrintWriter print;
    private final boolean terminal = Bars.redrawable();
    private final Patience patience;

    BookProgress(PrintWriter print) {
        this.print = print;
        this.patience = new Patience(print, Patience.USUAL);
    }

    /** Polls until the book has ended; returns its last document. */
    ObjectNode follow(FarmClient client, RequestId id) {
        String shown = "";
        while (true) {
            ObjectNode book = patience.get(() -> client.book(id));
            String line = line(book);
            if (terminal) {
                print.print("\r\u001b[K" + line);
                print.flush();
            } else if (!stateOf(book).equals(shown)) {
                print.println(line);
                print.flush();
                shown = stateOf(book);
            }
            if (book.has("result")) {
                if (terminal) {
                    print.println();
                    print.flush();
                }
                return book;
            }
            pause();
        }
    }

    private static String stateOf(ObjectNode book) {
        return book.path("status").asText()
                + book.path("step").asText()
                + book.path("progress").path("chapters_done").asInt();
    }

    /** A book on one line: status, bar, chapters, what is under way, time left. */
    static String line(ObjectNode book) {
        JsonNode progress = book.path("progress");
        int chapters = book.path("book").path("chapters").asInt();
        int done = book.has("result") ? chapters : progress.path("chapters_done").asInt();
        double all = progress.path("estimated_s").asDouble();
        double share =
                book.has("result") ? 1 : all > 0 ? progress.path("audio_s").asDouble() / all : 0;
        return String.format(
                        Locale.ROOT,
                        "%-24s %-9s %s %d/%d chapters%s%s",
                        book.path("book_id").asText(),
                        book.path("status").asText(),
                        Bars.bar(BAR_CELLS, (int) (BAR_CELLS * Math.clamp(share, 0, 1))),
                        done,
                        chapters,
                        underWay(book),
                        left(book))
                .stripTrailing();
    }

    private static String underWay(ObjectNode book) {
        if (book.path("step").asText().equals("files")) {
            return "  making the files";
        }
        List<String> running = new ArrayList<>();
        book.path("chapters")
                .forEach(chapter -> {
                    if (chapter.path("status").asText().equals("running")) {
                        running.add(chapter.path("number").asText());
                    }
                });
        return running.isEmpty() ? "" : "  at " + String.join(", ", running);
    }

    private static String left(ObjectNode book) {
        if (!book.path("progress").has("eta_s")) {
            return "";
        }
        return ", " + duration(book.path("progress").path("eta_s").asDouble()) + " left";
    }

    /** For people. */
    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        long minutes = Math.round(seconds / 60);
        return minutes < 60
                ? minutes + " min"
                : String.format(Locale.ROOT, "%d h %02d min", minutes / 60, minutes % 60);
    }

    private static void pause() {
        try {
            Thread.sleep(PERIOD);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.NOT_READY, "interrupted", e);
        }
    }
}
