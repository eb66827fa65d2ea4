package voxfarm.frontend.en;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Numbers of telephones, and other numbers in groups that are read digit by digit. */
final class PhoneNumbers implements Form {
    /** Nobody writes a longer one; so no run of digits is looked at twice from far. */
    private static final int LONGEST = 28;

    private static final int MOST_DIGITS = 15;
    private static final Set<String> CALLING =
            Set.of(
                    "call",
                    "calls",
                    "called",
                    "calling",
                    "dial",
                    "dialed",
                    "dialled",
                    "dialing",
                    "phone",
                    "phoned",
                    "ring",
                    "text",
                    "tel",
                    "telephone",
                    "fax",
                    "mobile");
    private static final Set<String> EMERGENCY = Set.of("911", "999", "112", "000", "988", "411");

    /**
     * @param lengths digits of each group
     * @param separators what stands between them, each character once
     */
    private record Groups(List<Integer> lengths, String separators, String digits, int end) {
        int count() {
            return lengths.size();
        }

        boolean are(int... expected) {
            if (expected.length != count()) {
                return false;
            }
            for (int i = 0; i < expected.length; i++) {
                if (lengths.get(i) != expected[i]) {
                    return false;
                }
            }
            return true;
        }

        boolean with(String separator) {
            return separators.equals(separator);
        }
    }

    @Override
    public int read(String text, int at, SpokenWords out) {
        char first = Look.at(text, at);
        boolean plus = first == '+' && Look.isDigit(text, at + 1);
        boolean bracket = first == '(' && Look.isDigit(text, at + 1);
        if (!plus && !bracket && !Look.isDigit(text, at)) {
            return at;
        }
        int words = beforeWord(text, at, out);
        if (words > at) {
            return words;
        }
        Groups groups = groups(text, at + (plus || bracket ? 1 : 0), plus, bracket);
        int digits = groups.digits().length();
        if (digits > MOST_DIGITS || !Look.ends(text, groups.end())) {
            return at;
        }
        boolean called = CALLING.contains(Look.wordBefore(text, at).toLowerCase(Locale.ROOT));
        boolean number =
                plus
                        ? digits >= 7
                        : bracket
                                ? digits >= 7 && groups.count() > 1
                                : isNumber(groups, called) || (called && isShort(groups));
        if (!number) {
            return at;
        }
        out.words((plus ? "plus " : "") + EnglishNumbers.spelled(groups.digits()));
        return groups.end();
    }

    /** The digits of {@code 1-800-FLOWERS}. */
    private static int beforeWord(String text, int at, SpokenWords out) {
        boolean free = text.startsWith("1-8", at) || text.startsWith("1-900", at);
        int code = at + 2;
        int end = Look.digits(text, code, 4);
        int letters = Look.letters(text, end + 1, MOST_DIGITS);
        boolean word =
                free
                        && end == code + 3
                        && Look.at(text, end) == '-'
                        && letters > end + 3
                        && Look.isInCapitals(text.substring(end + 1, letters));
        if (!word || !Look.begins(text, at)) {
            return at;
        }
        String digits = text.substring(code, end);
        out.words("one");
        out.words(
                digits.endsWith("00")
                        ? EnglishNumbers.cardinal(digits)
                        : EnglishNumbers.spelled(digits));
        return end + 1;
    }

    private static boolean isShort(Groups groups) {
        return groups.count() == 1
                && (EMERGENCY.contains(groups.digits()) || groups.digits().length() >= 6);
    }

    private static boolean isNumber(Groups groups, boolean called) {
        int digits = groups.digits().length();
        boolean trunk = groups.digits().startsWith("0");
        if (groups.with("-")) {
            return (groups.count() > 2 && digits >= 7)
                    || (groups.count() == 2 && trunk && digits >= 7)
                    || groups.are(5, 4) // a zip code
                    || (groups.are(3, 4) && (called || groups.digits().startsWith("555")));
        }
        if (groups.with(".")) {
            return groups.are(3, 3, 4) || groups.are(1, 3, 3, 4);
        }
        boolean american = groups.are(3, 3, 4) || groups.are(1, 3, 3, 4);
        return groups.count() > 1
                && (american || (trunk && digits >= 9 && digits <= 12) || (called && digits >= 7));
    }

    private static Groups groups(String text, int from, boolean plus, boolean bracket) {
        List<Integer> lengths = new ArrayList<>();
        StringBuilder separators = new StringBuilder();
        StringBuilder digits = new StringBuilder();
        boolean open = bracket;
        int at = from;
        int end = from;
        while (at - from < LONGEST && Look.isDigit(text, at)) {
            end = Look.digits(text, at, MOST_DIGITS + 1);
            lengths.add(end - at);
            digits.append(text, at, end);
            at = end;
            if (open && Look.at(text, at) == ')') {
                open = false;
                end = ++at;
                at += Look.at(text, at) == ' ' || Look.at(text, at) == '-' ? 1 : 0;
                continue;
            }
            if (plus && text.startsWith(" (", at)) {
                open = true;
                at += 2;
                continue;
            }
            char separator = Look.at(text, at);
            if (separator == 0 || " -.".indexOf(separator) < 0 || !Look.isDigit(text, at + 1)) {
                break;
            }
            if (separators.indexOf(String.valueOf(separator)) < 0) {
                separators.append(separator);
            }
            at++;
        }
        return new Groups(lengths, separators.toString(), digits.toString(), end);
    }
}
