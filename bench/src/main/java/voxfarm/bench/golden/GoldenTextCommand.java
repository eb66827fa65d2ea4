package voxfarm.bench.golden;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.wiring.Installation;

/** {@code voxfarm golden text}. */
@Command(
        name = "text",
        mixinStandardHelpOptions = true,
        description = "Phones, tones and ids of sentences, against the original's front ends.")
final class GoldenTextCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE.jsonl", arity = "1..*", description = "Recorded rows.")
    List<Path> files = List.of();

    @Option(
            names = "--min",
            paramLabel = "RATIO",
            description = "Share of rows that must be exact. Default: ${DEFAULT-VALUE}.")
    double least = 1;

    @Option(
            names = "--vocab",
            paramLabel = "DIR",
            description =
                    "Folder with vocab_zh*.txt. Default: beside the first file, else"
                            + " ../shared/golden/text.")
    @Nullable Path vocabularies;

    @Option(
            names = "--bert",
            paramLabel = "DIR",
            description =
                    "Folder with the folders of BERT models, of which the tokenizers of early"
                            + " Japanese are read: bert-base-japanese-v3/vocab.txt,"
                            + " deberta-v2-large-japanese/tokenizer.json. Default: that of --vocab,"
                            + " then bert in the data folder.")
    List<Path> berts = List.of();

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            Optional<Path> vocabularies = vocabularies();
            TextGolden golden = new TextGolden(vocabularies, berts(vocabularies));
            TextGolden.Report report = golden.compare(files);
            GoldenOutput.requireRows(report.rows(), "rows", files);
            PrintWriter print = spec.commandLine().getOut();
            GoldenOutput.differences(print, report.differences());
            report.stages()
                    .forEach((stage, count) ->
                            print.printf("%-16s %d of %d%n", stage, count[0], count[1]));
            if (!golden.comparesBertInputs()) {
                print.println("bert skipped");
            }
            GoldenOutput.rows(print, report.rows(), report.exact());
            print.flush();
            return report.ratio() >= least ? 0 : 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> berts(Optional<Path> vocabularies) {
        Path installed = Installation.defaultData().resolve("bert");
        return berts.isEmpty()
                ? Stream.concat(vocabularies.stream(), Stream.of(installed)).toList()
                : berts;
    }

    private Optional<Path> vocabularies() {
        if (vocabularies != null) {
            return Optional.of(vocabularies);
        }
        return Stream.of(
                        files.getFirst().toAbsolutePath().resolveSibling("."),
                        Installation.home().resolve("../shared/golden/text"))
                .filter(GoldenTextCommand::hasVocabulary)
                .findFirst();
    }

    private static boolean hasVocabulary(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var found = Files.newDirectoryStream(folder, "vocab_zh*.txt")) {
            return found.iterator().hasNext();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
