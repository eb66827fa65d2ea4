package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.app.local.LocalFarm;
import voxfarm.common.plan.RequestId;

/** {@code voxfarm say}: one text to one file. */
@Command(
        name = "say",
        mixinStandardHelpOptions = true,
        description = {
            "Speaks a text and writes a sound file: voxfarm.wav, or as the format has it.",
            "Uses the farm that runs on the data folder; where none runs, starts one for itself."
        })
public final class SayCommand implements Callable<Integer> {
    /** Longer texts show how far they are. */
    private static final int WAIT_SECONDS = 10;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints nothing but warnings and failures.")
    boolean quiet;

    @Option(names = "--json", description = "Prints the finished request as JSON.")
    boolean json;

    @Mixin SpokenText text = new SpokenText();
    @Mixin SoundFile out = new SoundFile();
    @Mixin SpeechOptions speech = new SpeechOptions();
    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        out.checkWritable();
        ObjectNode asked = speech.toRequest(text.read(), out);
        Optional<String> running = farms.runningUrl();
        if (running.isPresent()) {
            try (FarmClient client = farms.client(running.get())) {
                say(client, asked);
            }
            return 0;
        }
        try (LocalFarm farm = farms.ownFarm(StartLines.to(spec.commandLine().getErr(), quiet))) {
            farm.start();
            try (FarmClient client = farms.client(farm.endpoints().http())) {
                say(client, asked);
            }
        }
        return 0;
    }

    private void say(FarmClient client, ObjectNode asked) {
        FarmClient.Answer answer = client.submit(asked, WAIT_SECONDS);
        boolean ended = answer.status() == 200;
        RequestId id =
                new RequestId(
                        ended ? answer.requestId() : answer.json().path("request_id").asText());
        ObjectNode request = ended ? client.request(id) : followed(client, id);
        Path file = out.orElse("voxfarm." + FetchCommand.extension(request));
        if (ended) {
            out.write(file, stream -> stream.write(answer.body()));
        } else {
            FetchCommand.write(client, id, out, file);
        }
        report(request, file);
    }

    /** Shows how far it is; who interrupts that is told what became of the request. */
    private ObjectNode followed(FarmClient client, RequestId id) {
        PrintWriter err = spec.commandLine().getErr();
        Thread interrupted =
                new Thread(() -> {
                    err.println(
                            "\nrequest "
                                    + id
                                    + " goes on where its farm does: voxfarm status "
                                    + id
                                    + ", or voxfarm cancel "
                                    + id);
                    err.flush();
                });
        Runtime.getRuntime().addShutdownHook(interrupted);
        ObjectNode request =
                new ProgressDisplay(quiet ? new PrintWriter(Writer.nullWriter()) : err)
                        .completed(client, id);
        Runtime.getRuntime().removeShutdownHook(interrupted);
        return request;
    }

    private void report(ObjectNode request, Path file) {
        var result = request.path("result");
        double duration = result.path("audio").path("duration_s").asDouble();
        double engine = result.path("engine_s").asDouble();
        PrintWriter err = spec.commandLine().getErr();
        result.path("warnings").forEach(w -> err.println("warning: " + w.path("message").asText()));
        err.flush();
        if (json) {
            JsonOutput.print(out.report(), request);
        }
        if (json || quiet) {
            return;
        }
        PrintWriter print = out.report();
        print.println("file " + file);
        print.println("key " + result.path("audio").path("key").asText());
        print.println(String.format(Locale.ROOT, "duration %.3f s", duration));
        print.println(
                String.format(
                        Locale.ROOT,
                        "real-time factor %.4f (engine %.3f s)",
                        engine / duration,
                        engine));
        print.flush();
    }
}
