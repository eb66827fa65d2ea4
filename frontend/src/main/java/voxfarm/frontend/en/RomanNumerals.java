package voxfarm.frontend.en;

import java.util.regex.Pattern;

/** Roman numerals. Stateless. */
final class RomanNumerals {
    /** Each place at most once, and so without trying twice. */
    private static final Pattern WELL_FORMED =
            Pattern.compile("M{0,3}+(?:CM|CD|D?C{0,3}+)(?:XC|XL|L?X{0,3}+)(?:IX|IV|V?I{0,3}+)");

    private RomanNumerals() {}

    /** Whether capitals are a numeral as it is written today; IIX and IIII are none. */
    static boolean isWellFormed(String numeral) {
        return !numeral.isEmpty() && WELL_FORMED.matcher(numeral).matches();
    }

    /** The value of a well-formed numeral. */
    static long value(String numeral) {
        long value = 0;
        int before = 0;
        for (int i = numeral.length() - 1; i >= 0; i--) {
            int digit = digit(numeral.charAt(i));
            value += digit < before ? -digit : digit;
            before = Math.max(before, digit);
        }
        return value;
    }

    private static int digit(char letter) {
        return switch (letter) {
            case 'I' -> 1;
            case 'V' -> 5;
            case 'X' -> 10;
            case 'L' -> 50;
            case 'C' -> 100;
            case 'D' -> 500;
            default -> 1000;
        };
    }
}
