package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;

/** {@code voxfarm rebuild}: after Kafka was lost. */
@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        description = {
            "Compares the bucket with Kafka, now: every request without a result that is not",
            "queued is queued again, and every end that was not told is told.",
            "A running farm does the same by itself from time to time."
        })
public final class RebuildCommand implements Callable<Integer> {
    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().getErr().println("comparing the bucket with Kafka …");
        spec.commandLine().getErr().flush();
        try (FarmClient client = farms.running()) {
            ObjectNode swept = client.rebuild();
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
}
