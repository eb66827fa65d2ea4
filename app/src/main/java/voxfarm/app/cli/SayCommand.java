package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.app.wiring.Configs;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;
import voxfarm.dispatcher.acceptance.RequestIds;

/** {@code voxfarm say}: one text to one file. */
@Command(
        name = "say",
        mixinStandardHelpOptions = true,
        description = {
            "Speaks a text and writes a sound file: voxfarm.wav, or as the format has it.",
            "Uses the farm that runs on the data folder; where none runs, starts one for itself,"
                    + " as configured there."
        })
public final class SayCommand implements Callable<Integer> {
    /** Longer texts show how far they are. */
    private static final int WAIT_SECONDS = 10;

    /** A farm on the data folder may be another command's, and gone for good when that is done. */
    private static final Duration ANOTHERS_FARM = Duration.ofSeconds(5);

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints nothing but warnings and failures.")
    boolean quiet;

    @Option(names = "--json", description = "Prints the finished request as JSON.")
    boolean json;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description =
                    "auto, cpu, cuda or cuda:N, for the farm that it starts. Default: as"
                            + " configured.")
    @Nullable String device;

    @Mixin SpokenText text = new SpokenText();
    @Mixin SoundFile out = new SoundFile();
    @Mixin SpeechOptions speech = new SpeechOptions();
    @Mixin Farms farms = new Farms();
    @Mixin ConfigOption config = new ConfigOption();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (config.given() && farms.byAddress()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "expected --url or --config: a farm that runs has its configuration; was both");
        }
        if (device != null && farms.byAddress()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "expected --url or --device: a farm that runs has its devices; was both");
        }
        out.checkWritable();
        // an id of its own: what is asked twice, as a farm went away, is spoken once
        RequestId id = new RequestIds(InstantSource.system(), new SecureRandom()).next();
        ObjectNode asked = speech.toRequest(text, out).put("request_id", id.value());
        if (farms.byAddress()) {
            try (FarmClient client = farms.running()) {
                say(client, asked, Patience.USUAL);
            }
            return 0;
        }
        if (speech.isJapanese()) {
            var _ = JapaneseCommand.setup(spec).ensure(farms.data.folder());
        }
        new FolderFarm(farms.data.folder(), spec.commandLine().getErr(), FolderFarm.START)
                .use(this::theirs, this::ownFarm, client -> say(client, asked, ANOTHERS_FARM));
        return 0;
    }

    private FarmClient theirs(String address) {
        if (config.given()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("voxfarm: --config is not used: the farm at " + address + " has its own");
            err.flush();
        }
        if (device != null) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("voxfarm: --device is not used: the farm at " + address + " has its own");
            err.flush();
        }
        return farms.ofFolder(address);
    }

    private FolderFarm.Own ownFarm() {
        PrintWriter err = spec.commandLine().getErr();
        return farms.ownFarm(
                config.load(
                        farms.data.folder(),
                        Configs.Overrides.ofDevice(device),
                        quiet ? new PrintWriter(Writer.nullWriter()) : err),
                StartLines.to(err, quiet));
    }

    /**
     * @param gone how long the farm may be gone while it speaks
     */
    private void say(FarmClient client, ObjectNode asked, Duration gone) {
        Patience patience = new Patience(spec.commandLine().getErr(), gone);
        FarmClient.Answer answer = client.submit(asked, WAIT_SECONDS);
        boolean ended = answer.status() == 200;
        RequestId id =
                new RequestId(
                        ended ? answer.requestId() : answer.json().path("request_id").asText());
        ObjectNode request =
                ended ? patience.get(() -> client.request(id)) : followed(client, id, patience);
        Path file = out.orElse("voxfarm." + FetchCommand.extension(request));
        if (ended) {
            out.write(file, stream -> stream.write(answer.body()));
        } else {
            patience.run(() -> FetchCommand.write(client, id, out, file));
        }
        report(request, file);
    }

    /** Shows how far it is; who interrupts that is told what became of the request. */
    private ObjectNode followed(FarmClient client, RequestId id, Patience patience) {
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
        try {
            return new ProgressDisplay(quiet ? new PrintWriter(Writer.nullWriter()) : err, patience)
                    .completed(client, id);
        } finally {
            forget(interrupted);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending: the hook is what it ends with
        }
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
