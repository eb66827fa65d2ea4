package voxfarm.frontend.en;

/** Roman numerals, as chapter headings have them. */
final class RomanNumerals {
    private RomanNumerals() {}

    /** The value of capitals from {@code IVXLC}; odd orders such as IIX give some number, too. */
    static long value(String numeral) {
        long value = 0;
        int before = 0;
        for (int i = numeral.length() - 1; i >= 0; i--) {
            int digit = digit(numeral.charAt(i));
            value += digit < before ? -digit : digit;
            before = Math.max(before, digit);
        }
        return Math.max(0, value);
    }

    private static int digit(char letter) {
        return switch (letter) {
            case 'I' -> 1;
            case 'V' -> 5;
            case 'X' -> 10;
            case 'L' -> 50;
            default -> 100;
        };
    }
}
