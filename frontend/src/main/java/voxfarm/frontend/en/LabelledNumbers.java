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
        boolean paired = digits <= 4 && figure.whole().charAt(0) != '0';
        boolean model = digits == 3 && Look.at(text, at - 1) == '-' && isName(text, at - 1);
        if (paired && (IN_PAIRS.contains(small) || isAirline(text, at, before) || model)) {
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
