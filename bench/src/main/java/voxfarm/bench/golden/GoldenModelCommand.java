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

/** {@code voxfarm golden model}. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        description = "Every stage of Bert-VITS2 networks, from their own checkpoints.")
final class GoldenModelCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DIR",
            arity = "1..*",
            description = "Folders that hold config.json, a checkpoint and cases.")
    List<Path> folders = List.of();

    @Mixin DeviceOption device = new DeviceOption();

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (TemporaryFolder temporary = TemporaryFolder.create("golden");
                OnnxEngine engine = device.startEngine();
                ModelGolden golden = new ModelGolden(engine, temporary.path())) {
            return report(golden.compare(folders), engine.device());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int report(ModelGolden.Report report, String device) {
        GoldenOutput.requireRows(report.cases(), "cases", folders);
        PrintWriter print = spec.commandLine().getOut();
        GoldenOutput.device(print, device);
        GoldenOutput.differences(print, report.differences());
        report.worst()
                .forEach((stage, error) ->
                        print.println(String.format(Locale.ROOT, "%-16s %.2e", stage, error)));
        String stage = report.worstStage().orElse("none");
        print.println(
                String.format(
                        Locale.ROOT,
                        "cases %d exact-within-tolerance %d worst %s %.2e",
                        report.cases(),
                        report.held(),
                        stage,
                        report.worst().getOrDefault(stage, 0.0)));
        print.flush();
        return report.holds() ? 0 : 1;
    }
}
