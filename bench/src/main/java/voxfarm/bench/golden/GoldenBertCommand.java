package voxfarm.bench.golden;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.bench.device.DeviceOption;
import voxfarm.common.files.TemporaryFolder;
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

    @Mixin DeviceOption device = new DeviceOption();

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (TemporaryFolder temporary = TemporaryFolder.create("golden");
                OnnxEngine engine = device.startEngine()) {
            return report(
                    new BertGolden(engine, temporary.path()).compare(folders), engine.device());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int report(BertGolden.Report report, String device) {
        PrintWriter print = spec.commandLine().getOut();
        GoldenOutput.device(print, device);
        GoldenOutput.differences(print, report.differences());
        print.println(String.format(Locale.ROOT, "worst difference %.2e", report.worst()));
        GoldenOutput.rows(print, report.rows(), report.exact());
        print.flush();
        return report.holds() ? 0 : 1;
    }
}
