package voxfarm.frontend.en;

/**
 * Writes as elsewhere what some write otherwise: {@code 1 000 000} and {@code 1'000} as one number,
 * {@code $-5} with its sign first, {@code !=} as one sign. Looks at each character a few times at
 * most. Stateless.
 */
final class Respacing {
    private static final int GROUP = 3;

    private Respacing() {}

    static String apply(String text) {
        StringBuilder written = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int end = at;
            if (c == '!' && Look.at(text, at + 1) == '=') {
                written.append('≠');
                end = at + 2;
            } else if ("$£€¥".indexOf(c) >= 0 && isNegative(text, at)) {
                written.append('-').append(c);
                end = at + 2;
            } else if (c >= '1' && c <= '9' && beginsNumber(text, at)) {
                end = groupsEnd(text, at);
                text.substring(at, end)
                        .chars()
                        .filter(Character::isDigit)
                        .forEach(digit -> written.append((char) digit));
            }
            if (end == at) {
                written.append(c);
                end++;
            }
            at = end;
        }
        return written.toString();
    }

    private static boolean isNegative(String text, int sign) {
        char minus = Look.at(text, sign + 1);
        return (minus == '-' || minus == '−')
                && Look.isDigit(text, sign + 2)
                && !Look.isDigit(text, sign - 1);
    }

    /** Neither a letter nor what may join it to a longer number stands before it. */
    private static boolean beginsNumber(String text, int at) {
        char before = Look.at(text, at - 1);
        boolean number = before == ' ' && Look.isDigit(text, at - 2);
        return !number && !Character.isLetterOrDigit(before) && ".,+-/:()'".indexOf(before) < 0;
    }

    /** Behind groups of three digits; {@code at} if the blanks between them part numbers. */
    private static int groupsEnd(String text, int at) {
        int first = Look.digits(text, at, GROUP + 1);
        char separator = Look.at(text, first);
        if (first - at > GROUP || (separator != ' ' && separator != '\'')) {
            return at;
        }
        int end = first;
        int groups = 0;
        while (Look.at(text, end) == separator
                && Look.digits(text, end + 1, GROUP + 1) == end + 1 + GROUP) {
            end += 1 + GROUP;
            groups++;
        }
        boolean goesOn =
                Character.isLetterOrDigit(Look.at(text, end))
                        || (Look.at(text, end) == separator && Look.isDigit(text, end + 1))
                        || ((Look.at(text, end) == '-' || Look.at(text, end) == '.')
                                && Look.isDigit(text, end + 1));
        boolean thousands = groups > 0 && text.startsWith("000", end - GROUP);
        boolean one =
                separator == '\'' ? groups > 0 : thousands || (groups > 1 && first - at < GROUP);
        return one && !goesOn ? end : at;
    }
}
