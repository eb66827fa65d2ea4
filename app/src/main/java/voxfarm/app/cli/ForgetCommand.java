package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import voxfarm.app.client.FarmClient;
import voxfarm.common.plan.RequestId;

/** {@code voxfarm forget}: requests of a running farm, with all that is stored of them. */
@Command(
        name = "forget",
        mixinStandardHelpOptions = true,
        description = {
            "Deletes requests: text, plan, result, audio, and the clips that no other request"
                    + " uses.",
            "What is left says only that the id was deleted. One that has not ended stays, unless"
                + " --cancel is given; the exit code is 1 if any stayed, 3 if all that was wrong is"
                + " that some do not exist. Again is harmless."
        })
public final class ForgetCommand extends RequestsCommand {
    @Option(names = "--cancel", description = "Those that have not ended are cancelled first.")
    boolean cancel;

    @Override
    String apply(FarmClient client, RequestId id) {
        ObjectNode answer = client.forget(id, cancel);
        return "%s deleted, %d objects, %d bytes"
                .formatted(id, answer.path("objects").asLong(), answer.path("bytes").asLong());
    }
}
