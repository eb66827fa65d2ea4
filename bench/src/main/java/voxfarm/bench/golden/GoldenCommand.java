package voxfarm.bench.golden;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.cli.CommandGroup;
import voxfarm.app.wiring.Installation;
import voxfarm.bench.device.DeviceOption;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.models.packages.VoicePackage;
import voxfarm.worker.engine.OnnxEngine;
import voxfarm.worker.engine.PiperVoice;

/** {@code voxfarm golden}: comparison with recorded output of the originals. */
@Command(
        name = "golden",
        mixinStandardHelpOptions = true,
        description =
                "Compares this build with recorded output of the originals. Exit code 0: all rows"
                        + " hold.",
        subcommands = {
            GoldenCommand.Piper.class,
            GoldenModelCommand.class,
            GoldenBadCommand.class,
            GoldenTextCommand.class,
            GoldenG2pCommand.class,
            GoldenBertCommand.class
        })
public final class GoldenCommand extends CommandGroup {
    /** {@code voxfarm golden piper}. */
    @Command(
            name = "piper",
            mixinStandardHelpOptions = true,
            description = "Samples and ids of the bundled Piper voice.")
    static final class Piper implements Callable<Integer> {
        @Parameters(
                paramLabel = "DIR",
                description = "Folder with wave.json, wave/ and text.jsonl.")
        Path folder = Path.of(".");

        @Option(
                names = "--voice-dir",
                paramLabel = "DIR",
                description = "Folder with the .onnx and .onnx.json. Default: the bundled voice.")
        Path voiceFolder = Installation.home().resolve("models/voices").resolve(PiperGolden.VOICE);

        @Mixin DeviceOption device = new DeviceOption();

        @Spec CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            try (TemporaryFolder temporary = TemporaryFolder.create("golden")) {
                return compare(temporary.path());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private int compare(Path temporary) throws IOException {
            if (!Files.isRegularFile(folder.resolve("wave.json"))) {
                throw new VoxfarmException(
                        ErrorCode.INVALID_REQUEST, folder + ": expected a wave.json there");
            }
            VoicePackage voicePackage = PiperGolden.voice(voiceFolder, temporary);
            try (OnnxEngine engine = device.startEngine();
                    PiperVoice voice = (PiperVoice) engine.load(voicePackage)) {
                return report(PiperGolden.compare(folder, voice, voicePackage), engine.device());
            }
        }

        private int report(PiperGolden.Report report, String device) {
            PrintWriter print = spec.commandLine().getOut();
            GoldenOutput.device(print, device);
            report.differences().forEach(print::println);
            print.println(
                    String.format(Locale.ROOT, "worst sample difference %.2e", report.worst()));
            GoldenOutput.rows(print, report.rows(), report.exact());
            print.flush();
            return report.holds() ? 0 : 1;
        }
    }
}
