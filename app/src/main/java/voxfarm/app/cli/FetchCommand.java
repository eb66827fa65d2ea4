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
        description = {
            "Writes the audio of a finished request.",
            "Default name: the id, and as the format has it."
        })
public final class FetchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The request's id.")
    String id = "";

    @Option(
            names = "--timings",
            description =
                    "Writes when each word and phone is heard, as JSON, instead of the audio.")
    boolean timings;

    @Option(
            names = "--subtitles",
            paramLabel = "FORMAT",
            description = "Writes the subtitles, srt or vtt, instead of the audio.")
    @Nullable String subtitles;

    @Mixin SoundFile out = new SoundFile();
    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        RequestId requestId = new RequestId(id);
        if (timings && subtitles != null) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "expected --timings or --subtitles, was both");
        }
        out.checkWritable();
        Path target;
        try (FarmClient client = farms.running()) {
            if (timings) {
                target = out.orElse(id + ".timings.json");
                byte[] document = client.timings(requestId);
                out.write(target, stream -> stream.write(document));
            } else if (subtitles != null) {
                target = out.orElse(id + "." + subtitles);
                byte[] document = client.subtitles(requestId, subtitles);
                out.write(target, stream -> stream.write(document));
            } else {
                String extension = extension(client.request(requestId));
                target = out.orElse(id + "." + extension);
                checkFormat(extension, target);
                write(client, requestId, out, target);
            }
        }
        if (!out.standardOutput()) {
            spec.commandLine().getOut().println(target);
            spec.commandLine().getOut().flush();
        }
        return 0;
    }

    private void checkFormat(String extension, Path target) {
        out.format()
                .filter(asked -> !asked.extension().equals(extension))
                .ifPresent(_ -> {
                    throw VoxfarmException.of(
                            ErrorCode.INVALID_REQUEST,
                            "--out %s: the audio of %s is %s; formats are chosen when a text is"
                                    + " submitted",
                            target,
                            id,
                            extension);
                });
    }

    /** Of the file that a request has ended in; that of the default format if it has not. */
    static String extension(ObjectNode request) {
        String key = request.path("result").path("audio").path("key").asText();
        return key.contains(".") ? key.substring(key.lastIndexOf('.') + 1) : "wav";
    }

    /** Straight to the file: a book is larger than memory. */
    static void write(FarmClient client, RequestId id, SoundFile out, Path target) {
        if (!client.download(id, body -> out.write(target, body::transferTo))) {
            throw VoxfarmException.of(
                    ErrorCode.NOT_READY,
                    "request %s is not finished: %s",
                    id,
                    client.request(id).path("status").asText());
        }
    }
}
