package voxfarm.frontend.split;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import voxfarm.common.plan.PauseKind;
import voxfarm.common.plan.TextSpan;
import voxfarm.frontend.Marks;
import voxfarm.frontend.WordEnds;

/**
 * Cuts running text into pieces that can be spoken alone: at ends of sentences and of paragraphs,
 * and where a piece would pass the model's limit, at the best place before it. No character is
 * lost: the pieces joined are the text without white space at the cuts. The signs by which {@link
 * MarkdownReader} tells what ended are white space, too, and cut.
 */
public final class SentenceSplitter {
    private static final char FIRST_HAN = '\u2e80';

    private SentenceSplitter() {}

    /**
     * Pieces of at most {@code maxCharacters} UTF-16 units each, none blank, trimmed. Only a mark
     * that sets a reading may be longer, and is a piece of its own then.
     *
     * @param sentences whether to cut at every end of a sentence; else only where the limit forces
     *     it
     * @param maxCharacters at least 2, so that a surrogate pair fits
     */
    public static List<Piece> split(String text, boolean sentences, int maxCharacters) {
        return split(text, sentences, maxCharacters, WordEnds.UNKNOWN);
    }

    /**
     * As the other.
     *
     * @param words that are not cut, of a language without blanks between them
     */
    public static List<Piece> split(
            String text, boolean sentences, int maxCharacters, WordEnds words) {
        List<Piece> pieces = new ArrayList<>();
        read(new StringReader(text), sentences, maxCharacters, words).forEachRemaining(pieces::add);
        return List.copyOf(pieces);
    }

    /**
     * As {@link #split}, of a text of any length, in memory that does not grow with it. Of a {@link
     * TracedReader} the pieces know what of the caller's text they come from. The iterator throws
     * {@link UncheckedIOException} where the reader fails.
     */
    public static Iterator<Piece> read(Reader text, boolean sentences, int maxCharacters) {
        return read(text, sentences, maxCharacters, WordEnds.UNKNOWN);
    }

    /**
     * As the other.
     *
     * @param words that are not cut, of a language without blanks between them
     */
    public static Iterator<Piece> read(
            Reader text, boolean sentences, int maxCharacters, WordEnds words) {
        if (maxCharacters < 2) {
            throw new IllegalArgumentException(
                    "maxCharacters: must be at least 2, was " + maxCharacters);
        }
        return new PieceReader(text, sentences, maxCharacters, words);
    }

    /** Holds the sentence it is in, and enough of what follows to see whether it ends. */
    private static final class PieceReader implements Iterator<Piece> {
        /** Of a sentence longer than this, the front is cut before its end is known. */
        private static final int LONGEST_PENDING = 16_384;

        private final TracedReader in;
        private final boolean sentences;
        private final int maxCharacters;
        private final StringBuilder text = new StringBuilder();
        private final SentenceEnds ends = new SentenceEnds(text);
        private final LengthCutter lengths;
        private final Deque<Piece> ready = new ArrayDeque<>();
        private final char[] block = new char[8192];
        private String last = "";
        private int begin;
        private int at;

        /** Characters of the whole before {@code text}. */
        private int passed;

        /** Behind what of the caller's text is in a piece. */
        private int placed;

        private boolean allRead;
        private boolean allCut;

        PieceReader(Reader in, boolean sentences, int maxCharacters, WordEnds words) {
            this.in = TracedReader.of(in);
            this.sentences = sentences;
            this.maxCharacters = maxCharacters;
            // where somebody wants no cuts, those that must be get no pause
            this.lengths = new LengthCutter(maxCharacters, sentences, words);
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
                String rest = text.substring(begin);
                lengths.addAll(rest, PauseKind.SENTENCE, piecesOf(rest));
                allCut = true;
                return;
            }
            if (!sentences) {
                step(at + 1);
                return;
            }
            char c = text.charAt(at);
            if (Characters.isPlain(c)) {
                step(at + 1);
            } else if (Characters.isEnd(c)) {
                marks(c);
            } else if (c == '\n' ? endsLine() : isSign(c)) {
                end(at + 1, kind(text, begin, at));
            } else if (c == '\n' && blank(at) && endsHanLine()) {
                add("", PauseKind.PARAGRAPH);
                begin = ++at;
            } else {
                ends.look(begin, at);
                step(at + 1);
            }
        }

        private void marks(char c) {
            int item = c == '.' ? ListItems.begins(text, begin, at) : 0;
            if (item > 0) {
                add(text.substring(begin, item), PauseKind.LIST_ITEM);
                begin = item;
                step(at + 1);
                return;
            }
            int behind = ends.behindMarks(begin, at);
            if (behind > 0) {
                end(behind, PauseKind.SENTENCE);
            } else {
                step(~behind);
            }
        }

        private void end(int behind, PauseKind kind) {
            add(text.substring(begin, behind), kind);
            begin = behind;
            at = behind;
        }

        private void step(int to) {
            at = to;
            if (at - begin > Math.max(LONGEST_PENDING, 8 * maxCharacters)) {
                String open = text.substring(begin, at);
                begin += lengths.addFront(open, piecesOf(open));
            }
        }

        private boolean endsLine() {
            return blankLineFollows(text, at) || afterHan(text, begin, at);
        }

        private static boolean isSign(char c) {
            return c >= MarkdownReader.SCENE && c <= MarkdownReader.LIST_ITEM;
        }

        private void add(String sentence, PauseKind kind) {
            if (!sentence.isBlank()) {
                last = sentence.strip();
                lengths.addAll(sentence, kind, piecesOf(sentence));
                return;
            }
            Piece before = ready.pollLast();
            if (before != null) {
                ready.addLast(before.or(kind));
            }
        }

        /** Takes pieces of what begins at the last cut. */
        private LengthCutter.Pieces piecesOf(String sentence) {
            int place = passed + begin;
            return (from, to, pause) ->
                    ready.add(
                            new Piece(
                                    sentence.substring(from, to),
                                    span(place + from, place + to),
                                    pause));
        }

        /** What one sign of the caller's stands for may be cut: the first piece has the sign. */
        private TextSpan span(int from, int to) {
            TextSpan found = in.span(from, to, placed);
            placed = found.end();
            return found;
        }

        /** A line end with nothing before it since the last cut. */
        private boolean blank(int lineEnd) {
            return text.charAt(lineEnd) == '\n'
                    && Characters.skipBlanks(text, begin, lineEnd - begin) >= lineEnd;
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
            if (allRead || text.length() - at > SentenceEnds.LOOK_AHEAD) {
                return;
            }
            text.delete(0, begin);
            ends.forget(begin);
            at -= begin;
            passed += begin;
            begin = 0;
            in.forget(passed);
            try {
                while (!allRead && text.length() - at <= 2 * SentenceEnds.LOOK_AHEAD) {
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
     * @param text not blank, trimmed
     * @param span what of the caller's text it comes from; those of pieces never overlap
     * @param pause what ends behind it; nothing if the limit cut it where nothing ends, so that no
     *     pause belongs there
     */
    public record Piece(String text, TextSpan span, Optional<PauseKind> pause) {
        /** With at least that pause. */
        public Piece or(PauseKind kind) {
            return new Piece(text, span, Optional.of(pause.map(kind::or).orElse(kind)));
        }
    }

    /** What ends at a sign or a line's end. */
    private static PauseKind kind(CharSequence text, int begin, int at) {
        return switch (text.charAt(at)) {
            case MarkdownReader.SCENE -> PauseKind.SCENE;
            case MarkdownReader.HEADING -> PauseKind.HEADING;
            case MarkdownReader.LIST_ITEM -> PauseKind.LIST_ITEM;
            case '\n' ->
                    at > begin && Characters.isClauseMark(text.charAt(at - 1))
                            ? PauseKind.SENTENCE
                            : PauseKind.PARAGRAPH;
            default -> PauseKind.SENTENCE;
        };
    }

    /** Chinese and Japanese lines are not wrapped at spaces: a line end there is the author's. */
    private static boolean afterHan(CharSequence text, int begin, int at) {
        return at > begin
                && !Characters.isBlank(text.charAt(at - 1))
                && text.charAt(at - 1) >= FIRST_HAN;
    }

    private static boolean blankLineFollows(CharSequence text, int at) {
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                return true;
            }
            if (!Characters.isBlank(c)) {
                return false;
            }
        }
        return true;
    }
}
