package voxfarm.frontend.en;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Numbers in words as the library inflect writes them, commas and all, which is how Bert-VITS2's
 * voices heard them: <i>one thousand, two hundred thirty-four</i>; of four digits in pairs,
 * <i>nineteen oh five</i>. Stateless.
 */
final class InflectedNumbers {
    private static final List<String> UNITS =
            List.of(
                    "",
                    "one",
                    "two",
                    "three",
                    "four",
                    "five",
                    "six",
                    "seven",
                    "eight",
                    "nine",
                    "ten",
                    "eleven",
                    "twelve",
                    "thirteen",
                    "fourteen",
                    "fifteen",
                    "sixteen",
                    "seventeen",
                    "eighteen",
                    "nineteen");
    private static final List<String> TENS =
            List.of(
                    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
                    "ninety");
    private static final List<String> THOUSANDS =
            List.of(
                    "",
                    " thousand",
                    " million",
                    " billion",
                    " trillion",
                    " quadrillion",
                    " quintillion",
                    " sextillion",
                    " septillion",
                    " octillion",
                    " nonillion",
                    " decillion");
    private static final int GROUP = 3;
    private static final int HUNDRED = 100;

    private InflectedNumbers() {}

    /**
     * @param digits of any length
     * @param and between hundreds and the rest, and before a last word that stands alone; empty for
     *     none
     * @return empty from 10<sup>36</sup> on
     */
    static Optional<String> cardinal(String digits, String and) {
        String number = stripped(digits);
        if (number.isEmpty()) {
            return Optional.of("zero");
        }
        int groups = Math.ceilDiv(number.length(), GROUP);
        if (groups > THOUSANDS.size()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        for (int group = groups - 1; group >= 0; group--) {
            int to = number.length() - group * GROUP;
            int value = Integer.parseInt(number.substring(Math.max(0, to - GROUP), to));
            if (value > 0) {
                parts.add(belowThousand(value, and) + THOUSANDS.get(group));
            }
        }
        String last = parts.getLast();
        if (parts.size() > 1 && last.indexOf(' ') < 0) { // less than a hundred, of no thousands
            parts.removeLast();
            return Optional.of(
                    String.join(", ", parts) + (and.isEmpty() ? " " : " " + and + " ") + last);
        }
        return Optional.of(String.join(", ", parts));
    }

    /** As {@link #cardinal}, of the digits of <i>21st</i>. */
    static Optional<String> ordinal(String digits) {
        return cardinal(digits, "and").map(InflectedNumbers::toOrdinal);
    }

    /** Four digits in pairs. */
    static String pairs(int number) {
        return pair(number / HUNDRED) + " " + pair(number % HUNDRED);
    }

    private static String pair(int value) {
        return value >= UNITS.size() / 2
                ? belowHundred(value)
                : "oh " + (value == 0 ? "oh" : UNITS.get(value));
    }

    private static String stripped(String digits) {
        int from = 0;
        while (from < digits.length() && digits.charAt(from) == '0') {
            from++;
        }
        return digits.substring(from);
    }

    private static String belowThousand(int value, String and) {
        int rest = value % HUNDRED;
        if (value < HUNDRED) {
            return belowHundred(rest);
        }
        String hundreds = UNITS.get(value / HUNDRED) + " hundred";
        if (rest == 0) {
            return hundreds;
        }
        return hundreds + (and.isEmpty() ? " " : " " + and + " ") + belowHundred(rest);
    }

    private static String belowHundred(int value) {
        if (value < UNITS.size()) {
            return UNITS.get(value);
        }
        String unit = UNITS.get(value % 10);
        return TENS.get(value / 10) + (unit.isEmpty() ? "" : "-" + unit);
    }

    private static String toOrdinal(String words) {
        for (String[] ending :
                new String[][] {
                    {"ty", "tieth"},
                    {"one", "first"},
                    {"two", "second"},
                    {"three", "third"},
                    {"five", "fifth"},
                    {"eight", "eighth"},
                    {"nine", "ninth"},
                    {"twelve", "twelfth"}
                }) {
            if (words.endsWith(ending[0])) {
                return words.substring(0, words.length() - ending[0].length()) + ending[1];
            }
        }
        return words + "th";
    }
}
