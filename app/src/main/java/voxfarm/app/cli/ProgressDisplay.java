package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import voxfarm.app.client.FarmClient;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

/** Shows how far a request is, on one line of a terminal; elsewhere a line for each change. */
final class ProgressDisplay {
    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final int BAR_CELLS = 30;

    private final PrintWriter print;
    private final boolean terminal;
    private final Patience patience;

    /**
     * @param patience with a farm that does not answer for the moment
     */
    ProgressDisplay(PrintWriter print, Patience patience) {
        this.print = print;
        this.patience = patience;
        this.terminal = Bars.redrawable();
    }

    /** Polls until the request has ended; returns its last document. */
    ObjectNode follow(FarmClient client, RequestId id) {
        long begun = System.nanoTime();
        String shown = "";
        while (true) {
            ObjectNode request = patience.get(() -> client.request(id));
            String status = request.path("status").asText();
            String line = line(request, (System.nanoTime() - begun) / 1e9);
            if (terminal) {
                print.print("\r\u001b[K" + line);
                print.flush();
            } else if (!status.equals(shown)) {
                print.println(status);
                print.flush();
                shown = status;
            }
            if (request.has("result")) {
                if (terminal) {
                    print.println();
                    print.flush();
                }
                return request;
            }
            pause();
        }
    }

    /**
     * As {@link #follow}, of one that is to have a sound.
     *
     * @throws VoxfarmException {@code ENGINE_FAILED} with its reason, if it failed or was cancelled
     */
    ObjectNode completed(FarmClient client, RequestId id) {
        ObjectNode ended = follow(client, id);
        if (!ended.path("status").asText().equals("completed")) {
            throw VoxfarmException.of(
                    ErrorCode.ENGINE_FAILED,
                    "%s %s: %s",
                    id,
                    ended.path("status").asText(),
                    ended.path("result").path("error").path("message").asText());
        }
        return ended;
    }

    private static String line(ObjectNode request, double seconds) {
        int segments = request.path("segments").asInt();
        int done =
                request.has("result")
                        ? segments
                        : request.path("progress").path("segments_done").asInt();
        int cells = segments == 0 ? 0 : BAR_CELLS * done / segments;
        return String.format(
                Locale.ROOT,
                "%-9s %s %d/%d segments  %.1f s%s",
                request.path("status").asText(),
                Bars.bar(BAR_CELLS, cells),
                done,
                segments,
                seconds,
                left(request));
    }

    /** How long it will take, or what waits before it. */
    private static String left(ObjectNode request) {
        if (request.path("progress").has("eta_s")) {
            return String.format(
                    Locale.ROOT,
                    ", %.0f s left",
                    request.path("progress").path("eta_s").asDouble());
        }
        int ahead = request.path("queue_ahead").asInt();
        return ahead > 0 ? ", " + ahead + " before it" : "";
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
