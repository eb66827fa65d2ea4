package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.app.embedded.EmbeddedFarm;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

/** {@code voxfarm say}: one text to one file. */
@Command(
        name = "say",
        mixinStandardHelpOptions = true,
        description = {
            "Speaks a text and writes a sound file.",
            "Uses the farm that runs on the data folder; where none runs, starts one for itself."
        })
public final class SayCommand implements Callable<Integer> {
    private static final int WAIT_SECONDS = 300;

    @Parameters(paramLabel = "TEXT", description = "What to say.")
    String text = "";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to write. Default: voxfarm.wav, or as the format has it.")
    @Nullable Path out;

    @Mixin SpeechOptions speech = new SpeechOptions();
    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Optional<String> running = farms.runningUrl();
        if (running.isPresent()) {
            try (FarmClient client = farms.client(running.get())) {
                say(client);
            }
            return 0;
        }
        try (EmbeddedFarm farm = farms.ownFarm()) {
            farm.start();
            try (FarmClient client = farms.client(farm.endpoints().http())) {
                say(client);
            }
        }
        return 0;
    }

    private void say(FarmClient client) {
        FarmClient.Answer answer = client.submit(speech.toRequest(text), WAIT_SECONDS);
        if (answer.status() != 200) {
            throw VoxfarmException.of(
                    ErrorCode.NOT_READY,
                    "not finished after %d s; ask for it later with: voxfarm fetch %s",
                    WAIT_SECONDS,
                    answer.json().path("request_id").asText());
        }
        ObjectNode request = client.request(new RequestId(answer.requestId()));
        Path file = out == null ? Path.of("voxfarm." + FetchCommand.extension(request)) : out;
        try {
            Files.write(file, answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        report(request, file);
    }

    private void report(ObjectNode request, Path file) {
        var result = request.path("result");
        double duration = result.path("audio").path("duration_s").asDouble();
        double engine = result.path("engine_s").asDouble();
        PrintWriter print = spec.commandLine().getOut();
        result.path("warnings")
                .forEach(w -> print.println("warning: " + w.path("message").asText()));
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
