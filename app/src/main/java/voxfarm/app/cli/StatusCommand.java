package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.common.json.Json;
import voxfarm.common.plan.RequestId;

/** {@code voxfarm status}: of the farm, or of one request. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows whether the farm is ready, or how far a request is.")
public final class StatusCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "A request's id.")
    @Nullable String id;

    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (FarmClient client = farms.running()) {
            ObjectNode answer = id == null ? client.readiness() : client.request(new RequestId(id));
            PrintWriter print = spec.commandLine().getOut();
            print.print(new String(Json.prettyBytes(answer), StandardCharsets.UTF_8));
            print.flush();
            boolean held = id != null || answer.path("status").asText().equals("ready");
            return held ? 0 : 1;
        }
    }
}
