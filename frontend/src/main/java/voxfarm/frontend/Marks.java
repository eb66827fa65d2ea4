package voxfarm.frontend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * Marks in a text that set how a word is read, the same in every language: {@code
 * [[WORD|NOTATION:READING]]}, {@code [[NOTATION:READING]]} for what has no word, and, as Piper has
 * it, {@code [[IPA]]}, of which one sign at least is no plain letter: {@code [[Page]]} is a link of
 * a wiki; or {@code [[/IPA/]]}. A backslash before a bracket makes it text. What is not closed
 * before the next bracket, the end of the line or {@link #LONGEST} is text, too, so that time is
 * linear in the text's length. Stateless.
 */
public final class Marks {
    /** UTF-16 units, brackets included. */
    public static final int LONGEST = 500;

    private static final String OPEN = "[[";
    private static final String CLOSE = "]]";

    private Marks() {}

    /** A stretch of a text, not empty. */
    public sealed interface Part {
        /**
         * To be read as it stands.
         *
         * @param begin where in the text
         */
        record Text(String text, int begin) implements Part {}

        /**
         * @param word as it is written; empty where the mark has none
         * @param wordBegin where the word stands in the text
         * @param span of the whole mark
         */
        record Mark(String word, int wordBegin, Reading reading, Span span) implements Part {}
    }

    /**
     * A mark.
     *
     * @param word may be empty
     * @throws VoxfarmException {@code INVALID_REQUEST} if the word or the reading holds a bracket,
     *     a bar or a control character, if there is no reading, or if they are too long
     */
    public static String of(String word, Notation notation, String reading) {
        String mark = written(word, notation, reading);
        boolean one =
                !reading.isBlank()
                        && mark.length() <= LONGEST
                        && word.codePoints().noneMatch(Marks::isReserved)
                        && reading.codePoints().noneMatch(Marks::isReserved);
        if (!one) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "reading: expected up to %d characters without brackets, bars and control"
                            + " characters, was %s for %s",
                    LONGEST,
                    Problems.quote(reading),
                    Problems.quote(word));
        }
        return mark;
    }

    private static String written(String word, Notation notation, String reading) {
        return OPEN
                + word
                + (word.isEmpty() ? "" : "|")
                + notation.wireName()
                + ":"
                + reading.strip()
                + CLOSE;
    }

    /** Whether a mark may be as long as that of a word with its reading. */
    public static boolean fits(String word, Notation notation, String reading) {
        return written(word, notation, reading).length() <= LONGEST;
    }

    /** What neither a word nor a reading of a mark holds. */
    static boolean isReserved(int c) {
        return c == '[' || c == ']' || c == '|' || Character.isISOControl(c);
    }

    /**
     * Behind the mark that begins at a place, or -1 if none does. Looks no further than the next
     * bracket behind the opening ones.
     */
    public static int end(CharSequence text, int at) {
        if (at + 2 >= text.length()
                || text.charAt(at) != '['
                || text.charAt(at + 1) != '['
                || (at > 0 && text.charAt(at - 1) == '\\')) {
            return -1;
        }
        int most = Math.min(text.length() - 1, at + LONGEST - CLOSE.length() + 1);
        for (int i = at + OPEN.length(); i < most; i++) {
            char c = text.charAt(i);
            if (c == ']') {
                boolean closed =
                        text.charAt(i + 1) == ']'
                                && mark(text.subSequence(at + OPEN.length(), i).toString(), at)
                                        .isPresent();
                return closed ? i + CLOSE.length() : -1;
            }
            if (c == '[' || Character.isISOControl(c)) {
                return -1;
            }
        }
        return -1;
    }

    /**
     * Whether a mark names neither a word nor a notation, and so may be a label in brackets.
     *
     * @param end behind it, as {@link #end} says
     */
    public static boolean isBare(CharSequence text, int at, int end) {
        String inside = text.subSequence(at + OPEN.length(), end - CLOSE.length()).toString();
        int colon = inside.indexOf(':');
        return inside.indexOf('|') < 0
                && (colon < 0 || Notation.ofWireName(inside.substring(0, colon).strip()).isEmpty());
    }

    /**
     * Where a piece of a text is best cut that would be cut within a mark: before the mark; behind
     * one that the piece begins with, however long its reading is. Within one only whose word alone
     * is longer than a piece may be. A bracket is never parted from the backslash that makes it
     * text.
     *
     * @param from where the piece begins
     * @param limit characters of a piece
     */
    public static int outside(CharSequence text, int from, int cut, int limit) {
        for (int at = cut - 1; at >= from && at > cut - LONGEST; at--) {
            int end = text.charAt(at) == '[' ? end(text, at) : -1;
            if (end > cut) {
                return at > from ? at : wordLength(text, at, end) <= limit ? end : cut;
            }
        }
        boolean escapes =
                cut - 1 > from
                        && cut < text.length()
                        && text.charAt(cut - 1) == '\\'
                        && text.charAt(cut) == '[';
        return escapes ? cut - 1 : cut;
    }

    private static int wordLength(CharSequence text, int at, int end) {
        String inside = text.subSequence(at + OPEN.length(), end - CLOSE.length()).toString();
        return Math.max(0, inside.indexOf('|'));
    }

    /** What brackets at a place hold, if that is a mark. */
    private static Optional<Part.Mark> mark(String inside, int at) {
        int begin = at + OPEN.length();
        Span span = new Span(at, begin + inside.length() + CLOSE.length());
        int bar = inside.indexOf('|');
        if (bar != inside.lastIndexOf('|')) {
            return Optional.empty();
        }
        String word = bar < 0 ? "" : inside.substring(0, bar);
        String said = inside.substring(bar + 1);
        int colon = said.indexOf(':');
        Optional<Notation> notation =
                colon < 0
                        ? Optional.empty()
                        : Notation.ofWireName(said.substring(0, colon).strip());
        if (notation.isPresent()) {
            String reading = said.substring(colon + 1).strip();
            return reading.isEmpty() || (bar >= 0 && word.isBlank())
                    ? Optional.empty()
                    : Optional.of(
                            new Part.Mark(word, begin, new Reading(notation.get(), reading), span));
        }
        return bar >= 0
                ? Optional.empty()
                : IpaText.alone(inside.strip())
                        .map(ipa -> new Part.Mark("", begin, new Reading(Notation.IPA, ipa), span));
    }

    /** The parts of a text in order; of an escaped bracket the backslash is in none. */
    public static List<Part> parts(String text) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        int at = text.indexOf('[');
        while (at >= 0) {
            int end = end(text, at);
            if (end > at) {
                add(text, from, at, parts);
                mark(text.substring(at + OPEN.length(), end - CLOSE.length()), at)
                        .ifPresent(parts::add);
                from = end;
            } else if (at > from && text.charAt(at - 1) == '\\') {
                add(text, from, at - 1, parts);
                from = at;
            }
            at = text.indexOf('[', Math.max(at + 1, end));
        }
        add(text, from, text.length(), parts);
        return List.copyOf(parts);
    }

    private static void add(String text, int from, int to, List<Part> parts) {
        if (to > from) {
            parts.add(new Part.Text(text.substring(from, to), from));
        }
    }

    /** A text as people see it: of each mark its word. */
    public static String shown(String text) {
        if (text.indexOf('[') < 0) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length());
        for (Part part : parts(text)) {
            switch (part) {
                case Part.Text(String words, _) -> shown.append(words);
                case Part.Mark mark -> shown.append(mark.word());
            }
        }
        return shown.toString();
    }
}
