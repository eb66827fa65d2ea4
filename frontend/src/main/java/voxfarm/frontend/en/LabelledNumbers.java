package voxfarm.frontend.en;

import java.util.Locale;
import java.util.Set;

/**
 * Numbers that are names and no amounts, by the word before them: rooms and flights in pairs of
 * digits, codes digit by digit; and years of the first centuries, by what stands around them.
 */
final class LabelledNumbers {
    private static final Set<String> IN_PAIRS =
            Set.of(
                    "room",
                    "flight",
                    "suite",
                    "route",
                    "highway",
                    "interstate",
                    "apartment",
                    "channel",
                    "extension",
                    "error",
                    "ext");

    /** Whose things have numbers for names. */
    private static final Set<String> MAKERS =
            Set.of(
                    "boeing",
                    "airbus",
                    "intel",
                    "ryzen",
                    "radeon",
                    "geforce",
                    "porsche",
                    "peugeot",
                    "volvo",
                    "nokia",
                    "form",
                    "xeon",
                    "thinkpad");

    /** Behind a number these say that it counts them, and is no year. */
    private static final Set<String> COUNTED =
            Set.of(
                    "people",
                    "persons",
                    "men",
                    "women",
                    "children",
                    "soldiers",
                    "troops",
                    "students",
                    "employees",
                    "workers",
                    "votes",
                    "miles",
                    "feet",
                    "meters",
                    "metres",
                    "kilometers",
                    "kilometres",
                    "years",
                    "days",
                    "hours",
                    "minutes",
                    "seconds",
                    "times",
                    "pages",
                    "words",
                    "calories",
                    "points",
                    "copies",
                    "deaths",
                    "homes",
                    "tons",
                    "tonnes",
                    "acres",
                    "dollars",
                    "euros",
                    "pounds");

    /** Before "3M" these say that it is an amount, and no maker of tape. */
    private static final Set<String> BEFORE_AMOUNTS =
            Set.of(
                    "about",
                    "almost",
                    "another",
                    "approximately",
                    "around",
                    "cost",
                    "costs",
                    "earned",
                    "exceeded",
                    "hit",
                    "nearly",
                    "over",
                    "paid",
                    "raised",
                    "reached",
                    "roughly",
                    "some",
                    "than",
                    "worth");

    private static final Set<String> CODES =
            Set.of("pin", "passcode", "zip", "zipcode", "postcode");

    private static final Set<String> OF_CODES =
            Set.of(
                    "zip",
                    "area",
                    "access",
                    "verification",
                    "security",
                    "pin",
                    "postal",
                    "dialing",
                    "dialling",
                    "entry",
                    "confirmation");

    private static final Set<String> OF_NUMBERS =
            Set.of("account", "serial", "card", "pin", "tracking", "reference", "confirmation");

    private static final Set<String> BEFORE_YEARS =
            Set.of(
                    "in", "since", "by", "until", "till", "circa", "year", "from", "after",
                    "before");

    private static final Set<String> BEHIND_YEARS =
            Set.of(
                    "he", "she", "they", "it", "we", "the", "when", "and", "to", "by", "with",
                    "was", "after", "but", "at", "on", "a", "an", "his", "her", "until", "as",
                    "while", "or", "under", "that", "this");

    private static final int FIRST_YEAR = 1010;
    private static final int LAST_YEAR = 1099;

    private LabelledNumbers() {}

    /** Empty where the number is an amount, or says of itself what it is. */
    static String words(String text, int at, Figure figure) {
        int digits = figure.whole().length();
        if (!figure.isWhole() || figure.grouped() || digits < 3) {
            return "";
        }
        String before = Look.wordBefore(text, at);
        String small = before.toLowerCase(Locale.ROOT);
        if (isCode(text, at, small) || (States.isBefore(text, at) && States.isZipCode(text, at))) {
            return EnglishNumbers.spelled(figure.whole());
        }
        boolean paired = digits <= 4 && !figure.whole().matches("0.*|.00[1-9]");
        boolean model = digits == 3 && Look.at(text, at - 1) == '-' && isName(text, at - 1);
        boolean named =
                IN_PAIRS.contains(small)
                        || MAKERS.contains(small)
                        || isSeries(text, at, before)
                        || isAirline(text, at, before);
        if (paired && (named || model)) {
            return pairs(figure.whole());
        }
        return isEarlyYear(text, figure, small)
                ? EnglishNumbers.year(Integer.parseInt(figure.whole()))
                : "";
    }

    /** The F of "F-150", the Boeing of "Boeing-747". */
    private static boolean isName(String text, int hyphen) {
        return Look.isLetter(text, hyphen - 1) && Look.isCapitalised(Look.wordBefore(text, hyphen));
    }

    /** "RTX 4090", "HTTP 404": behind the names of letters, a blank between them. */
    private static boolean isSeries(String text, int at, String before) {
        return Look.isBlank(text, at - 1)
                && Look.isInCapitals(before)
                && Capitals.areLetters(before, "", "")
                && Look.begins(text, backOverBlanks(text, at) - before.length());
    }

    /** Whether what stands before the place names things by numbers: "Boeing 737". */
    static boolean isMakerBefore(String text, int at) {
        return MAKERS.contains(Look.wordBefore(text, at).toLowerCase(Locale.ROOT));
    }

    /** Whether the number that may be a year counts what stands behind it: "1986 people". */
    static boolean counts(String text, int at, Figure figure) {
        return figure.isYear()
                && !figure.whole().endsWith("00")
                && COUNTED.contains(Look.wordAfter(text, figure.end()))
                && !BEFORE_YEARS.contains(Look.wordBefore(text, at).toLowerCase(Locale.ROOT));
    }

    /** Whether "3M" is the company's name: neither sold, cost or exceeded, nor of many things. */
    static boolean isMaker(String text, int at, Figure figure) {
        int end = figure.end() + 1;
        if (!figure.isWhole() || !figure.whole().equals("3") || !Look.ends(text, end)) {
            return false;
        }
        String next = Look.isBlank(text, end) ? Look.wordAfter(text, end) : "";
        boolean many =
                Look.isLetter(next, 3)
                        && next.endsWith("s")
                        && Character.isLowerCase(next.charAt(0));
        return text.startsWith("'s", end)
                || !(many
                        || COUNTED.contains(next)
                        || BEFORE_AMOUNTS.contains(
                                Look.wordBefore(text, at).toLowerCase(Locale.ROOT)));
    }

    /** "PIN 4821", "zip code is 02139", "account number: 12345". */
    private static boolean isCode(String text, int at, String before) {
        int place = at - before.length();
        String label = before;
        boolean told = label.equals("is") || label.equals("was");
        boolean colon = label.isEmpty() && Look.at(text, backOverBlanks(text, at) - 1) == ':';
        if (told || colon) {
            place = told ? text.lastIndexOf(' ', at - 2) + 1 : backOverBlanks(text, at) - 1;
            label = Look.wordBefore(text, place).toLowerCase(Locale.ROOT);
        }
        if (CODES.contains(label)) {
            return true;
        }
        Set<String> kinds =
                switch (label) {
                    case "code" -> OF_CODES;
                    case "number" -> OF_NUMBERS;
                    default -> Set.of();
                };
        if (kinds.isEmpty()) {
            return false;
        }
        int begin = text.toLowerCase(Locale.ROOT).lastIndexOf(label, place);
        return kinds.contains(Look.wordBefore(text, begin).toLowerCase(Locale.ROOT));
    }

    private static int backOverBlanks(String text, int at) {
        int place = at;
        while (at - place < 4 && Look.isBlank(text, place - 1)) {
            place--;
        }
        return place;
    }

    /** "Flight BA 2490". */
    private static boolean isAirline(String text, int at, String before) {
        int begin = backOverBlanks(text, at) - before.length();
        begin = Look.isBlank(text, begin - 1) ? backOverBlanks(text, begin) : begin;
        begin -= Look.at(text, begin - 1) == ',' ? 1 : 0; // "the flight, UA 328"
        return before.length() == 2
                && Look.isInCapitals(before)
                && Look.wordBefore(text, begin).equalsIgnoreCase("flight");
    }

    /** "three oh five", "twelve thirty four"; with noughts at its end the number as it is. */
    static String pairs(String digits) {
        int split = digits.length() - 2;
        int rest = Integer.parseInt(digits.substring(split));
        if (rest == 0) {
            return digits.length() == 4
                    ? EnglishNumbers.year(Integer.parseInt(digits))
                    : EnglishNumbers.cardinal(digits);
        }
        return EnglishNumbers.cardinal(digits.substring(0, split))
                + (rest < 10 ? " oh " : " ")
                + EnglishNumbers.cardinal(rest);
    }

    private static boolean isEarlyYear(String text, Figure figure, String before) {
        if (figure.whole().length() != 4 || !BEFORE_YEARS.contains(before)) {
            return false;
        }
        int year = Integer.parseInt(figure.whole());
        String next = Look.wordAfter(text, figure.end());
        return year >= FIRST_YEAR
                && year <= LAST_YEAR
                && (next.isEmpty()
                        || Look.isCapitalised(next)
                        || BEHIND_YEARS.contains(next.toLowerCase(Locale.ROOT)));
    }
}
