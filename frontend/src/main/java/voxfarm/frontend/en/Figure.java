package voxfarm.frontend.en;

import java.util.Optional;

/**
 * A number as it is written in digits.
 *
 * @param whole digits without commas; empty before a leading point
 * @param decimals digits behind the point; empty if there are none
 * @param grouped whether commas stood in it
 * @param end behind it in the text
 */
record Figure(String whole, String decimals, boolean grouped, int end) {
    private static final int GROUP = 3;

    /** Of lakhs and crores: nobody writes more of them, so no run of them is looked at from far. */
    private static final int MOST_PAIRS = 6;

    private static final int FIRST_YEAR = 1100;
    private static final int LAST_YEAR = 2100;

    /** The number that begins there: {@code 1,234}, {@code 1,00,000}, {@code 3.14}, {@code .5}. */
    static Optional<Figure> at(String text, int at) {
        if (Look.at(text, at) == '.' && Look.isDigit(text, at + 1)) {
            int end = Look.digits(text, at + 1);
            return Optional.of(new Figure("", text.substring(at + 1, end), false, end));
        }
        int end = Look.digits(text, at);
        if (end == at) {
            return Optional.empty();
        }
        Optional<Figure> continental = continental(text, at, end);
        if (continental.isPresent()) {
            return continental;
        }
        int indian = indian(text, at, end);
        StringBuilder whole = new StringBuilder(text.substring(at, indian).replace(",", ""));
        boolean grouped = indian > end;
        boolean mayGroup = !grouped && end - at <= GROUP;
        end = indian;
        while (mayGroup && isGroup(text, end)) {
            whole.append(text, end + 1, end + 1 + GROUP);
            end += 1 + GROUP;
            grouped = true;
        }
        if (Look.at(text, end) == '.' && Look.isDigit(text, end + 1)) {
            int last = Look.digits(text, end + 1);
            return Optional.of(
                    new Figure(whole.toString(), text.substring(end + 1, last), grouped, last));
        }
        return Optional.of(new Figure(whole.toString(), "", grouped, end));
    }

    /** {@code 1.250,50} and {@code 1.000.000}: groups by points, which no decimals look like. */
    private static Optional<Figure> continental(String text, int at, int firstEnd) {
        int end = firstEnd;
        int groups = 0;
        while (firstEnd - at <= GROUP
                && Look.at(text, end) == '.'
                && Look.digits(text, end + 1, GROUP + 1) == end + 1 + GROUP) {
            end += 1 + GROUP;
            groups++;
        }
        int cents = Look.digits(text, end + 1, 3);
        boolean comma = Look.at(text, end) == ',' && cents == end + 3;
        boolean round = groups > 1 && text.startsWith("000", end - GROUP) && !isFigure(text, end);
        if (groups == 0 || text.charAt(at) == '0' || !(comma || round)) {
            return Optional.empty();
        }
        return Optional.of(
                new Figure(
                        text.substring(at, end).replace(".", ""),
                        comma ? text.substring(end + 1, cents) : "",
                        true,
                        comma ? cents : end));
    }

    /**
     * Behind {@code 12,34,567}: one or two digits, pairs, and three digits at the end; {@code
     * firstEnd} if no such number stands there.
     */
    private static int indian(String text, int at, int firstEnd) {
        int end = firstEnd;
        for (int pairs = 0; pairs < MOST_PAIRS && isPair(text, end); pairs++) {
            end += GROUP;
        }
        boolean begins = firstEnd - at < GROUP && text.charAt(at) != '0';
        int last = end + 1 + GROUP;
        boolean goesOn = Look.at(text, last) == ',' && Look.isDigit(text, last + 1);
        return begins && end > firstEnd && isGroup(text, end) && !goesOn ? last : firstEnd;
    }

    private static boolean isPair(String text, int comma) {
        return Look.at(text, comma) == ',' && Look.digits(text, comma + 1, GROUP) == comma + GROUP;
    }

    private static boolean isFigure(String text, int at) {
        return Look.at(text, at) == '.' && Look.isDigit(text, at + 1);
    }

    private static boolean isGroup(String text, int comma) {
        return Look.at(text, comma) == ','
                && Look.digits(text, comma + 1, GROUP + 1) == comma + 1 + GROUP;
    }

    boolean isWhole() {
        return decimals.isEmpty();
    }

    boolean isOne() {
        return isWhole() && whole.equals("1");
    }

    /** From 1100 to 2099, which are read as years are. */
    boolean isYear() {
        if (!isWhole() || grouped || whole.length() != 4) {
            return false;
        }
        int year = Integer.parseInt(whole);
        return year >= FIRST_YEAR && year < LAST_YEAR;
    }

    /** The words of the amount, never as a year. */
    String words() {
        if (isWhole()) {
            return EnglishNumbers.cardinal(whole);
        }
        return (whole.isEmpty() ? "zero" : EnglishNumbers.cardinal(whole))
                + " point "
                + EnglishNumbers.spelled(decimals);
    }

    /** As a year where it can be one. */
    String yearOrWords() {
        return isYear() ? EnglishNumbers.year(Integer.parseInt(whole)) : words();
    }

    /** As a whole number. */
    long value() {
        return Long.parseLong(whole);
    }
}
