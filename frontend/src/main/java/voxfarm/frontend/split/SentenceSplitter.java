package voxfarm.frontend.split;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.text.BreakIterator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import voxfarm.common.plan.PauseKind;
import voxfarm.frontend.Marks;
import voxfarm.frontend.en.EnglishAbbreviations;

/**
 * Cuts running text into pieces that can be spoken alone: at ends of sentences and of paragraphs,
 * and where a piece would pass the model's limit, at the best place before it. No character is
 * lost: the pieces joined are the text without white space at the cuts. The signs by which {@link
 * MarkdownReader} tells what ended are white space, too, and cut.
 */
public final class SentenceSplitter {
    /** Behind these a sentence ends whatever follows. */
    private static final String FULL_WIDTH_ENDS = "。！？…";

    private static final String ASCII_ENDS = ".!?";
    private static final char FIRST_HAN = '\u2e80';
    private static final String CLOSERS = "\"'”’)]}」』）】》";
    private static final String CLAUSE_ENDS = ",;:，；：、—";

    private SentenceSplitter() {}

    /**
     * Pieces of at most {@code maxCharacters} UTF-16 units each, none blank, trimmed.
     *
     * @param sentences whether to cut at every end of a sentence; else only where the limit forces
     *     it
     * @param maxCharacters at least 2, so that a surrogate pair fits
     */
    public static List<Piece> split(String text, boolean sentences, int maxCharacters) {
        List<Piece> pieces = new ArrayList<>();
        read(new StringReader(text), sentences, maxCharacters).forEachRemaining(pieces::add);
        return List.copyOf(pieces);
    }

    /**
     * As {@link #split}, of a text of any length, in memory that does not grow with it. The
     * iterator throws {@link UncheckedIOException} where the reader fails.
     */
    public static Iterator<Piece> read(Reader text, boolean sentences, int maxCharacters) {
        if (maxCharacters < 2) {
            throw new IllegalArgumentException(
                    "maxCharacters: must be at least 2, was " + maxCharacters);
        }
        return new PieceReader(text, sentences, maxCharacters);
    }

    /** Holds the sentence it is in, and enough of what follows to see whether it ends. */
    private static final class PieceReader implements Iterator<Piece> {
        /** How far behind a mark the splitter looks; longer runs of blanks are not followed. */
        private static final int LOOK_AHEAD = 4096;

        /** Of a sentence longer than this, the front is cut before its end is known. */
        private static final int LONGEST_PENDING = 16_384;

        private final Reader in;
        private final boolean sentences;
        private final int maxCharacters;
        private final StringBuilder text = new StringBuilder();
        private final Deque<Piece> ready = new ArrayDeque<>();
        private final char[] block = new char[8192];
        private String last = "";
        private int begin;
        private int at;
        private boolean allRead;
        private boolean allCut;

        /** The run of marks that {@code at} stands in or behind; forgotten when text is added. */
        private MarkRun run = MarkRun.NONE;

        PieceReader(Reader in, boolean sentences, int maxCharacters) {
            this.in = in;
            this.sentences = sentences;
            this.maxCharacters = maxCharacters;
        }

        @Override
        public boolean hasNext() {
            // the last one waits for what follows: blank lines behind it make its pause longer
            while (ready.size() < 2 && !allCut) {
                cut();
            }
            return !ready.isEmpty();
        }

        @Override
        public Piece next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.removeFirst();
        }

        private void cut() {
            fill();
            at = Math.max(at, Marks.end(text, at)); // nothing in a mark ends a sentence
            if (at >= text.length()) {
                addBounded(text.substring(begin), PauseKind.SENTENCE, maxCharacters, ready);
                allCut = true;
                return;
            }
            int end = sentences ? sentenceEnd() : 0;
            if (end > 0) {
                add(text.substring(begin, end), kind(text, begin, at));
                begin = end;
                at = end;
            } else if (sentences && blank(at) && endsHanLine()) {
                add("", PauseKind.PARAGRAPH);
                begin = ++at;
            } else {
                at++;
                if (at - begin > Math.max(LONGEST_PENDING, 4 * maxCharacters)) {
                    begin += addFront(text.substring(begin, at), maxCharacters, ready);
                }
            }
        }

        /** Where the sentence ends that the mark at {@code at} closes; 0 if it closes none. */
        private int sentenceEnd() {
            char c = text.charAt(at);
            if (c == '\n' && (blankLineFollows(text, at) || afterHan(text, begin, at))) {
                return at + 1;
            }
            if (c >= MarkdownReader.SCENE && c <= MarkdownReader.LIST_ITEM) {
                return at + 1;
            }
            boolean fullWidth = FULL_WIDTH_ENDS.indexOf(c) >= 0;
            if (!fullWidth && ASCII_ENDS.indexOf(c) < 0) {
                return 0;
            }
            if (at >= run.end()) {
                run = MarkRun.of(text, at);
            }
            boolean ends = fullWidth || (run.gap() && (c != '.' || fullStop(text, begin, at, run)));
            return ends ? run.end() : 0;
        }

        private void add(String sentence, PauseKind kind) {
            if (!sentence.isBlank()) {
                last = sentence.strip();
                addBounded(sentence, kind, maxCharacters, ready);
                return;
            }
            Piece before = ready.pollLast();
            if (before != null) {
                ready.addLast(before.or(kind));
            }
        }

        /** A line end with nothing before it since the last cut. */
        private boolean blank(int lineEnd) {
            return text.charAt(lineEnd) == '\n' && skipBlanks(text, begin) >= lineEnd;
        }

        /** The sentence before the cut is one of a language whose line ends are the author's. */
        private boolean endsHanLine() {
            for (int i = Math.max(0, last.length() - 4); i < last.length(); i++) {
                if (last.charAt(i) >= FIRST_HAN) {
                    return true;
                }
            }
            return false;
        }

        private void fill() {
            if (allRead || text.length() - at > LOOK_AHEAD) {
                return;
            }
            run = MarkRun.NONE;
            text.delete(0, begin);
            at -= begin;
            begin = 0;
            try {
                while (!allRead && text.length() - at <= 2 * LOOK_AHEAD) {
                    int n = in.read(block);
                    allRead = n < 0;
                    text.append(block, 0, Math.max(0, n));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * A run of marks and closing quotes and what follows it: the same for each of its marks, and so
     * looked at once, however long it is.
     *
     * @param end behind its last character
     * @param gap whether a blank, a Han character or nothing follows, so that a mark may close
     * @param smallFollows whether the next that is not blank is a small letter
     * @param digitFollows whether it is a digit
     * @param nothingFollows whether there are only blanks behind it
     */
    private record MarkRun(
            int end,
            boolean gap,
            boolean smallFollows,
            boolean digitFollows,
            boolean nothingFollows) {
        static final MarkRun NONE = new MarkRun(0, false, false, false, false);

        static MarkRun of(CharSequence text, int at) {
            int end = at + 1;
            while (end < text.length() && inRun(text.charAt(end))) {
                end++;
            }
            int next = skipBlanks(text, end);
            boolean gap =
                    end == text.length()
                            || Character.isWhitespace(text.charAt(end))
                            || isHan(text.charAt(end));
            boolean nothing = next == text.length();
            return new MarkRun(
                    end,
                    gap,
                    !nothing && Character.isLowerCase(text.charAt(next)),
                    !nothing && Character.isDigit(text.charAt(next)),
                    nothing);
        }

        private static boolean inRun(char c) {
            return CLOSERS.indexOf(c) >= 0
                    || ASCII_ENDS.indexOf(c) >= 0
                    || FULL_WIDTH_ENDS.indexOf(c) >= 0;
        }
    }

    /**
     * @param text not blank, trimmed
     * @param pause what ends behind it; nothing if the limit cut it, so that no pause belongs there
     */
    public record Piece(String text, Optional<PauseKind> pause) {
        /** With at least that pause. */
        public Piece or(PauseKind kind) {
            return new Piece(text, Optional.of(pause.map(kind::or).orElse(kind)));
        }
    }

    /** What ends at a mark that ends a sentence. */
    private static PauseKind kind(CharSequence text, int begin, int at) {
        return switch (text.charAt(at)) {
            case MarkdownReader.SCENE -> PauseKind.SCENE;
            case MarkdownReader.HEADING -> PauseKind.HEADING;
            case MarkdownReader.LIST_ITEM -> PauseKind.LIST_ITEM;
            case '\n' ->
                    at > begin && CLAUSE_ENDS.indexOf(text.charAt(at - 1)) >= 0
                            ? PauseKind.SENTENCE
                            : PauseKind.PARAGRAPH;
            default -> PauseKind.SENTENCE;
        };
    }

    private static boolean isHan(char c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN;
    }

    /** Chinese and Japanese lines are not wrapped at spaces: a line end there is the author's. */
    private static boolean afterHan(CharSequence text, int begin, int at) {
        return at > begin
                && !Character.isWhitespace(text.charAt(at - 1))
                && text.charAt(at - 1) >= FIRST_HAN;
    }

    private static boolean blankLineFollows(CharSequence text, int at) {
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                return true;
            }
            if (!Character.isWhitespace(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean fullStop(CharSequence text, int begin, int dot, MarkRun run) {
        int wordBegin = dot;
        while (wordBegin > begin
                && dot - wordBegin <= EnglishAbbreviations.LONGEST
                && (Character.isLetter(text.charAt(wordBegin - 1))
                        || text.charAt(wordBegin - 1) == '.')) {
            wordBegin--;
        }
        String word = text.subSequence(wordBegin, dot).toString().toLowerCase(Locale.ROOT);
        if (EnglishAbbreviations.endsNoSentence(word, run.digitFollows())) {
            return false;
        }
        boolean initial =
                word.length() == 1
                        && !word.equals("i")
                        && dot > 0
                        && Character.isUpperCase(text.charAt(dot - 1));
        return !run.smallFollows() && (!initial || run.nothingFollows());
    }

    private static void addBounded(
            String sentence, PauseKind kind, int maxCharacters, Collection<Piece> pieces) {
        int from = skipBlanks(sentence, 0);
        int end = sentence.length();
        while (end > from && Character.isWhitespace(sentence.charAt(end - 1))) {
            end--;
        }
        while (end - from > maxCharacters) {
            int best = from + cutBefore(window(sentence, from, end, maxCharacters), maxCharacters);
            int cut = Marks.outside(sentence, from, best, maxCharacters);
            String piece = sentence.substring(from, cut).strip();
            if (!piece.isEmpty()) {
                pieces.add(new Piece(piece, Optional.empty()));
            }
            from = skipBlanks(sentence, cut);
        }
        if (from < end) {
            pieces.add(new Piece(sentence.substring(from, end), Optional.of(kind)));
        }
    }

    /** As much of a text as the place of a cut depends on. */
    private static String window(String text, int from, int end, int maxCharacters) {
        return text.substring(from, Math.min(end, from + maxCharacters + 64));
    }

    /**
     * Cuts pieces off the front of a sentence whose end is not known yet, as {@link #addBounded}
     * would cut them off the whole, and leaves at least two pieces' worth.
     *
     * @return how many units were cut off
     */
    private static int addFront(String open, int maxCharacters, Collection<Piece> pieces) {
        int from = skipBlanks(open, 0);
        while (open.length() - from > 2 * maxCharacters + 64) {
            int best =
                    from
                            + cutBefore(
                                    window(open, from, open.length(), maxCharacters),
                                    maxCharacters);
            int cut = Marks.outside(open, from, best, maxCharacters);
            String piece = open.substring(from, cut).strip();
            if (!piece.isEmpty()) {
                pieces.add(new Piece(piece, Optional.empty()));
            }
            from = skipBlanks(open, cut);
        }
        return from;
    }

    private static int skipBlanks(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /**
     * The best cut in the first {@code limit} units: behind a clause, else at a space, else between
     * characters.
     */
    private static int cutBefore(String text, int limit) {
        int atSpace = 0;
        for (int i = limit; i > limit / 3; i--) {
            char before = text.charAt(i - 1);
            boolean sentence =
                    ASCII_ENDS.indexOf(before) >= 0 && Character.isWhitespace(text.charAt(i));
            if (sentence || CLAUSE_ENDS.indexOf(before) >= 0) {
                return i;
            }
            if (atSpace == 0 && Character.isWhitespace(before)) {
                atSpace = i;
            }
        }
        return atSpace > 0 ? atSpace : betweenCharacters(text, limit);
    }

    /**
     * Never inside a surrogate pair or between a letter and its marks, as long as one of them fits
     * whole.
     */
    private static int betweenCharacters(String text, int limit) {
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text.substring(0, Math.min(text.length(), limit + 32)));
        int cut = characters.isBoundary(limit) ? limit : characters.preceding(limit);
        if (cut > 0) {
            return cut;
        }
        return Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    }
}
