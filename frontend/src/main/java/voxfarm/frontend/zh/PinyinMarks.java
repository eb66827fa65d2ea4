package voxfarm.frontend.zh;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Marks as Chinese text has had them, {@code 重庆[chong2 qing4]}: behind a word, in brackets, a
 * syllable for each of its characters. Stateless.
 */
public final class PinyinMarks {
    static final Pattern MARK =
            Pattern.compile("\\[([a-zü:]{1,7}[1-5](?: [a-zü:]{1,7}[1-5]){0,15})\\]");

    /** Syllables of a mark. */
    private static final int MOST = 16;

    /** UTF-16 units between the brackets of one. */
    private static final int LONGEST = 9 * MOST;

    private PinyinMarks() {}

    /**
     * Where a piece of a text is best cut that would be cut within a word with its mark: before the
     * word; behind a mark that the piece begins with.
     *
     * @param from where the piece begins
     */
    public static int outside(CharSequence text, int from, int cut) {
        int last = Math.min(text.length(), cut + MOST);
        for (int open = Math.max(from, cut - LONGEST); open < last; open++) {
            if (text.charAt(open) != '[') {
                continue;
            }
            Matcher mark = MARK.matcher(text).region(open, text.length());
            if (!mark.lookingAt()) {
                continue;
            }
            int word = open - mark.group(1).split(" ", -1).length;
            if (word >= from && word < cut && cut < mark.end() && isWord(text, word, open)) {
                return word > from ? word : mark.end();
            }
        }
        return cut;
    }

    private static boolean isWord(CharSequence text, int from, int to) {
        return text.subSequence(from, to).chars().allMatch(c -> WordLattice.ideograph((char) c));
    }
}
