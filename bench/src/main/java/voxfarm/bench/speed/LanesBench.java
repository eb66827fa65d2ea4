package voxfarm.bench.speed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.app.client.FarmClient;
import voxfarm.common.json.Json;
import voxfarm.common.plan.RequestId;

/** {@code voxfarm bench lanes}: an interactive request beside a backlog of bulk jobs. */
@Command(
        name = "lanes",
        mixinStandardHelpOptions = true,
        description = {
            "Measures interactive requests on an idle farm, then with a thousand bulk jobs"
                    + " waiting.",
            "The ratio is what the promise allows over what was measured: 1 or more holds."
        })
public final class LanesBench implements Callable<Integer> {
    private static final int WAIT_SECONDS = 300;
    private static final double ALLOWED = 1.5;

    @Option(names = "--backlog", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    int backlog = 1000;

    @Option(names = "--requests", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    int requests = 60;

    @Mixin Report report = new Report();

    @Override
    public Integer call() throws Exception {
        report.machine();
        try (BenchFarm farm = BenchFarm.start()) {
            FarmClient client = farm.client();
            one(client, requests, "warm"); // the JIT compiler's part
            double[] idle = one(client, requests, "idle");
            submitBacklog(client);
            double segment = longestSegment(client);
            double[] busy = one(client, requests, "busy");
            double allowed = ALLOWED * Report.percentile(idle, 0.95) + segment;
            report.figure("idle_p50_ms", Report.percentile(idle, 0.5), "ms");
            report.figure("idle_p95_ms", Report.percentile(idle, 0.95), "ms");
            report.figure("busy_p50_ms", Report.percentile(busy, 0.5), "ms");
            report.figure("busy_p95_ms", Report.percentile(busy, 0.95), "ms");
            report.figure("bulk_segment_ms", segment, "ms, the engine's time beside others");
            report.figure("left_of_backlog", left(client), "bulk jobs not done at the end");
            double ratio = allowed / Report.percentile(busy, 0.95);
            report.ratio(ratio, "1.5 x the idle farm's p95 plus one segment");
            return ratio >= 1 ? 0 : 1;
        }
    }

    private static ObjectNode request(String text, String lane) {
        return Json.object().put("model_id", BundledVoice.ID).put("text", text).put("lane", lane);
    }

    private void submitBacklog(FarmClient client) {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            for (int caller = 0; caller < 8; caller++) {
                callers.execute(() -> {
                    for (int i = next.getAndIncrement(); i < backlog; i = next.getAndIncrement()) {
                        var _ =
                                client.submit(
                                        request(
                                                        "Line "
                                                                + i
                                                                + ": "
                                                                + BundledVoice.TEXTS.get(3),
                                                        "bulk")
                                                .put("request_id", "bulk-" + i),
                                        0);
                    }
                });
            }
        }
    }

    /** What one segment of the backlog takes while others are spoken beside it. */
    private static double longestSegment(FarmClient client) throws InterruptedException {
        while (true) {
            ObjectNode first = client.request(new RequestId("bulk-0"));
            if (first.has("result")) {
                double seconds = first.path("result").path("engine_s").asDouble();
                return seconds * 1e3 / first.path("result").path("segments").asInt();
            }
            Thread.sleep(100);
        }
    }

    private static double[] one(FarmClient client, int count, String what) {
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            var _ =
                    client.submit(
                            request("Please answer " + what + " number " + i + ".", "interactive"),
                            WAIT_SECONDS);
            millis[i] = (System.nanoTime() - begun) / 1e6;
        }
        return millis;
    }

    private int left(FarmClient client) {
        int open = 0;
        for (int i = 0; i < backlog; i += 10) { // one in ten is enough to see that it lasted
            open += client.request(new RequestId("bulk-" + i)).has("result") ? 0 : 10;
        }
        return open;
    }
}
