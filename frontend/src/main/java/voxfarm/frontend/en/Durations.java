package voxfarm.frontend.en;

import java.util.List;
import java.util.Set;

/** Lengths of time in several units: {@code 2h15m}, {@code 1h 30m}, {@code 5m30s}. */
final class Durations implements Form {
    private static final List<Set<String>> SIGNS =
            List.of(
                    Set.of("d"),
                    Set.of("h", "hr", "hrs"),
                    Set.of("m", "min", "mins"),
                    Set.of("s", "sec", "secs"));

    private static final List<String> NAMES = List.of("day", "hour", "minute", "second");
    private static final int MOST_DIGITS = 3;
    private static final int LONGEST_SIGN = 4;

    @Override
    public int read(String text, int at, SpokenWords out) {
        StringBuilder words = new StringBuilder();
        int parts = 0;
        int unit = -1;
        int end = at;
        int from = at;
        while (parts < SIGNS.size()) {
            int digits = Look.digits(text, from, MOST_DIGITS + 1);
            int letters = Look.letters(text, digits, LONGEST_SIGN + 1);
            int next = unit(text.substring(digits, letters));
            if (digits == from || digits - from > MOST_DIGITS || next <= unit) {
                break;
            }
            String number = text.substring(from, digits);
            words.append(EnglishNumbers.cardinal(number))
                    .append(' ')
                    .append(NAMES.get(next))
                    .append(number.equals("1") ? " " : "s ");
            unit = next;
            end = letters;
            parts++;
            from = Look.at(text, end) == ' ' ? end + 1 : end;
        }
        if (parts < 2 || !Look.ends(text, end)) {
            return at;
        }
        out.words(words.toString().strip());
        return end;
    }

    private static int unit(String sign) {
        for (int i = 0; i < SIGNS.size(); i++) {
            if (SIGNS.get(i).contains(sign)) {
                return i;
            }
        }
        return -1;
    }
}
