package voxfarm.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;

/** {@code voxfarm prune}: the run of retention, now. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = {
            "Deletes now what is older than the farm's configuration keeps it (retention).",
            "A running farm does the same by itself once a day. What is open is never touched."
        })
public final class PruneCommand implements Callable<Integer> {
    @Option(names = "--dry-run", description = "Deletes nothing; says what would go.")
    boolean dry;

    @Option(names = "--json", description = "Prints the report as JSON.")
    boolean json;

    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try (FarmClient client = farms.running()) {
            print(
                    client.prune(
                            dry,
                            sofar -> {
                                if (!sofar.path("done").asBoolean()) {
                                    err.println("so far " + objects(sofar) + " objects …");
                                    err.flush();
                                }
                            }));
        }
        return 0;
    }

    private static long objects(ObjectNode answer) {
        return answer.path("removed")
                .valueStream()
                .mapToLong(kind -> kind.path("objects").asLong())
                .sum();
    }

    private void print(ObjectNode report) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(report.toPrettyString());
            out.flush();
            return;
        }
        for (Map.Entry<String, JsonNode> kind : report.path("removed").properties()) {
            out.printf(
                    "%-13s %10d objects %14d bytes%n",
                    kind.getKey(),
                    kind.getValue().path("objects").asLong(),
                    kind.getValue().path("bytes").asLong());
        }
        report.path("topics").forEach(topic -> out.println("topic " + topic.asText()));
        report.path("notes").forEach(note -> out.println("note: " + note.asText()));
        out.printf(
                "%s %d skipped %d%n",
                dry ? "would delete" : "deleted", objects(report), report.path("skipped").asLong());
        out.flush();
    }
}
