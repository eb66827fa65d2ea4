package voxfarm.frontend;

import java.util.Arrays;
import voxfarm.common.plan.TextSpan;

/**
 * A text on its way through a front end, of which each character knows the stretch of the caller's
 * text that it stands for. Immutable.
 */
public final class TracedText {
    private final String text;
    private final int[] begins;
    private final int[] ends;

    private TracedText(String text, int[] begins, int[] ends) {
        this.text = text;
        this.begins = begins;
        this.ends = ends;
    }

    /** The caller's text itself. */
    public static TracedText of(String text) {
        Builder all = new Builder(text.length());
        for (int i = 0; i < text.length(); i++) {
            all.append(text.charAt(i), i, i + 1);
        }
        return all.build();
    }

    public String text() {
        return text;
    }

    public int length() {
        return text.length();
    }

    public char charAt(int at) {
        return text.charAt(at);
    }

    /** Where in the caller's text the character there comes from. */
    public int begin(int at) {
        return begins[at];
    }

    /** What of the caller's text the characters from {@code from} to {@code to} come from. */
    public Span span(int from, int to) {
        if (from == to) {
            int at = from < length() ? begins[from] : length() == 0 ? 0 : ends[length() - 1];
            return new Span(at, at);
        }
        return new Span(begins[from], Math.max(begins[from], ends[to - 1]));
    }

    /** As {@link #span}, of at least one character, with what each of them comes from. */
    public TextSpan origin(int from, int to) {
        TextSpan.Builder origin = new TextSpan.Builder();
        for (int i = from; i < to; i++) {
            int units = ends[i] - begins[i];
            if (units == 1) {
                origin.copied(1, begins[i]);
            } else if (units == 2 && i + 1 < to && isPair(i)) {
                origin.copied(2, begins[i]);
                i++;
            } else {
                origin.standing(1, new TextSpan(begins[i], Math.max(begins[i], ends[i])));
            }
        }
        return origin.build(0);
    }

    /** Whether both halves of a character stand for the same stretch. */
    private boolean isPair(int at) {
        return Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1))
                && begins[at] == begins[at + 1];
    }

    /** Puts a text together. On one thread. */
    public static final class Builder {
        private final StringBuilder text;
        private int[] begins;
        private int[] ends;

        /**
         * @param expected characters
         */
        public Builder(int expected) {
            this.text = new StringBuilder(expected);
            this.begins = new int[expected];
            this.ends = new int[expected];
        }

        public int length() {
            return text.length();
        }

        public char charAt(int at) {
            return text.charAt(at);
        }

        /** Where in the caller's text the character there comes from. */
        public int begin(int at) {
            return begins[at];
        }

        /** A character that stands for a stretch of the caller's text. */
        public void append(char c, int begin, int end) {
            int at = text.length();
            if (at == begins.length) {
                begins = Arrays.copyOf(begins, 2 * at + 16);
                ends = Arrays.copyOf(ends, 2 * at + 16);
            }
            text.append(c);
            begins[at] = begin;
            ends[at] = end;
        }

        /** A character for those of another text from {@code from} to {@code to}. */
        public void append(char c, TracedText source, int from, int to) {
            append(c, source.begins[from], source.ends[to - 1]);
        }

        /** The characters of another text from {@code from} to {@code to}. */
        public void append(TracedText source, int from, int to) {
            for (int i = from; i < to; i++) {
                append(source.text.charAt(i), source.begins[i], source.ends[i]);
            }
        }

        public TracedText build() {
            return new TracedText(
                    text.toString(),
                    Arrays.copyOf(begins, text.length()),
                    Arrays.copyOf(ends, text.length()));
        }
    }
}
