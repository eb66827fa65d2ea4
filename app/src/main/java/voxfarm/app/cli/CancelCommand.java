package voxfarm.app.cli;

import picocli.CommandLine.Command;
import voxfarm.app.client.FarmClient;
import voxfarm.common.plan.RequestId;

/** {@code voxfarm cancel}: requests of a running farm. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = {
            "Cancels requests, wherever they are.",
            "One that has ended stays as it is; the exit code is 1 then, and 3 if all that was"
                    + " wrong is that some do not exist."
        })
public final class CancelCommand extends RequestsCommand {
    @Override
    String apply(FarmClient client, RequestId id) {
        client.cancel(id);
        return id + " cancelled";
    }
}
