package voxfarm.frontend.en;

import java.util.Locale;
import java.util.Set;

/** Times of day: {@code 7:30}, {@code 3:45pm}, {@code 7 p.m.}; and ratios, which look alike. */
final class ClockTimes implements Form {
    private static final int HOURS = 24;
    private static final int MINUTES = 60;
    private static final int MOST_DECIMALS = 4;

    /** In capitals behind a time, and yet no beginning of a sentence. */
    static final Set<String> GOES_ON =
            CalendarNames.with(
                    CalendarNames.ALL,
                    Set.of(
                            "Eastern",
                            "Pacific",
                            "Central",
                            "Mountain",
                            "EST",
                            "EDT",
                            "ET",
                            "PST",
                            "PDT",
                            "PT",
                            "CST",
                            "CDT",
                            "MST",
                            "GMT",
                            "UTC",
                            "CET",
                            "BST",
                            "London",
                            "Greenwich"));

    @Override
    public int read(String text, int at, SpokenWords out) {
        int hourEnd = Look.digits(text, at, 3);
        boolean psalm = hourEnd - at == 3 && BibleVerses.isBookBefore(text, at);
        if (hourEnd == at || (hourEnd - at > 2 && !psalm)) {
            return at;
        }
        int hour = Integer.parseInt(text.substring(at, hourEnd));
        if (isDotted(text, hourEnd)) {
            int minutes = Integer.parseInt(text.substring(hourEnd + 1, hourEnd + 3));
            return withMinutes(text, hour, minutes, hourEnd + 3, out);
        }
        if (Look.at(text, hourEnd) != ':' || !Look.isDigit(text, hourEnd + 1)) {
            return hour >= 1 && hour <= 12 ? onTheHour(text, at, hourEnd, hour, out) : at;
        }
        if (BibleVerses.isBookBefore(text, at)) {
            out.words(EnglishNumbers.cardinal(hour)); // the verse follows, as any number
            return hourEnd + 1;
        }
        int minutesEnd = Look.digits(text, hourEnd + 1, 3);
        int minutes = Integer.parseInt(text.substring(hourEnd + 1, minutesEnd));
        if (minutesEnd - hourEnd != 3 || minutes >= MINUTES || hour > HOURS) {
            return ratio(text, hour, hourEnd, out);
        }
        return withMinutes(text, hour, minutes, minutesEnd, out);
    }

    /** {@code 5.30pm}: as the British write times. */
    private static boolean isDotted(String text, int hourEnd) {
        int end = Look.digits(text, hourEnd + 1, 3);
        return Look.at(text, hourEnd) == '.'
                && end == hourEnd + 3
                && text.charAt(hourEnd + 1) < '6'
                && halfDay(text, end) > end;
    }

    private static int onTheHour(String text, int at, int end, int hour, SpokenWords out) {
        int half = halfDay(text, end);
        if (half == end) {
            return at;
        }
        out.words(EnglishNumbers.cardinal(hour));
        return writeHalfDay(text, end, half, out);
    }

    private static int withMinutes(String text, int hour, int minutes, int end, SpokenWords out) {
        boolean seconds = Look.at(text, end) == ':' && Look.digits(text, end + 1, 3) == end + 3;
        int half = seconds ? end : halfDay(text, end);
        out.words(EnglishNumbers.cardinal(hour));
        int hundredths =
                Look.at(text, end) == '.' ? Look.digits(text, end + 1, MOST_DECIMALS) : end + 1;
        if (hundredths > end + 1 && Look.ends(text, hundredths)) {
            out.words(minutes < 10 ? "oh" : "");
            out.words(EnglishNumbers.cardinal(minutes) + " point"); // 4:03.27
            out.words(EnglishNumbers.spelled(text.substring(end + 1, hundredths)));
            return hundredths;
        }
        if (minutes == 0) {
            if (half == end) {
                out.words(hour > 12 || hour == 0 ? "hundred" : "o'clock");
            }
        } else {
            out.words((minutes < 10 ? "oh " : "") + EnglishNumbers.cardinal(minutes));
        }
        if (seconds) {
            int value = Integer.parseInt(text.substring(end + 1, end + 3));
            out.words("and " + EnglishNumbers.cardinal(value));
            out.words(value == 1 ? "second" : "seconds");
            int behind = end + 3;
            half = halfDay(text, behind);
            return half == behind ? behind : writeHalfDay(text, behind, half, out);
        }
        return half == end ? end : writeHalfDay(text, end, half, out);
    }

    /** {@code 16:9}, {@code 3:1}. */
    private static int ratio(String text, int left, int colon, SpokenWords out) {
        int end = Look.digits(text, colon + 1);
        if (left > HOURS && text.startsWith("00", colon + 1) && end == colon + 3) {
            out.words(EnglishNumbers.cardinal(left) + " minutes"); // 25:00
            return end;
        }
        out.words(EnglishNumbers.cardinal(left) + " to ");
        out.words(EnglishNumbers.cardinal(text.substring(colon + 1, end)));
        return end;
    }

    /** Behind am, p.m. and the like at a place or behind a blank; {@code at} if there is none. */
    static int halfDay(String text, int at) {
        int from = Look.blanks(text, at);
        char first = Character.toLowerCase(Look.at(text, from));
        if (first != 'a' && first != 'p') {
            return at;
        }
        boolean dotted = Look.at(text, from + 1) == '.';
        int second = from + (dotted ? 2 : 1);
        if (Character.toLowerCase(Look.at(text, second)) != 'm') {
            return at;
        }
        int end = second + (dotted && Look.at(text, second + 1) == '.' ? 2 : 1);
        return Look.ends(text, end) && Look.at(text, end) != '\'' ? end : at;
    }

    /** Writes what {@link #halfDay} found, and the full stop that its own may stand for. */
    static int writeHalfDay(String text, int from, int end, SpokenWords out) {
        String half = text.substring(from, end).toUpperCase(Locale.ROOT);
        out.words(half.indexOf('A') >= 0 ? "A M" : "P M");
        if (half.endsWith(".") && !FullStops.isOfWord(text, 0, end - 1)) {
            out.mark('.');
        }
        return end;
    }
}
