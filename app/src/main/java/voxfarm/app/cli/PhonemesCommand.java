package voxfarm.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
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
import voxfarm.app.wiring.VoiceRoots;
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
            "Shows how a text is read: a Chinese one with parts of speech, pinyin, tones, phones.",
            "With --voice of an English voice that comes with the farm: each word with its IPA and"
                    + " where it is from.",
            "Marks such as 重庆[chong2 qing4] or [[IPA]] set a reading; a dictionary sets many."
        })
public final class PhonemesCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "TEXT", description = "What is to be spoken.")
    List<String> text = List.of();

    @Option(
            names = "--dictionary",
            paramLabel = "FILE.tsv",
            description = "Lines of a word, a tab and its pinyin with tones, or ARPABET.")
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

    @Option(
            names = "--voice",
            paramLabel = "VOICE",
            description = {
                "An English voice that comes with the farm, such as en_US-joe-medium.",
                "Of other voices: POST /v1/phonemes with model_id."
            })
    @Nullable String voice;

    @Option(
            names = "--json",
            description =
                    "With --voice: one object a text, with words (text, ipa, source), warnings.")
    boolean json;

    @Option(
            names = "--lines",
            paramLabel = "FILE",
            description = "With --voice: a file of UTF-8, one text a line, instead of TEXT.")
    @Nullable Path lines;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (voice != null) {
            return ofVoice(voice);
        }
        if (json || lines != null) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "--json and --lines: expected with --voice");
        }
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

    private int ofVoice(String asked) {
        if (!VoiceRoots.isBundledEnglish(asked)) {
            throw VoxfarmException.of(
                    ErrorCode.UNKNOWN_VOICE,
                    "--voice: expected an English voice that comes with the farm, was %s; of other"
                            + " voices ask POST /v1/phonemes",
                    Problems.quote(asked));
        }
        EnglishWords english = new EnglishWords(readings());
        if (json) {
            english.printJson(texts(), spec.commandLine().getOut());
        } else {
            english.print(texts(), spec.commandLine().getOut());
        }
        return 0;
    }

    private List<String> texts() {
        if (lines == null) {
            return List.of(words());
        }
        try {
            return Files.readAllLines(lines);
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "--lines: cannot read " + lines + " as UTF-8: " + e.getMessage(),
                    e);
        }
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
