package voxfarm.frontend.en;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Short forms: how they are read, and whether a dot behind them may end a sentence. One table for
 * the reader and for the splitter, so that neither cuts what the other reads on.
 */
public final class EnglishAbbreviations {
    /** What the dot behind a short form tells of the sentence. */
    private enum Dot {
        /** It never ends one: something follows that belongs to it. */
        INSIDE,
        /** It ends none if a number follows. */
        INSIDE_BEFORE_NUMBER,
        /** It says nothing: what follows decides. */
        OPEN
    }

    /**
     * @param reading empty if it is read as it is spelled
     * @param numberOnly whether it is a word of its own unless a number follows the dot
     */
    private record Form(String reading, Dot dot, boolean numberOnly) {}

    private static final Map<String, Form> FORMS =
            Map.ofEntries(
                    form("mr", "mister", Dot.INSIDE),
                    form("mrs", "missus", Dot.INSIDE),
                    form("ms", "miz", Dot.INSIDE),
                    form("messrs", "messers", Dot.INSIDE),
                    form("prof", "professor", Dot.INSIDE),
                    form("capt", "captain", Dot.INSIDE),
                    form("lt", "lieutenant", Dot.INSIDE),
                    form("sgt", "sergeant", Dot.INSIDE),
                    form("rev", "reverend", Dot.INSIDE),
                    form("hon", "honorable", Dot.INSIDE),
                    form("gen", "", Dot.INSIDE),
                    form("col", "", Dot.INSIDE),
                    form("gov", "", Dot.INSIDE),
                    form("sen", "", Dot.INSIDE),
                    form("dr", "", Dot.INSIDE), // doctor or drive, by what follows
                    form("st", "", Dot.INSIDE), // saint or street, by what follows
                    form("jr", "junior", Dot.INSIDE),
                    form("sr", "senior", Dot.INSIDE),
                    form("vs", "versus", Dot.INSIDE),
                    form("approx", "approximately", Dot.INSIDE),
                    form("mt", "mount", Dot.INSIDE),
                    form("ft", "fort", Dot.INSIDE),
                    form("e.g", "", Dot.INSIDE),
                    form("i.e", "", Dot.INSIDE),
                    form("gov't", "government", Dot.INSIDE),
                    form("govt", "government", Dot.INSIDE),
                    form("misc", "miscellaneous", Dot.INSIDE),
                    form("cf", "compare", Dot.INSIDE),
                    form("temp", "temperature", Dot.OPEN),
                    form("apt", "apartment", Dot.INSIDE),
                    form("mon", "monday", Dot.OPEN),
                    form("tue", "tuesday", Dot.OPEN),
                    form("tues", "tuesday", Dot.OPEN),
                    form("wed", "wednesday", Dot.OPEN),
                    form("thu", "thursday", Dot.OPEN),
                    form("thurs", "thursday", Dot.OPEN),
                    form("fri", "friday", Dot.OPEN),
                    form("ca", "circa", Dot.INSIDE_BEFORE_NUMBER),
                    form("etc", "et cetera", Dot.OPEN),
                    form("co", "company", Dot.OPEN),
                    form("bros", "brothers", Dot.OPEN),
                    form("dept", "department", Dot.OPEN),
                    form("est", "established", Dot.OPEN),
                    form("ltd", "limited", Dot.OPEN),
                    form("inc", "incorporated", Dot.OPEN),
                    form("corp", "corporation", Dot.OPEN),
                    form("ave", "avenue", Dot.OPEN),
                    form("blvd", "boulevard", Dot.OPEN),
                    form("rd", "road", Dot.OPEN),
                    form("jan", "january", Dot.INSIDE_BEFORE_NUMBER),
                    form("feb", "february", Dot.INSIDE_BEFORE_NUMBER),
                    form("apr", "april", Dot.INSIDE_BEFORE_NUMBER),
                    form("aug", "august", Dot.INSIDE_BEFORE_NUMBER),
                    form("sept", "september", Dot.INSIDE_BEFORE_NUMBER),
                    form("oct", "october", Dot.INSIDE_BEFORE_NUMBER),
                    form("nov", "november", Dot.INSIDE_BEFORE_NUMBER),
                    form("dec", "december", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("no", "number", Dot.INSIDE),
                    numberForm("fig", "figure", Dot.INSIDE),
                    numberForm("vol", "volume", Dot.INSIDE),
                    numberForm("pp", "pages", Dot.INSIDE),
                    numberForm("ch", "chapter", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("p", "page", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("sec", "section", Dot.INSIDE_BEFORE_NUMBER));

    /** In capitals these are names of letters, or other words. */
    private static final Set<String> NOT_IN_CAPITALS =
            Set.of("est", "gen", "col", "co", "ca", "cf", "ms", "hon", "temp");

    private static final Set<String> DAYS =
            Set.of("mon", "tue", "tues", "wed", "thu", "thurs", "fri");

    /** Longer words are no abbreviations. */
    public static final int LONGEST =
            FORMS.keySet().stream().mapToInt(String::length).max().orElseThrow();

    private static final Map<Integer, String> SYMBOLS =
            Map.ofEntries(
                    Map.entry((int) '&', "and"),
                    Map.entry((int) '%', "percent"),
                    Map.entry((int) '+', "plus"),
                    Map.entry((int) '=', "equals"),
                    Map.entry((int) '@', "at"),
                    Map.entry((int) '#', "number"),
                    Map.entry((int) '$', "dollars"),
                    Map.entry((int) '£', "pounds"),
                    Map.entry((int) '€', "euros"),
                    Map.entry((int) '°', "degrees"),
                    Map.entry((int) '×', "times"),
                    Map.entry((int) '÷', "divided by"),
                    Map.entry((int) '−', "minus"),
                    Map.entry((int) '<', "less than"),
                    Map.entry((int) '>', "greater than"),
                    Map.entry((int) '/', "slash"),
                    Map.entry((int) '§', "section"),
                    Map.entry((int) '*', "times"),
                    Map.entry((int) '·', "times"),
                    Map.entry((int) '±', "plus or minus"),
                    Map.entry((int) '≈', "is approximately"),
                    Map.entry((int) '≃', "is approximately"),
                    Map.entry((int) '≠', "is not equal to"),
                    Map.entry((int) '≤', "is less than or equal to"),
                    Map.entry((int) '≥', "is greater than or equal to"),
                    Map.entry((int) '≡', "is equivalent to"),
                    Map.entry((int) '∞', "infinity"),
                    Map.entry((int) '√', "the square root of"),
                    Map.entry((int) '∛', "the cube root of"),
                    Map.entry((int) '∑', "the sum of"),
                    Map.entry((int) '∫', "the integral of"),
                    Map.entry((int) '∈', "in"),
                    Map.entry((int) '∝', "is proportional to"),
                    Map.entry((int) '‰', "per mille"),
                    Map.entry((int) '¥', "yen"),
                    Map.entry((int) '₹', "rupees"),
                    Map.entry((int) '¢', "cents"),
                    Map.entry((int) '\\', "backslash"),
                    Map.entry((int) '^', "caret"),
                    Map.entry((int) '©', "copyright"),
                    Map.entry((int) '®', "registered"),
                    Map.entry((int) 'α', "alpha"),
                    Map.entry((int) 'β', "beta"),
                    Map.entry((int) 'γ', "gamma"),
                    Map.entry((int) 'δ', "delta"),
                    Map.entry((int) 'ε', "epsilon"),
                    Map.entry((int) 'θ', "theta"),
                    Map.entry((int) 'λ', "lambda"),
                    Map.entry((int) 'μ', "mu"),
                    Map.entry((int) 'π', "pi"),
                    Map.entry((int) 'ζ', "zeta"),
                    Map.entry((int) 'η', "eta"),
                    Map.entry((int) 'κ', "kappa"),
                    Map.entry((int) 'ν', "nu"),
                    Map.entry((int) 'ξ', "xi"),
                    Map.entry((int) 'ρ', "rho"),
                    Map.entry((int) 'τ', "tau"),
                    Map.entry((int) 'χ', "chi"),
                    Map.entry((int) 'ψ', "psi"),
                    Map.entry((int) 'σ', "sigma"),
                    Map.entry((int) 'φ', "phi"),
                    Map.entry((int) 'ω', "omega"),
                    Map.entry((int) 'Δ', "delta"),
                    Map.entry((int) 'Σ', "sigma"),
                    Map.entry((int) 'Ω', "omega"));

    private EnglishAbbreviations() {}

    private static Map.Entry<String, Form> form(String word, String reading, Dot dot) {
        return Map.entry(word, new Form(reading, dot, false));
    }

    private static Map.Entry<String, Form> numberForm(String word, String reading, Dot dot) {
        return Map.entry(word, new Form(reading, dot, true));
    }

    /**
     * Whether the dot behind a word ends no sentence, whatever else follows.
     *
     * @param word in small letters, without the dot
     * @param numberFollows whether the next that is not blank is a digit
     */
    public static boolean endsNoSentence(String word, boolean numberFollows) {
        Form form = FORMS.get(word);
        if (form == null) {
            return false;
        }
        return switch (form.dot()) {
            case INSIDE -> true;
            case INSIDE_BEFORE_NUMBER -> numberFollows;
            case OPEN -> false;
        };
    }

    /**
     * The words that a short form before a dot stands for; empty if it is none.
     *
     * @param before the word before it, as it is written
     * @param after the place behind the dot
     */
    static String expand(String spelling, String before, String text, int after) {
        String word = spelling.toLowerCase(Locale.ROOT);
        int place = skipBlanks(text, after);
        char next = place < text.length() ? text.charAt(place) : ' ';
        boolean nameFollows = Character.isUpperCase(next);
        boolean nameBefore = Look.isCapitalised(before);
        boolean capitals =
                spelling.length() > 1 && spelling.equals(spelling.toUpperCase(Locale.ROOT));
        Form form = capitals && NOT_IN_CAPITALS.contains(word) ? null : FORMS.get(word);
        if (DAYS.contains(word) && !Character.isUpperCase(spelling.charAt(0))) {
            return ""; // "they wed."
        }
        boolean numeral = next == 'I' || next == 'V' || next == 'X';
        boolean numbered = Character.isDigit(next) || (numeral && word.length() > 2);
        return switch (word) {
            case "dr" -> nameFollows || !nameBefore ? "doctor" : "drive";
            case "st" -> nameFollows || !nameBefore ? "saint" : "street";
            default -> form == null || (form.numberOnly() && !numbered) ? "" : form.reading();
        };
    }

    /** The words of a title without a dot before a name; empty if it is none. */
    static String title(String spelling) {
        return switch (spelling) {
            case "Mr" -> "mister";
            case "Mrs" -> "missus";
            case "Ms" -> "miz";
            case "Dr" -> "doctor";
            case "St" -> "saint";
            case "Prof" -> "professor";
            case "Mt" -> "mount";
            default -> "";
        };
    }

    /** The words of what is often written without its dot; empty if it is none. */
    static String withoutDot(String spelling) {
        return switch (spelling) {
            case "etc" -> "et cetera";
            case "vs" -> "versus";
            case "approx" -> "approximately";
            case "dept", "Dept" -> "department";
            case "govt", "Govt" -> "government";
            case "pls" -> "please";
            default -> "";
        };
    }

    /** The first place from {@code at} on that is not blank; the text's end if all are. */
    static int skipBlanks(String text, int at) {
        int next = at;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        return next;
    }

    /** The words of a symbol; empty if it has none. */
    static String symbol(int codePoint) {
        return SYMBOLS.getOrDefault(codePoint, "");
    }

    /** The words of a character in a web or mail address; empty for letters. */
    static String addressPart(String part) {
        return switch (part) {
            case "." -> "dot";
            case "/" -> "slash";
            case ":" -> "colon";
            case "-" -> "dash";
            case "_" -> "underscore";
            case "?" -> "question mark";
            case "#" -> "hash";
            case "~" -> "tilde";
            case "https" -> "H T T P S";
            case "http" -> "H T T P";
            case "www" -> "W W W";
            default -> {
                char c = part.charAt(0);
                if (c >= '0' && c <= '9') {
                    yield EnglishNumbers.spelled(part);
                }
                yield Character.isLetter(c) ? "" : symbol(c);
            }
        };
    }
}
