package voxfarm.frontend.en;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Short forms and how they are read. */
final class EnglishAbbreviations {
    /** Read so whatever follows the dot. */
    private static final Map<String, String> ALWAYS =
            Map.ofEntries(
                    Map.entry("mr", "mister"),
                    Map.entry("mrs", "missus"),
                    Map.entry("ms", "miz"),
                    Map.entry("messrs", "messers"),
                    Map.entry("prof", "professor"),
                    Map.entry("capt", "captain"),
                    Map.entry("lt", "lieutenant"),
                    Map.entry("sgt", "sergeant"),
                    Map.entry("rev", "reverend"),
                    Map.entry("hon", "honorable"),
                    Map.entry("jr", "junior"),
                    Map.entry("sr", "senior"),
                    Map.entry("etc", "et cetera"),
                    Map.entry("vs", "versus"),
                    Map.entry("approx", "approximately"),
                    Map.entry("dept", "department"),
                    Map.entry("est", "established"),
                    Map.entry("ltd", "limited"),
                    Map.entry("inc", "incorporated"),
                    Map.entry("corp", "corporation"),
                    Map.entry("ave", "avenue"),
                    Map.entry("blvd", "boulevard"),
                    Map.entry("rd", "road"),
                    Map.entry("mt", "mount"),
                    Map.entry("ft", "fort"),
                    Map.entry("jan", "january"),
                    Map.entry("feb", "february"),
                    Map.entry("apr", "april"),
                    Map.entry("aug", "august"),
                    Map.entry("sept", "september"),
                    Map.entry("oct", "october"),
                    Map.entry("nov", "november"),
                    Map.entry("dec", "december"));

    /** Words of their own unless a number follows the dot. */
    private static final Map<String, String> BEFORE_NUMBER =
            Map.of(
                    "no", "number", "fig", "figure", "vol", "volume", "ch", "chapter", "p", "page",
                    "pp", "pages", "sec", "section");

    private static final Set<String> DOCTOR_OR_SAINT = Set.of("dr", "st");

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
        if (DOCTOR_OR_SAINT.contains(word)) {
            if (word.equals("dr")) {
                return nameFollows ? "doctor" : "drive";
            }
            return nameFollows ? "saint" : "street";
        }
        if (BEFORE_NUMBER.containsKey(word)) {
            return Character.isDigit(next) ? BEFORE_NUMBER.get(word) : "";
        }
        return ALWAYS.getOrDefault(word, "");
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
