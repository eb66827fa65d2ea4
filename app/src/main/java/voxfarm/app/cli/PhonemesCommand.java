package voxfarm.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.frontend.split.MarkdownReader;

/** {@code voxfarm phonemes}: how a text would be spoken, and why. */
@Command(
        name = "phonemes",
        mixinStandardHelpOptions = true,
        description = {
            "Shows how a Chinese text is read: words, parts of speech, pinyin, tones, phones.",
            "Marks such as 重庆[chong2 qing4] set a reading; a dictionary sets many."
        })
public final class PhonemesCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "TEXT", description = "What is to be spoken.")
    List<String> text = List.of();

    @Option(
            names = "--dictionary",
            paramLabel = "FILE.tsv",
            description = "Lines of a word, a tab and its pinyin with tones.")
    @Nullable Path dictionary;

    @Option(
            names = "--release",
            paramLabel = "RELEASE",
            description = {
                "Of Bert-VITS2, such as 1.0, 2.0 or JP-Extra: whose text rules are followed."
                        + " Default: 2.1.",
                "Those of an imported voice: POST /v1/phonemes with its model_id."
            })
    @Nullable String release;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        TextRules rules = rules();
        SpokenText spoken =
                LocalFrontEnds.all()
                        .get(Language.ZH)
                        .speak(words(), Language.ZH, rules, readings());
        SpokenText.Run run = spoken.runs().getFirst();
        PrintWriter print = spec.commandLine().getOut();
        print.println("text    " + run.bertText());
        for (SpokenText.Word word : run.words()) {
            boolean changed = !word.read().equals(word.spoken());
            print.println(
                    "word    "
                            + word.text()
                            + "/"
                            + word.tag()
                            + "  "
                            + String.join(" ", word.read())
                            + (changed ? "  >  " + String.join(" ", word.spoken()) : "")
                            + (word.source() == SpokenText.Source.OVERRIDE ? "  (override)" : ""));
        }
        print.println("phones  " + String.join(" ", run.phones()));
        print.println("tones   " + joined(run.tones()));
        print.println("word2ph " + joined(run.word2ph()));
        if (!spoken.notSpoken().isEmpty()) {
            print.println(
                    "not spoken: "
                            + spoken.notSpoken().stream()
                                    .map(SpokenText.NotSpoken::text)
                                    .collect(Collectors.joining(", ")));
        }
        print.flush();
        return 0;
    }

    /** What a request would speak of the text. */
    private String words() {
        String words = MarkdownReader.words(String.join(" ", text));
        if (words.isEmpty()) {
            throw new VoxfarmException(
                    ErrorCode.NOTHING_TO_SPEAK, "TEXT: expected letters or digits, found none");
        }
        return words;
    }

    private TextRules rules() {
        if (release == null) {
            return TextRules.DEFAULT;
        }
        String asked = release;
        return TextRules.ofVersion(asked)
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.INVALID_REQUEST,
                                "--release: expected one of %s, was %s",
                                Arrays.stream(TextRules.values())
                                        .map(TextRules::wireName)
                                        .collect(Collectors.joining(", ")),
                                Problems.quote(asked)));
    }

    private static String joined(List<Integer> numbers) {
        return String.join(" ", numbers.stream().map(String::valueOf).toList());
    }

    private Readings readings() {
        if (dictionary == null) {
            return Readings.NONE;
        }
        Readings readings =
                Readings.of(
                        DictionaryCommand.words(dictionary, DictionaryCommand.read(dictionary)));
        LocalFrontEnds.all().check(readings);
        return readings;
    }
}
