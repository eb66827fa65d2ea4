package voxfarm.app.cli;

import java.nio.file.Path;
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

/** {@code voxfarm fetch}: the audio of a request. */
@Command(
        name = "fetch",
        mixinStandardHelpOptions = true,
        description = "Writes the audio of a finished request.")
public final class FetchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The request's id.")
    String id = "";

    @Option(names = "--out", paramLabel = "FILE", description = "Default: <ID>.wav")
    @Nullable Path out;

    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        RequestId requestId = new RequestId(id);
        Path target = out == null ? Path.of(id + ".wav") : out;
        try (FarmClient client = farms.running()) {
            write(client, requestId, target);
        }
        spec.commandLine().getOut().println(target);
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** Straight to the file: a book is larger than memory. */
    static void write(FarmClient client, RequestId id, Path target) {
        if (!client.download(id, target)) {
            throw VoxfarmException.of(
                    ErrorCode.NOT_READY,
                    "request %s is not finished: %s",
                    id,
                    client.request(id).path("status").asText());
        }
    }
}
