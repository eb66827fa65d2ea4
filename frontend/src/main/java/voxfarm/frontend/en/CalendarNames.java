package voxfarm.frontend.en;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of days and months, as they are written. */
final class CalendarNames {
    /** Written out, in order. */
    static final List<String> MONTHS =
            List.of(
                    "January",
                    "February",
                    "March",
                    "April",
                    "May",
                    "June",
                    "July",
                    "August",
                    "September",
                    "October",
                    "November",
                    "December");

    private static final Set<String> DAYS =
            Set.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

    /** Written out. */
    static final Set<String> FULL = with(DAYS, Set.copyOf(MONTHS));

    /** Those, and days in short. */
    static final Set<String> ALL =
            with(FULL, Set.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"));

    private CalendarNames() {}

    /** The day of "Mon" and its like, which may be other words; empty for all else. */
    static String shortDay(String word) {
        return switch (word) {
            case "Mon" -> "monday";
            case "Tue" -> "tuesday";
            case "Wed" -> "wednesday";
            case "Thu" -> "thursday";
            case "Fri" -> "friday";
            case "Sat" -> "saturday";
            case "Sun" -> "sunday";
            default -> "";
        };
    }

    /** Both sets in one. */
    static Set<String> with(Set<String> names, Set<String> others) {
        return Stream.concat(names.stream(), others.stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
