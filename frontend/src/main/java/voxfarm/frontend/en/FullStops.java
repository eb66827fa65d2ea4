package voxfarm.frontend.en;

import java.util.Locale;
import java.util.Set;
import voxfarm.frontend.unicode.Blanks;

/**
 * Whether a dot ends a sentence: one answer for who cuts a text and for who reads it. It looks at
 * the word before the dot and at what follows, so it costs little more than the blanks there.
 */
public final class FullStops {
    /** Over more marks than these nobody looks for the beginning of a sentence or a word. */
    private static final int MOST_MARKS = 8;

    /** Longer words are no short forms. */
    private static final int LONGEST = Math.max(12, EnglishAbbreviations.LONGEST);

    private static final int MOST_NUMBER_DIGITS = 3;
    private static final String CLOSERS = "\"')]}”’»›";
    private static final String OPENERS = "\"'([{“‘«‹¿¡*_";
    private static final String CLAUSE_MARKS = ",;:，；：、";
    private static final String VOWELS = "aeiouy";

    /** Behind these a sentence begins. */
    private static final String ENDS = ".!?…。！？．:;：；";

    /**
     * Words that begin sentences, and hardly a name: "in the U.S. They left", "the U.S. Senate".
     */
    private static final Set<String> STARTERS =
            Set.of(
                    "the",
                    "he",
                    "she",
                    "it",
                    "they",
                    "we",
                    "you",
                    "i",
                    "this",
                    "that",
                    "these",
                    "those",
                    "there",
                    "here",
                    "but",
                    "and",
                    "or",
                    "so",
                    "yet",
                    "then",
                    "now",
                    "in",
                    "on",
                    "at",
                    "by",
                    "for",
                    "from",
                    "to",
                    "with",
                    "as",
                    "if",
                    "when",
                    "while",
                    "after",
                    "before",
                    "since",
                    "because",
                    "although",
                    "though",
                    "however",
                    "also",
                    "his",
                    "her",
                    "its",
                    "their",
                    "my",
                    "our",
                    "your",
                    "what",
                    "who",
                    "why",
                    "how",
                    "where",
                    "which",
                    "not",
                    "no",
                    "yes",
                    "nobody",
                    "nothing",
                    "everyone",
                    "everything",
                    "someone",
                    "all",
                    "some",
                    "many",
                    "most",
                    "both",
                    "each",
                    "every",
                    "one",
                    "a",
                    "an",
                    "is",
                    "are",
                    "was",
                    "were",
                    "do",
                    "does",
                    "did",
                    "has",
                    "have",
                    "had",
                    "can",
                    "could",
                    "will",
                    "would",
                    "may",
                    "let",
                    "let's",
                    "it's",
                    "he's",
                    "she's",
                    "they're",
                    "we're",
                    "i'm",
                    "i've",
                    "i'll",
                    "that's",
                    "there's",
                    "what's",
                    "don't",
                    "didn't",
                    "meanwhile",
                    "perhaps",
                    "maybe",
                    "please",
                    "others",
                    "another",
                    "today",
                    "yesterday",
                    "tomorrow");

    /** The text's language is not known here; none of these is a word of English. */
    private static final Set<String> OF_OTHER_LANGUAGES =
            Set.of(
                    "bzw", "nr", "hr", "str", "bspw", "vgl", "evtl", "ggf", "inkl", "sog", "zzgl",
                    "sra", "srta", "dra", "ud", "uds", "mme", "mlle", "env", "dott", "sig", "dhr",
                    "mevr");

    private static final Set<String> GERMAN_MONTHS =
            Set.of(
                    "Januar",
                    "Jänner",
                    "Februar",
                    "März",
                    "April",
                    "Mai",
                    "Juni",
                    "Juli",
                    "August",
                    "September",
                    "Oktober",
                    "November",
                    "Dezember");

    private FullStops() {}

    /**
     * Whether a sentence ends at the dot. What ends with its text does.
     *
     * @param from nothing before it is looked at: where a sentence began
     * @param dot of no number and of no address: neither letter nor digit stands right behind it
     */
    public static boolean ends(CharSequence text, int from, int dot) {
        int next = next(text, dot + 1);
        if (next == text.length()) {
            return true;
        }
        char following = text.charAt(next);
        boolean goesOn = following == '.' || CLAUSE_MARKS.indexOf(following) >= 0;
        if (goesOn || isOfWord(text, from, dot)) {
            return false;
        }
        return !isSmall(text, next) || (beginsSmall(text, from) && isSayable(text, from, dot));
    }

    /**
     * Whether the dot is part of a short form, an initial or the number of an item, and says
     * nothing of the sentence.
     *
     * @see #ends
     */
    static boolean isOfWord(CharSequence text, int from, int dot) {
        int next = next(text, dot + 1);
        if (next == text.length()) {
            return false;
        }
        if (isItemNumber(text, from, dot) || isDayOfMonth(text, dot, next)) {
            return true;
        }
        int begin = wordBegin(text, from, dot);
        if (begin == dot) {
            return false;
        }
        String spelling = text.subSequence(begin, dot).toString();
        if (spelling.length() == 1) {
            return isInitial(text, from, begin, next);
        }
        String word = spelling.toLowerCase(Locale.ROOT).replace('’', '\'');
        if (OF_OTHER_LANGUAGES.contains(word)) {
            return true;
        }
        if (EnglishAbbreviations.isKnown(spelling)) {
            return ofShortForm(text, from, begin, word, next);
        }
        if (!isDotted(spelling)) {
            return false;
        }
        boolean clause = CLAUSE_MARKS.indexOf(text.charAt(next)) >= 0;
        return clause || !(isHalfDay(word) ? endsTime(text, next) : starts(text, next));
    }

    private static boolean ofShortForm(
            CharSequence text, int from, int begin, String word, int next) {
        if (CLAUSE_MARKS.indexOf(text.charAt(next)) >= 0) {
            return true;
        }
        return switch (EnglishAbbreviations.dot(word)) {
            case INSIDE -> true;
            case INSIDE_BEFORE_NUMBER ->
                    EnglishAbbreviations.isNumbered(word, text, next) || isSmall(text, next);
            case NAME -> !starts(text, next);
            case STREET ->
                    !(EnglishAbbreviations.isName(wordBefore(text, from, begin))
                            && starts(text, next));
            case OPEN -> isSmall(text, next);
        };
    }

    /** "1. First", "2.打开": a number before a sentence, and "I. Introduction". */
    static boolean isItemNumber(CharSequence text, int from, int dot) {
        int begin = dot;
        while (begin > from
                && dot - begin <= MOST_NUMBER_DIGITS
                && Character.isDigit(text.charAt(begin - 1))) {
            begin--;
        }
        if (begin == dot || dot - begin > MOST_NUMBER_DIGITS) {
            return false;
        }
        boolean glued = dot + 1 < text.length() && isWide(text.charAt(dot + 1));
        boolean free = begin == from || !Character.isLetterOrDigit(text.charAt(begin - 1));
        return free && (glued || beginsSentence(text, from, begin));
    }

    /** "am 3. Mai": a number with a dot is an ordinal in German and its neighbours. */
    private static boolean isDayOfMonth(CharSequence text, int dot, int next) {
        return dot > 0
                && Character.isDigit(text.charAt(dot - 1))
                && GERMAN_MONTHS.contains(wordAt(text, next));
    }

    /** A letter with a dot, before a name or in a series of such: also "z. B.", "E. coli". */
    private static boolean isInitial(CharSequence text, int from, int letter, int next) {
        char c = text.charAt(letter);
        boolean followed = letterWithDot(text, next);
        if (!Character.isUpperCase(c)) {
            boolean number = Character.isDigit(text.charAt(next));
            boolean parties = c == 'v' && Character.isUpperCase(text.charAt(next));
            return followed || parties || ((c == 'p' || c == 'c') && number);
        }
        String before = wordBefore(text, from, letter);
        boolean series = followed || initialBefore(text, from, letter);
        boolean begins = beginsSentence(text, from, letter);
        if (c == 'I' && !series && !begins) {
            return false;
        }
        if (isSmall(text, next)) {
            return true;
        }
        if (ShortForms.LABELS.contains(before.toLowerCase(Locale.ROOT))) {
            return false;
        }
        boolean name = Character.isUpperCase(text.charAt(next));
        return name && (begins || series || !starts(text, next));
    }

    private static boolean initialBefore(CharSequence text, int from, int letter) {
        int dot = backOverBlanks(text, from, letter) - 1;
        return dot > from
                && text.charAt(dot) == '.'
                && Character.isUpperCase(text.charAt(dot - 1))
                && (dot - 1 == from || !Character.isLetter(text.charAt(dot - 2)));
    }

    private static boolean letterWithDot(CharSequence text, int at) {
        return at + 1 < text.length()
                && Character.isLetter(text.charAt(at))
                && text.charAt(at + 1) == '.';
    }

    /** {@code U.S}, {@code a.m}, {@code Ph.D}: no part is longer than two letters. */
    private static boolean isDotted(String spelling) {
        int part = 0;
        boolean dots = false;
        for (int i = 0; i < spelling.length(); i++) {
            if (spelling.charAt(i) == '.') {
                dots = true;
                part = 0;
            } else if (++part > 2) {
                return false;
            }
        }
        return dots && part > 0;
    }

    private static boolean isHalfDay(String word) {
        return word.equals("a.m") || word.equals("p.m");
    }

    /** Behind a time of day a capital begins a sentence, unless it is a day or a zone. */
    private static boolean endsTime(CharSequence text, int next) {
        return Character.isUpperCase(text.charAt(next))
                && !ClockTimes.GOES_ON.contains(wordAt(text, next));
    }

    private static boolean starts(CharSequence text, int at) {
        return Character.isUpperCase(text.charAt(at))
                && STARTERS.contains(wordAt(text, at).toLowerCase(Locale.ROOT).replace('’', '\''));
    }

    /** A small letter that begins no "iPhone". */
    private static boolean isSmall(CharSequence text, int at) {
        return Character.isLowerCase(text.charAt(at))
                && !(at + 1 < text.length() && Character.isUpperCase(text.charAt(at + 1)));
    }

    /** Whoever begins a sentence with a small letter does so with the next one. */
    public static boolean beginsSmall(CharSequence text, int from) {
        int first = from;
        while (first < text.length()
                && first - from < MOST_MARKS
                && !Character.isLetterOrDigit(text.charAt(first))) {
            first++;
        }
        return first < text.length() && isSmall(text, first);
    }

    /** Whether the word before the dot is one to say, and no short form that nobody listed. */
    private static boolean isSayable(CharSequence text, int from, int dot) {
        int begin = wordBegin(text, from, dot);
        for (int i = begin; i < dot; i++) {
            if (VOWELS.indexOf(Character.toLowerCase(text.charAt(i))) >= 0
                    || text.charAt(i) > '\u007f') {
                return dot - begin > 1;
            }
        }
        return begin == dot; // a number, a bracket
    }

    /** The next that is neither blank nor a mark around words; the text's end if there is none. */
    private static int next(CharSequence text, int behind) {
        int at = behind;
        while (at < text.length() && CLOSERS.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        while (at < text.length() && Blanks.isBlank(text.charAt(at))) {
            at++;
        }
        int word = at;
        while (word < text.length()
                && word - at < MOST_MARKS
                && OPENERS.indexOf(text.charAt(word)) >= 0) {
            word++;
        }
        return word;
    }

    /** Where the letters and dots before a dot begin; the dot itself if they are no short form. */
    private static int wordBegin(CharSequence text, int from, int dot) {
        int begin = dot;
        while (begin > from && isWordPart(text.charAt(begin - 1))) {
            if (dot - begin > LONGEST) {
                return dot;
            }
            begin--;
        }
        while (begin < dot && !Character.isLetter(text.charAt(begin))) {
            begin++; // a quote
        }
        boolean free =
                begin == from
                        || isWide(text.charAt(begin - 1))
                        || !Character.isLetterOrDigit(text.charAt(begin - 1));
        boolean time = dot - begin == 3 && isHalfDay(small(text, begin, dot)); // 7p.m.
        return free || time ? begin : dot;
    }

    private static String small(CharSequence text, int begin, int end) {
        return text.subSequence(begin, end).toString().toLowerCase(Locale.ROOT);
    }

    private static boolean isWordPart(char c) {
        return (Character.isLetter(c) && !isWide(c)) || c == '.' || c == '\'' || c == '’';
    }

    private static boolean isWide(char c) {
        return c >= '\u2e80' && Character.isLetter(c);
    }

    private static String wordBefore(CharSequence text, int from, int at) {
        int end = backOverBlanks(text, from, at);
        int begin = end;
        while (begin > from && end - begin < LONGEST && isLetterPart(text.charAt(begin - 1))) {
            begin--;
        }
        return text.subSequence(begin, end).toString();
    }

    private static String wordAt(CharSequence text, int at) {
        int end = at;
        while (end < text.length() && end - at < LONGEST && isLetterPart(text.charAt(end))) {
            end++;
        }
        return text.subSequence(at, end).toString();
    }

    private static boolean isLetterPart(char c) {
        return Character.isLetter(c) || c == '\'' || c == '’';
    }

    private static int backOverBlanks(CharSequence text, int from, int at) {
        int end = at;
        while (end > from && at - end < MOST_MARKS && Blanks.isBlank(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean endsShortForm(CharSequence text, int from, int dot) {
        String spelling = text.subSequence(wordBegin(text, from, dot), dot).toString();
        return spelling.length() == 1
                || isDotted(spelling)
                || EnglishAbbreviations.isKnown(spelling);
    }

    /** Whether nothing that is spoken stands between a sentence's beginning and the place. */
    private static boolean beginsSentence(CharSequence text, int from, int at) {
        int begin = at;
        while (begin > from && at - begin < MOST_MARKS) {
            char c = text.charAt(begin - 1);
            if (c == '.' && endsShortForm(text, from, begin - 1)) {
                return false; // "no. 7."
            }
            if (c == '\n') {
                return true;
            }
            if (ENDS.indexOf(c) >= 0) {
                return begin < at || c > '\u007f'; // no blank: inside a number or a time
            }
            if (!Blanks.isBlank(c) && OPENERS.indexOf(c) < 0) {
                return false;
            }
            begin--;
        }
        return begin == from;
    }
}
