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
import voxfarm.app.config.FarmConfig;
import voxfarm.common.json.Json;
import voxfarm.dispatcher.acceptance.QueueLimits;

/** {@code voxfarm bench backlog}: memory with many requests waiting. */
@Command(
        name = "backlog",
        mixinStandardHelpOptions = true,
        description = {
            "Submits bulk requests to the embedded farm far faster than they are spoken,"
                    + " and measures the memory of farm and engine while they wait.",
            "The ratio is 1 GiB over what they take: 1 or more holds."
        })
public final class BacklogBench implements Callable<Integer> {
    private static final double LIMIT_MEBIBYTES = 1024;
    private static final int CALLERS = 16;
    private static final int REPORTS = 10;

    @Option(names = "--requests", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    int requests = 100_000;

    @Mixin Report report = new Report();

    @Override
    public Integer call() throws Exception {
        report.machine();
        try (BenchFarm farm = BenchFarm.start(unbounded())) {
            long begun = System.nanoTime();
            submit(farm.client());
            report.figure("accepted_per_s", requests / ((System.nanoTime() - begun) / 1e9), "");
            double own = IsolationBench.residentMebibytes(ProcessHandle.current().pid());
            double apart = IsolationBench.residentMebibytes(BenchFarm.engine().pid());
            report.figure("farm_mib", own, "MiB");
            report.figure("engine_mib", apart, "MiB");
            report.figure("waiting", (double) requests - farm.results(), "requests");
            double ratio = LIMIT_MEBIBYTES / (own + apart);
            report.ratio(ratio, "1 GiB");
            return ratio >= 1 ? 0 : 1;
        }
    }

    /** The farm refuses this many requests of one address otherwise, as it should. */
    private FarmConfig unbounded() {
        QueueLimits limits = new QueueLimits(2 * requests, 2 * requests);
        return FarmConfig.DEFAULTS.with(FarmConfig.DEFAULTS.http().with(limits));
    }

    private void submit(FarmClient client) {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.execute(() -> {
                    for (int i = next.getAndIncrement(); i < requests; i = next.getAndIncrement()) {
                        ObjectNode request =
                                Json.object()
                                        .put("model_id", BundledVoice.ID)
                                        .put("lane", "bulk")
                                        .put(
                                                "text",
                                                i
                                                        + ". "
                                                        + BundledVoice.TEXTS.get(4)
                                                        + " "
                                                        + BundledVoice.TEXTS.get(3));
                        var _ = client.submit(request, 0);
                        if ((i + 1) % Math.max(1, requests / REPORTS) == 0) {
                            report.line("%d accepted", i + 1);
                        }
                    }
                });
            }
        }
    }
}
