package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** {@code voxfarm rebuild}: after Kafka was lost. */
@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        description = {
            "Compares the bucket with Kafka, now.",
            "Every request without a result that is not queued is queued again, and every end that"
                    + " was not told is told.",
            "A running farm does the same by itself from time to time."
        })
public final class RebuildCommand implements Callable<Integer> {
    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    /** Between two looks at how far it is. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final List<String> STEPS = List.of("events", "requests", "sweep");

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        err.println("comparing the bucket with Kafka …");
        err.flush();
        try (FarmClient client = farms.running()) {
            ObjectNode swept = rebuild(client, new StepBar(err));
            spec.commandLine()
                    .getOut()
                    .printf(
                            "requests %d open %d requeued %d failed %d told %d indexed %d dropped"
                                    + " %d skipped %d foreign %d%n",
                            swept.path("requests").asInt(),
                            swept.path("open").asInt(),
                            swept.path("requeued").asInt(),
                            swept.path("failed").asInt(),
                            swept.path("told").asInt(),
                            swept.path("indexed").asInt(),
                            swept.path("dropped").asInt(),
                            swept.path("skipped").asInt(),
                            swept.path("foreign").asInt());
            spec.commandLine().getOut().flush();
            return 0;
        }
    }

    private static ObjectNode rebuild(FarmClient client, StepBar bar) {
        CompletableFuture<ObjectNode> answer = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                answer.complete(client.rebuild());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        String shown = "";
        while (true) {
            try {
                return answer.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                shown = show(client, bar, shown);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException failure
                        ? failure
                        : new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new VoxfarmException(ErrorCode.NOT_READY, "interrupted", e);
            }
        }
    }

    /** What is shown is a courtesy: a farm that cannot say goes on as well. */
    private static String show(FarmClient client, StepBar bar, String shown) {
        try {
            ObjectNode progress = client.rebuildProgress();
            int step = STEPS.indexOf(progress.path("step").asText());
            String name =
                    switch (step) {
                        case 0 -> "reading which ends were told";
                        case 1 -> "requests walked over: " + progress.path("requests").asLong();
                        case 2 -> "queueing what is missing";
                        default -> "waiting for a sweep to end";
                    };
            int done = Math.max(0, step);
            int all = STEPS.size();
            if (!name.equals(shown)) {
                bar.step(name, done, all);
            }
            return name;
        } catch (VoxfarmException e) {
            return shown;
        }
    }
}
