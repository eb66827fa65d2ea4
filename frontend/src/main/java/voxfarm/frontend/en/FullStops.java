package voxfarm.frontend.en;

import java.util.Locale;
import java.util.Set;
import voxfarm.frontend.unicode.Blanks;

/**
 * Whether a dot ends a sentence: one answer for who cuts a text and for who reads it. It looks at
 * the word before the dot and at what follows, so it costs little more than the blanks there.
 */
public final class FullStops {
    private static final int MOST_NUMBER_DIGITS = 3;
    private static final String CLAUSE_MARKS = ",;:，；：、";
    private static final String VOWELS = "aeiouy";

    /** Behind these a sentence begins. */
    private static final String ENDS = ".!?…。！？．:;：；";

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
        int next = NearDot.next(text, dot + 1);
        if (next == text.length()) {
            return true;
        }
        char following = text.charAt(next);
        boolean goesOn = following == '.' || CLAUSE_MARKS.indexOf(following) >= 0;
        if (goesOn || isOfWord(text, from, dot)) {
            return false;
        }
        return !NearDot.isSmall(text, next)
                || (beginsSmall(text, from) && isSayable(text, from, dot));
    }

    /**
     * Whether the dot is part of a short form, an initial or the number of an item, and says
     * nothing of the sentence.
     *
     * @see #ends
     */
    static boolean isOfWord(CharSequence text, int from, int dot) {
        int next = NearDot.next(text, dot + 1);
        if (next == text.length()) {
            return false;
        }
        if (isItemNumber(text, from, dot) || isDayOfMonth(text, dot, next)) {
            return true;
        }
        int begin = NearDot.wordBegin(text, from, dot);
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
        return clause
                || !(NearDot.isHalfDay(word)
                        ? endsTime(text, next)
                        : SentenceStarters.isAt(text, next));
    }

    private static boolean ofShortForm(
            CharSequence text, int from, int begin, String word, int next) {
        if (CLAUSE_MARKS.indexOf(text.charAt(next)) >= 0) {
            return true;
        }
        return switch (EnglishAbbreviations.dot(word)) {
            case INSIDE -> true;
            case INSIDE_BEFORE_NUMBER ->
                    EnglishAbbreviations.isNumbered(word, text, next)
                            || NearDot.isSmall(text, next);
            case NAME -> !SentenceStarters.isAt(text, next);
            case STREET ->
                    !(EnglishAbbreviations.isName(NearDot.wordBefore(text, from, begin))
                            && SentenceStarters.isAt(text, next));
            case OPEN -> NearDot.isSmall(text, next);
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
        boolean glued = dot + 1 < text.length() && NearDot.isWide(text.charAt(dot + 1));
        boolean free = begin == from || !Character.isLetterOrDigit(text.charAt(begin - 1));
        return free && (glued || beginsSentence(text, from, begin));
    }

    /** "am 3. Mai": a number with a dot is an ordinal in German and its neighbours. */
    private static boolean isDayOfMonth(CharSequence text, int dot, int next) {
        return dot > 0
                && Character.isDigit(text.charAt(dot - 1))
                && GERMAN_MONTHS.contains(NearDot.wordAt(text, next));
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
        String before = NearDot.wordBefore(text, from, letter);
        boolean series = followed || initialBefore(text, from, letter);
        boolean begins = beginsSentence(text, from, letter);
        if (c == 'I' && !series && !begins) {
            return false;
        }
        if (NearDot.isSmall(text, next)) {
            return true;
        }
        if (ShortForms.LABELS.contains(before.toLowerCase(Locale.ROOT))) {
            return false;
        }
        boolean name = Character.isUpperCase(text.charAt(next));
        return name && (begins || series || !SentenceStarters.isAt(text, next));
    }

    private static boolean initialBefore(CharSequence text, int from, int letter) {
        int dot = NearDot.backOverBlanks(text, from, letter) - 1;
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

    /** Behind a time of day a capital begins a sentence, unless it is a day or a zone. */
    private static boolean endsTime(CharSequence text, int next) {
        return Character.isUpperCase(text.charAt(next))
                && !ClockTimes.GOES_ON.contains(NearDot.wordAt(text, next));
    }

    /** Whoever begins a sentence with a small letter does so with the next one. */
    public static boolean beginsSmall(CharSequence text, int from) {
        int first = from;
        while (first < text.length()
                && first - from < NearDot.MOST_MARKS
                && !Character.isLetterOrDigit(text.charAt(first))) {
            first++;
        }
        return first < text.length() && NearDot.isSmall(text, first);
    }

    /** Whether the word before the dot is one to say, and no short form that nobody listed. */
    private static boolean isSayable(CharSequence text, int from, int dot) {
        int begin = NearDot.wordBegin(text, from, dot);
        for (int i = begin; i < dot; i++) {
            if (VOWELS.indexOf(Character.toLowerCase(text.charAt(i))) >= 0
                    || text.charAt(i) > '\u007f') {
                return dot - begin > 1;
            }
        }
        return begin == dot; // a number, a bracket
    }

    private static boolean endsShortForm(CharSequence text, int from, int dot) {
        String spelling = text.subSequence(NearDot.wordBegin(text, from, dot), dot).toString();
        return spelling.length() == 1
                || isDotted(spelling)
                || EnglishAbbreviations.isKnown(spelling);
    }

    /** Whether nothing that is spoken stands between a sentence's beginning and the place. */
    private static boolean beginsSentence(CharSequence text, int from, int at) {
        int begin = at;
        while (begin > from && at - begin < NearDot.MOST_MARKS) {
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
            if (!Blanks.isBlank(c) && NearDot.OPENERS.indexOf(c) < 0) {
                return false;
            }
            begin--;
        }
        return begin == from;
    }
}
