package voxfarm.frontend.en;

import java.util.Locale;
import java.util.Optional;

/** Numbers, with what belongs to them: sign, unit, power, range, ordinal, decade. */
final class Measures implements Form {
    /** Behind a number these make it a power of ten, as in 1.5e6. */
    private static final int MOST_EXPONENT_DIGITS = 3;

    private static final int MOST_FACTORS = 4;
    private static final int LONGEST_FACTOR = 16;

    @Override
    public int read(String text, int at, SpokenWords out) {
        char first = Look.at(text, at);
        if (first == '\'' && Look.begins(text, at)) {
            return decade(text, at, at + 1, out);
        }
        if (first == '-' || first == '−' || first == '+' || first == '±' || first == '~') {
            return signed(text, at, first, out);
        }
        if (first == '.' && at > 0 && !Look.isBlank(text, at - 1) && text.charAt(at - 1) != '(') {
            return at;
        }
        Optional<Figure> figure = Figure.at(text, at).map(f -> withComma(text, f));
        if (figure.isEmpty()) {
            return at;
        }
        int end = decade(text, at, at, out);
        end = end == at ? ordinal(text, at, figure.get(), out) : end;
        end = end == at ? heights(text, at, figure.get(), out) : end;
        end = end == at ? range(text, at, figure.get(), out) : end;
        end = end == at ? Money.beforeSign(text, at, figure.get(), out) : end;
        return end == at ? single(text, at, figure.get(), out) : end;
    }

    /** {@code 3,5 km}: before a unit a comma with a digit or two behind it is a point. */
    private static Figure withComma(String text, Figure figure) {
        int end = Look.digits(text, figure.end() + 1, 3);
        boolean decimals =
                figure.isWhole()
                        && !figure.grouped()
                        && Look.at(text, figure.end()) == ','
                        && end > figure.end() + 1
                        && end - figure.end() <= 3
                        && Units.sign(text, end).end() > end;
        return decimals
                ? new Figure(figure.whole(), text.substring(figure.end() + 1, end), false, end)
                : figure;
    }

    private int signed(String text, int at, char sign, SpokenWords out) {
        char before = Look.at(text, at - 1);
        boolean number = Look.isDigit(text, at + 1) || Look.at(text, at + 1) == '.';
        boolean money = Currencies.before(text, at + 1).isPresent() && !Look.isLetter(text, at + 1);
        boolean free =
                at == 0
                        || !(Character.isLetterOrDigit(before)
                                || before == ')'
                                || before == '%'
                                || (before == '.' && Look.isLetter(text, at - 2))); // 9 a.m.-5
        boolean figure = Figure.at(text, at + 1).isPresent();
        if (!free || (!money && !(figure && number))) {
            return at;
        }
        out.words(
                switch (sign) {
                    case '+' -> "plus";
                    case '±' -> "plus or minus";
                    case '~' -> "about";
                    default -> "minus";
                });
        return at + 1;
    }

    /** {@code 1990s}, {@code '90s}. */
    private static int decade(String text, int at, int from, SpokenWords out) {
        int digits = Look.digits(text, from, 5);
        int length = digits - from;
        boolean round = length > 1 && length <= 4 && text.charAt(digits - 1) == '0';
        int ending = Look.at(text, digits) == '\'' ? digits + 1 : digits;
        if (!round || Look.at(text, ending) != 's' || !Look.ends(text, ending + 1)) {
            return at;
        }
        String words =
                length == 4
                        ? EnglishNumbers.year(Integer.parseInt(text.substring(from, digits)))
                        : EnglishNumbers.cardinal(text.substring(from, digits));
        out.words(
                words.endsWith("y") ? words.substring(0, words.length() - 1) + "ies" : words + "s");
        return ending + 1;
    }

    private static int ordinal(String text, int at, Figure figure, SpokenWords out) {
        int end = Look.letters(text, figure.end(), 3);
        boolean ordinal =
                switch (text.substring(figure.end(), end).toLowerCase(Locale.ROOT)) {
                    case "st", "nd", "rd", "th" -> figure.isWhole() && Look.ends(text, end);
                    default -> false;
                };
        if (!ordinal) {
            return at;
        }
        out.words(EnglishNumbers.ordinal(figure.whole()));
        return end;
    }

    /** {@code 5'10"}, {@code 5 ft 10 in}, {@code 40°26'46"}. */
    private static int heights(String text, int at, Figure figure, SpokenWords out) {
        boolean degrees =
                Look.at(text, figure.end()) == '°' && Look.isDigit(text, figure.end() + 1);
        if (degrees) {
            out.words(figure.words() + (figure.isOne() ? " degree" : " degrees"));
            Optional<Figure> minutes = Figure.at(text, figure.end() + 1);
            return minutes.map(m -> arc(text, figure, m, out)).orElse(at);
        }
        if (Look.at(text, figure.end()) != '\'') {
            return feetInWords(text, at, figure, out);
        }
        int from = Look.blanks(text, figure.end() + 1);
        Optional<Figure> inches = Figure.at(text, from);
        boolean both = inches.isPresent() && isQuote(text, inches.get().end());
        if (!both && !Look.ends(text, figure.end() + 1)) {
            return at;
        }
        if (!both && figure.end() + 1 < text.length() && !Look.isBlank(text, figure.end() + 1)) {
            // 5'10 without its last mark
            return at;
        }
        if (!both && Look.at(text, at - 1) == '\'') {
            return at; // what stands in quotes
        }
        out.words(figure.words() + (figure.isOne() ? " foot" : " feet"));
        if (!both) {
            return figure.end() + 1;
        }
        Figure small = inches.get();
        out.words(small.words() + (small.isOne() ? " inch" : " inches"));
        return small.end() + (Look.at(text, small.end()) == '"' ? 1 : 2);
    }

    private static boolean isQuote(String text, int at) {
        return Look.at(text, at) == '"' || text.startsWith("''", at);
    }

    private static int arc(String text, Figure degrees, Figure minutes, SpokenWords out) {
        if (Look.at(text, minutes.end()) != '\'') {
            return degrees.end() + 1;
        }
        out.words(minutes.words() + (minutes.isOne() ? " minute" : " minutes"));
        Optional<Figure> seconds = Figure.at(text, Look.blanks(text, minutes.end() + 1));
        if (seconds.isEmpty() || !isQuote(text, seconds.get().end())) {
            return minutes.end() + 1;
        }
        out.words(seconds.get().words() + (seconds.get().isOne() ? " second" : " seconds"));
        int end = seconds.get().end();
        return end + (Look.at(text, end) == '"' ? 1 : 2);
    }

    private static int feetInWords(String text, int at, Figure figure, SpokenWords out) {
        int from = Look.blanks(text, figure.end());
        if (!text.startsWith("ft", from) || !Look.ends(text, from + 2)) {
            return at;
        }
        Optional<Figure> inches = Figure.at(text, Look.blanks(text, from + 2));
        int unit = inches.map(f -> Look.blanks(text, f.end())).orElse(0);
        if (inches.isEmpty() || !text.startsWith("in", unit) || !Look.ends(text, unit + 2)) {
            return at;
        }
        out.words(figure.words() + (figure.isOne() ? " foot" : " feet"));
        out.words(inches.get().words() + (inches.get().isOne() ? " inch" : " inches"));
        return unit + 2;
    }

    /** {@code 3–5}, {@code 1939–45}, {@code 10-20%}. */
    private static int range(String text, int at, Figure first, SpokenWords out) {
        int dash = Look.at(text, first.end()) == '–' ? first.end() : Look.blanks(text, first.end());
        char sign = Look.at(text, dash);
        boolean blanks = dash > first.end();
        if ((sign != '-' && sign != '–') || (blanks && sign == '-')) {
            return at;
        }
        int from = blanks ? Look.blanks(text, dash + 1) : dash + 1;
        Optional<Figure> last = Look.isDigit(text, from) ? Figure.at(text, from) : Optional.empty();
        if (last.isEmpty() || !endsRange(text, last.get().end())) {
            return at;
        }
        if (equation(text, last.get().end())) {
            out.words(first.words() + " minus");
            return from;
        }
        if (sign == '-' && isModel(text, at, first, last.get())) {
            out.words(model(first.whole()) + " " + model(last.get().whole()));
            return last.get().end();
        }
        boolean years =
                first.isYear() && (last.get().isYear() || isYearOfCentury(first, last.get()));
        out.words(years ? first.yearOrWords() : first.words());
        out.words("to");
        if (!years) {
            return from; // what follows the second belongs to both
        }
        out.words(
                last.get().isYear()
                        ? last.get().yearOrWords()
                        : CalendarDates.year(last.get().whole()));
        return last.get().end();
    }

    /** {@code 747-400}: nobody counts down from hundreds to hundreds; and "Boeing 737-800". */
    private static boolean isModel(String text, int at, Figure first, Figure last) {
        return first.isWhole()
                && last.isWhole()
                && first.whole().length() == 3
                && last.whole().length() == 3
                && (first.value() > last.value() || LabelledNumbers.isMakerBefore(text, at));
    }

    /** "seven forty seven", "four hundred". */
    private static String model(String digits) {
        int rest = Integer.parseInt(digits.substring(1));
        return rest < 10
                ? EnglishNumbers.cardinal(digits)
                : EnglishNumbers.cardinal(digits.substring(0, 1))
                        + " "
                        + EnglishNumbers.cardinal(rest);
    }

    private static boolean endsRange(String text, int end) {
        char next = Look.at(text, end);
        return !((next == '-' || next == '–' || next == '/') && Look.isDigit(text, end + 1));
    }

    private static boolean equation(String text, int end) {
        return Look.at(text, Look.blanks(text, end)) == '=';
    }

    private static boolean isYearOfCentury(Figure first, Figure last) {
        return last.isWhole()
                && last.whole().length() == 2
                && Integer.parseInt(first.whole().substring(2)) < last.value();
    }

    private static int single(String text, int at, Figure figure, SpokenWords out) {
        char next = Look.at(text, figure.end());
        if (next == Folding.RAISED) {
            return raised(text, figure, out);
        }
        if (next == '^') {
            return power(text, figure, figure.end() + 1, out);
        }
        int exponent = exponent(text, figure, out);
        if (exponent > figure.end()) {
            return exponent;
        }
        Money.Magnitude size = Money.magnitude(text, figure.end(), false);
        Optional<Currencies.Sign> currency = Currencies.behind(text, size.end());
        if (currency.isPresent()) {
            Money.write(text, figure, size, currency.get().currency(), false, out);
            return Money.behind(text, currency.get().end(), out);
        }
        if (!size.words().isEmpty()) {
            out.words(figure.words() + " " + size.words());
            return withUnit(text, size.end(), false, out);
        }
        int half = ClockTimes.halfDay(text, figure.end());
        if (half > figure.end() && figure.isWhole() && figure.whole().length() <= 2) {
            out.words(figure.words());
            return ClockTimes.writeHalfDay(text, figure.end(), half, out);
        }
        return counted(text, at, figure, out);
    }

    /** With a unit, or letters that make more of it, or alone. */
    private static int counted(String text, int at, Figure figure, SpokenWords out) {
        int end = figure.end();
        Units.Found unit = Units.sign(text, end);
        if (unit.end() > end) {
            out.words(figure.words());
            boolean one = figure.isOne() || Units.isAttribute(text, at, unit.end());
            return withUnit(text, end, one, out);
        }
        if (Look.at(text, end) == '-') {
            Units.Found joined = Units.sign(text, end + 1);
            if (joined.end() > end + 1 && Look.letters(text, end + 1, 2) > end + 1) {
                out.words(figure.words() + " " + joined.one());
                return joined.end();
            }
        }
        int inches = inches(text, at, figure, out);
        if (inches > end) {
            return inches;
        }
        return letters(text, at, figure, out);
    }

    private static int withUnit(String text, int at, boolean one, SpokenWords out) {
        Units.Found unit = Units.sign(text, at);
        out.words(one ? unit.one() : unit.many());
        return Units.behindDot(text, unit.end());
    }

    /** {@code 5 in.} before a small letter; {@code 10"} where no quotation is open. */
    private static int inches(String text, int at, Figure figure, SpokenWords out) {
        int from = Look.blanks(text, figure.end());
        boolean dotted =
                text.startsWith("in.", from)
                        && Look.isBlank(text, from + 3)
                        && Character.isLowerCase(Look.at(text, Look.blanks(text, from + 3)));
        boolean sign = Look.at(text, figure.end()) == '"' && !quotes(text, at);
        if (!dotted && !sign) {
            return figure.end();
        }
        out.words(figure.words() + (figure.isOne() ? " inch" : " inches"));
        return dotted ? from + 3 : figure.end() + 1;
    }

    /** Whether a quotation is open that the sign may close, as far back as a sentence goes. */
    private static boolean quotes(String text, int at) {
        int open = 0;
        for (int i = at - 1; i >= 0 && at - i < 400; i--) {
            // behind a digit it is a sign, or closes what was counted
            open += text.charAt(i) == '"' && !Look.isDigit(text, i - 1) ? 1 : 0;
        }
        return open % 2 == 1;
    }

    /** {@code 5k}, {@code 3M}, {@code 4x4}, {@code 221B}. */
    private static int letters(String text, int at, Figure figure, SpokenWords out) {
        int end = figure.end();
        char next = Look.at(text, end);
        boolean one = Look.ends(text, end + 1);
        if (Look.isAsciiLetter(next) && !(one && "kMx".indexOf(next) >= 0)) {
            return figure.isWhole() ? LettersAndDigits.run(text, at, out) : plain(figure, out);
        }
        if (next == 'M' && LabelledNumbers.isMaker(text, at, figure)) {
            out.words(figure.words() + " M");
            return possessive(text, end + 1, out);
        }
        if (next == 'k' || next == 'M') {
            out.words(figure.words() + (next == 'k' ? " thousand" : " million"));
            return end + 1;
        }
        if (next == 'x') {
            out.words(figure.words() + " times");
            return end + 1;
        }
        if (next == '/' && !figure.isWhole() && Look.isDigit(text, end + 1)) {
            out.words(figure.words() + " out of"); // 9.5/10
            return end + 1;
        }
        int by = Look.blanks(text, end);
        boolean times = (Look.at(text, by) == 'x' || Look.at(text, by) == '×') && by > end;
        if (times && Look.isDigit(text, Look.blanks(text, by + 1))) {
            boolean sizes = Look.at(text, by) == 'x' && !isOfProduct(text, at, by);
            out.words(figure.words() + (sizes ? " by" : " times"));
            return by + 1;
        }
        String labelled = LabelledNumbers.words(text, at, figure);
        boolean counts = LabelledNumbers.counts(text, at, figure);
        out.words(!labelled.isEmpty() ? labelled : counts ? figure.words() : figure.yearOrWords());
        return end;
    }

    /** The x of {@code 5 x 3 = 15} and {@code 15 = 5 x 3}, behind the number that begins there. */
    private static boolean isOfProduct(String text, int number, int x) {
        int begin = number;
        for (int factors = 0; factors < MOST_FACTORS; factors++) {
            int before = Look.blanksBefore(text, begin) - 1;
            if (Look.at(text, before) == '=') {
                return true;
            }
            if (Look.at(text, before) != 'x') {
                break;
            }
            int end = Look.blanksBefore(text, before);
            begin = end;
            while (end - begin < LONGEST_FACTOR && isOfFigure(Look.at(text, begin - 1))) {
                begin--;
            }
        }
        int at = x;
        for (int factors = 0; factors < MOST_FACTORS && Look.at(text, at) == 'x'; factors++) {
            int from = Look.blanks(text, at + 1);
            Optional<Figure> factor =
                    Look.isDigit(text, from) ? Figure.at(text, from) : Optional.empty();
            at = Look.blanks(text, factor.map(Figure::end).orElse(from));
        }
        return Look.at(text, at) == '=';
    }

    private static boolean isOfFigure(char c) {
        return (c >= '0' && c <= '9') || c == '.' || c == ',';
    }

    private static int possessive(String text, int at, SpokenWords out) {
        if (!text.startsWith("'s", at) || !Look.ends(text, at + 2)) {
            return at;
        }
        out.appendToLast("'s");
        return at + 2;
    }

    private static int plain(Figure figure, SpokenWords out) {
        out.words(figure.words());
        return figure.end();
    }

    /** {@code 10⁶}; behind a year it is the mark of a note. */
    private static int raised(String text, Figure figure, SpokenWords out) {
        int close = text.indexOf(Folding.RAISED_END, figure.end());
        String power = text.substring(figure.end() + 1, close);
        if (figure.isYear()) {
            out.words(figure.yearOrWords());
            out.notSpoken(Folding.asWritten(power));
            return close + 1;
        }
        out.words(figure.words());
        out.words(powerWords(power));
        Units.Found unit = Units.sign(text, close + 1);
        if (unit.end() > close + 1) {
            out.words(unit.many());
            return unit.end();
        }
        return close + 1;
    }

    /** "squared", "to the sixth", "to the minus three". */
    static String powerWords(String power) {
        if (power.equals("2")) {
            return "squared";
        }
        if (power.equals("3")) {
            return "cubed";
        }
        boolean minus = power.startsWith("-");
        String digits = minus || power.startsWith("+") ? power.substring(1) : power;
        if (!digits.isEmpty() && digits.chars().allMatch(Character::isDigit)) {
            return minus
                    ? "to the minus " + EnglishNumbers.cardinal(digits)
                    : "to the " + EnglishNumbers.ordinal(digits);
        }
        StringBuilder words = new StringBuilder("to the");
        for (char c : power.toCharArray()) {
            words.append(' ')
                    .append(
                            switch (c) {
                                case '+' -> "plus";
                                case '-' -> "minus";
                                case '=' -> "equals";
                                case '(', ')' -> "";
                                case 'n' -> "N";
                                case 'i' -> "I";
                                default -> EnglishNumbers.spelled(String.valueOf(c));
                            });
        }
        return words.toString();
    }

    private static int power(String text, Figure figure, int at, SpokenWords out) {
        int sign = Look.at(text, at) == '-' || Look.at(text, at) == '−' ? at + 1 : at;
        int end = Look.digits(text, sign, MOST_EXPONENT_DIGITS);
        out.words(figure.words());
        if (end == sign) {
            out.words("to the");
            return at;
        }
        out.words(powerWords((sign > at ? "-" : "") + text.substring(sign, end)));
        return end;
    }

    /** {@code 1.5e6}; the figure's end if there is none. */
    private static int exponent(String text, Figure figure, SpokenWords out) {
        char e = Look.at(text, figure.end());
        if (e != 'e' && e != 'E') {
            return figure.end();
        }
        int at = figure.end() + 1;
        char sign = Look.at(text, at);
        int from = sign == '-' || sign == '+' ? at + 1 : at;
        int end = Look.digits(text, from, MOST_EXPONENT_DIGITS);
        if (end == from || !Look.ends(text, end)) {
            return figure.end();
        }
        out.words(figure.words() + " times ten");
        out.words(powerWords((sign == '-' ? "-" : "") + text.substring(from, end)));
        return Units.sign(text, end).end() > end ? withUnit(text, end, false, out) : end;
    }
}
