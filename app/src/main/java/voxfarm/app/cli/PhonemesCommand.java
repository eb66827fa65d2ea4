package voxfarm.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.frontend.phones.PhoneSequence;
import voxfarm.frontend.zh.ChineseFrontEnd;
import voxfarm.frontend.zh.Pronunciations;

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

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ChineseFrontEnd.Analysis analysis =
                ChineseFrontEnd.load(true).analyse(String.join(" ", text), pronunciations());
        PhoneSequence phones = analysis.phones();
        PrintWriter print = spec.commandLine().getOut();
        print.println("text    " + phones.text());
        for (ChineseFrontEnd.WordTrace word : analysis.words()) {
            boolean changed = !word.read().equals(word.spoken());
            print.println(
                    "word    "
                            + word.text()
                            + "/"
                            + word.tag()
                            + "  "
                            + String.join(" ", word.read())
                            + (changed ? "  >  " + String.join(" ", word.spoken()) : "")
                            + (word.source().equals("override") ? "  (override)" : ""));
        }
        print.println("phones  " + String.join(" ", phones.phones()));
        print.println("tones   " + joined(phones.tones()));
        print.println("word2ph " + joined(phones.word2ph()));
        if (!phones.notSpoken().isEmpty()) {
            print.println("not spoken: " + String.join(", ", phones.notSpoken()));
        }
        print.flush();
        return 0;
    }

    private static String joined(List<Integer> numbers) {
        return String.join(" ", numbers.stream().map(String::valueOf).toList());
    }

    private Pronunciations pronunciations() {
        if (dictionary == null) {
            return Pronunciations.NONE;
        }
        return Pronunciations.of(DictionaryStore.parse(DictionaryCommand.read(dictionary)));
    }
}
