package voxfarm.bench.phones;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.frontend.Readings;
import voxfarm.frontend.en.EnglishPhonemizer;
import voxfarm.frontend.espeak.EspeakPhonemizer;
import voxfarm.frontend.espeak.EspeakProgram;
import voxfarm.frontend.ipa.Explanation;

/** {@code voxfarm bench english-phones}. */
@Command(
        name = "english-phones",
        mixinStandardHelpOptions = true,
        description = {
            "Phones of the built-in English reader against those of espeak-ng on the same"
                    + " sentences.",
            "Needs the program espeak-ng; words that it plainly has wrong are set apart and"
                    + " listed."
        })
public final class EnglishPhonesBench implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Sentences in UTF-8, one a line.")
    List<Path> files = List.of();

    @Option(names = "--espeak", paramLabel = "PROGRAM", description = "Default: ${DEFAULT-VALUE}.")
    String program = "espeak-ng";

    @Option(
            names = "--words",
            paramLabel = "N",
            description = "Words shown, those that differ most. Default: ${DEFAULT-VALUE}.")
    int shown = 20;

    @Option(
            names = "--max",
            paramLabel = "RATE",
            description =
                    "Phone error rate above which the command fails. Default: ${DEFAULT-VALUE}.")
    double most = 0.08;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (EspeakProgram.missing(program).isPresent()) {
            throw new VoxfarmException(
                    ErrorCode.DEVICE_UNAVAILABLE,
                    "nothing to compare with: the program espeak-ng is not installed here (looked"
                            + " for: "
                            + program
                            + ")");
        }
        PrintWriter print = spec.commandLine().getOut();
        EspeakMistakes mistakes = EspeakMistakes.bundled();
        PhoneErrors all = new PhoneErrors(mistakes);
        EnglishPhonemizer builtin = EnglishPhonemizer.load();
        try (EspeakPhonemizer espeak = EspeakPhonemizer.start(program, "en-us")) {
            for (Path file : files) {
                PhoneErrors own = new PhoneErrors(mistakes);
                for (String sentence : Files.readAllLines(file)) {
                    List<Explanation.Word> said = builtin.explain(sentence, Readings.NONE).words();
                    String theirs = espeak.phonemize(sentence).symbols();
                    own.add(said, theirs);
                    all.add(said, theirs);
                }
                rates(print, file.getFileName().toString(), own);
            }
        }
        if (all.phones() == 0) {
            throw new VoxfarmException(ErrorCode.INVALID_REQUEST, "no words in " + files);
        }
        details(print, all);
        rates(print, "all", all);
        print.flush();
        return all.rate() <= most ? 0 : 1;
    }

    private void details(PrintWriter print, PhoneErrors errors) {
        errors.kinds().entrySet().stream()
                .sorted((a, b) -> b.getValue() - a.getValue())
                .forEach(kind ->
                        print.printf(
                                Locale.ROOT,
                                "%-22s %6d %6.2f %%%n",
                                kind.getKey(),
                                kind.getValue(),
                                100.0 * kind.getValue() / errors.phones()));
        print.println("differ most (errors in words: built in / espeak-ng):");
        errors.words(shown).forEach(line -> print.println("  " + line));
        print.println("set apart, " + errors.setApart() + " words that espeak-ng has wrong:");
        errors.setApart(shown).forEach(line -> print.println("  " + line));
    }

    private static void rates(PrintWriter print, String name, PhoneErrors errors) {
        print.printf(
                Locale.ROOT,
                "%s: %d phones, phone error rate %.2f %%, with stress %.2f %%%n",
                name,
                errors.phones(),
                100 * errors.rate(),
                100 * errors.rateWithStress());
    }
}
