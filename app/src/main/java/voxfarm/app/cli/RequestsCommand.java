package voxfarm.app.cli;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
 * the others from it; the exit code is 1 then, or 3 if nothing was wrong but that some do not
 * exist.
 */
abstract class RequestsCommand implements Callable<Integer> {
    private static final Set<Integer> MISSING = Set.of(Failures.NOT_FOUND);

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
        Set<Integer> codes = new HashSet<>();
        try (FarmClient client = farms.running()) {
            for (RequestId id : requests) {
                codes.add(outcome(client, id));
            }
        }
        codes.remove(0);
        return codes.isEmpty() ? 0 : codes.equals(MISSING) ? Failures.NOT_FOUND : Failures.FAILED;
    }

    private int outcome(FarmClient client, RequestId id) {
        try {
            String line = apply(client, id);
            PrintWriter out = spec.commandLine().getOut();
            out.println(line);
            out.flush();
            return 0;
        } catch (VoxfarmException e) {
            if (e.code().kind() != ErrorKind.CALLER) {
                throw e;
            }
            PrintWriter err = spec.commandLine().getErr();
            err.println(e.getMessage());
            err.flush();
            return Failures.exitCode(e.code());
        }
    }
}
