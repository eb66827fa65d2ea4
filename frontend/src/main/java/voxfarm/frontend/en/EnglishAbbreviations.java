package voxfarm.frontend.en;

import java.util.Locale;
import java.util.Map;

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
                    form("etc", "et cetera", Dot.OPEN),
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

    /** Longer words are no abbreviations. */
    public static final int LONGEST =
            FORMS.keySet().stream().mapToInt(String::length).max().orElseThrow();

    private static final Map<String, String[]> UNITS =
            Map.ofEntries(
                    unit("%", "percent", "percent"),
                    unit("°", "degree", "degrees"),
                    unit("°C", "degree celsius", "degrees celsius"),
                    unit("°F", "degree fahrenheit", "degrees fahrenheit"),
                    unit("kg", "kilogram", "kilograms"),
                    unit("g", "gram", "grams"),
                    unit("mg", "milligram", "milligrams"),
                    unit("km", "kilometer", "kilometers"),
                    unit("m", "meter", "meters"),
                    unit("cm", "centimeter", "centimeters"),
                    unit("mm", "millimeter", "millimeters"),
                    unit("ft", "foot", "feet"),
                    unit("mi", "mile", "miles"),
                    unit("mph", "mile per hour", "miles per hour"),
                    unit("lb", "pound", "pounds"),
                    unit("lbs", "pound", "pounds"),
                    unit("oz", "ounce", "ounces"),
                    unit("ms", "millisecond", "milliseconds"),
                    unit("min", "minute", "minutes"),
                    unit("hr", "hour", "hours"),
                    unit("hrs", "hour", "hours"),
                    unit("Hz", "hertz", "hertz"),
                    unit("kHz", "kilohertz", "kilohertz"),
                    unit("MHz", "megahertz", "megahertz"),
                    unit("GHz", "gigahertz", "gigahertz"),
                    unit("KB", "kilobyte", "kilobytes"),
                    unit("MB", "megabyte", "megabytes"),
                    unit("GB", "gigabyte", "gigabytes"),
                    unit("TB", "terabyte", "terabytes"),
                    unit("W", "watt", "watts"),
                    unit("kW", "kilowatt", "kilowatts"),
                    unit("V", "volt", "volts"),
                    unit("L", "liter", "liters"),
                    unit("ml", "milliliter", "milliliters"),
                    unit("am", "A M", "A M"),
                    unit("pm", "P M", "P M"));

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

    private static Map.Entry<String, String[]> unit(String sign, String one, String many) {
        return Map.entry(sign, new String[] {one, many});
    }

    /**
     * The words that a short form before a dot stands for; empty if it is none.
     *
     * @param after the place behind the dot
     */
    static String expand(String spelling, String text, int after) {
        String word = spelling.toLowerCase(Locale.ROOT);
        int place = skipBlanks(text, after);
        char next = place < text.length() ? text.charAt(place) : ' ';
        boolean nameFollows = Character.isUpperCase(next);
        Form form = FORMS.get(word);
        return switch (word) {
            case "dr" -> nameFollows ? "doctor" : "drive";
            case "st" -> nameFollows ? "saint" : "street";
            default ->
                    form == null || (form.numberOnly() && !Character.isDigit(next))
                            ? ""
                            : form.reading();
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

    /** The words of a unit behind a number; empty if it is none. */
    static String unit(String sign, boolean one) {
        String[] words = UNITS.get(sign);
        return words == null ? "" : words[one ? 0 : 1];
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
