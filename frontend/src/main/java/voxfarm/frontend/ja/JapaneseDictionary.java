package voxfarm.frontend.ja;

import java.nio.file.Path;

/**
 * Open JTalk's dictionary in a folder, opened: its files are mapped, so it takes next to nothing of
 * the heap. Thread-safe.
 */
public final class JapaneseDictionary {
    private final JapaneseWords words;

    private JapaneseDictionary(MorphemeDictionary dictionary) {
        this.words = new JapaneseWords(new JapaneseAnalysis(dictionary));
    }

    /**
     * @throws voxfarm.common.error.VoxfarmException {@code MISSING_MODEL} if a file is not there or
     *     is none of such a dictionary
     */
    public static JapaneseDictionary open(Path folder) {
        return new JapaneseDictionary(MorphemeDictionary.open(folder));
    }

    /** Whether a folder holds such files; they may still be broken. */
    public static boolean isIn(Path folder) {
        return MorphemeDictionary.isIn(folder);
    }

    JapaneseWords words() {
        return words;
    }
}
