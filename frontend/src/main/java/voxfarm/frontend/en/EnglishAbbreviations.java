package voxfarm.frontend.en;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import voxfarm.frontend.unicode.Blanks;

/**
 * Short forms: how they are read, and whether a dot behind them may end a sentence. One table for
 * the reader and for the splitter, so that neither cuts what the other reads on.
 */
public final class EnglishAbbreviations {
    /** What the dot behind a short form tells of the sentence. */
    enum Dot {
        /** It never ends one: something follows that belongs to it. */
        INSIDE,
        /** It ends none if a number follows. */
        INSIDE_BEFORE_NUMBER,
        /** It ends one only before a word that begins sentences: more of the name may follow. */
        NAME,
        /** As those behind the name of a street; else it ends none. */
        STREET,
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
                    form("gen", "general", Dot.INSIDE),
                    form("col", "colonel", Dot.INSIDE),
                    form("gov", "governor", Dot.INSIDE),
                    form("sen", "senator", Dot.INSIDE),
                    form("dr", "", Dot.STREET), // doctor or drive, by what follows
                    form("st", "", Dot.STREET), // saint or street, by what follows
                    form("jr", "junior", Dot.NAME),
                    form("sr", "senior", Dot.NAME),
                    form("vs", "versus", Dot.INSIDE),
                    form("approx", "approximately", Dot.INSIDE),
                    form("mt", "mount", Dot.INSIDE),
                    form("ft", "fort", Dot.NAME),
                    form("e.g", "", Dot.INSIDE),
                    form("i.e", "", Dot.INSIDE),
                    form("gov't", "government", Dot.INSIDE),
                    form("govt", "government", Dot.INSIDE),
                    form("misc", "miscellaneous", Dot.INSIDE),
                    form("cf", "compare", Dot.INSIDE),
                    form("temp", "temperature", Dot.OPEN),
                    form("apt", "apartment", Dot.NAME),
                    form("mon", "monday", Dot.OPEN),
                    form("tue", "tuesday", Dot.OPEN),
                    form("tues", "tuesday", Dot.OPEN),
                    form("wed", "wednesday", Dot.OPEN),
                    form("thu", "thursday", Dot.OPEN),
                    form("thurs", "thursday", Dot.OPEN),
                    form("fri", "friday", Dot.OPEN),
                    form("ca", "circa", Dot.INSIDE_BEFORE_NUMBER),
                    form("etc", "et cetera", Dot.OPEN),
                    form("co", "company", Dot.NAME),
                    form("bros", "brothers", Dot.NAME),
                    form("dept", "department", Dot.NAME),
                    form("est", "established", Dot.NAME),
                    form("ltd", "limited", Dot.NAME),
                    form("inc", "incorporated", Dot.NAME),
                    form("corp", "corporation", Dot.NAME),
                    form("ave", "avenue", Dot.NAME),
                    form("blvd", "boulevard", Dot.NAME),
                    form("rd", "road", Dot.NAME),
                    form("jan", "january", Dot.INSIDE_BEFORE_NUMBER),
                    form("feb", "february", Dot.INSIDE_BEFORE_NUMBER),
                    form("apr", "april", Dot.INSIDE_BEFORE_NUMBER),
                    form("aug", "august", Dot.INSIDE_BEFORE_NUMBER),
                    form("sept", "september", Dot.INSIDE_BEFORE_NUMBER),
                    form("oct", "october", Dot.INSIDE_BEFORE_NUMBER),
                    form("nov", "november", Dot.INSIDE_BEFORE_NUMBER),
                    form("dec", "december", Dot.INSIDE_BEFORE_NUMBER),
                    form("rep", "representative", Dot.INSIDE),
                    form("maj", "major", Dot.INSIDE),
                    form("cpl", "corporal", Dot.INSIDE),
                    form("pvt", "private", Dot.INSIDE),
                    form("cmdr", "commander", Dot.INSIDE),
                    form("adm", "admiral", Dot.INSIDE),
                    form("supt", "superintendent", Dot.INSIDE),
                    form("mme", "madame", Dot.INSIDE),
                    form("mlle", "mademoiselle", Dot.INSIDE),
                    form("pres", "president", Dot.INSIDE),
                    form("viz", "namely", Dot.INSIDE),
                    form("incl", "including", Dot.INSIDE),
                    form("avg", "average", Dot.INSIDE),
                    form("max", "maximum", Dot.OPEN),
                    form("min", "minimum", Dot.OPEN),
                    form("al", "al", Dot.NAME),
                    form("assn", "association", Dot.NAME),
                    form("assoc", "associates", Dot.NAME),
                    form("univ", "university", Dot.NAME),
                    form("intl", "international", Dot.NAME),
                    form("natl", "national", Dot.NAME),
                    form("hwy", "highway", Dot.NAME),
                    form("pkwy", "parkway", Dot.NAME),
                    form("mfg", "manufacturing", Dot.NAME),
                    form("oz", "ounces", Dot.NAME),
                    form("lbs", "pounds", Dot.NAME),
                    form("yrs", "years", Dot.NAME),
                    form("calif", "california", Dot.NAME),
                    form("conn", "connecticut", Dot.NAME),
                    form("ariz", "arizona", Dot.NAME),
                    form("fla", "florida", Dot.NAME),
                    form("ky", "kentucky", Dot.NAME),
                    form("mich", "michigan", Dot.NAME),
                    form("minn", "minnesota", Dot.NAME),
                    form("okla", "oklahoma", Dot.NAME),
                    form("tenn", "tennessee", Dot.NAME),
                    form("wis", "wisconsin", Dot.NAME),
                    form("wyo", "wyoming", Dot.NAME),
                    form("nev", "nevada", Dot.NAME),
                    form("ala", "alabama", Dot.NAME),
                    form("vt", "vermont", Dot.NAME),
                    form("esq", "esquire", Dot.NAME),
                    form("ret", "retired", Dot.NAME),
                    form("pt", "point", Dot.NAME),
                    numberForm("nos", "numbers", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("figs", "figures", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("vols", "volumes", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("chap", "chapter", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("eq", "equation", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("ext", "extension", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("para", "paragraph", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("no", "number", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("fig", "figure", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("vol", "volume", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("pp", "pages", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("ch", "chapter", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("p", "page", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("c", "circa", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("sec", "section", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("exod", "exodus", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("lev", "leviticus", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("deut", "deuteronomy", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("ps", "psalm", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("prov", "proverbs", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("eccl", "ecclesiastes", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("isa", "isaiah", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("jer", "jeremiah", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("ezek", "ezekiel", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("matt", "matthew", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("rom", "romans", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("cor", "corinthians", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("gal", "galatians", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("eph", "ephesians", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("phil", "philippians", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("thess", "thessalonians", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("tim", "timothy", Dot.INSIDE_BEFORE_NUMBER),
                    numberForm("heb", "hebrews", Dot.INSIDE_BEFORE_NUMBER));

    /** In capitals these are names of letters, or other words. */
    private static final Set<String> NOT_IN_CAPITALS =
            Set.of("est", "gen", "col", "co", "ca", "cf", "ms", "hon", "temp");

    /** With a small letter these are words: "they wed." */
    private static final Set<String> CAPITALISED_ONLY =
            Set.of(
                    "mon", "tue", "tues", "wed", "thu", "thurs", "fri", "rep", "maj", "adm", "pres",
                    "col", "conn", "ala", "wis", "minn", "okla", "ret", "esq", "pt", "exod", "lev",
                    "deut", "ps", "prov", "eccl", "isa", "jer", "ezek", "matt", "rom", "cor", "gal",
                    "eph", "phil", "thess", "tim", "heb");

    /** With a capital these are names, or stand where a sentence begins. */
    private static final Set<String> SMALL_ONLY = Set.of("max", "min", "al", "para", "ext", "c");

    /** Before a title, and no name of a street. */
    private static final Set<String> NO_STREETS =
            Set.of("the", "in", "at", "on", "to", "and", "is");

    private static final Set<String> ORDINAL_ENDINGS = Set.of("st", "nd", "rd", "th");

    /** Longer words are no abbreviations. */
    static final int LONGEST = FORMS.keySet().stream().mapToInt(String::length).max().orElseThrow();

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

    /** Of one street. */
    private static final int MOST_NAMES = 3;

    private EnglishAbbreviations() {}

    private static Map.Entry<String, Form> form(String word, String reading, Dot dot) {
        return Map.entry(word, new Form(reading, dot, false));
    }

    private static Map.Entry<String, Form> numberForm(String word, String reading, Dot dot) {
        return Map.entry(word, new Form(reading, dot, true));
    }

    /** Whether the word, as it is written before a dot, is a short form. */
    static boolean isKnown(String spelling) {
        String word = spelling.toLowerCase(Locale.ROOT);
        boolean capital = Look.isCapitalised(spelling);
        boolean capitals = spelling.length() > 1 && Look.isInCapitals(spelling);
        boolean other =
                (capitals && NOT_IN_CAPITALS.contains(word))
                        || (capital ? SMALL_ONLY : CAPITALISED_ONLY).contains(word);
        return FORMS.containsKey(word) && !other;
    }

    /** All that are known, in small letters. */
    static Set<String> all() {
        return FORMS.keySet();
    }

    /** What the dot behind a known short form tells; in small letters. */
    static Dot dot(String word) {
        Form form = FORMS.get(word);
        return form == null ? Dot.OPEN : form.dot();
    }

    /** Whether a number stands at the place: "No. 5", "Vol. IV". */
    static boolean isNumbered(String word, CharSequence text, int at) {
        boolean bracket = text.charAt(at) == '(' && at + 1 < text.length(); // eq. (4)
        if (Character.isDigit(text.charAt(bracket ? at + 1 : at))) {
            return true;
        }
        int end = at;
        while (end < text.length() && "IVX".indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        boolean ends = end == text.length() || !Character.isLetterOrDigit(text.charAt(end));
        return end > at && ends && word.length() > 2;
    }

    /** Whether it may be the name before "St." or "Dr.". */
    static boolean isName(String before) {
        return (Look.isCapitalised(before) && !NO_STREETS.contains(before.toLowerCase(Locale.ROOT)))
                || ORDINAL_ENDINGS.contains(before); // 42nd St.
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
        boolean street = isName(before) && FullStops.ends(text, 0, after - 1);
        boolean title = !street && (Character.isUpperCase(next) || !isName(before));
        if (spelling.equals("v") && isName(before) && Character.isUpperCase(next)) {
            return "versus";
        }
        if (!isKnown(spelling)) {
            return "";
        }
        Form form = Objects.requireNonNull(FORMS.get(word));
        return switch (word) {
            case "dr" -> title ? "doctor" : "drive";
            case "st" -> title ? "saint" : "street";
            default ->
                    form.numberOnly() && !(place < text.length() && isNumbered(word, text, place))
                            ? ""
                            : form.reading();
        };
    }

    /**
     * The word for a "Dr" or "St" without a dot at the end of a street's name behind the number of
     * a house: {@code 5 Elm Dr, Boston}; empty if it is none, or may be the title of a name.
     */
    static String street(String spelling, String text, int at, int end) {
        String word =
                switch (spelling) {
                    case "Dr" -> "drive";
                    case "St" -> "street";
                    default -> "";
                };
        char behind = Look.at(text, end);
        boolean ends = behind == 0 || Look.isBlank(text, end) || "\n,;:!?)".indexOf(behind) >= 0;
        if (word.isEmpty() || !ends || Look.isCapitalised(Look.wordAfter(text, end))) {
            return "";
        }
        int begin = at;
        for (int names = 0; names < MOST_NAMES; names++) {
            String name = Look.wordBefore(text, begin);
            if (!isName(name) || !Look.isBlank(text, begin - 1)) {
                return "";
            }
            begin = Look.blanksBefore(text, begin) - name.length();
            boolean ordinal = Look.isDigit(text, begin - 1); // 42nd
            if (ordinal || Look.isDigit(text, Look.blanksBefore(text, begin) - 1)) {
                return word;
            }
        }
        return "";
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
            case "Tue", "Tues" -> "tuesday";
            case "Thu", "Thurs" -> "thursday";
            case "Fri" -> "friday";
            case "Feb" -> "february";
            case "Sept" -> "september";
            case "Oct" -> "october";
            case "Nov" -> "november";
            case "Dec" -> "december";
            default -> "";
        };
    }

    /** The first place from {@code at} on that is not blank; the text's end if all are. */
    static int skipBlanks(String text, int at) {
        int next = at;
        while (next < text.length() && Blanks.isBlank(text.charAt(next))) {
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
