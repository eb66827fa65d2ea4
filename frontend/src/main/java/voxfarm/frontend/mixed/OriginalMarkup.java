package voxfarm.frontend.mixed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.en.PythonText;

/**
 * Texts that name who speaks what in which language, {@code [speaker]<zh>…<jp>…}, as Bert-VITS2
 * reads them. Stateless; time is linear in the text's length.
 */
public final class OriginalMarkup {
    private OriginalMarkup() {}

    /**
     * What one speaker says.
     *
     * @param begin of the name's bracket in the text
     */
    public record Speech(String speaker, int begin, List<Part> parts) {
        public Speech {
            parts = List.copyOf(parts);
        }
    }

    /**
     * What is said in one language.
     *
     * @param language as it is named, in capitals
     * @param text trimmed; may be empty
     * @param begin of it in the text
     */
    public record Part(String language, String text, int begin) {}

    /** Whether somebody says something in it, so that the original speaks it. */
    public static boolean isValid(String text) {
        Places places = new Places(text);
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != ']' || !places.closesName[i]) {
                continue;
            }
            int at = i + 1;
            while (at < text.length() && PythonText.isSpace(text.charAt(at))) {
                at++;
            }
            if (at < text.length() && text.charAt(at) == '<' && places.tagWithText(at)) {
                return true;
            }
        }
        return false;
    }

    /** Who says what, in order; what stands before the first name is not spoken. */
    public static List<Speech> speeches(String text) {
        Places places = new Places(text);
        List<Speech> speeches = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            Optional<Integer> close = places.name(at);
            if (close.isEmpty() || close.get() + 1 >= text.length()) {
                at++;
                continue;
            }
            int from = close.get() + 1;
            int to = from + 1;
            while (to < text.length()
                    && places.name(to).isEmpty()
                    && !(to == text.length() - 1 && text.charAt(to) == '\n')) {
                to++;
            }
            speeches.add(new Speech(text.substring(at + 1, from - 1), at, parts(text, from, to)));
            at = to;
        }
        return speeches;
    }

    private static List<Part> parts(String text, int from, int to) {
        List<Part> parts = new ArrayList<>();
        int at = from;
        while (at < to) {
            if (text.charAt(at) != '<') {
                at++;
                continue;
            }
            int close = at + 2;
            while (close < to && !PythonText.isSpace(text.charAt(close - 1))) {
                if (text.charAt(close) == '>' && close + 1 < to && text.charAt(close + 1) != '<') {
                    break;
                }
                close++;
            }
            boolean tag =
                    close < to
                            && text.charAt(close) == '>'
                            && close + 1 < to
                            && text.charAt(close + 1) != '<'
                            && !PythonText.isSpace(text.charAt(close - 1));
            if (!tag) {
                at = Math.min(to, close); // no later tag of this word ends before it
                continue;
            }
            int end = close + 1;
            while (end < to && text.charAt(end) != '<') {
                end++;
            }
            String said = text.substring(close + 1, end);
            int blanks = 0;
            while (blanks < said.length() && PythonText.isSpace(said.charAt(blanks))) {
                blanks++;
            }
            parts.add(
                    new Part(
                            text.substring(at + 1, close).toUpperCase(Locale.ROOT),
                            PythonText.strip(said),
                            close + 1 + blanks));
            at = end;
        }
        return parts;
    }

    /**
     * What the original's page speaks at once: texts and their languages.
     *
     * @param begins where the texts stand in the whole text
     * @param skipsStart whether it means to leave out the first phone
     */
    public record Call(
            List<String> texts, List<Integer> begins, List<String> languages, boolean skipsStart) {
        public Call {
            texts = List.copyOf(texts);
            begins = List.copyOf(begins);
            languages = List.copyOf(languages);
        }
    }

    /** All that is spoken of a text with names, as release 2.1 has it: a bar cuts. */
    public static List<Call> calls(List<Speech> speeches) {
        List<List<Part>> groups = new ArrayList<>();
        for (Speech speech : speeches) {
            List<List<Part>> own = new ArrayList<>();
            for (Part part : speech.parts()) {
                if (part.text().indexOf('|') < 0) {
                    if (own.isEmpty()) {
                        own.add(new ArrayList<>());
                    }
                    own.getLast().add(part);
                    continue;
                }
                int begin = part.begin();
                for (String cut : part.text().split("\\|", -1)) {
                    List<Part> group = new ArrayList<>();
                    if (!cut.isEmpty()) {
                        group.add(new Part(part.language(), cut, begin));
                    }
                    own.add(group);
                    begin += cut.length() + 1;
                }
            }
            groups.addAll(own);
        }
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            List<Part> group = groups.get(i);
            if (!group.isEmpty()) {
                calls.add(
                        new Call(
                                group.stream().map(Part::text).toList(),
                                group.stream().map(Part::begin).toList(),
                                group.stream().map(Part::language).toList(),
                                i > 0 && group.size() > 1));
            }
        }
        return calls;
    }

    /** All that is spoken of a text without names: a bar cuts, the rest is as it is guessed. */
    public static List<Call> calls(String text, TextRules rules) {
        List<Call> calls = new ArrayList<>();
        String[] cuts = text.split("\\|", -1);
        int begin = 0;
        for (int i = 0; i < cuts.length; begin += cuts[i].length() + 1, i++) {
            if (cuts[i].isEmpty()) {
                continue;
            }
            List<OriginalLanguages.Piece> pieces =
                    OriginalLanguages.split(cuts[i], OriginalLanguages.ALL, rules);
            calls.add(
                    new Call(
                            pieces.stream().map(OriginalLanguages.Piece::text).toList(),
                            begins(pieces, begin),
                            pieces.stream()
                                    .map(piece -> piece.language().map(Object::toString).orElse(""))
                                    .toList(),
                            i > 0 && pieces.size() > 1));
        }
        return calls;
    }

    private static List<Integer> begins(List<OriginalLanguages.Piece> pieces, int begin) {
        List<Integer> begins = new ArrayList<>();
        int at = begin;
        for (OriginalLanguages.Piece piece : pieces) {
            begins.add(at);
            at += piece.text().length();
        }
        return begins;
    }

    /** Where names and tags close, found once. */
    private static final class Places {
        private final String text;

        /** The next {@code ]} from each place on, and the next blank; the length if none is. */
        private final int[] closes;

        private final int[] blanks;

        /** The next {@code >} from each place on with a character behind it that is said. */
        private final int[] tags;

        /** Whether a name in brackets ends with the {@code ]} there. */
        private final boolean[] closesName;

        Places(String text) {
            this.text = text;
            int length = text.length();
            this.closes = new int[length + 3];
            this.blanks = new int[length + 3];
            this.tags = new int[length + 3];
            this.closesName = new boolean[length];
            for (int[] places : List.of(closes, blanks, tags)) {
                Arrays.fill(places, length);
            }
            for (int i = length - 1; i >= 0; i--) {
                char c = text.charAt(i);
                boolean said = i + 1 < length && "<[]".indexOf(text.charAt(i + 1)) < 0;
                closes[i] = c == ']' ? i : closes[i + 1];
                blanks[i] = PythonText.isSpace(c) ? i : blanks[i + 1];
                tags[i] = c == '>' && said ? i : tags[i + 1];
            }
            int open = length; // the first bracket of the word so far
            for (int i = 0; i < length; i++) {
                char c = text.charAt(i);
                open = PythonText.isSpace(c) ? length : c == '[' ? Math.min(open, i) : open;
                closesName[i] = c == ']' && i >= open + 2;
            }
        }

        /** Where the name closes whose bracket opens at a place; empty if none does. */
        Optional<Integer> name(int at) {
            if (text.charAt(at) != '[' || at + 2 >= text.length()) {
                return Optional.empty();
            }
            int close = closes[at + 2];
            return close < text.length() && blanks[at + 1] > close
                    ? Optional.of(close)
                    : Optional.empty();
        }

        boolean tagWithText(int at) {
            int close = tags[Math.min(at + 2, text.length())];
            return close < text.length() && blanks[at + 1] > close;
        }
    }
}
