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
        if (groups > EnglishNumbers.SCALES.size()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        for (int group = groups - 1; group >= 0; group--) {
            int to = number.length() - group * GROUP;
            int value = Integer.parseInt(number.substring(Math.max(0, to - GROUP), to));
            if (value > 0) {
                parts.add(belowThousand(value, and) + EnglishNumbers.SCALES.get(group));
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
        return value >= 10
                ? belowHundred(value)
                : "oh " + (value == 0 ? "oh" : belowHundred(value));
    }

    /** Without zeros in front; empty of zero. */
    static String stripped(String digits) {
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
        String hundreds = belowHundred(value / HUNDRED) + " hundred";
        if (rest == 0) {
            return hundreds;
        }
        return hundreds + (and.isEmpty() ? " " : " " + and + " ") + belowHundred(rest);
    }

    private static String belowHundred(int value) {
        return EnglishNumbers.cardinal(value).replace(' ', '-');
    }

    private static String toOrdinal(String words) {
        int last = Math.max(words.lastIndexOf(' '), words.lastIndexOf('-')) + 1;
        return words.substring(0, last) + EnglishNumbers.ordinalWord(words.substring(last));
    }
}
