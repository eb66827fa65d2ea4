package voxfarm.bench.golden;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.worker.engine.Device;
import voxfarm.worker.engine.OnnxEngine;

/** {@code voxfarm golden bert}. */
@Command(
        name = "bert",
        mixinStandardHelpOptions = true,
        description = "Token ids, hidden states and features of BERT models.")
final class GoldenBertCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DIR",
            arity = "1..*",
            description = "Folders that hold a model and cases.")
    List<Path> folders = List.of();

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (TemporaryFolder temporary = TemporaryFolder.create("golden");
                OnnxEngine engine =
                        OnnxEngine.start(new Device.Cpu(), 1, new LocalPhonemizers("espeak-ng"))) {
            return report(new BertGolden(engine, temporary.path()).compare(folders));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int report(BertGolden.Report report) {
        PrintWriter print = spec.commandLine().getOut();
        GoldenOutput.differences(print, report.differences());
        print.println(String.format(Locale.ROOT, "worst difference %.2e", report.worst()));
        GoldenOutput.rows(print, report.rows(), report.exact());
        print.flush();
        return report.holds() ? 0 : 1;
    }
}
