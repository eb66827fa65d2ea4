package voxfarm.bench.speed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.app.client.FarmClient;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.json.Json;
import voxfarm.common.plan.RequestId;
import voxfarm.embedded.EmbeddedFarm;

/** {@code voxfarm bench fairness}: others beside one caller's long texts. */
@Command(
        name = "fairness",
        mixinStandardHelpOptions = true,
        description = {
            "Submits a very long text and several books at once, then short bulk requests"
                    + " behind them, and measures interactive requests beside all of that.",
            "No lane is named for the long texts.",
            "The ratio is what the lanes allow over what was measured, and 0 if a book was"
                    + " done before the short requests: 1 or more holds."
        })
public final class FairnessBench implements Callable<Integer> {
    private static final int WAIT_SECONDS = 300;
    private static final double ALLOWED = 1.5;
    private static final String VERY_LONG = "very-long";

    @Option(names = "--books", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    int books = 10;

    @Option(
            names = "--segments",
            paramLabel = "N",
            description = "Of a book. Default: ${DEFAULT-VALUE}.")
    int segments = 2_000;

    @Option(
            names = "--megabytes",
            paramLabel = "N",
            description = "Of the very long text. Default: ${DEFAULT-VALUE}.")
    double megabytes = 20;

    @Option(
            names = "--short",
            paramLabel = "N",
            description = "Short bulk requests. Default: ${DEFAULT-VALUE}.")
    int shorts = 20;

    @Option(
            names = "--requests",
            paramLabel = "N",
            description = "Interactive requests. Default: ${DEFAULT-VALUE}.")
    int requests = 60;

    @Option(
            names = "--engine-ms",
            paramLabel = "MS",
            description = {
                "An engine that takes so long for a segment, and no processor; 0 for the bundled"
                        + " voice itself.",
                "Default: ${DEFAULT-VALUE}."
            })
    int engineMillis = 20;

    @Mixin Report report = new Report();

    @Override
    public Integer call() throws Exception {
        report.machine();
        try (BenchFarm farm = BenchFarm.start(FarmConfig.DEFAULTS, standIns())) {
            FarmClient client = farm.client();
            interactive(client, "warm"); // the JIT compiler's part
            double[] idle = interactive(client, "idle");
            submitLong(client);
            long begun = System.nanoTime();
            submitShort(client);
            double[] busy = interactive(client, "busy");
            awaitShort(client);
            report.figure("short_done_s", (System.nanoTime() - begun) / 1e9, "s after the last");
            int booksDone = booksDone(client);
            report.figure("books_done_by_then", booksDone, "");
            report.figure("book_segments_done_by_then", segmentsDone(client, "book-0"), "");
            double segment = bulkSegmentMillis(client);
            double allowed = ALLOWED * Report.percentile(idle, 0.95) + segment;
            report.figure("idle_p95_ms", Report.percentile(idle, 0.95), "ms");
            report.figure("busy_p50_ms", Report.percentile(busy, 0.5), "ms");
            report.figure("busy_p95_ms", Report.percentile(busy, 0.95), "ms");
            report.figure("bulk_segment_ms", segment, "ms, the engine's time beside others");
            double ratio = booksDone > 0 ? 0 : allowed / Report.percentile(busy, 0.95);
            cancelLong(client);
            report.ratio(ratio, "1.5 x the idle farm's p95 plus one segment");
            return ratio >= 1 ? 0 : 1;
        }
    }

    private EmbeddedFarm.StandIns standIns() {
        return engineMillis == 0
                ? EmbeddedFarm.StandIns.NONE
                : new EmbeddedFarm.StandIns(
                        Optional.of(new SleepingEngine(Duration.ofMillis(engineMillis))),
                        UnaryOperator.identity());
    }

    private static ObjectNode request(String id, String text) {
        return Json.object()
                .put("request_id", id)
                .put("model_id", BundledVoice.ID)
                .put("text", text);
    }

    private void submitLong(FarmClient client) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < megabytes * 1e6; i++) {
            text.append("Line ").append(i).append(" of a text without an end in sight. ");
        }
        long begun = System.nanoTime();
        var _ = client.submit(request(VERY_LONG, text.toString()), 0);
        report.figure("very_long_accepted_s", (System.nanoTime() - begun) / 1e9, "s");
        ObjectNode accepted = client.request(new RequestId(VERY_LONG));
        report.line(
                "the very long text: %d parts, lane %s",
                accepted.path("parts").asInt(), accepted.path("lane").asText());
        for (int book = 0; book < books; book++) {
            StringBuilder pages = new StringBuilder();
            for (int i = 0; i < segments; i++) {
                pages.append("Sentence ").append(i).append(" of book ").append(book).append(". ");
            }
            var _ = client.submit(request("book-" + book, pages.toString()), 0);
        }
    }

    private void submitShort(FarmClient client) {
        for (int i = 0; i < shorts; i++) {
            var _ =
                    client.submit(
                            request("short-" + i, "A short one, number " + i + ".")
                                    .put("lane", "bulk"),
                            0);
        }
    }

    private double[] interactive(FarmClient client, String what) {
        double[] millis = new double[requests];
        for (int i = 0; i < requests; i++) {
            long begun = System.nanoTime();
            var _ =
                    client.submit(
                            request(what + "-" + i, "Please answer " + what + " " + i + "."),
                            WAIT_SECONDS);
            millis[i] = (System.nanoTime() - begun) / 1e6;
        }
        return millis;
    }

    private void awaitShort(FarmClient client) throws InterruptedException, IOException {
        List<RequestId> waiting = new ArrayList<>();
        for (int i = 0; i < shorts; i++) {
            waiting.add(new RequestId("short-" + i));
        }
        while (true) {
            waiting.removeIf(id -> client.request(id).has("result"));
            if (waiting.isEmpty()) {
                return;
            }
            if (booksDone(client) == books) {
                throw new IOException("all books are done, and short requests wait: " + waiting);
            }
            Thread.sleep(200);
        }
    }

    private int booksDone(FarmClient client) {
        int done = 0;
        for (int book = 0; book < books; book++) {
            done += client.request(new RequestId("book-" + book)).has("result") ? 1 : 0;
        }
        return done;
    }

    private static int segmentsDone(FarmClient client, String id) {
        return client.request(new RequestId(id)).path("progress").path("segments_done").asInt();
    }

    private static double bulkSegmentMillis(FarmClient client) {
        ObjectNode one = client.request(new RequestId("short-0"));
        return one.path("result").path("engine_s").asDouble() * 1e3;
    }

    private void cancelLong(FarmClient client) {
        long begun = System.nanoTime();
        var _ = client.cancel(new RequestId(VERY_LONG));
        report.figure("very_long_cancelled_ms", (System.nanoTime() - begun) / 1e6, "ms");
        for (int book = 0; book < books; book++) {
            var _ = client.cancel(new RequestId("book-" + book));
        }
    }
}
