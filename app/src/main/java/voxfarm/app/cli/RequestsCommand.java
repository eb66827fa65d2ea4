package voxfarm.app.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.common.error.ErrorKind;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

/**
 * A command that does the same to each of some requests. One that the farm refuses does not keep
 * the others from it; the exit code is 1 then.
 */
abstract class RequestsCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of requests.")
    List<String> ids = List.of();

    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    /**
     * Does it.
     *
     * @return the line to print
     */
    abstract String apply(FarmClient client, RequestId id);

    @Override
    public final Integer call() {
        List<RequestId> requests = ids.stream().map(RequestId::new).toList();
        boolean all = true;
        try (FarmClient client = farms.running()) {
            for (RequestId id : requests) {
                all &= isDone(client, id);
            }
        }
        return all ? 0 : Failures.FAILED;
    }

    private boolean isDone(FarmClient client, RequestId id) {
        try {
            String line = apply(client, id);
            PrintWriter out = spec.commandLine().getOut();
            out.println(line);
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
