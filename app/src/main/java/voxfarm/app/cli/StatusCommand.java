package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

/** {@code voxfarm status}: of the farm, or of one request. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows whether the farm is ready, or how far a request is.")
public final class StatusCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "A request's id.")
    @Nullable String id;

    @Option(
            names = {"-w", "--watch"},
            description = "Shows a request's progress until it has ended.")
    boolean watch;

    @Option(names = "--json", description = "Prints JSON; that is the default as well.")
    boolean json;

    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (watch && id == null) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "--watch: expected the ID of a request with it");
        }
        try (FarmClient client = farms.running()) {
            ObjectNode answer = id == null ? ofFarm(client) : document(client, id);
            JsonOutput.print(spec.commandLine().getOut(), answer);
            boolean held = id != null || answer.path("status").asText().equals("ready");
            return held ? 0 : 1;
        }
    }

    /**
     * Whether it is ready, who speaks there with which voices, and what it does not speak with
     * although somebody put it there.
     */
    private static ObjectNode ofFarm(FarmClient client) {
        ObjectNode answer = client.readiness();
        try {
            ObjectNode voices = client.voices();
            answer.set("set_aside", Unserved.setAside(voices));
            answer.set("unserved", voices.path("unserved"));
            answer.set("workers", client.workers());
        } catch (VoxfarmException e) { // a key without that right, or a farm that is no farm yet
            answer.put("voices_not_told", e.getMessage());
        }
        return answer;
    }

    private ObjectNode document(FarmClient client, String of) {
        RequestId request = new RequestId(of);
        ObjectNode document = client.request(request); // a farm that is none is told at once
        PrintWriter err = spec.commandLine().getErr();
        return watch
                ? new ProgressDisplay(err, new Patience(err, Patience.USUAL))
                        .follow(client, request)
                : document;
    }
}
