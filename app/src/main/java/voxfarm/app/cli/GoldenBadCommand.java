package voxfarm.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.worker.golden.BadGolden;

/** {@code voxfarm golden bad}. */
@Command(
        name = "bad",
        mixinStandardHelpOptions = true,
        description = "Broken and hostile checkpoints: each must be refused plainly.")
final class GoldenBadCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "Folder with index.json.")
    Path folder = Path.of(".");

    @Option(names = "--all", description = "Prints what became of every file.")
    boolean all;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (TemporaryFolder temporary = TemporaryFolder.create("golden")) {
            return report(new BadGolden(folder, temporary.path()).run());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int report(BadGolden.Report report) {
        PrintWriter print = spec.commandLine().getOut();
        report.messages().stream()
                .filter(message -> all || message.startsWith("WRONG"))
                .forEach(print::println);
        print.printf(
                "files %d refused %d sound %d wrong %d%n",
                report.files(), report.refused(), report.sound(), report.wrong());
        print.flush();
        return report.holds() ? 0 : 1;
    }
}
