package voxfarm.frontend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import voxfarm.frontend.unicode.Blanks;
import voxfarm.frontend.unicode.StreamSafe;

/**
 * A text with what people want read otherwise: marks in it, and words and phrases of dictionaries,
 * of overlapping ones the first and longest. An entry counts for whole words, and not inside
 * addresses. What cannot be said is read as if it were not marked, and named. Time is linear in the
 * length of the text. Immutable.
 *
 * @param <T> how a word is said, as {@link Sayer} has it
 */
public final class Corrections<T> {
    /** How far a word that touches a slash is looked at for whether it is an address. */
    private static final int LONGEST_ADDRESS = 200;

    /** More marks than that no letter has. */
    private static final int LONGEST_CLUSTER = 40;

    private static final String POSSESSIVE = "'s";

    private final Readings readings;
    private final Sayer<T> sayer;
    private final List<Part<T>> parts = new ArrayList<>();
    private final List<SpokenText.NotSpoken> unsaid = new ArrayList<>();

    /** A stretch of the text, not empty. */
    public sealed interface Part<T> {
        /**
         * To be read as it stands.
         *
         * @param begin where in the text
         */
        record Text<T>(String text, int begin) implements Part<T> {}

        /**
         * Words that are read in the place of others, and are nobody's to correct again.
         *
         * @param span what they stand for
         */
        record Words<T>(String text, Span span, SpokenText.Source source) implements Part<T> {}

        /**
         * @param word as it is written; empty where a mark has none
         * @param wordBegin where the word stands in the text
         * @param span of the word, or of the whole mark
         */
        record Said<T>(String word, int wordBegin, T said, Span span, SpokenText.Source source)
                implements Part<T> {}
    }

    private Corrections(Readings readings, Sayer<T> sayer) {
        this.readings = readings;
        this.sayer = sayer;
    }

    public static <T> Corrections<T> of(String text, Readings readings, Sayer<T> sayer) {
        return of(Marks.parts(text), readings, sayer);
    }

    /**
     * @param marked a text whose marks are found
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_REQUEST} if a dictionary's
     *     reading of a word of the text is none
     */
    public static <T> Corrections<T> of(
            List<Marks.Part> marked, Readings readings, Sayer<T> sayer) {
        Corrections<T> all = new Corrections<>(readings, sayer);
        for (Marks.Part part : marked) {
            switch (part) {
                case Marks.Part.Text(String text, int begin) -> all.words(text, begin);
                case Marks.Part.Mark mark -> all.mark(mark);
            }
        }
        return all;
    }

    /** In order; texts may stand side by side. */
    public List<Part<T>> parts() {
        return List.copyOf(parts);
    }

    /** Readings in notations of the voice that it cannot say. */
    public List<SpokenText.NotSpoken> unsaid() {
        return List.copyOf(unsaid);
    }

    private void mark(Marks.Part.Mark mark) {
        Optional<Part<T>> said =
                said(
                        mark.word(),
                        mark.wordBegin(),
                        mark.reading(),
                        "",
                        mark.span(),
                        SpokenText.Source.INLINE);
        if (said.isPresent()) {
            parts.add(said.get());
            return;
        }
        unsaid.add(notSpoken(mark.reading(), mark.span()));
        if (!mark.word().isEmpty()) {
            parts.add(new Part.Text<>(mark.word(), mark.wordBegin()));
        }
    }

    private Optional<Part<T>> said(
            String word,
            int wordBegin,
            Reading reading,
            String ending,
            Span span,
            SpokenText.Source source) {
        boolean say = reading.notation() == Notation.SAY;
        if (reading.notation() == Notation.IPA && !IpaText.isOne(reading.value())) {
            return Optional.empty(); // no sign of the alphabet: no voice knows it
        }
        Optional<T> said =
                say || sayer.notations().contains(reading.notation())
                        ? sayer.say(word, reading, ending)
                        : Optional.empty();
        if (said.isPresent()) {
            return Optional.of(new Part.Said<>(word + ending, wordBegin, said.get(), span, source));
        }
        return say
                ? Optional.of(new Part.Words<>(reading.value() + ending, span, source))
                : Optional.empty();
    }

    /** Puts in what the dictionaries say. */
    private void words(String text, int begin) {
        int from = 0;
        int at = 0;
        while (!readings.isEmpty() && at < text.length()) {
            int c = text.codePointAt(at);
            int next = Readings.firstWord(text, at);
            Optional<Found<T>> found =
                    Character.isWhitespace(c) ? Optional.empty() : longest(text, at, next, begin);
            if (found.isPresent()) {
                add(text, from, at, begin);
                parts.add(found.get().part());
                next = found.get().end();
                from = next;
            }
            at = next;
        }
        add(text, from, text.length(), begin);
    }

    private void add(String text, int from, int to, int begin) {
        if (to > from) {
            parts.add(new Part.Text<>(text.substring(from, to), begin + from));
        }
    }

    private record Found<T>(Part<T> part, int end) {}

    private Optional<Found<T>> longest(String text, int at, int wordEnd, int begin) {
        int most = readings.longest(text.substring(at, wordEnd));
        if (most > 0) {
            Window window = Window.of(text, at, wordEnd, most);
            int[] lengths = readings.lengths(window.text(), most);
            for (int i = lengths.length - 1; i >= 0; i--) {
                String word = window.text().substring(0, lengths[i]);
                Optional<Found<T>> found = entry(text, at, window.end(lengths[i]), word, begin);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return entry(text, at, wordEnd, text.substring(at, wordEnd), begin);
    }

    /**
     * What stands at a place as dictionaries have it: blanks as one each, apostrophes of one kind,
     * letters and their marks composed.
     *
     * @param ends for each of its characters, where in the text the next one begins
     */
    private record Window(String text, int[] ends) {
        /** From the place on, at most so many characters. */
        static Window of(String text, int at, int wordEnd, int most) {
            StringBuilder normal = new StringBuilder();
            int[] ends = new int[most];
            int i = at;
            while (i < text.length() && normal.length() < most) {
                int begin = i;
                i = behindMarks(text, begin);
                String one = one(text, begin, i, begin >= wordEnd);
                boolean again =
                        one.equals(" ")
                                && !normal.isEmpty()
                                && normal.charAt(normal.length() - 1) == ' ';
                if (normal.length() + one.length() > most
                        || (again && i - at > 4 * Readings.LONGEST_WORD)) {
                    break; // nobody's phrase has so many blanks
                }
                normal.append(again ? "" : one);
                Arrays.fill(ends, normal.length() - (again ? 1 : one.length()), normal.length(), i);
            }
            return new Window(normal.toString(), ends);
        }

        /** Behind a character and the marks that combine with it. */
        private static int behindMarks(String text, int at) {
            int end = at + Character.charCount(text.codePointAt(at));
            while (end < text.length()
                    && end - at < LONGEST_CLUSTER
                    && StreamSafe.isMark(text.codePointAt(end))) {
                end += Character.charCount(text.codePointAt(end));
            }
            return end;
        }

        private static String one(String text, int from, int to, boolean mayBeBlank) {
            char c = text.charAt(from);
            if (to == from + 1 && (c == '’' || (mayBeBlank && Blanks.isBlank(c)))) {
                return c == '’' ? "'" : " ";
            }
            return Readings.composed(text.substring(from, to));
        }

        int end(int length) {
            return ends[length - 1];
        }
    }

    private Optional<Found<T>> entry(String text, int at, int end, String word, int begin) {
        if (!begins(text, at)) {
            return Optional.empty();
        }
        String ending = ending(text, at, end);
        if (ending.isEmpty() && !ends(text, end)) {
            return Optional.empty();
        }
        int behind = end + ending.length();
        Span span = new Span(begin + at, begin + behind);
        for (Readings.Entry entry : readings.all(word)) {
            Reading reading = entry.reading();
            Optional<Part<T>> said =
                    said(
                            text.substring(at, end),
                            begin + at,
                            reading,
                            ending.isEmpty() ? "" : POSSESSIVE,
                            span,
                            SpokenText.Source.of(entry.layer()));
            if (said.isPresent()) {
                return Optional.of(new Found<>(said.get(), behind));
            }
            passOver(entry, reading, span);
        }
        return Optional.empty();
    }

    /** Sounds that this voice has not are right for others; the rest its front end checks. */
    private void passOver(Readings.Entry entry, Reading reading, Span span) {
        if (reading.notation() == Notation.IPA && sayer.notations().contains(Notation.IPA)) {
            unsaid.add(notSpoken(reading, span));
        } else if (sayer.notations().contains(reading.notation())) {
            throw Reading.wrong(entry.word(), entry.written());
        }
    }

    private static SpokenText.NotSpoken notSpoken(Reading reading, Span span) {
        return new SpokenText.NotSpoken(
                reading.notation().wireName() + ":" + reading.value(), span);
    }

    private String ending(String text, int at, int end) {
        boolean possessive =
                sayer.takesEndings()
                        && end > at
                        && Scripts.isOfWord(text.codePointBefore(end))
                        && end + 1 < text.length()
                        && "'’".indexOf(text.charAt(end)) >= 0
                        && "sS".indexOf(text.charAt(end + 1)) >= 0
                        && ends(text, end + 2);
        return possessive ? text.substring(end, end + 2) : "";
    }

    private static boolean begins(String text, int at) {
        if (at == 0) {
            return true;
        }
        int before = text.codePointBefore(at);
        if (Scripts.isOfWord(before)) {
            return !Scripts.isOfWord(text.codePointAt(at));
        }
        boolean letters = at > 1 && Scripts.isOfWord(text.codePointBefore(at - 1));
        return !(letters && glues(text, at - 1)) && !inAddress(text, at - 1);
    }

    private static boolean ends(String text, int end) {
        if (end == text.length()) {
            return true;
        }
        int next = text.codePointAt(end);
        if (Scripts.isOfWord(next)) {
            return !Scripts.isOfWord(text.codePointBefore(end));
        }
        boolean letters = end + 1 < text.length() && Scripts.isOfWord(text.codePointAt(end + 1));
        return !(letters && (glues(text, end) || "'’".indexOf(next) >= 0)) && !inAddress(text, end);
    }

    /** Whether the sign makes one word of what is on both its sides. */
    private static boolean glues(String text, int at) {
        return ".@_\\".indexOf(text.charAt(at)) >= 0;
    }

    /** A slash, or what comes before one, in {@code https://example.org/a}. */
    private static boolean inAddress(String text, int at) {
        if ("/:".indexOf(text.charAt(at)) < 0) {
            return false;
        }
        int from = at;
        while (from > 0
                && at - from < LONGEST_ADDRESS
                && !Character.isWhitespace(text.charAt(from - 1))) {
            from--;
        }
        int to = at;
        while (to < text.length()
                && to - at < LONGEST_ADDRESS
                && !Character.isWhitespace(text.charAt(to))) {
            to++;
        }
        String word = text.substring(from, to);
        return word.contains("://") || word.contains("www.");
    }
}
