package voxfarm.frontend.ssml;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import voxfarm.frontend.Span;
import voxfarm.frontend.TracedText;
import voxfarm.frontend.split.SentenceSplitter;

/**
 * Text between two places where the document cuts, in several ways of speaking. What XML counts as
 * white space is one blank, or none between two wide characters on different lines. On one thread.
 */
final class Stretch {
    /** So much waits for the end of the stretch; of a longer one the front is cut. */
    private static final int LONGEST = 16_384;

    /** Has its place in a text and is nothing to be read. */
    private static final String UNSEEN = "\ufffc";

    private static final char FIRST_WIDE = '\u2e80';
    private static final String SENTENCE_ENDS = ".!?。！？…";
    private static final String CLOSERS = "\"'”’)]}」』）】》»";

    /** What a word that ends a way of speaking takes along. */
    private static final String BELONGS_BEFORE = ".,;:!?…。！？，；：、)}”’»」』）】》";

    private final SsmlVoice voice;
    private TracedText.Builder text = new TracedText.Builder(256);
    private List<Change> changes = new ArrayList<>();
    private List<Mark> marks = new ArrayList<>();
    private boolean blank;
    private boolean lineEnd;
    private int blankBegin;
    private int blankEnd;

    /** A word that a mark stands for: the text is cut as it is seen, and no mark is cut. */
    private record Mark(int begin, int end, String mark) {}

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

    /**
     * A word that is said in its own way.
     *
     * @param word as it is seen; may be empty
     * @param mark that stands for it
     */
    void append(String word, String mark, int begin, int end, Way way) {
        String seen = word.isEmpty() ? UNSEEN : word;
        int first = seen.codePointAt(0);
        append(first, begin, end, way);
        int at = text.length() - Character.charCount(first);
        for (int i = Character.charCount(first); i < seen.length(); i++) {
            text.append(seen.charAt(i), begin, end);
        }
        marks.add(new Mark(at, text.length(), mark));
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

    /**
     * @param rest pieces that are not cut off, if there are more
     */
    private void cut(int rest, Consumer<SsmlItem> items) {
        if (isEmpty()) {
            return; // of elements without words a text may have millions
        }
        TracedText traced = text.build();
        List<SentenceSplitter.Piece> pieces =
                SentenceSplitter.split(
                        traced.text(), voice.sentences(), voice.maxCharacters(), voice.words());
        Out out = new Out(traced, changes, marks, items);
        int kept = pieces.size() > rest ? rest : 0; // so that what is long gets shorter
        int at = 0;
        int done = 0;
        for (int i = 0; i < pieces.size() - kept; i++) {
            SentenceSplitter.Piece piece = pieces.get(i);
            at = piece.span().end();
            done = out.words(Math.max(piece.span().begin(), done), at);
            if (i < pieces.size() - 1) {
                piece.pause().ifPresent(kind -> items.accept(SsmlItem.Gap.of(kind)));
            }
        }
        keepFrom(kept == 0 ? traced.length() : Math.max(at, done), traced);
    }

    private void keepFrom(int at, TracedText traced) {
        TracedText.Builder rest = new TracedText.Builder(256);
        rest.append(traced, at, traced.length());
        List<Change> later = new ArrayList<>();
        List<Mark> marked = new ArrayList<>();
        if (at < traced.length()) {
            for (Change change : changes) {
                if (change.at() <= at) {
                    later.clear();
                }
                later.add(new Change(Math.max(0, change.at() - at), change.way()));
            }
            marks.stream()
                    .filter(mark -> mark.begin() >= at)
                    .map(mark -> new Mark(mark.begin() - at, mark.end() - at, mark.mark()))
                    .forEach(marked::add);
        }
        text = rest;
        changes = later;
        marks = marked;
    }

    /** Gives the words of one cut, from places that never go back. */
    private static final class Out {
        private final TracedText traced;
        private final List<Change> changes;
        private final List<Mark> marks;
        private final Consumer<SsmlItem> items;
        private int nextChange;
        private int nextMark;

        Out(TracedText traced, List<Change> changes, List<Mark> marks, Consumer<SsmlItem> items) {
            this.traced = traced;
            this.changes = changes;
            this.marks = marks;
            this.items = items;
        }

        /**
         * The words between two places, and the rest of a mark that the second lies in.
         *
         * @return behind the last of them
         */
        int words(int begin, int end) {
            int from = begin;
            while (from < end) {
                Way way = wayAt(from);
                int change =
                        nextChange < changes.size()
                                ? changes.get(nextChange).at()
                                : Integer.MAX_VALUE;
                int to = Math.min(end, change);
                while (to < end && BELONGS_BEFORE.indexOf(traced.charAt(to)) >= 0) {
                    to++;
                }
                from = add(from, to, way);
            }
            return from;
        }

        private Way wayAt(int place) {
            while (nextChange < changes.size() && changes.get(nextChange).at() <= place) {
                nextChange++;
            }
            return changes.get(nextChange - 1).way();
        }

        private int add(int begin, int end, Way way) {
            TracedText.Builder words = new TracedText.Builder(end - begin);
            int at = begin;
            while (nextMark < marks.size() && marks.get(nextMark).begin() < end) {
                Mark mark = marks.get(nextMark++);
                plain(at, mark.begin(), words);
                Span span = traced.span(mark.begin(), mark.end());
                if (words.length() > 0 && words.charAt(words.length() - 1) == '\\') {
                    words.append(' ', span.begin(), span.begin()); // else the bracket is text
                }
                for (int i = 0; i < mark.mark().length(); i++) {
                    words.append(mark.mark().charAt(i), span.begin(), span.end());
                }
                at = mark.end();
            }
            if (at < end) {
                plain(at, end, words);
                at = end;
            }
            add(words.build(), way);
            return at;
        }

        private void add(TracedText words, Way way) {
            int from = 0;
            int to = words.length();
            while (from < to && Character.isWhitespace(words.charAt(from))) {
                from++;
            }
            while (to > from && Character.isWhitespace(words.charAt(to - 1))) {
                to--;
            }
            if (from < to) {
                items.accept(
                        new SsmlItem.Words(
                                words.text().substring(from, to),
                                words.origin(from, to),
                                way.language(),
                                way.manner()));
            }
        }

        /** Text in which no mark begins. */
        private void plain(int from, int to, TracedText.Builder into) {
            for (int i = from; i < to; i++) {
                if (traced.charAt(i) == '[') {
                    into.append('\\', traced, i, i + 1);
                }
                into.append(traced, i, i + 1);
            }
        }
    }
}
