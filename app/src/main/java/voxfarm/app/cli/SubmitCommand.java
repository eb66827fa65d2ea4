package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

/** {@code voxfarm submit}: a request to a running farm. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description = {
            "Submits a text, a file or standard input to a running farm.",
            "Prints the request's id."
        })
public final class SubmitCommand implements Callable<Integer> {
    @Mixin SpokenText text = new SpokenText();

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

    @Option(
            names = "--callback",
            paramLabel = "URL",
            description = {
                "Where the farm tells the end by HTTP, such as",
                "https://hooks.example.org/voxfarm; its configuration lists what it may call."
            })
    @Nullable String callback;

    @Option(names = "--wait", description = "Waits for the end and shows the progress.")
    boolean wait;

    @Option(
            names = "--json",
            description = "Prints the request's document, at its end with --wait.")
    boolean json;

    @Mixin SoundFile out = new SoundFile();
    @Mixin SpeechOptions speech = new SpeechOptions();
    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (out.given() && !wait) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "--out: expected --wait with it; or fetch the audio later: voxfarm fetch ID");
        }
        out.checkWritable();
        if (textUri != null) {
            text.refuseBeside("--text-uri");
        }
        try (FarmClient client = farms.running()) {
            ObjectNode request =
                    textUri == null
                            ? speech.toRequest(text, out)
                            : speech.toRequest("", out).putNull("text").put("text_uri", textUri);
            request.put("lane", lane)
                    .put("request_id", id)
                    .put("not_before", notBefore)
                    .put("deadline", deadline)
                    .put("callback", callback);
            FarmClient.Answer answer = client.submit(request, 0);
            RequestId requestId = new RequestId(answer.requestId());
            if (!json) {
                out.report().println(requestId);
                out.report().flush();
            } else if (!wait) {
                JsonOutput.print(out.report(), client.request(requestId));
            }
            return wait ? waitFor(client, requestId) : 0;
        }
    }

    private int waitFor(FarmClient client, RequestId requestId) {
        PrintWriter err = spec.commandLine().getErr();
        Patience patience = new Patience(err, Patience.USUAL);
        ObjectNode ended = new ProgressDisplay(err, patience).completed(client, requestId);
        if (out.given()) {
            patience.run(() -> FetchCommand.write(client, requestId, out, out.orElse("")));
        }
        PrintWriter print = out.report();
        if (json) {
            JsonOutput.print(print, ended);
            return 0;
        }
        print.println(ended.path("result").path("audio").path("uri").asText());
        print.flush();
        return 0;
    }
}
