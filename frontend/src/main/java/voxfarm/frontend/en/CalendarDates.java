package voxfarm.frontend.en;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Days: {@code 2026-12-24}, {@code 12/24/2026}, {@code Jan. 5, 2026}, {@code 5 January}. */
final class CalendarDates implements Form {
    private static final List<String> MONTHS =
            CalendarNames.MONTHS.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();

    private static final Map<String, Integer> SHORT =
            Map.ofEntries(
                    Map.entry("jan", 1),
                    Map.entry("feb", 2),
                    Map.entry("mar", 3),
                    Map.entry("apr", 4),
                    Map.entry("jun", 6),
                    Map.entry("jul", 7),
                    Map.entry("aug", 8),
                    Map.entry("sep", 9),
                    Map.entry("sept", 9),
                    Map.entry("oct", 10),
                    Map.entry("nov", 11),
                    Map.entry("dec", 12));

    private static final int DAYS = 31;

    @Override
    public int read(String text, int at, SpokenWords out) {
        if (Look.isUpper(text, at)) {
            return monthFirst(text, at, out);
        }
        int first = Look.digits(text, at, 5);
        if (first == at) {
            return at;
        }
        char separator = Look.at(text, first);
        if (separator == ' ' && first - at <= 2) {
            return dayFirst(text, at, first, out);
        }
        if (separator == 0 || "-/.".indexOf(separator) < 0) {
            return at;
        }
        int second = Look.digits(text, first + 1, 3);
        if (second == first + 1 || Look.at(text, second) != separator) {
            return at;
        }
        int third = Look.digits(text, second + 1, 5);
        boolean ends = Look.ends(text, third) || (first - at == 4 && Look.at(text, third) == 'T');
        if (!ends || (Look.at(text, third) == separator && Look.isDigit(text, third + 1))) {
            return at;
        }
        return numbers(
                        text.substring(at, first),
                        text.substring(first + 1, second),
                        text.substring(second + 1, third),
                        separator,
                        out)
                ? third + (Look.at(text, third) == 'T' && Look.isDigit(text, third + 1) ? 1 : 0)
                : at;
    }

    private static boolean numbers(
            String first, String second, String third, char separator, SpokenWords out) {
        if (first.length() == 4 && third.length() <= 2 && !third.isEmpty() && separator != '.') {
            return write(first, Integer.parseInt(second), Integer.parseInt(third), out);
        }
        boolean shortYear = third.length() == 2 && separator == '/';
        if (first.length() > 2 || second.length() > 2 || !(third.length() == 4 || shortYear)) {
            return false;
        }
        int one = Integer.parseInt(first);
        int two = Integer.parseInt(second);
        // with points the day is first everywhere; else as in America, if that is a day
        boolean dayFirst = separator == '.' || one > MONTHS.size();
        return write(third, dayFirst ? two : one, dayFirst ? one : two, out);
    }

    private static boolean write(String year, int month, int day, SpokenWords out) {
        if (month < 1 || month > MONTHS.size() || day < 1 || day > DAYS) {
            return false;
        }
        out.words(MONTHS.get(month - 1) + " " + EnglishNumbers.ordinal(String.valueOf(day)));
        out.words(year(year));
        return true;
    }

    static String year(String digits) {
        int year = Integer.parseInt(digits);
        if (digits.length() == 2 && year < 10) {
            return "oh " + EnglishNumbers.cardinal(year);
        }
        return year < 1000 ? EnglishNumbers.cardinal(year) : EnglishNumbers.year(year);
    }

    private static int monthFirst(String text, int at, SpokenWords out) {
        int wordEnd = Look.letters(text, at, 10);
        Optional<Integer> month = month(text.substring(at, wordEnd));
        int dot = Look.at(text, wordEnd) == '.' ? wordEnd + 1 : wordEnd;
        int from = Look.blanks(text, dot);
        Optional<Day> day = month.isEmpty() || from == wordEnd ? Optional.empty() : day(text, from);
        if (day.isEmpty()) {
            return at;
        }
        int end = day.get().end();
        out.words(MONTHS.get(month.orElseThrow() - 1));
        out.words(EnglishNumbers.ordinal(String.valueOf(day.get().number())));
        char dash = Look.at(text, end);
        Optional<Day> last = dash == '-' || dash == '–' ? day(text, end + 1) : Optional.empty();
        if (last.isPresent()) {
            out.words("to " + EnglishNumbers.ordinal(String.valueOf(last.get().number())));
            end = last.get().end();
        }
        return yearBehind(text, end, out);
    }

    /** {@code 5 January 2026}. */
    private static int dayFirst(String text, int at, int blank, SpokenWords out) {
        int begin = Look.blanks(text, blank);
        int wordEnd = Look.letters(text, begin, 10);
        Optional<Integer> month =
                Look.isUpper(text, begin)
                        ? month(text.substring(begin, wordEnd))
                        : Optional.empty();
        Optional<Day> day = day(text, at);
        if (month.isEmpty() || day.isEmpty() || !Look.ends(text, wordEnd)) {
            return at;
        }
        out.words(Look.wordBefore(text, at).equalsIgnoreCase("the") ? "" : "the");
        out.words(EnglishNumbers.ordinal(String.valueOf(day.get().number())));
        out.words("of " + MONTHS.get(month.get() - 1));
        boolean dot = Look.at(text, wordEnd) == '.' && Look.isDigit(text, wordEnd + 2);
        return yearBehind(text, dot ? wordEnd + 1 : wordEnd, out);
    }

    private static Optional<Integer> month(String word) {
        String small = word.toLowerCase(Locale.ROOT);
        int full = MONTHS.indexOf(small);
        return full >= 0 ? Optional.of(full + 1) : Optional.ofNullable(SHORT.get(small));
    }

    private record Day(int number, int end) {}

    /** One or two digits, with or without the ending of an ordinal, that are no other number. */
    private static Optional<Day> day(String text, int at) {
        int digits = Look.digits(text, at, 3);
        if (digits == at || digits - at > 2) {
            return Optional.empty();
        }
        int number = Integer.parseInt(text.substring(at, digits));
        int letters = Look.letters(text, digits, 3);
        boolean ordinal =
                switch (text.substring(digits, letters)) {
                    case "st", "nd", "rd", "th" -> true;
                    default -> false;
                };
        int end = ordinal ? letters : digits;
        char next = Look.at(text, end);
        boolean other =
                !Look.ends(text, end)
                        || (next != 0 && "%:/°'$€£".indexOf(next) >= 0)
                        || ((next == '.' || next == ',') && Look.isDigit(text, end + 1));
        return number < 1 || number > DAYS || other
                ? Optional.empty()
                : Optional.of(new Day(number, end));
    }

    private static int yearBehind(String text, int at, SpokenWords out) {
        int comma = Look.at(text, at) == ',' ? at + 1 : at;
        int from = Look.blanks(text, comma);
        int end = Look.digits(text, from, 5);
        if (from == at || end - from != 4 || !Look.ends(text, end)) {
            return at;
        }
        out.words(year(text.substring(from, end)));
        return end;
    }
}
