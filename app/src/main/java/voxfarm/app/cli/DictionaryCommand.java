package voxfarm.app.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.common.bucket.CurrentDictionaries;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.common.voice.VoiceId;
import voxfarm.frontend.local.LocalFrontEnds;

/** {@code voxfarm dictionary}: readings of words for a farm or a voice. */
@Command(
        name = "dictionary",
        mixinStandardHelpOptions = true,
        description = {
            "Sets and shows the pronunciation dictionary of the farm or of a voice.",
            "Counts from the end of the command on; requests keep the version they were accepted"
                    + " with."
        },
        subcommands = {DictionaryCommand.Set.class, DictionaryCommand.Show.class})
public final class DictionaryCommand extends CommandGroup {
    private static final long MAX_BYTES = 8L << 20;

    /** What both share. */
    abstract static class OnDictionary implements Callable<Integer> {
        @Option(
                names = "--voice",
                paramLabel = "ID",
                description = "A voice's own dictionary. Default: the farm's.")
        @Nullable String voice;

        @Mixin BucketOptions bucket = new BucketOptions();
        @Spec CommandSpec spec = CommandSpec.create();

        Optional<VoiceId> scope() {
            return Optional.ofNullable(voice).map(VoiceId::new);
        }
    }

    /**
     * A dictionary's file.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if it cannot be read or is too large
     */
    static byte[] read(Path file) {
        return BoundedFile.readNamed(file, MAX_BYTES, ErrorCode.INVALID_REQUEST);
    }

    /**
     * The readings of a dictionary's file.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} with every line that is none or that no
     *     voice could say, by file and line, in the order of the lines
     */
    static Map<String, String> words(Path file, byte[] document) {
        NavigableMap<Integer, String> wrong = new TreeMap<>();
        Map<String, String> words = new LinkedHashMap<>();
        for (DictionaryStore.Entry entry : entries(file, document, wrong)) {
            words.put(entry.word(), entry.reading());
            try {
                LocalFrontEnds.all().check(entry.word(), entry.reading());
            } catch (VoxfarmException e) {
                wrong.put(entry.line(), e.getMessage().replaceFirst("^dictionary: ", ""));
            }
        }
        Problems problems = new Problems();
        wrong.forEach((line, reason) -> problems.add(file + ":" + line + ": " + reason));
        problems.throwIfAny(ErrorCode.INVALID_REQUEST);
        return words;
    }

    private static List<DictionaryStore.Entry> entries(
            Path file, byte[] document, Map<Integer, String> wrong) {
        try {
            return DictionaryStore.entries(document, wrong::put);
        } catch (VoxfarmException e) {
            throw new VoxfarmException(e.code(), file + ": " + e.getMessage(), e);
        }
    }

    /** {@code voxfarm dictionary set}. */
    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = {
                "Replaces the dictionary by a file: lines of a word or a phrase, a tab, its"
                        + " reading.",
                "Readings: ARPABET (T AH0 M AA1 T OW0), IPA (ipa:təmˈɑːtoʊ), a respelling"
                    + " (say:tuh-MAH-toh, say:other words), pinyin (chong2 qing4), kana (ト'ーキョー).",
                "An empty file takes all words away."
            })
    static final class Set extends OnDictionary {
        @Parameters(paramLabel = "FILE.tsv", description = "The whole new dictionary.")
        Path file = Path.of(".");

        @Override
        public Integer call() throws InterruptedException {
            byte[] document = read(file);
            Map<String, String> words = words(file, document);
            try (S3ObjectStore store = bucket.connect()) {
                DictionaryStore dictionaries = new DictionaryStore(store);
                ObjectKey version = dictionaries.put(scope(), document);
                Thread.sleep(CurrentDictionaries.AGE); // whoever looked before has to look again
                spec.commandLine().getOut().println(version + " words " + words.size());
                spec.commandLine().getOut().flush();
                return 0;
            }
        }
    }

    /** {@code voxfarm dictionary show}. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints the current version.")
    static final class Show extends OnDictionary {
        @Override
        public Integer call() {
            try (S3ObjectStore store = bucket.connect()) {
                DictionaryStore dictionaries = new DictionaryStore(store);
                ObjectKey version =
                        dictionaries
                                .current(scope())
                                .orElseThrow(() ->
                                        new VoxfarmException(
                                                ErrorCode.NOT_FOUND, "there is no dictionary"));
                var print = spec.commandLine().getOut();
                print.println("# " + version);
                dictionaries
                        .words(version)
                        .forEach((word, reading) -> print.println(word + "\t" + reading));
                print.flush();
                return 0;
            }
        }
    }
}
