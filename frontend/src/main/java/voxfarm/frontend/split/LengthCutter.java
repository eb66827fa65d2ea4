package voxfarm.frontend.split;

import java.text.BreakIterator;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;
import voxfarm.common.plan.PauseKind;
import voxfarm.frontend.Marks;
import voxfarm.frontend.WordEnds;
import voxfarm.frontend.en.FullStops;
import voxfarm.frontend.zh.PinyinMarks;

/**
 * Cuts what is longer than the model takes, into pieces of about one length, where a reader would
 * breathe: behind a mark, else before a conjunction or a phrase, else between words. Words, numbers
 * and addresses stay whole if they fit, characters always. Immutable.
 */
final class LengthCutter {
    private static final double BEHIND_SENTENCE = 0;
    private static final double BEHIND_CLAUSE = 0.03;
    private static final double BEHIND_COMMA = 0.08;
    private static final double BESIDE_BRACKET = 0.15;
    private static final double BEHIND_LISTED = 0.2;
    private static final double NOWHERE = 1;

    /** Nearer to a piece's begin than this part of the limit, no cut is looked for at first. */
    private static final double SHORTEST = 0.3;

    /** Of a text whose end is far. */
    private static final double USUAL = 0.8;

    /** A place that is so many limits from the one wished for is as bad as one within a word. */
    private static final double MOST_DISTANCE = 1;

    /** An end that is farther than so many limits does not matter for a cut. */
    private static final int MOST_PIECES = 5;

    private static final int LONGEST_WORD = 16;
    private static final int LONGEST_CHARACTER = 32;

    private final int limit;
    private final boolean pauses;
    private final WordEnds words;

    /** Takes pieces in their order. */
    @FunctionalInterface
    interface Pieces {
        /**
         * @param from where in the sentence it begins; neither there nor before its end is a blank
         * @param pause what ends behind it
         */
        void add(int from, int to, Optional<PauseKind> pause);
    }

    /**
     * @param limit UTF-16 units that a piece has at most, at least 2
     * @param pauses whether clauses that end at a cut get their pause
     * @param words asked only where a cut would be between ideographs
     */
    LengthCutter(int limit, boolean pauses, WordEnds words) {
        this.limit = limit;
        this.pauses = pauses;
        this.words = words;
    }

    /** All of a sentence, with what ends behind it. */
    void addAll(String sentence, PauseKind kind, Pieces pieces) {
        int end = sentence.stripTrailing().length();
        int from = addUpTo(sentence, end, limit, pieces);
        if (from < end) {
            pieces.add(from, end, Optional.of(kind));
        }
    }

    /**
     * The front of a sentence whose end is not known yet, cut as the whole would be.
     *
     * @return how many units were cut off
     */
    int addFront(String open, Pieces pieces) {
        return addUpTo(open, open.length(), (MOST_PIECES + 1) * limit, pieces);
    }

    /** Cuts until no more than so much is left, or one mark, and says where that begins. */
    private int addUpTo(String text, int end, int rest, Pieces pieces) {
        int from = Characters.skipBlanks(text, 0, end);
        while (end - from > rest) {
            int cut = Marks.outside(text, from, cut(text, from, end), limit);
            cut = PinyinMarks.outside(text, from, cut);
            if (cut > from + limit) {
                cut = behindMarks(text, cut, end); // they say nothing alone
            }
            if (cut >= end) {
                break; // all that is left is one mark
            }
            String piece = text.substring(from, cut).stripTrailing();
            if (!piece.isEmpty()) {
                pieces.add(from, from + piece.length(), pause(piece));
            }
            from = Characters.skipBlanks(text, cut, end - cut);
        }
        return from;
    }

    private static int behindMarks(String text, int from, int end) {
        int at = from;
        while (at < end
                && at - from < LONGEST_WORD
                && (Characters.isEnd(text.charAt(at))
                        || Characters.isClauseMark(text.charAt(at))
                        || Characters.isCloser(text, at))) {
            at++;
        }
        return at;
    }

    private Optional<PauseKind> pause(String piece) {
        int last = piece.length() - 1;
        while (last > 0 && Characters.isCloser(piece.charAt(last))) {
            last--;
        }
        char mark = piece.charAt(last);
        boolean clause = Characters.isClauseMark(mark) || Characters.isEnd(mark);
        return pauses && clause ? Optional.of(PauseKind.CLAUSE) : Optional.empty();
    }

    /** The best place in the first {@code limit} units from one on; more than these are left. */
    private int cut(String text, int from, int end) {
        int left = end - from;
        double wished =
                left <= MOST_PIECES * limit
                        ? (double) left / Math.ceilDiv(left, limit)
                        : USUAL * limit;
        int best = best(text, from, wished, Optional.empty());
        if (best > 0 && isBetweenHan(text, best)) {
            int seen = Math.min(end, from + limit + LONGEST_WORD);
            Optional<BitSet> ends = words.in(text.substring(from, seen));
            int behindWord = ends.isPresent() ? best(text, from, wished, ends) : 0;
            best = behindWord > 0 ? behindWord : best;
        }
        return best > 0 ? best : cutLongWord(text, from, end);
    }

    /**
     * @param ends of words from {@code from} on, where they are known
     * @return 0 if there is no place
     */
    private int best(String text, int from, double wished, Optional<BitSet> ends) {
        int best = 0;
        double least = NOWHERE;
        for (int at = from + limit; at > from + (int) (SHORTEST * limit) && at > from; at--) {
            double distance = Math.abs(at - from - wished) / limit * MOST_DISTANCE;
            if (distance >= least) {
                if (at - from < wished) {
                    break; // it grows from here on
                }
                continue;
            }
            double cost = distance + cost(text, from, at, ends);
            if (cost < least) {
                least = cost;
                best = at;
            }
        }
        return best;
    }

    private static double cost(String text, int from, int at, Optional<BitSet> ends) {
        double cost = cost(text, from, at);
        if (ends.isEmpty() || cost >= NOWHERE || !isBetweenHan(text, at)) {
            return cost;
        }
        return ends.get().get(at - from) ? Math.min(cost, Phrases.BETWEEN_WORDS) : NOWHERE;
    }

    private static boolean isBetweenHan(String text, int at) {
        return at < text.length()
                && Characters.isHan(text.charAt(at - 1))
                && Characters.isHan(text.charAt(at));
    }

    private static double cost(String text, int from, int at) {
        char before = text.charAt(at - 1);
        char after = text.charAt(at);
        if (Characters.isBlank(before)) {
            return NOWHERE; // at the word's end
        }
        if (Characters.isBlank(after)) {
            return atBlank(text, from, at);
        }
        boolean closes =
                Characters.isCloser(text, at)
                        || Characters.isClauseMark(after)
                        || Characters.isEnd(after);
        if (closes || isInside(text, at)) {
            return NOWHERE;
        }
        if (before > '\u007f' || after > '\u007f') {
            return betweenCharacters(text, at, before, after);
        }
        return NOWHERE;
    }

    private static double betweenCharacters(String text, int at, char before, char after) {
        if (before > '\u2e00' || before == '…' || before == '—') {
            double behind = behindMark(text, at, true);
            if (behind < NOWHERE) {
                return behind;
            }
        }
        if (Characters.isOpener(before)) {
            return NOWHERE;
        }
        if (Characters.isOpener(after) && after > '\u2e80') {
            return BESIDE_BRACKET;
        }
        if (Character.isSurrogate(before)) {
            return NOWHERE;
        }
        boolean letters =
                (Character.isLetterOrDigit(before) || isMark(before))
                        && Character.isLetterOrDigit(after);
        boolean wide = Characters.isWide(before) || Characters.isWide(after);
        return letters && wide && !Character.isSurrogate(after)
                ? Phrases.betweenWide(text, at)
                : NOWHERE;
    }

    /** How much of an end the mark before a place is. */
    private static double behindMark(String text, int at, boolean wide) {
        int last = at - 1;
        while (last > 0 && at - last < LONGEST_WORD && Characters.isCloser(text.charAt(last))) {
            last--;
        }
        char mark = text.charAt(last);
        boolean closed = last < at - 1;
        if (mark == '、' || mark == '､') {
            return BEHIND_LISTED;
        }
        if (Characters.isClauseMark(mark)) {
            return ",，،".indexOf(mark) >= 0 ? BEHIND_COMMA : BEHIND_CLAUSE;
        }
        if (wide ? Characters.isWideEnd(mark) : Characters.isEnd(mark)) {
            return BEHIND_SENTENCE;
        }
        return closed ? BESIDE_BRACKET : NOWHERE;
    }

    private static double atBlank(String text, int from, int at) {
        if (text.charAt(at - 1) == '.' && !FullStops.ends(text, from, at - 1)) {
            return isSpelledOut(text, at) ? BEHIND_CLAUSE : NOWHERE;
        }
        double behind = behindMark(text, at, false);
        if (behind < NOWHERE) {
            return behind;
        }
        int next = Characters.skipBlanks(text, at, LONGEST_WORD);
        if (next == text.length() || isMark(text.codePointAt(next))) {
            return NOWHERE;
        }
        if (Characters.isOpener(text.charAt(next)) || text.charAt(next) == '"') {
            return BESIDE_BRACKET;
        }
        return Phrases.between(wordBefore(text, from, at), wordAt(text, next));
    }

    /** A dot behind a word of some length that a small letter follows: no short form. */
    private static boolean isSpelledOut(String text, int at) {
        int begin = at - 1;
        while (begin > 0 && Character.isLetter(text.charAt(begin - 1))) {
            if (at - begin > LONGEST_WORD / 2) {
                return true;
            }
            begin--;
        }
        return false;
    }

    private static String wordBefore(String text, int from, int at) {
        int begin = at;
        while (begin > from && at - begin < LONGEST_WORD && isOfWord(text.charAt(begin - 1))) {
            begin--;
        }
        return text.substring(begin, at).toLowerCase(Locale.ROOT);
    }

    private static String wordAt(String text, int at) {
        int end = at;
        while (end < text.length() && end - at < LONGEST_WORD && isOfWord(text.charAt(end))) {
            end++;
        }
        return text.substring(at, end).toLowerCase(Locale.ROOT);
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '\'' || c == '’';
    }

    /** Whether a place is within one character as people count them, or may be. */
    private static boolean isInside(String text, int at) {
        char before = text.charAt(at - 1);
        return Character.isLowSurrogate(text.charAt(at))
                || before == '\u200d'
                || text.charAt(at) == '\u200d'
                || isMark(text.codePointAt(at));
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean parts(String text, int from, int at) {
        return Characters.isBlank(text.charAt(at - 1)) || cost(text, from, at) < NOWHERE;
    }

    /** Before a word that fits, though much is free before it; else within it. */
    private int cutLongWord(String text, int from, int end) {
        int begin = from + limit;
        while (begin > from && !parts(text, from, begin)) {
            begin--;
        }
        int last = from + limit;
        while (last < end
                && last - begin <= limit
                && !Characters.isBlank(text.charAt(last))
                && !parts(text, from, last)) {
            last++;
        }
        if (begin > from && last - begin <= limit) {
            return begin;
        }
        for (int at = from + limit; at > from + limit / 2; at--) {
            boolean parted = "/-_.,?&=#:".indexOf(text.charAt(at - 1)) >= 0;
            if (parted && !isInside(text, at) && !Character.isDigit(text.charAt(at))) {
                return at;
            }
        }
        return from
                + betweenCharacters(
                        text.substring(from, Math.min(end, from + limit + LONGEST_CHARACTER)));
    }

    /**
     * Never inside a surrogate pair or between a letter and its marks, as long as one of them fits
     * whole.
     */
    private int betweenCharacters(String text) {
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text);
        int cut = characters.isBoundary(limit) ? limit : characters.preceding(limit);
        if (cut > 0) {
            return cut;
        }
        return Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    }
}
