package voxfarm.frontend.en;

import java.util.List;

/** English words for numbers. */
final class EnglishNumbers {
    private static final List<String> ONES =
            List.of(
                    "zero",
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

    /** Behind groups of three digits, from the last on. */
    static final List<String> SCALES =
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

    /** Longer numbers are read digit by digit. */
    private static final int MAX_DIGITS = 18;

    private EnglishNumbers() {}

    /**
     * {@code "1024"} is "one thousand twenty four"; leading zeros and very long numbers are read
     * digit by digit.
     *
     * @param digits ASCII digits, at least one
     */
    static String cardinal(String digits) {
        boolean leadingZero = digits.length() > 1 && digits.startsWith("0");
        return leadingZero || digits.length() > MAX_DIGITS
                ? spelled(digits)
                : cardinal(Long.parseLong(digits));
    }

    static String cardinal(long number) {
        if (number < 1000) {
            return belowThousand((int) number);
        }
        StringBuilder words = new StringBuilder();
        long divisor = 1;
        int scale = 0;
        while (number / divisor >= 1000) {
            divisor *= 1000;
            scale++;
        }
        long rest = number;
        for (; scale >= 0; scale--, divisor /= 1000) {
            int group = (int) (rest / divisor);
            rest %= divisor;
            if (group > 0) {
                words.append(words.isEmpty() ? "" : " ")
                        .append(belowThousand(group))
                        .append(SCALES.get(scale));
            }
        }
        return words.toString();
    }

    private static String belowThousand(int number) {
        if (number < 20) {
            return ONES.get(number);
        }
        if (number < 100) {
            String tens = TENS.get(number / 10);
            return number % 10 == 0 ? tens : tens + " " + ONES.get(number % 10);
        }
        String hundreds = ONES.get(number / 100) + " hundred";
        return number % 100 == 0 ? hundreds : hundreds + " " + belowThousand(number % 100);
    }

    /** {@code "101"} is "one hundred first". */
    static String ordinal(String digits) {
        String words = cardinal(digits);
        int cut = words.lastIndexOf(' ') + 1;
        return words.substring(0, cut) + ordinalWord(words.substring(cut));
    }

    /** Of the last word of a number. */
    static String ordinalWord(String word) {
        return switch (word) {
            case "one" -> "first";
            case "two" -> "second";
            case "three" -> "third";
            case "five" -> "fifth";
            case "eight" -> "eighth";
            case "nine" -> "ninth";
            case "twelve" -> "twelfth";
            default ->
                    word.endsWith("y")
                            ? word.substring(0, word.length() - 1) + "ieth"
                            : word + "th";
        };
    }

    /**
     * A year from 1000 to 2999: "nineteen eighty four", "nineteen oh five", "two thousand nine".
     */
    static String year(int year) {
        int century = year / 100;
        int rest = year % 100;
        if (year % 1000 < 10) {
            return cardinal(year);
        }
        if (rest == 0) {
            return belowThousand(century) + " hundred";
        }
        return belowThousand(century) + " " + (rest < 10 ? "oh " : "") + belowThousand(rest);
    }

    /** One digit after the other. */
    static String spelled(String digits) {
        StringBuilder words = new StringBuilder();
        for (char digit : digits.toCharArray()) {
            words.append(words.isEmpty() ? "" : " ").append(ONES.get(digit - '0'));
        }
        return words.toString();
    }
}
