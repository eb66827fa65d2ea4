package voxfarm.frontend.en;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Units of measure behind numbers, and what is made of them: {@code km/h}, {@code m²}. */
final class Units {
    /** The longest sign in letters. */
    private static final int LONGEST = 6;

    private static final Map<String, String[]> NAMES =
            Map.ofEntries(
                    unit("%", "percent", "percent"),
                    unit("‰", "per mille", "per mille"),
                    unit("°", "degree", "degrees"),
                    unit("°C", "degree celsius", "degrees celsius"),
                    unit("°F", "degree fahrenheit", "degrees fahrenheit"),
                    unit("kg", "kilogram"),
                    unit("g", "gram"),
                    unit("mg", "milligram"),
                    unit("µg", "microgram"),
                    unit("μg", "microgram"),
                    unit("mcg", "microgram"),
                    unit("km", "kilometer"),
                    unit("m", "meter"),
                    unit("dm", "decimeter"),
                    unit("cm", "centimeter"),
                    unit("mm", "millimeter"),
                    unit("µm", "micrometer"),
                    unit("μm", "micrometer"),
                    unit("nm", "nanometer"),
                    unit("ft", "foot", "feet"),
                    unit("yd", "yard"),
                    unit("yds", "yard"),
                    unit("mi", "mile"),
                    unit("nmi", "nautical mile"),
                    unit("mph", "mile per hour", "miles per hour"),
                    unit("kmh", "kilometer per hour", "kilometers per hour"),
                    unit("kph", "kilometer per hour", "kilometers per hour"),
                    unit("fps", "frame per second", "frames per second"),
                    unit("rpm", "revolution per minute", "revolutions per minute"),
                    unit("bpm", "beat per minute", "beats per minute"),
                    unit("psi", "pound per square inch", "pounds per square inch"),
                    unit("ppm", "part per million", "parts per million"),
                    unit("mpg", "mile per gallon", "miles per gallon"),
                    unit("dpi", "dot per inch", "dots per inch"),
                    unit("lb", "pound"),
                    unit("lbs", "pound"),
                    unit("oz", "ounce"),
                    unit("tsp", "teaspoon"),
                    unit("tbsp", "tablespoon"),
                    unit("pt", "pint"),
                    unit("qt", "quart"),
                    unit("gal", "gallon"),
                    unit("ha", "hectare"),
                    unit("s", "second"),
                    unit("ms", "millisecond"),
                    unit("µs", "microsecond"),
                    unit("μs", "microsecond"),
                    unit("ns", "nanosecond"),
                    unit("sec", "second"),
                    unit("secs", "second"),
                    unit("min", "minute"),
                    unit("mins", "minute"),
                    unit("h", "hour"),
                    unit("hr", "hour"),
                    unit("hrs", "hour"),
                    unit("mos", "month"),
                    unit("yr", "year"),
                    unit("yrs", "year"),
                    unit("Hz", "hertz", "hertz"),
                    unit("kHz", "kilohertz", "kilohertz"),
                    unit("MHz", "megahertz", "megahertz"),
                    unit("GHz", "gigahertz", "gigahertz"),
                    unit("THz", "terahertz", "terahertz"),
                    unit("kB", "kilobyte"),
                    unit("KB", "kilobyte"),
                    unit("MB", "megabyte"),
                    unit("GB", "gigabyte"),
                    unit("TB", "terabyte"),
                    unit("PB", "petabyte"),
                    unit("KiB", "kibibyte"),
                    unit("MiB", "mebibyte"),
                    unit("GiB", "gibibyte"),
                    unit("kbps", "kilobit per second", "kilobits per second"),
                    unit("Mbps", "megabit per second", "megabits per second"),
                    unit("Gbps", "gigabit per second", "gigabits per second"),
                    unit("Mbit", "megabit"),
                    unit("Gbit", "gigabit"),
                    unit("MP", "megapixel"),
                    unit("px", "pixel"),
                    unit("W", "watt"),
                    unit("mW", "milliwatt"),
                    unit("kW", "kilowatt"),
                    unit("MW", "megawatt"),
                    unit("GW", "gigawatt"),
                    unit("Wh", "watt hour"),
                    unit("kWh", "kilowatt hour"),
                    unit("MWh", "megawatt hour"),
                    unit("mAh", "milliamp hour"),
                    unit("mA", "milliamp"),
                    unit("V", "volt"),
                    unit("mV", "millivolt"),
                    unit("kV", "kilovolt"),
                    unit("Ω", "ohm"),
                    unit("kΩ", "kilohm"),
                    unit("L", "liter"),
                    unit("l", "liter"),
                    unit("cl", "centiliter"),
                    unit("dl", "deciliter"),
                    unit("dL", "deciliter"),
                    unit("ml", "milliliter"),
                    unit("mL", "milliliter"),
                    unit("J", "joule"),
                    unit("kJ", "kilojoule"),
                    unit("MJ", "megajoule"),
                    unit("N", "newton"),
                    unit("kN", "kilonewton"),
                    unit("Pa", "pascal"),
                    unit("kPa", "kilopascal"),
                    unit("hPa", "hectopascal"),
                    unit("MPa", "megapascal"),
                    unit("mmHg", "millimeter of mercury", "millimeters of mercury"),
                    unit("cal", "calorie"),
                    unit("kcal", "kilocalorie"),
                    unit("eV", "electron volt"),
                    unit("keV", "kiloelectron volt"),
                    unit("MeV", "megaelectron volt"),
                    unit("GeV", "gigaelectron volt"),
                    unit("dB", "decibel"),
                    unit("mol", "mole"),
                    unit("cc", "C C", "C Cs"),
                    unit("hp", "horsepower", "horsepower"));

    /** Read as they stand; what makes them units here is a fraction before them. */
    private static final Map<String, String> WORDS =
            Map.ofEntries(
                    Map.entry("cup", "cups"),
                    Map.entry("cups", "cups"),
                    Map.entry("teaspoon", "teaspoons"),
                    Map.entry("teaspoons", "teaspoons"),
                    Map.entry("tablespoon", "tablespoons"),
                    Map.entry("tablespoons", "tablespoons"),
                    Map.entry("inch", "inches"),
                    Map.entry("inches", "inches"),
                    Map.entry("mile", "miles"),
                    Map.entry("miles", "miles"),
                    Map.entry("hour", "hours"),
                    Map.entry("hours", "hours"),
                    Map.entry("pint", "pints"),
                    Map.entry("pound", "pounds"),
                    Map.entry("pounds", "pounds"),
                    Map.entry("ounce", "ounces"),
                    Map.entry("liter", "liters"),
                    Map.entry("litre", "litres"),
                    Map.entry("gallon", "gallons"),
                    Map.entry("dozen", "dozen"));

    /** Behind "per", besides the units: what counts is one. */
    private static final Map<String, String> PER =
            Map.ofEntries(
                    Map.entry("day", "day"),
                    Map.entry("week", "week"),
                    Map.entry("wk", "week"),
                    Map.entry("month", "month"),
                    Map.entry("mo", "month"),
                    Map.entry("year", "year"),
                    Map.entry("hour", "hour"),
                    Map.entry("minute", "minute"),
                    Map.entry("second", "second"),
                    Map.entry("night", "night"),
                    Map.entry("person", "person"),
                    Map.entry("user", "user"),
                    Map.entry("head", "head"),
                    Map.entry("unit", "unit"),
                    Map.entry("kilo", "kilo"),
                    Map.entry("gallon", "gallon"),
                    Map.entry("mile", "mile"),
                    Map.entry("pound", "pound"));

    private static final Map<String, String> PAIRS =
            Map.of(
                    "sq ft", "square foot",
                    "sq mi", "square mile",
                    "sq m", "square meter",
                    "sq km", "square kilometer",
                    "sq in", "square inch",
                    "cu ft", "cubic foot",
                    "fl oz", "fluid ounce");

    /** Small words that are signs, too: with a blank before them, and a word behind, words. */
    private static final Set<String> DOUBTFUL =
            Set.of("h", "s", "l", "m", "g", "J", "N", "V", "W", "L");

    /** Without a number before them, too, nothing but units. */
    private static final Set<String> ALONE =
            Set.of(
                    "km", "kg", "cm", "mg", "ml", "mL", "dL", "kWh", "MWh", "GWh", "mAh", "kHz",
                    "MHz", "GHz", "THz", "kbps", "Mbps", "Gbps", "hPa", "kPa", "MPa", "kcal", "mph",
                    "MiB", "GiB", "KiB", "kΩ");

    /** With another one behind a slash, too. */
    private static final Set<String> BEFORE_SLASH =
            Set.of(
                    "m", "mi", "ft", "g", "µg", "μg", "mcg", "W", "J", "N", "MB", "GB", "kB",
                    "Mbit", "Gbit", "lb", "mol", "mm", "L", "l", "kW");

    private static final Set<String> BEHIND_SLASH =
            Set.of(
                    "h", "hr", "s", "sec", "min", "day", "kg", "L", "l", "dL", "dl", "mL", "ml",
                    "mol", "m", "cm");

    private static final Set<String> BEFORE_ONE =
            Set.of("a", "an", "another", "one", "each", "every", "per", "square", "cubic", "this");

    private static final Set<String> BEFORE_MEASURED =
            Set.of("a", "an", "another", "every", "each");

    /** What has a size or a price before its name: "the 100 m race". */
    private static final Set<String> MEASURED =
            Set.of(
                    "race",
                    "run",
                    "walk",
                    "sprint",
                    "dash",
                    "relay",
                    "hurdles",
                    "swim",
                    "ride",
                    "hike",
                    "drive",
                    "lens",
                    "limit",
                    "line",
                    "radius",
                    "bag",
                    "tank",
                    "engine",
                    "battery",
                    "charger",
                    "screen",
                    "display",
                    "disk",
                    "tower",
                    "wall",
                    "wingspan",
                    "telescope",
                    "gun",
                    "tunnel",
                    "bridge",
                    "deal",
                    "contract",
                    "project",
                    "investment",
                    "fund",
                    "loan",
                    "fine",
                    "bid",
                    "takeover",
                    "budget",
                    "prize",
                    "lawsuit",
                    "settlement",
                    "bond",
                    "package",
                    "program",
                    "programme",
                    "mansion",
                    "house",
                    "bill",
                    "note",
                    "ticket",
                    "fee",
                    "grant",
                    "bailout");

    /**
     * @param end behind it; where the search began if there is none
     */
    record Found(String one, String many, int end) {}

    private Units() {}

    private static Map.Entry<String, String[]> unit(String sign, String one) {
        return unit(sign, one, one + "s");
    }

    private static Map.Entry<String, String[]> unit(String sign, String one, String many) {
        return Map.entry(sign, new String[] {one, many});
    }

    /**
     * The unit at a place or behind a blank; words as "cup" only there where a fraction needs it.
     */
    static Found find(String text, int at) {
        Found sign = sign(text, at);
        if (sign.end() > at) {
            return sign;
        }
        int from = Look.blanks(text, at);
        int end = Look.letters(text, from, 12);
        String word = text.substring(from, end);
        String many = WORDS.get(word);
        if (from == at || many == null || !Look.ends(text, end)) {
            return new Found("", "", at);
        }
        boolean plural = word.equals(many);
        return new Found(plural ? word.substring(0, word.length() - 1) : word, word, end);
    }

    /** The sign of a unit at a place or behind a blank. */
    static Found sign(String text, int at) {
        int from = Look.blanks(text, at);
        for (Map.Entry<String, String> pair : PAIRS.entrySet()) {
            int end = from + pair.getKey().length();
            if (text.startsWith(pair.getKey(), from) && Look.ends(text, end)) {
                return found(pair.getValue(), plural(pair.getValue()), text, end);
            }
        }
        int end = signEnd(text, from);
        String[] names = NAMES.get(text.substring(from, end));
        if (names == null || !stands(text, at, from, end)) {
            return new Found("", "", at);
        }
        return powers(names[0], names[1], text, end);
    }

    /**
     * The unit that is a word of the text by itself: "per kWh", "in km/h".
     *
     * @param at where the word begins
     * @param end behind it
     */
    static Found alone(String text, int at, int end) {
        String sign = text.substring(at, end);
        String[] names = NAMES.get(sign);
        char before = Look.at(text, at - 1);
        boolean part = before == '-' || before == '/' || before == '.' || before == '\'';
        if (names == null || part || !stands(text, at, at, end)) {
            return new Found("", "", at);
        }
        Found found = powers(names[0], names[1], text, end);
        boolean pair =
                (ALONE.contains(sign) || BEFORE_SLASH.contains(sign))
                        && found.one().contains(" per ")
                        && Look.at(text, end) == '/'
                        && BEHIND_SLASH.contains(
                                text.substring(end + 1, Look.letters(text, end + 1, LONGEST)));
        boolean alone =
                ALONE.contains(sign)
                        && Look.at(text, end) != '-'
                        && Look.at(text, found.end()) != '/';
        return pair || alone ? found : new Found("", "", at);
    }

    /** Whether a unit by itself behind the word is one: "per", "square". */
    static boolean isOne(String before) {
        return BEFORE_ONE.contains(before.toLowerCase(Locale.ROOT));
    }

    /**
     * Whether a number with its unit, or a sum, belongs to a thing behind it: "a 5 km run".
     *
     * @param at where the number begins
     * @param end behind the unit
     */
    static boolean isAttribute(String text, int at, int end) {
        String before = Look.wordBefore(text, at).toLowerCase(Locale.ROOT);
        String thing = Look.isBlank(text, end) ? Look.wordAfter(text, end) : "";
        return Set.of("the", "this", "that").contains(before)
                ? MEASURED.contains(thing)
                : BEFORE_MEASURED.contains(before) && Money.names(text, end);
    }

    /** Behind the dot of a short form, "5 ft. tall"; the place itself if none stands there. */
    static int behindDot(String text, int at) {
        boolean dot = Look.at(text, at) == '.' && Look.isLetter(text, at - 1);
        int next = Look.blanks(text, at + 1);
        return dot && next > at + 1 && Character.isLowerCase(Look.at(text, next)) ? at + 1 : at;
    }

    private static String plural(String one) {
        return one.endsWith("foot")
                ? one.substring(0, one.length() - 4) + "feet"
                : one.endsWith("inch") ? one + "es" : one + "s";
    }

    private static int signEnd(String text, int from) {
        char first = Look.at(text, from);
        if (first == '%' || first == '‰') {
            return from + 1;
        }
        if (first == '°') {
            char scale = Look.at(text, from + 1);
            boolean scaled = (scale == 'C' || scale == 'F') && Look.ends(text, from + 2);
            return scaled ? from + 2 : from + 1;
        }
        int end = from;
        while (end - from <= LONGEST && isOfSign(Look.at(text, end))) {
            end++;
        }
        return end;
    }

    private static boolean isOfSign(char c) {
        return Look.isAsciiLetter(c) || c == 'µ' || c == 'μ' || c == 'Ω' || c == 'Ω';
    }

    /** Whether the sign is the whole word, and no word of the sentence. */
    private static boolean stands(String text, int at, int from, int end) {
        char next = Look.at(text, end);
        boolean raised = next == Folding.RAISED;
        boolean power = (next == '2' || next == '3') && Look.ends(text, end + 1);
        boolean letters = Look.isLetter(text, end - 1);
        if (letters && !raised && !power && !Look.ends(text, end)) {
            return false;
        }
        boolean apostrophe = next == '\'' && Look.isLetter(text, end + 1);
        boolean dotted = next == '.' && Look.isLetter(text, end + 1);
        boolean hyphen = next == '-' && Look.isLetter(text, end + 1) && from > at;
        String sign = text.substring(from, end);
        // "5 V cars" and "at 5 s after": but "5 m tall"
        boolean doubtful =
                from > at
                        && DOUBTFUL.contains(sign)
                        && Character.isUpperCase(sign.charAt(0))
                        && Look.isUpper(text, Look.blanks(text, end));
        return !apostrophe && !dotted && !hyphen && !doubtful;
    }

    private static Found powers(String one, String many, String text, int end) {
        char next = Look.at(text, end);
        boolean raised = next == Folding.RAISED;
        int close = raised ? text.indexOf(Folding.RAISED_END, end) : end;
        String power = raised ? text.substring(end + 1, close) : String.valueOf(next);
        boolean letters = Look.isAsciiLetter(Look.at(text, end - 1));
        int behind = raised ? close + 1 : end + 1;
        if (letters && power.equals("2") && Look.ends(text, behind)) {
            return found("square " + one, "square " + many, text, behind);
        }
        if (letters && power.equals("3") && Look.ends(text, behind)) {
            return found("cubic " + one, "cubic " + many, text, behind);
        }
        return found(one, many, text, end);
    }

    /** With "per" and so on behind it. */
    private static Found found(String one, String many, String text, int end) {
        if (Look.at(text, end) != '/') {
            return new Found(one, many, end);
        }
        String per = per(text, end);
        if (per.isEmpty()) {
            return new Found(one, many, end);
        }
        int behind = Look.letters(text, end + 1, 12);
        String squared = "";
        if (Look.at(text, behind) == Folding.RAISED
                && text.startsWith("2" + Folding.RAISED_END, behind + 1)) {
            squared = " squared";
            behind += 3;
        } else if (Look.at(text, behind) == Folding.RAISED
                && text.startsWith("3" + Folding.RAISED_END, behind + 1)) {
            squared = " cubed";
            behind += 3;
        }
        return new Found(one + " per " + per + squared, many + " per " + per + squared, behind);
    }

    /** What one counts by behind a slash; empty if that is no unit. */
    static String per(String text, int slash) {
        int end = Look.letters(text, slash + 1, 12);
        String word = text.substring(Math.min(slash + 1, end), end);
        String[] names = NAMES.get(word);
        boolean ends = Look.ends(text, end) || Look.at(text, end) == Folding.RAISED;
        if (!ends || word.isEmpty()) {
            return "";
        }
        return names == null ? PER.getOrDefault(word, "") : names[0];
    }
}
