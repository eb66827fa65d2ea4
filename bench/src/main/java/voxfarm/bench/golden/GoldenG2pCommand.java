package voxfarm.bench.golden;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code voxfarm golden g2p}. */
@Command(
        name = "g2p",
        mixinStandardHelpOptions = true,
        description = "Phones of English words that no dictionary has, against g2p_en.")
final class GoldenG2pCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE.tsv",
            arity = "1..*",
            description =
                    "Rows of a word, a tab and its phones; of homographs also the part of speech"
                            + " and the word with its marks between them.")
    List<Path> files = List.of();

    @Option(
            names = "--min",
            paramLabel = "RATIO",
            description = "Share of rows that must be exact. Default: ${DEFAULT-VALUE}.")
    double least = 1;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        WordGolden.Report report = new WordGolden().compare(files);
        GoldenOutput.requireRows(report.rows(), "rows", files);
        PrintWriter print = spec.commandLine().getOut();
        GoldenOutput.differences(print, report.differences());
        GoldenOutput.rows(print, report.rows(), report.exact());
        print.flush();
        return report.exact() >= least * report.rows() ? 0 : 1;
    }
}
