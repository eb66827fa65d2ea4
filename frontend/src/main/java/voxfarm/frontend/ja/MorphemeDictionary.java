package voxfarm.frontend.ja;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * A folder with a compiled dictionary of MeCab's, as Open JTalk uses it: {@code sys.dic}, {@code
 * unk.dic}, {@code matrix.bin} and {@code char.bin}, all of them mapped. Thread-safe.
 */
final class MorphemeDictionary {
    private static final List<String> FILES =
            List.of("sys.dic", "unk.dic", "matrix.bin", "char.bin");

    private static final String NAME = "名詞,固有名詞,一般";

    private final Lexicon words;
    private final Lexicon unknown;
    private final ConnectionCosts costs;
    private final CharacterKinds kinds;

    /** What {@link Lexicon#firstToken} takes, by number of a kind. */
    private final int[] unknownByKind;

    private final Place names;

    /** Numbers of what may stand before and behind a word. */
    record Place(int left, int right) {}

    private MorphemeDictionary(Path folder) {
        this.words = new Lexicon(folder.resolve("sys.dic"), Lexicon.WORDS);
        this.unknown = new Lexicon(folder.resolve("unk.dic"), Lexicon.UNKNOWN);
        this.costs = new ConnectionCosts(folder.resolve("matrix.bin"));
        this.kinds = new CharacterKinds(folder.resolve("char.bin"));
        this.unknownByKind = kinds.names().stream().mapToInt(unknown::find).toArray();
        List<String> without = new ArrayList<>();
        for (int i = 0; i < unknownByKind.length; i++) {
            if (unknownByKind[i] < 0 || unknown.tokenCount(unknownByKind[i]) == 0) {
                without.add(kinds.names().get(i));
            }
        }
        if (!costs.fits(words) || !without.isEmpty()) {
            throw VoxfarmException.of(
                    ErrorCode.MISSING_MODEL,
                    "%s: expected files of one dictionary%s",
                    folder,
                    without.isEmpty() ? "" : ", unk.dic lacks " + without);
        }
        this.names = findNames();
    }

    /** Those of unknown names, or else of the first unknown words that there are. */
    private Place findNames() {
        Place any = new Place(0, 0);
        for (int value : unknownByKind) {
            int first = unknown.firstToken(value);
            for (int token = first; token < first + unknown.tokenCount(value); token++) {
                any = new Place(unknown.left(token), unknown.right(token));
                if (unknown.feature(token).startsWith(NAME)) {
                    return any;
                }
            }
        }
        return any;
    }

    /** Where a name may stand. */
    Place names() {
        return names;
    }

    /** Whether a folder holds such files; they may still be broken. */
    static boolean isIn(Path folder) {
        return FILES.stream().allMatch(file -> Files.isRegularFile(folder.resolve(file)));
    }

    /**
     * @throws VoxfarmException {@code MISSING_MODEL} if a file is not there or not of this form
     */
    static MorphemeDictionary open(Path folder) {
        return new MorphemeDictionary(folder);
    }

    Lexicon words() {
        return words;
    }

    Lexicon unknown() {
        return unknown;
    }

    ConnectionCosts costs() {
        return costs;
    }

    CharacterKinds kinds() {
        return kinds;
    }

    /**
     * What {@link Lexicon#firstToken} takes, for words of a kind that are not known.
     *
     * @throws VoxfarmException {@code MISSING_MODEL} if there is no such kind
     */
    int unknown(CharacterKinds.Kind kind) {
        if (kind.main() >= unknownByKind.length) {
            throw VoxfarmException.of(
                    ErrorCode.MISSING_MODEL,
                    "char.bin: expected at most %d kinds of characters, was %d",
                    unknownByKind.length,
                    kind.main());
        }
        return unknownByKind[kind.main()];
    }
}
