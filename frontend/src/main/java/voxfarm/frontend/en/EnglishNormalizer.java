package voxfarm.frontend.en;

import static java.lang.Character.UnicodeScript.LATIN;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.frontend.unicode.StreamSafe;

/**
 * Splits English text into words and marks and writes out what is not words: numbers, money, times,
 * dates, units, symbols, abbreviations, addresses. What has no reading is named, never dropped in
 * silence.
 */
final class EnglishNormalizer {

    /** A piece of normalised text. */
    sealed interface Token {
        /**
         * @param text small letters and apostrophes
         * @param spelling how the word stood in the text, for capitals
         * @param letters whether its letters are read one by one
         */
        record Word(String text, String spelling, boolean letters) implements Token {}

        /** One of {@code . , ; : ! ?}. */
        record Mark(char mark) implements Token {}

        record NotSpoken(String text) implements Token {}
    }

    /** A form that is not plain words, and how it is written out. */
    private record Form(Pattern pattern, BiConsumer<Matcher, Writer> write) {}

    /**
     * Where a word begins and ends. Not {@code \\b}: to learn whether a combining mark belongs to a
     * word that looks back over all marks before it, at each of them.
     */
    private static final String BEGIN = "(?<![\\w\\p{Mn}])";

    private static final String END = "(?![\\w\\p{Mn}])";

    private static final String NUMBER =
            "\\d{1,3}(?:,\\d{3}(?!\\d))++(?:\\.\\d++)?|\\d++(?:\\.\\d++)?|\\.\\d++";

    private static final Map<String, String> CURRENCIES =
            Map.of("$", "dollar", "£", "pound", "€", "euro", "¥", "yen", "₹", "rupee");

    private static final List<Form> FORMS =
            List.of(
                    form(
                            "https?://[^\\s<>\"]++|www\\.[^\\s<>\"]++|[\\w.+-]{1,64}+@[\\w-]{1,64}+(?:\\.[\\w-]{1,64}+){1,8}+",
                            EnglishNormalizer::address),
                    form(
                            "([$£€¥₹]) ?("
                                    + NUMBER
                                    + ")(?: (thousand|million|billion|trillion)"
                                    + END
                                    + ")?",
                            EnglishNormalizer::money),
                    form("(\\d{4})-(\\d{2})-(\\d{2})(?!\\d)", EnglishNormalizer::date),
                    form("(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?!\\d)", EnglishNormalizer::time),
                    form(
                            "\\+?\\d{2,4}(?:-\\d{2,4}(?!\\d)){2,}+",
                            (m, w) -> w.words(digitsOnly(m.group()))),
                    form(
                            "(\\d++(?:,\\d{3})*+)(?:st|nd|rd|th)" + END,
                            (m, w) -> w.words(EnglishNumbers.ordinal(plain(m.group(1))))),
                    form("(?:'|" + BEGIN + ")(\\d{0,3}0)'?s" + END, EnglishNormalizer::decade),
                    form("(\\d{1,3})/(\\d{1,3})(?![\\d/])", EnglishNormalizer::fraction),
                    form(
                            "(?:(?<![\\p{L}\\d])(-|−))?("
                                    + NUMBER
                                    + ")(?: ?([%°]C?F?|[a-zA-Zµ]{1,4}²?)(?![\\w']))?",
                            EnglishNormalizer::number));

    private static final Pattern MARKS = Pattern.compile("\\.{2,}+|…|[.,;:!?]++|--++|[—–]");
    private static final Pattern ADDRESS_PIECE = Pattern.compile("[A-Za-z]++|\\d|[^A-Za-z\\d]");

    /** One letter alone only before a mark: "Part I." but not "the book I read". */
    private static final Pattern ROMAN =
            Pattern.compile(
                    "(?<="
                            + BEGIN
                            + "(?:[Cc]hapter|CHAPTER|[Pp]art|PART|[Bb]ook|BOOK|[Vv]olume|VOLUME|[Aa]ct|ACT|[Ss]cene|SCENE|War)"
                            + " )(?:[IVXLC]{2,}+"
                            + END
                            + "|[IVX](?=[^\\S\\n]*+(?:[.,:;\\n]|$)))(?!')");

    private static final List<String> MONTHS =
            List.of(
                    "january",
                    "february",
                    "march",
                    "april",
                    "may",
                    "june",
                    "july",
                    "august",
                    "september",
                    "october",
                    "november",
                    "december");

    private static final int SHOWN_NOT_SPOKEN = 40;

    private EnglishNormalizer() {}

    private static Form form(String regex, BiConsumer<Matcher, Writer> write) {
        return new Form(Pattern.compile(regex), write);
    }

    /** The text as tokens, in order. Any input ends in a list; time is linear in its length. */
    static List<Token> tokens(String text) {
        return tokens(text, false);
    }

    /**
     * @param begun whether something is spoken before it, whose mark may come first here
     */
    static List<Token> tokens(String text, boolean begun) {
        String clean =
                StreamSafe.normalize(text, Normalizer.Form.NFKC)
                        .replace('’', '\'')
                        .replace('‘', '\'');
        Writer out = new Writer(begun);
        int at = 0;
        while (at < clean.length()) {
            at = step(clean, at, out);
        }
        return out.finish();
    }

    private static int step(String text, int at, Writer out) {
        int c = text.codePointAt(at);
        boolean inWord = at > 0 && Character.isLetter(text.codePointBefore(at));
        if (Character.isWhitespace(c)) {
            return at + Character.charCount(c);
        }
        // "B2" and "MP3" are letters and digits side by side, not a number form
        if (!inWord || Character.isDigit(c)) {
            for (Form form : FORMS) {
                Matcher m = form.pattern().matcher(text).region(at, text.length());
                m.useTransparentBounds(true).useAnchoringBounds(false);
                if (m.lookingAt()) {
                    form.write().accept(m, out);
                    return m.end();
                }
            }
        }
        return wordOrMark(text, at, c, out);
    }

    private static int wordOrMark(String text, int at, int c, Writer out) {
        Matcher roman = matchAt(ROMAN, text, at);
        if (roman.lookingAt()) {
            out.words(
                    EnglishNumbers.cardinal(
                            RomanNumerals.value(roman.group().toUpperCase(Locale.ROOT))));
            return roman.end();
        }
        int dotted = dottedEnd(text, at);
        if (dotted > at) {
            out.dotted(text.substring(at, dotted), dotted == text.length());
            return dotted;
        }
        if (Character.isLetter(c) && Character.UnicodeScript.of(c) == LATIN) {
            return word(text, at, wordEnd(text, at), out);
        }
        Matcher marks = matchAt(MARKS, text, at);
        if (marks.lookingAt()) {
            out.mark(strongest(marks.group()));
            return marks.end();
        }
        return symbol(text, at, c, out);
    }

    private static Matcher matchAt(Pattern pattern, String text, int at) {
        return pattern.matcher(text)
                .region(at, text.length())
                .useTransparentBounds(true)
                .useAnchoringBounds(false);
    }

    /**
     * Behind two and more letters with a dot each, as in "U.S.A."; {@code at} if there are none.
     */
    private static int dottedEnd(String text, int at) {
        int end = at;
        int letters = 0;
        while (end < text.length()) {
            int letter = text.codePointAt(end);
            int dot = end + Character.charCount(letter);
            if (!Character.isLetter(letter) || dot >= text.length() || text.charAt(dot) != '.') {
                break;
            }
            end = dot + 1;
            letters++;
        }
        return letters < 2 ? at : end;
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

    /** Behind a letter, more of them and marks; {@code at} if no letter stands there. */
    private static int lettersEnd(String text, int at) {
        int end = at;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            if (!Character.isLetter(c) && (end == at || !StreamSafe.isMark(c))) {
                break;
            }
            end += Character.charCount(c);
        }
        return end;
    }

    private static int word(String text, int at, int end, Writer out) {
        String spelling = text.substring(at, end);
        boolean dot = end < text.length() && text.charAt(end) == '.';
        String full = dot ? EnglishAbbreviations.expand(spelling, text, end + 1) : "";
        if (!full.isEmpty()) {
            out.words(full);
            // "etc." at the end of a text still ends its sentence
            boolean ends = EnglishAbbreviations.skipBlanks(text, end + 1) == text.length();
            return end + (ends ? 0 : 1);
        }
        out.word(spelling);
        return end;
    }

    private static char strongest(String marks) {
        for (char mark : new char[] {'?', '!'}) {
            if (marks.indexOf(mark) >= 0) {
                return mark;
            }
        }
        char first = marks.charAt(0);
        return switch (first) {
            case '…' -> '.';
            case '—', '–', '-' -> ',';
            default -> first;
        };
    }

    private static int symbol(String text, int at, int c, Writer out) {
        int end = at + Character.charCount(c);
        String reading = EnglishAbbreviations.symbol(c);
        if (!reading.isEmpty()) {
            out.words(reading);
        } else if (Character.isLetterOrDigit(c) || Character.getType(c) == Character.OTHER_SYMBOL) {
            while (end < text.length() && sameKind(text.codePointAt(end))) {
                end += Character.charCount(text.codePointAt(end));
            }
            String piece = text.substring(at, end);
            out.notSpoken(
                    piece.length() > SHOWN_NOT_SPOKEN
                            ? piece.substring(0, SHOWN_NOT_SPOKEN) + "…"
                            : piece);
        }
        return end;
    }

    private static boolean sameKind(int c) {
        return (Character.isLetterOrDigit(c) || Character.getType(c) == Character.OTHER_SYMBOL)
                && Character.UnicodeScript.of(c) != Character.UnicodeScript.LATIN
                && !Character.isDigit(c)
                && EnglishAbbreviations.symbol(c).isEmpty();
    }

    private static void address(Matcher m, Writer out) {
        String all = m.group();
        int end = all.length();
        while (end > 0 && ".,;:!?)".indexOf(all.charAt(end - 1)) >= 0) {
            end--;
        }
        String address = all.substring(0, end);
        String rest = all.substring(end);
        Matcher piece = ADDRESS_PIECE.matcher(address);
        while (piece.find()) {
            String reading = EnglishAbbreviations.addressPart(piece.group());
            if (reading.isEmpty()) {
                out.word(piece.group());
            } else {
                out.words(reading);
            }
        }
        if (!rest.isEmpty() && ".,;:!?".indexOf(rest.charAt(0)) >= 0) {
            out.mark(rest.charAt(0));
        }
    }

    private static void money(Matcher m, Writer out) {
        String unit = CURRENCIES.getOrDefault(m.group(1), "dollar");
        String amount = plain(m.group(2));
        String plural = unit.equals("yen") ? "yen" : unit + "s";
        if (m.group(3) != null) {
            out.words(decimal(amount) + " " + m.group(3) + " " + plural);
            return;
        }
        if (amount.matches("\\d+\\.\\d\\d") && !unit.equals("yen")) {
            String whole = amount.substring(0, amount.length() - 3);
            String cents = amount.substring(amount.length() - 2);
            String minor =
                    unit.equals("pound")
                            ? (cents.equals("01") ? " penny" : " pence")
                            : (cents.equals("01") ? " cent" : " cents");
            String minorWords =
                    cents.equals("00")
                            ? ""
                            : EnglishNumbers.cardinal(Long.parseLong(cents)) + minor;
            String majorWords =
                    whole.matches("0+") && !minorWords.isEmpty()
                            ? ""
                            : decimal(whole) + " " + (whole.equals("1") ? unit : plural);
            out.words(
                    (majorWords
                                    + (majorWords.isEmpty() || minorWords.isEmpty() ? "" : " and ")
                                    + minorWords)
                            .strip());
            return;
        }
        out.words(decimal(amount) + " " + (amount.equals("1") ? unit : plural));
    }

    private static void date(Matcher m, Writer out) {
        int month = Integer.parseInt(m.group(2));
        int day = Integer.parseInt(m.group(3));
        if (month < 1 || month > 12 || day < 1 || day > 31) {
            out.words(digitsOnly(m.group()));
            return;
        }
        out.words(MONTHS.get(month - 1) + " " + EnglishNumbers.ordinal(String.valueOf(day)));
        out.words(year(m.group(1)));
    }

    private static void time(Matcher m, Writer out) {
        int minutes = Integer.parseInt(m.group(2));
        out.words(EnglishNumbers.cardinal(Long.parseLong(m.group(1))));
        if (minutes == 0 && m.group(3) == null) {
            int hour = Integer.parseInt(m.group(1));
            out.words(hour > 12 || hour == 0 ? "hundred" : "o'clock");
            return;
        }
        out.words((minutes < 10 ? "oh " : "") + EnglishNumbers.cardinal(minutes));
        if (m.group(3) != null) {
            out.words("and " + EnglishNumbers.cardinal(Long.parseLong(m.group(3))) + " seconds");
        }
    }

    private static void decade(Matcher m, Writer out) {
        String words =
                m.group(1).length() == 4 ? year(m.group(1)) : EnglishNumbers.cardinal(m.group(1));
        out.words(
                words.endsWith("y") ? words.substring(0, words.length() - 1) + "ies" : words + "s");
    }

    private static void fraction(Matcher m, Writer out) {
        String upper = EnglishNumbers.cardinal(m.group(1));
        boolean one = m.group(1).equals("1");
        String lower =
                switch (m.group(2)) {
                    case "2" -> one ? "half" : "halves";
                    case "4" -> one ? "quarter" : "quarters";
                    default -> EnglishNumbers.ordinal(m.group(2)) + (one ? "" : "s");
                };
        boolean plain = m.group(2).matches("0+|1") || m.group(1).startsWith("0");
        out.words(
                plain
                        ? upper + " over " + EnglishNumbers.cardinal(m.group(2))
                        : upper + " " + lower);
    }

    private static void number(Matcher m, Writer out) {
        if (m.group(1) != null) {
            out.words("minus");
        }
        String digits = plain(m.group(2));
        String unit =
                m.group(3) == null ? "" : EnglishAbbreviations.unit(m.group(3), digits.equals("1"));
        boolean yearLike =
                digits.matches("1[1-9]\\d\\d|20[1-9]\\d")
                        && m.group(2).length() == 4
                        && unit.isEmpty();
        out.words(yearLike ? year(digits) : decimal(digits));
        if (!unit.isEmpty()) {
            out.words(unit);
        } else if (m.group(3) != null) {
            // not a unit: letters of their own, as in 221B
            out.word(m.group(3).replaceAll("[^A-Za-z]", ""));
        }
    }

    private static String year(String digits) {
        int year = Integer.parseInt(digits);
        return year < 1000 ? EnglishNumbers.cardinal(year) : EnglishNumbers.year(year);
    }

    private static String decimal(String number) {
        int point = number.indexOf('.');
        if (point < 0) {
            return EnglishNumbers.cardinal(number);
        }
        String whole = point == 0 ? "zero" : EnglishNumbers.cardinal(number.substring(0, point));
        return whole + " point " + EnglishNumbers.spelled(number.substring(point + 1));
    }

    private static String plain(String number) {
        return number.replace(",", "");
    }

    private static String digitsOnly(String text) {
        return EnglishNumbers.spelled(text.replaceAll("\\D", ""));
    }

    /** Gathers tokens; two marks in a row keep the stronger. */
    private static final class Writer {
        private final List<Token> tokens = new ArrayList<>();
        private final boolean begun;

        Writer(boolean begun) {
            this.begun = begun;
        }

        void words(String text) {
            for (String word : text.split(" ", -1)) {
                if (!word.isEmpty()) {
                    // written-out forms hold capitals only where a letter's name is meant
                    boolean letter = word.length() == 1 && Character.isUpperCase(word.charAt(0));
                    tokens.add(new Token.Word(word.toLowerCase(Locale.ROOT), word, letter));
                }
            }
        }

        void word(String spelling) {
            if (!spelling.isEmpty()) {
                tokens.add(new Token.Word(spelling.toLowerCase(Locale.ROOT), spelling, false));
            }
        }

        /** {@code p.m.}, {@code U.S.A.}: letter by letter. */
        void dotted(String text, boolean last) {
            for (char letter : text.toCharArray()) {
                if (letter != '.') {
                    String name = String.valueOf(letter);
                    tokens.add(new Token.Word(name.toLowerCase(Locale.ROOT), name, true));
                }
            }
            if (last) {
                mark('.');
            }
        }

        void mark(char mark) {
            if (tokens.isEmpty()) {
                if (begun) {
                    tokens.add(new Token.Mark(mark));
                }
                return;
            }
            if (tokens.getLast() instanceof Token.Mark(char before)) {
                if (".!?".indexOf(mark) >= 0 && ".!?".indexOf(before) < 0) {
                    tokens.set(tokens.size() - 1, new Token.Mark(mark));
                }
                return;
            }
            tokens.add(new Token.Mark(mark));
        }

        void notSpoken(String text) {
            tokens.add(new Token.NotSpoken(text));
        }

        List<Token> finish() {
            return List.copyOf(tokens);
        }
    }
}
