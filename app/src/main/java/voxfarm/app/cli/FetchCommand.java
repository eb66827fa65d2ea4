package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Default: the id, and as the format has it.")
    @Nullable Path out;

    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        RequestId requestId = new RequestId(id);
        Path target;
        try (FarmClient client = farms.running()) {
            target = out == null ? Path.of(id + "." + extension(client.request(requestId))) : out;
            write(client, requestId, target);
        }
        spec.commandLine().getOut().println(target);
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** Of the file that a request has ended in; that of the default format if it has not. */
    static String extension(ObjectNode request) {
        String key = request.path("result").path("audio").path("key").asText();
        return key.contains(".") ? key.substring(key.lastIndexOf('.') + 1) : "wav";
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
