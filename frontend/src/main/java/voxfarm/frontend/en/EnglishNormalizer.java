package voxfarm.frontend.en;

import static java.lang.Character.UnicodeScript.LATIN;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import voxfarm.frontend.unicode.StreamSafe;

/**
 * Splits English text into words and marks and writes out what is not words: numbers, money, times,
 * dates, units, symbols, abbreviations, addresses. What has no reading is named, never dropped in
 * silence. Each {@link Form} looks at a place once, and what it takes is not looked at again, so
 * the time is linear in the text's length.
 */
final class EnglishNormalizer {

    /** How a word is said. */
    enum Style {
        WORD,
        /** Its letters one by one. */
        LETTERS,
        /** Behind an apostrophe, which may stand for its h: 'Arry. */
        CLIPPED,
        /** A syllable before a hyphen, said as in front of a word: the re of "re-elected". */
        PREFIX
    }

    /** A piece of normalised text. */
    sealed interface Token {
        /**
         * @param text small letters and apostrophes
         * @param spelling how the word stood in the text, for capitals
         */
        record Word(String text, String spelling, Style style) implements Token {
            boolean letters() {
                return style == Style.LETTERS;
            }
        }

        /** One of {@code . , ; : ! ?}. */
        record Mark(char mark) implements Token {}

        record NotSpoken(String text) implements Token {}
    }

    /** In this order: what is tried first may begin as what comes later does. */
    private static final List<Form> FORMS =
            List.of(
                    new WebAddresses(),
                    new CalendarDates(),
                    new PhoneNumbers(),
                    new Versions(),
                    new Durations(),
                    new ClockTimes(),
                    new Fractions(),
                    new Money(),
                    new Measures(),
                    new Numerals(),
                    new ShortForms(),
                    new LettersAndDigits());

    private static final String OPERATORS = "+=<>≤≥≠≈×÷^√";
    private static final String CLOSERS = "\"')]}";
    private static final int LONGEST_NAME = 6;
    private static final int LONGEST_UNIT = 12;

    /** Before a day in short, and before nobody who sat. */
    private static final Set<String> BEFORE_DAYS =
            Set.of("on", "every", "next", "last", "this", "until", "till");

    private EnglishNormalizer() {}

    /** The text as tokens, in order. Any input ends in a list. */
    static List<Token> tokens(String text) {
        return tokens(text, false);
    }

    /**
     * @param begun whether something is spoken before it, whose mark may come first here
     */
    static List<Token> tokens(String text, boolean begun) {
        String folded = Respacing.apply(Folding.fold(text));
        SpokenWords out = new SpokenWords(begun);
        int at = 0;
        while (at < folded.length()) {
            at = step(folded, at, out);
        }
        return out.finish();
    }

    private static int step(String text, int at, SpokenWords out) {
        int c = text.codePointAt(at);
        if (Character.isWhitespace(c)) {
            return at + 1;
        }
        if (c == Folding.RAISED) {
            return raised(text, at, out);
        }
        if (c == Folding.AND) {
            out.words("and");
            return at + 1;
        }
        if (c == '^' && (Look.isLetter(text, at - 1) || Look.at(text, at - 1) == ')')) {
            int end = Look.digits(text, at + 1, 3);
            if (end > at + 1) {
                out.words(Measures.powerWords(text.substring(at + 1, end)));
                return end;
            }
        }
        if (Look.begins(text, at) || Look.isDigit(text, at)) {
            for (Form form : FORMS) {
                int end = form.read(text, at, out);
                if (end > at) {
                    return end;
                }
            }
        }
        if (Character.isLetter(c) && Character.UnicodeScript.of(c) == LATIN) {
            return word(text, at, wordEnd(text, at), out);
        }
        int mark = mark(text, at, c, out);
        return mark > at ? mark : symbol(text, at, c, out);
    }

    /** {@code x²}; behind a word of more letters it is the mark of a note. */
    private static int raised(String text, int at, SpokenWords out) {
        int close = text.indexOf(Folding.RAISED_END, at);
        String power = text.substring(at + 1, close);
        boolean variable = Look.isLetter(text, at - 1) && Look.wordBefore(text, at).length() <= 2;
        if (variable || Look.at(text, at - 1) == ')') {
            out.words(Measures.powerWords(power));
        } else if (out.beginsSentence() && power.chars().allMatch(Character::isDigit)) {
            out.words(EnglishNumbers.cardinal(power));
        } else {
            out.notSpoken(Folding.asWritten(power));
        }
        return close + 1;
    }

    /** Behind letters, their marks, and apostrophes: one at the end belongs to the word. */
    private static int wordEnd(String text, int at) {
        int end = lettersEnd(text, at);
        while (end < text.length() && text.charAt(end) == '\'') {
            int next = lettersEnd(text, end + 1);
            if (next == end + 1) {
                return next;
            }
            end = next;
        }
        return end;
    }

    /** One that may stand in an English word: letters of other scripts have no reading. */
    private static boolean isLetter(int c) {
        return Character.isLetter(c)
                && switch (Character.UnicodeScript.of(c)) {
                    case LATIN, COMMON, INHERITED -> true;
                    default -> false;
                };
    }

    /** Behind a letter, more of them and marks; {@code at} if no letter stands there. */
    private static int lettersEnd(String text, int at) {
        int end = at;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            if (!isLetter(c) && (end == at || !StreamSafe.isMark(c))) {
                break;
            }
            end += Character.charCount(c);
        }
        return end;
    }

    private static int word(String text, int at, int end, SpokenWords out) {
        String spelling = text.substring(at, end);
        String before = Look.wordBefore(text, at);
        if (Look.at(text, end) == '.') {
            String full = EnglishAbbreviations.expand(spelling, before, text, end + 1);
            if (!full.isEmpty()) {
                out.words(full);
                // "etc." at the end of a text still ends its sentence
                return end + (FullStops.isOfWord(text, 0, end) ? 1 : 0);
            }
        }
        String street = EnglishAbbreviations.street(spelling, text, at, end);
        if (!street.isEmpty()) {
            out.words(street);
            return end;
        }
        String state = States.beforeZipCode(text, at, end);
        if (!state.isEmpty()) {
            out.words(state);
            return end;
        }
        Units.Found unit = Units.alone(text, at, end);
        if (unit.end() > at) {
            out.words(Units.isOne(before) ? unit.one() : unit.many());
            return unit.end();
        }
        String after = Look.wordAfter(text, end);
        String full = inFull(text, at, end, before, after);
        if (!full.isEmpty()) {
            out.words(full);
            boolean ofShortDay =
                    full.equals(CalendarNames.shortDay(spelling))
                            && Look.at(text, end) == '.'
                            && !FullStops.ends(text, 0, end);
            return ofShortDay ? end + 1 : end;
        }
        plain(text, end, spelling, before, after, out);
        return end;
    }

    /** What is short without a dot: a title before a name, a day; empty if it is none. */
    private static String inFull(String text, int at, int end, String before, String after) {
        String spelling = text.substring(at, end);
        if (Look.isBlank(text, end) && Look.isCapitalised(after)) {
            String title = EnglishAbbreviations.title(spelling);
            if (!title.isEmpty()) {
                return title;
            }
        }
        String day = CalendarNames.shortDay(spelling);
        boolean isDay = !day.isEmpty() && (isOfRange(text, at, end) || isDay(text, before, end));
        return isDay ? day : EnglishAbbreviations.withoutDot(spelling);
    }

    private static void plain(
            String text, int end, String spelling, String before, String after, SpokenWords out) {
        if (spelling.equals("x") && isBetweenSizes(text, end)) {
            out.words("by");
            return;
        }
        if (isSpelled(text, end, spelling, before, after, out)) {
            out.letters(spelling);
            return;
        }
        String stem = stem(spelling);
        if (Look.isInCapitals(stem) && Capitals.areLetters(stem, before, after)) {
            out.letters(stem);
            if (stem.length() < spelling.length()) {
                out.appendToLast("'s");
            }
            return;
        }
        if (Look.at(text, end) == '-' && Look.isLetter(text, end + 1)) {
            if (Prefixes.isPrefix(spelling.toLowerCase(Locale.ROOT))) {
                out.prefix(spelling);
                return;
            }
        }
        if (spelling.length() == 1 && Look.isCapitalised(spelling) && !isWord(spelling)) {
            out.letters(spelling);
            return;
        }
        int at = end - spelling.length();
        boolean joins = spelling.equalsIgnoreCase("n'") || spelling.equals("n");
        if (joins && (Look.at(text, at - 1) == '\'' || spelling.equals("N'"))) {
            out.word("an'"); // rock 'n' roll
            return;
        }
        if (Look.at(text, at - 1) == '\'' && Look.begins(text, at - 1)) {
            out.clipped(spelling);
            return;
        }
        out.word(spelling);
    }

    /** Letters by what stands around them: a letter A or a, I-95, mc². */
    private static boolean isSpelled(
            String text, int end, String spelling, String before, String after, SpokenWords out) {
        char next = Look.at(text, end);
        return switch (spelling) {
            case "A" ->
                    Capitals.isLetterA(before, after, out.beginsSentence(), standsAlone(text, end));
            case "a" -> isOperand(text, end);
            case "I" -> next == '-' && Look.isDigit(text, end + 1);
            default -> spelling.length() == 2 && (next == Folding.RAISED || next == '^');
        };
    }

    private static boolean standsAlone(String text, int end) {
        char next = Look.at(text, Look.blanks(text, end));
        return next == 0 ? !Look.isBlank(text, end) : ".,;:!?)/-+".indexOf(next) >= 0;
    }

    /** The a of "a ≤ b" and "y = a". */
    private static boolean isOperand(String text, int end) {
        char next = Look.at(text, Look.blanks(text, end));
        int before = end - 2;
        while (end - before < 5 && Look.isBlank(text, before)) {
            before--;
        }
        char last = Look.at(text, before);
        return (next != 0 && OPERATORS.indexOf(next) >= 0)
                || (last != 0 && OPERATORS.indexOf(last) >= 0);
    }

    /** The x of {@code 12" x 18"} and "8½ x 11". */
    private static boolean isBetweenSizes(String text, int end) {
        char before = Look.at(text, end - 3);
        return Look.isBlank(text, end - 2)
                && (Character.isDigit(before) || before == '"' || before == '\'')
                && Look.isBlank(text, end)
                && Look.isDigit(text, Look.blanks(text, end));
    }

    private static boolean isWord(String letter) {
        return letter.equals("A") || letter.equals("I");
    }

    /** Without a small s, with an apostrophe or without, behind capitals. */
    private static String stem(String spelling) {
        String stem =
                spelling.endsWith("s") ? spelling.substring(0, spelling.length() - 1) : spelling;
        stem = stem.endsWith("'") ? stem.substring(0, stem.length() - 1) : stem;
        return stem.length() > 1 && Look.isInCapitals(stem) ? stem : spelling;
    }

    /** Marks that the voice makes; the place itself if none stands there. */
    private static int mark(String text, int at, int c, SpokenWords out) {
        if (c == '.' && Look.at(text, at + 1) != '.') {
            return dot(text, at, out);
        }
        if (".,;:!?".indexOf(c) >= 0) {
            int end = at;
            boolean question = false;
            boolean exclamation = false;
            while (end < text.length() && ".,;:!?".indexOf(text.charAt(end)) >= 0) {
                question |= text.charAt(end) == '?';
                exclamation |= text.charAt(end) == '!';
                end++;
            }
            out.mark(question ? '?' : exclamation ? '!' : (char) c);
            return end;
        }
        int end = at;
        while (end < text.length() && "-—–―".indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        if (end == at) {
            return at;
        }
        boolean blanks = at > 0 && Look.isBlank(text, at - 1) && Look.isBlank(text, end);
        boolean numbers =
                blanks && isNumberBefore(text, at) && Look.isDigit(text, Look.blanks(text, end));
        if ((numbers || isGrade(text, at, end)) && c == '-' && end == at + 1) {
            out.words("minus");
        } else if (end > at + 1 || c != '-' || blanks) {
            boolean range = !blanks && end == at + 1 && c == '–' && joinsNames(text, at);
            if (range) {
                out.words("to");
            } else {
                out.mark(',');
            }
        } else if (joinsNames(text, at)) {
            out.words("to");
        }
        return end;
    }

    /** "a B-": behind a letter by itself, before nothing. */
    private static boolean isGrade(String text, int at, int end) {
        char letter = Look.at(text, at - 1);
        return letter >= 'A'
                && letter <= 'F'
                && Look.begins(text, at - 1)
                && Look.ends(text, end)
                && Look.at(text, end) != '-';
    }

    private static boolean isNumberBefore(String text, int at) {
        int before = at - 1;
        while (before >= 0 && at - before < 4 && Look.isBlank(text, before)) {
            before--;
        }
        char c = Look.at(text, before);
        return (c >= '0' && c <= '9') || c == '%' || c == '°' || c == '€';
    }

    /** Mon-Fri. */
    private static boolean isOfRange(String text, int at, int end) {
        return ("-–".indexOf(Look.at(text, end)) >= 0
                        && CalendarNames.ALL.contains(Look.wordAfter(text, end + 1)))
                || ("-–".indexOf(Look.at(text, at - 1)) >= 0
                        && CalendarNames.ALL.contains(Look.wordBefore(text, at - 1)));
    }

    /** "on Sat. and Sun.", "Sun., 3 Nov.": days in short that are words, too. */
    private static boolean isDay(String text, String before, int end) {
        boolean dot = Look.at(text, end) == '.';
        int behind = Look.blanks(text, dot ? end + 1 : end);
        int comma = Look.at(text, behind) == ',' ? Look.blanks(text, behind + 1) : behind;
        boolean date =
                Look.isDigit(text, comma)
                        || CalendarNames.MONTHS.contains(Look.wordAfter(text, comma));
        boolean named = !dot && Look.isCapitalised(Look.wordAfter(text, end)); // Sun Records
        return (!named && BEFORE_DAYS.contains(before.toLowerCase(Locale.ROOT)))
                || (date && (dot || comma > behind))
                || listedDay(text, end - 3, comma);
    }

    /** Beside another day of a list: "Sat. and Sun.", "Fri, Sat". */
    private static boolean listedDay(String text, int at, int behind) {
        String next = Look.wordAfter(text, behind);
        String before = Look.wordBefore(text, at);
        if (next.equals("and") || next.equals("or")) {
            next = Look.wordAfter(text, Look.blanks(text, behind) + next.length());
        }
        int left = Look.blanksBefore(text, at);
        if (before.equals("and") || before.equals("or")) {
            left = Look.blanksBefore(text, left - before.length());
        }
        left -= Look.at(text, left - 1) == ',' ? 1 : 0;
        left -= Look.at(text, left - 1) == '.' ? 1 : 0;
        boolean apart =
                Look.blanks(text, at + 3) > at + 3 || ".,".indexOf(Look.at(text, at + 3)) >= 0;
        return (apart && CalendarNames.ALL.contains(next))
                || (left < at && CalendarNames.ALL.contains(Look.wordBefore(text, left)));
    }

    private static boolean isNumberBehind(String text, int at) {
        return Look.isDigit(text, at)
                || (Currencies.before(text, at).isPresent() && !Look.isLetter(text, at));
    }

    /** "9am", "9 a.m.". */
    private static boolean isHalfDayBefore(String text, int at) {
        int last = Look.at(text, at - 1) == '.' ? at - 2 : at - 1;
        int first = Look.at(text, last - 1) == '.' ? last - 2 : last - 1;
        int digit = Look.isBlank(text, first - 1) ? first - 2 : first - 1;
        return "mM".indexOf(Look.at(text, last)) >= 0
                && "aApP".indexOf(Look.at(text, first)) >= 0
                && Look.isDigit(text, digit);
    }

    /** The i9 of "i9-13900K": letters, and digits up to the place. */
    private static boolean isNameBefore(String text, int at) {
        int begin = at;
        while (at - begin < LONGEST_NAME && Look.isDigit(text, begin - 1)) {
            begin--;
        }
        return begin < at && Look.isLetter(text, begin - 1);
    }

    /** "10%–20%", "9am-5pm", "Monday–Friday". */
    private static boolean joinsNames(String text, int at) {
        boolean quantity =
                (isNumberBefore(text, at) && !isNameBefore(text, at)) || isHalfDayBefore(text, at);
        return (quantity && isNumberBehind(text, at + 1))
                || (CalendarNames.ALL.contains(Look.wordBefore(text, at))
                        && CalendarNames.ALL.contains(Look.wordAfter(text, at + 1)));
    }

    /** One dot: the end of a sentence, unless letters or digits go on behind it at once. */
    private static int dot(String text, int at, SpokenWords out) {
        char next = Look.at(text, at + 1);
        char before = Look.at(text, at - 1);
        boolean goesOn = Character.isLetterOrDigit(next);
        boolean first = at == 0 || Look.isBlank(text, at - 1) || "(\"'".indexOf(before) >= 0;
        boolean inName = Character.isLetterOrDigit(before) && !Look.isUpper(text, at + 1);
        if (goesOn && (first || inName)) {
            out.words("dot");
            return at + 1;
        }
        if (!goesOn && FullStops.isOfWord(text, 0, at)) {
            if (FullStops.isItemNumber(text, 0, at)) {
                out.mark(',');
            }
            return at + 1;
        }
        if (!goesOn && !FullStops.ends(text, 0, at)) {
            out.mark(','); // a short form that nobody listed, or a sentence begun with a small
            // letter
            return at + 1;
        }
        int end = at + 1;
        while (end < text.length() && (CLOSERS + ",;:!?").indexOf(text.charAt(end)) >= 0) {
            if ("!?".indexOf(text.charAt(end)) >= 0) {
                out.mark(text.charAt(end));
            }
            end++;
        }
        out.mark('.');
        return at + 1;
    }

    /** The days of "365 days/yr": several things, and a number before them. */
    private static boolean isCountBefore(String text, int at) {
        String things = Look.wordBefore(text, at);
        int number = Look.blanksBefore(text, at - things.length());
        boolean many = things.equals("people") || (things.length() > 3 && things.endsWith("s"));
        return many
                && Look.isLetter(text, at - 1)
                && Character.isLowerCase(things.charAt(0))
                && Look.isDigit(text, number - 1);
    }

    private static int symbol(String text, int at, int c, SpokenWords out) {
        int end = at + Character.charCount(c);
        if (Punctuation.isSilent(text, at, c)) {
            return end;
        }
        String per = c == '/' && isCountBefore(text, at) ? Units.per(text, at) : "";
        if (!per.isEmpty()) {
            out.words("per " + per);
            return Look.letters(text, at + 1, LONGEST_UNIT);
        }
        String reading = Punctuation.words(text, at, c);
        if (!reading.isEmpty()) {
            out.words(reading);
            return end;
        }
        while (end < text.length() && Punctuation.isUnspoken(text, end)) {
            end += Character.charCount(text.codePointAt(end));
        }
        out.notSpoken(text.substring(at, end));
        return end;
    }
}
