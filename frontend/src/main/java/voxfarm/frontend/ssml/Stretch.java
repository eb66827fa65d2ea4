package voxfarm.frontend.ssml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import voxfarm.frontend.TracedText;
import voxfarm.frontend.split.SentenceSplitter;

/**
 * Text between two places where the document cuts, in several ways of speaking. What XML counts as
 * white space is one blank, or none between two wide characters on different lines. On one thread.
 */
final class Stretch {
    /** So much waits for the end of the stretch; of a longer one the front is cut. */
    private static final int LONGEST = 16_384;

    private static final char FIRST_WIDE = '\u2e80';
    private static final String SENTENCE_ENDS = ".!?。！？…";
    private static final String CLOSERS = "\"'”’)]}」』）】》»";

    /** What a word that ends a way of speaking takes along. */
    private static final String BELONGS_BEFORE = ".,;:!?…。！？，；：、)}”’»」』）】》";

    private final SsmlVoice voice;
    private TracedText.Builder text = new TracedText.Builder(256);
    private List<Change> changes = new ArrayList<>();
    private boolean blank;
    private boolean lineEnd;
    private int blankBegin;
    private int blankEnd;

    /** From a place on it is spoken so. */
    private record Change(int at, Way way) {}

    Stretch(SsmlVoice voice) {
        this.voice = voice;
    }

    boolean isEmpty() {
        return text.length() == 0;
    }

    boolean isLong() {
        return text.length() > Math.max(LONGEST, 8 * voice.maxCharacters());
    }

    /** Whether the last word ends a sentence. */
    boolean endsSentence() {
        int at = text.length() - 1;
        while (at >= 0 && CLOSERS.indexOf(text.charAt(at)) >= 0) {
            at--;
        }
        return at >= 0 && SENTENCE_ENDS.indexOf(text.charAt(at)) >= 0;
    }

    void blank(int begin, int end, boolean endsLine) {
        if (!blank) {
            blank = true;
            lineEnd = false;
            blankBegin = begin;
        }
        lineEnd |= endsLine;
        blankEnd = end;
    }

    /** A character, no blank, that stands for a stretch of the caller's text. */
    void append(int c, int begin, int end, Way way) {
        if (changes.isEmpty() || !changes.getLast().way().equals(way)) {
            changes.add(new Change(text.length(), way));
        }
        if (blank && text.length() > 0 && !(lineEnd && isWide(lastOf(text)) && isWide(c))) {
            text.append(' ', blankBegin, blankEnd);
        }
        blank = false;
        for (char unit : Character.toChars(c)) {
            text.append(unit, begin, end);
        }
    }

    private static char lastOf(TracedText.Builder text) {
        return text.charAt(text.length() - 1);
    }

    private static boolean isWide(int c) {
        return c >= FIRST_WIDE;
    }

    /** Cuts all of it; what ends behind the last word is not told. */
    void cut(Consumer<SsmlItem> items) {
        cut(0, items);
    }

    /** Cuts all but what the end of the stretch may still change. */
    void cutFront(Consumer<SsmlItem> items) {
        cut(2, items);
    }

    private void cut(int kept, Consumer<SsmlItem> items) {
        TracedText traced = text.build();
        List<SentenceSplitter.Piece> pieces =
                SentenceSplitter.split(traced.text(), voice.sentences(), voice.maxCharacters());
        Ways ways = new Ways(changes);
        int at = 0;
        for (int i = 0; i < pieces.size() - kept; i++) {
            SentenceSplitter.Piece piece = pieces.get(i);
            int begin = place(traced, piece, at);
            at = begin + piece.text().length();
            words(traced, begin, at, ways, items);
            if (i < pieces.size() - 1) {
                piece.pause().ifPresent(kind -> items.accept(SsmlItem.Gap.of(kind)));
            }
        }
        keepFrom(kept == 0 ? traced.length() : at, traced, ways);
    }

    /** Only blanks lie between two pieces. */
    private static int place(TracedText traced, SentenceSplitter.Piece piece, int from) {
        int begin = traced.text().indexOf(piece.text(), from);
        if (begin < 0) {
            throw new IllegalStateException("a piece is not of its text: " + piece.text());
        }
        return begin;
    }

    private void keepFrom(int at, TracedText traced, Ways ways) {
        TracedText.Builder rest = new TracedText.Builder(256);
        rest.append(traced, at, traced.length());
        List<Change> later = new ArrayList<>();
        ways.at(at).ifPresent(way -> later.add(new Change(0, way)));
        for (Change change : changes) {
            if (change.at() > at) {
                later.add(new Change(change.at() - at, change.way()));
            }
        }
        text = rest;
        changes = at == traced.length() ? new ArrayList<>() : later;
    }

    private static void words(
            TracedText traced, int begin, int end, Ways ways, Consumer<SsmlItem> items) {
        int from = begin;
        while (from < end) {
            Way way = ways.at(from).orElseThrow();
            int to = Math.min(end, ways.next());
            while (to < end && BELONGS_BEFORE.indexOf(traced.charAt(to)) >= 0) {
                to++;
            }
            add(traced, from, to, way, items);
            from = to;
        }
    }

    private static void add(
            TracedText traced, int begin, int end, Way way, Consumer<SsmlItem> items) {
        int from = begin;
        int to = end;
        while (from < to && Character.isWhitespace(traced.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(traced.charAt(to - 1))) {
            to--;
        }
        if (from < to) {
            items.accept(
                    new SsmlItem.Words(
                            traced.text().substring(from, to),
                            traced.span(from, to),
                            way.language(),
                            way.manner()));
        }
    }

    /** Looks for places that never go back. */
    private static final class Ways {
        private final List<Change> changes;
        private int next;

        Ways(List<Change> changes) {
            this.changes = changes;
        }

        Optional<Way> at(int place) {
            while (next < changes.size() && changes.get(next).at() <= place) {
                next++;
            }
            return next == 0 ? Optional.empty() : Optional.of(changes.get(next - 1).way());
        }

        /** Where it changes behind the place that was asked for last. */
        int next() {
            return next < changes.size() ? changes.get(next).at() : Integer.MAX_VALUE;
        }
    }
}
