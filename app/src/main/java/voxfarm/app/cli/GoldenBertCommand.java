package voxfarm.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.worker.engine.Device;
import voxfarm.worker.engine.LocalPhonemizers;
import voxfarm.worker.engine.OnnxEngine;
import voxfarm.worker.golden.BertGolden;

/** {@code voxfarm golden bert}. */
@Command(
        name = "bert",
        mixinStandardHelpOptions = true,
        description = "Token ids, hidden states and features of BERT models.")
final class GoldenBertCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    @Parameters(
            paramLabel = "DIR",
            arity = "1..*",
            description = "Folders that hold a model and cases.")
    List<Path> folders = List.of();

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            Path temporary = Files.createTempDirectory("voxfarm-golden");
            try (OnnxEngine engine =
                    OnnxEngine.start(new Device.Cpu(), 1, new LocalPhonemizers("espeak-ng"))) {
                return report(new BertGolden(engine, temporary).compare(folders));
            } finally {
                Folders.delete(temporary);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int report(BertGolden.Report report) {
        PrintWriter print = spec.commandLine().getOut();
        report.differences().stream().limit(SHOWN).forEach(print::println);
        print.println(String.format(Locale.ROOT, "worst difference %.2e", report.worst()));
        print.println(
                String.format(
                        Locale.ROOT,
                        "rows %d exact %d ratio %.4f",
                        report.rows(),
                        report.exact(),
                        report.rows() == 0 ? 0 : (double) report.exact() / report.rows()));
        print.flush();
        return report.holds() ? 0 : 1;
    }
}
