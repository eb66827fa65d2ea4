package voxfarm.bench.golden;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.wiring.Installation;
import voxfarm.common.files.TemporaryFolder;

/** {@code voxfarm golden bad}. */
@Command(
        name = "bad",
        mixinStandardHelpOptions = true,
        description = {
            "Broken and hostile files and records: each must be refused plainly, for the reason"
                    + " that its table gives."
        })
final class GoldenBadCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "Folder with index.json or index.tsv.")
    Path folder = Path.of(".");

    @Option(names = "--all", description = "Prints what became of every file.")
    boolean all;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (TemporaryFolder temporary = TemporaryFolder.create("golden")) {
            boolean samples = Files.isRegularFile(folder.resolve(HostileSamples.INDEX));
            return report(samples ? hostile(temporary.path()) : bad(temporary.path()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BadGolden.Report bad(Path temporary) throws IOException {
        return new BadGolden(folder, temporary).run();
    }

    private BadGolden.Report hostile(Path temporary) throws IOException {
        Path made = Files.createDirectory(temporary.resolve("made"));
        Path doors = Files.createDirectory(temporary.resolve("doors"));
        try (RecordDoors records = RecordDoors.open(doors, InstantSource.system())) {
            return new HostileSamples(folder, made, bundled(), records).run();
        }
    }

    private static Path bundled() {
        return Installation.home().resolve("models/voices/en_US-joe-medium/en_US-joe-medium.onnx");
    }

    private int report(BadGolden.Report report) {
        PrintWriter print = spec.commandLine().getOut();
        report.messages().stream()
                .filter(message -> all || message.startsWith("WRONG"))
                .forEach(print::println);
        print.printf(
                "files %d refused %d (%d reasons compared) sound %d wrong %d, heap of at most %d"
                        + " MiB%n",
                report.files(),
                report.refused(),
                report.compared(),
                report.sound(),
                report.wrong(),
                Runtime.getRuntime().maxMemory() >> 20);
        print.flush();
        return report.holds() ? 0 : 1;
    }
}
