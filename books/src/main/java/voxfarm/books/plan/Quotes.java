package voxfarm.books.plan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands in quotes in a chapter because somebody says it. Told apart from it are apostrophes,
 * quotes within quotes, and words that are only set off: he was called “the Beast”. A quotation may
 * go on over paragraphs, with a quote before each of them or without. For one chapter, on one
 * thread; linear in its length.
 */
final class Quotes {
    /** How many paragraphs one speech may go on for. */
    private static final int LONGEST_SPEECH = 100;

    private static final String ENDS = ".,!?…—–;:。，！？、；：～~-";

    /** Behind a quote of Japanese, which ends without a full stop. */
    private static final Pattern SAID_IN_JAPANESE =
            Pattern.compile("(?:と(?![はいものし])|って|、と).*", Pattern.DOTALL);

    private enum Style {
        CURLY('“', "”", false),
        LOW('„', "“”", false),
        GUILLEMETS('«', "»", false),
        GUILLEMETS_INWARD('»', "«", false),
        STRAIGHT('"', "\"", false),
        CORNERS('「', "」", false),
        WHITE_CORNERS('『', "』", true),
        SINGLE('‘', "’", true),
        APOSTROPHES('\'', "'", true);

        private final char open;

        /** Each of them counts. */
        private final String close;

        /** Whether it stands inside other quotes, unless a chapter has more of it. */
        private final boolean inner;

        Style(char open, String close, boolean inner) {
            this.open = open;
            this.close = close;
            this.inner = inner;
        }

        /** Whether a sign before a word may as well be a letter's that is left out. */
        boolean isApostrophe() {
            return this == SINGLE || this == APOSTROPHES;
        }

        boolean isSymmetric() {
            return close.indexOf(open) >= 0;
        }
    }

    /**
     * A speech or a piece of one within a passage, its quotes included.
     *
     * @param goesOn whether the one before it, in an earlier passage, was not over
     */
    record Speech(int begin, int end, boolean goesOn) {}

    private final String text;
    private final List<Passage> passages;
    private final List<Style> styles;
    private @Nullable Style open;

    private Quotes(String text, List<Passage> passages) {
        this.text = text;
        this.passages = passages;
        this.styles = styles(text);
    }

    /** What is said in each passage. */
    static List<List<Speech>> of(String text, List<Passage> passages) {
        Quotes quotes = new Quotes(text, passages);
        List<List<Speech>> speeches = new ArrayList<>();
        for (int i = 0; i < passages.size(); i++) {
            if (passages.get(i).isProse()) {
                speeches.add(quotes.speeches(i));
            } else {
                quotes.open = null;
                speeches.add(List.of());
            }
        }
        return speeches;
    }

    /** Those that the chapter uses for what is said. */
    private static List<Style> styles(String text) {
        Map<Style, Integer> counts = new EnumMap<>(Style.class);
        for (int i = 0; i < text.length(); i++) {
            for (Style style : Style.values()) {
                if (opens(style, text, i)) {
                    counts.merge(style, 1, Integer::sum);
                }
            }
        }
        boolean low = counts.containsKey(Style.LOW);
        int left = text.indexOf('«');
        int right = text.indexOf('»');
        boolean inward = right >= 0 && (left < 0 || right < left);
        int outer = 0;
        for (Style style : Style.values()) {
            outer += style.inner ? 0 : counts.getOrDefault(style, 0);
        }
        List<Style> styles = new ArrayList<>();
        for (Style style : Style.values()) {
            boolean other =
                    (style == Style.CURLY && low)
                            || (style == Style.GUILLEMETS && inward)
                            || (style == Style.GUILLEMETS_INWARD && !inward)
                            || (style.inner && counts.getOrDefault(style, 0) <= outer);
            if (!other && counts.containsKey(style)) {
                styles.add(style);
            }
        }
        return styles;
    }

    private static boolean opens(Style style, CharSequence text, int at) {
        if (text.charAt(at) != style.open) {
            return false;
        }
        if (!style.isSymmetric() && !style.isApostrophe()) {
            return true;
        }
        char before = at == 0 ? ' ' : text.charAt(at - 1);
        char after = at + 1 == text.length() ? ' ' : text.charAt(at + 1);
        boolean word = Character.isLetterOrDigit(before) && !Character.isIdeographic(before);
        return !word && ".,!?…".indexOf(before) < 0 && !Character.isWhitespace(after);
    }

    private static boolean closes(Style style, CharSequence text, int at) {
        if (style.close.indexOf(text.charAt(at)) < 0) {
            return false;
        }
        if (!style.isSymmetric() && !style.isApostrophe()) {
            return true;
        }
        char before = at == 0 ? ' ' : text.charAt(at - 1);
        char after = at + 1 == text.length() ? ' ' : text.charAt(at + 1);
        if (style.isApostrophe()) {
            boolean within = Character.isLetter(after) && !Character.isIdeographic(after);
            return !within && ENDS.indexOf(before) >= 0;
        }
        return !Character.isWhitespace(before);
    }

    private List<Speech> speeches(int index) {
        Passage passage = passages.get(index);
        List<Speech> speeches = new ArrayList<>();
        int at = passage.begin();
        if (open != null) {
            at = goOn(open, index, speeches);
        }
        while (at < passage.end()) {
            int begin = opener(at, passage.end());
            if (begin < 0) {
                break;
            }
            Style style = style(begin);
            int end = closer(style, begin + 1, passage.end());
            if (end >= 0) {
                if (isSpeech(style, passage, begin, end)) {
                    speeches.add(new Speech(begin, end + 1, false));
                }
                at = end + 1;
            } else if (style.isApostrophe()) {
                at = begin + 1;
            } else {
                speeches.add(new Speech(begin, passage.end(), false));
                open = goesOn(style, index + 1) ? style : null;
                break;
            }
        }
        return speeches;
    }

    /** Where the passage's own begins, behind the end of what was begun before. */
    private int goOn(Style style, int index, List<Speech> speeches) {
        Passage passage = passages.get(index);
        int from = reopened(style, passage);
        int end = closer(style, from, passage.end());
        if (end >= 0) {
            speeches.add(new Speech(passage.begin(), end + 1, true));
            open = null;
            return end + 1;
        }
        speeches.add(new Speech(passage.begin(), passage.end(), true));
        open = goesOn(style, index + 1) ? style : null;
        return passage.end();
    }

    /** Behind the quote that a passage repeats; else its begin. */
    private int reopened(Style style, Passage passage) {
        int at = passage.begin();
        while (at < passage.end() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < passage.end() && text.charAt(at) == style.open ? at + 1 : passage.begin();
    }

    /** Whether what is open at the end of a passage ends in a later one. */
    private boolean goesOn(Style style, int from) {
        for (int i = from; i < Math.min(passages.size(), from + LONGEST_SPEECH); i++) {
            Passage passage = passages.get(i);
            if (!passage.isProse()) {
                return false;
            }
            int begin = reopened(style, passage);
            if (i == from && begin > passage.begin()) {
                return true; // as books have it that repeat the quote
            }
            if (style.isSymmetric()) {
                return false;
            }
            int close = closer(style, passage.begin(), passage.end());
            int opener = opener(passage.begin(), passage.end());
            if (close >= 0 || opener >= 0) {
                return close >= 0 && (opener < 0 || close < opener);
            }
        }
        return false;
    }

    private int opener(int from, int to) {
        for (int i = from; i < to; i++) {
            for (Style style : styles) {
                if (opens(style, text, i)) {
                    return i;
                }
            }
        }
        return -1;
    }

    private Style style(int at) {
        for (Style style : styles) {
            if (opens(style, text, at)) {
                return style;
            }
        }
        throw new IllegalStateException("no quote opens at " + at);
    }

    /** Of apostrophes none that stands behind another that opens: the first opened nothing. */
    private int closer(Style style, int from, int to) {
        for (int i = from; i < to; i++) {
            if (closes(style, text, i)) {
                return i;
            }
            if (style.isApostrophe() && opens(style, text, i)) {
                return -1;
            }
        }
        return -1;
    }

    private boolean isSpeech(Style style, Passage passage, int begin, int end) {
        int inside = end - 1;
        while (inside > begin && Character.isSpaceChar(text.charAt(inside))) {
            inside--; // French has blanks inside its quotes
        }
        if (inside == begin) {
            return false;
        }
        String before = text.substring(Math.max(passage.begin(), begin - 80), begin).strip();
        String after = text.substring(end + 1, Math.min(passage.end(), end + 80)).strip();
        char last = text.charAt(inside);
        if (ENDS.indexOf(last) >= 0 || "”’』」\"'".indexOf(last) >= 0) {
            return true;
        }
        if (before.isEmpty() && after.isEmpty()) {
            return true;
        }
        if (before.endsWith(":") || before.endsWith("：")) {
            return true;
        }
        boolean low =
                style == Style.LOW || style == Style.GUILLEMETS || style == Style.GUILLEMETS_INWARD;
        if (low && !after.isEmpty() && ",—–".indexOf(after.charAt(0)) >= 0) {
            return true; // German and French have the comma behind the quote
        }
        return (style == Style.CORNERS || style == Style.WHITE_CORNERS)
                && SAID_IN_JAPANESE.matcher(after).matches();
    }
}
