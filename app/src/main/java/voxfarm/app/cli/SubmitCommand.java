package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

/** {@code voxfarm submit}: a request to a running farm. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description =
                "Submits a text, a file or standard input to a running farm; prints the request's"
                        + " id.")
public final class SubmitCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "TEXT",
            description = "The text; '-' or nothing reads standard input.")
    @Nullable String text;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Reads the text from a file in UTF-8.")
    @Nullable Path file;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Your own id; submitting it again is harmless.")
    @Nullable String id;

    @Option(
            names = "--lane",
            paramLabel = "LANE",
            description = "interactive or bulk. Default: by the text's length.")
    @Nullable String lane;

    @Option(
            names = "--text-uri",
            paramLabel = "s3://BUCKET/KEY",
            description = "The text is an object of the farm's own bucket.")
    @Nullable String textUri;

    @Option(
            names = "--not-before",
            paramLabel = "TIME",
            description = "Not spoken earlier, such as 2026-12-24T18:00:00Z.")
    @Nullable String notBefore;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description = "Fails if it is not done by then.")
    @Nullable String deadline;

    @Option(names = "--wait", description = "Waits for the end and shows the progress.")
    boolean wait;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "With --wait: writes the audio there.")
    @Nullable Path out;

    @Mixin SpeechOptions speech = new SpeechOptions();
    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (FarmClient client = farms.running()) {
            ObjectNode request =
                    textUri == null
                            ? speech.toRequest(readText())
                            : speech.toRequest("").putNull("text").put("text_uri", textUri);
            request.put("lane", lane)
                    .put("request_id", id)
                    .put("not_before", notBefore)
                    .put("deadline", deadline);
            FarmClient.Answer answer = client.submit(request, 0);
            RequestId requestId = new RequestId(answer.requestId());
            PrintWriter print = spec.commandLine().getOut();
            print.println(requestId);
            print.flush();
            return wait ? waitFor(client, requestId) : 0;
        }
    }

    private int waitFor(FarmClient client, RequestId requestId) {
        ObjectNode ended =
                new ProgressDisplay(spec.commandLine().getErr()).follow(client, requestId);
        if (!ended.path("status").asText().equals("completed")) {
            throw new VoxfarmException(
                    ErrorCode.ENGINE_FAILED,
                    requestId
                            + " "
                            + ended.path("status").asText()
                            + ": "
                            + ended.path("result").path("error").path("message").asText());
        }
        if (out != null) {
            FetchCommand.write(client, requestId, out);
        }
        PrintWriter print = spec.commandLine().getOut();
        print.println(ended.path("result").path("audio").path("uri").asText());
        print.flush();
        return 0;
    }

    private String readText() {
        try {
            if (file != null) {
                return Files.readString(file);
            }
            if (text != null && !text.equals("-")) {
                return text;
            }
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
