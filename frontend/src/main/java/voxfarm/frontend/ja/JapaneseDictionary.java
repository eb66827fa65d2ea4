package voxfarm.frontend.ja;

import java.nio.file.Path;
import java.util.List;
import voxfarm.frontend.TextRules;

/**
 * Open JTalk's dictionary in a folder, opened: its files are mapped, so it takes next to nothing of
 * the heap. Thread-safe.
 */
public final class JapaneseDictionary {
    private final JapaneseWords words;
    private final JapanesePhrases phrases;

    private JapaneseDictionary(MorphemeDictionary dictionary) {
        JapaneseAnalysis analysis = new JapaneseAnalysis(dictionary);
        this.words = new JapaneseWords(analysis);
        this.phrases = new JapanesePhrases(analysis);
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

    /**
     * The words of a text with their phones and tones.
     *
     * @param text normalised; takes memory by its length
     */
    List<JapaneseWords.Word> words(String text, TextRules rules, SetWords set) {
        List<JapaneseWords.Word> all =
                rules.japaneseByPhrase()
                        ? phrases.of(text, rules, set)
                        : words.of(text, rules, set);
        return all.stream().map(JapaneseWords.Word::speakable).toList();
    }
}
