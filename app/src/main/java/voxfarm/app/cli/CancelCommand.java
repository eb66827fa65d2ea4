package voxfarm.app.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.common.error.ErrorKind;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

/** {@code voxfarm cancel}: requests of a running farm. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = {
            "Cancels requests, wherever they are.",
            "One that has ended stays as it is; the exit code is 1 then."
        })
public final class CancelCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of requests.")
    List<String> ids = List.of();

    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<RequestId> requests = ids.stream().map(RequestId::new).toList();
        boolean all = true;
        try (FarmClient client = farms.running()) {
            for (RequestId id : requests) {
                all &= cancel(client, id);
            }
        }
        return all ? 0 : 1;
    }

    /** One that cannot be cancelled does not keep the others from it. */
    private boolean cancel(FarmClient client, RequestId id) {
        try {
            client.cancel(id);
            PrintWriter out = spec.commandLine().getOut();
            out.println(id + " cancelled");
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
