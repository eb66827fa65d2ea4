package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.common.error.ErrorKind;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

/** {@code voxfarm forget}: requests of a running farm, with all that is stored of them. */
@Command(
        name = "forget",
        mixinStandardHelpOptions = true,
        description = {
            "Deletes requests: text, plan, result, audio, and the clips that no other request"
                    + " uses.",
            "What is left says only that the id was deleted. One that has not ended stays, unless",
            "--cancel is given; the exit code is 1 if any stayed. Again is harmless."
        })
public final class ForgetCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of requests.")
    List<String> ids = List.of();

    @Option(names = "--cancel", description = "Those that have not ended are cancelled first.")
    boolean cancel;

    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<RequestId> requests = ids.stream().map(RequestId::new).toList();
        boolean all = true;
        try (FarmClient client = farms.running()) {
            for (RequestId id : requests) {
                all &= forget(client, id);
            }
        }
        return all ? 0 : 1;
    }

    /** One that cannot be deleted does not keep the others from it. */
    private boolean forget(FarmClient client, RequestId id) {
        try {
            ObjectNode answer = client.forget(id, cancel);
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    "%s deleted, %d objects, %d bytes%n",
                    id, answer.path("objects").asLong(), answer.path("bytes").asLong());
            out.flush();
            return true;
        } catch (VoxfarmException e) {
            if (e.code().kind() != ErrorKind.CALLER) {
                throw e;
            }
            PrintWriter err = spec.commandLine().getErr();
            err.println(e.getMessage());
            err.flush();
            return false;
        }
    }
}
