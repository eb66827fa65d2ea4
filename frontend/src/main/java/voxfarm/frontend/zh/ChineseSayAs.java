package voxfarm.frontend.zh;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Characters for what somebody says to be a number or a date. Stateless. */
public final class ChineseSayAs {
    private static final String DIGITS = "零一二三四五六七八九";
    private static final Pattern NUMBER =
            Pattern.compile("([+\\-−]?)([0-9]{1,16}(?:\\.[0-9]{1,16})?)");
    private static final Pattern FRACTION = Pattern.compile("([0-9]{1,9})\\s*[/⁄]\\s*([0-9]{1,9})");
    private static final Pattern DATE =
            Pattern.compile("([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?");

    private ChineseSayAs() {}

    /** Digits one after the other; all else as it stands. */
    public static String characters(String text) {
        return spelled(text, '一');
    }

    /** Digits alone. */
    public static Optional<String> digits(String text) {
        return spelledDigits(text, '一');
    }

    /** As people say numbers of telephones, a one as {@code 幺}. */
    public static Optional<String> telephone(String text) {
        return spelledDigits(text, '幺')
                .map(said -> text.strip().startsWith("+") ? "加" + said : said);
    }

    private static Optional<String> spelledDigits(String text, char one) {
        String parted = text.strip().replaceAll("[^0-9]+", "，").replaceAll("^，|，$", "");
        return parted.isEmpty() ? Optional.empty() : Optional.of(spelled(parted, one));
    }

    private static String spelled(String text, char one) {
        StringBuilder said = new StringBuilder();
        for (char c : text.toCharArray()) {
            said.append(c == '1' ? one : c >= '0' && c <= '9' ? DIGITS.charAt(c - '0') : c);
        }
        return said.toString();
    }

    /** {@code -12.5}. */
    public static Optional<String> cardinal(String text) {
        Matcher number = NUMBER.matcher(text.strip().replace(",", ""));
        if (!number.matches()) {
            return Optional.empty();
        }
        String sign =
                switch (number.group(1)) {
                    case "" -> "";
                    case "+" -> "正";
                    default -> "负";
                };
        return ChineseNumbers.read(number.group(2)).map(said -> sign + said);
    }

    public static Optional<String> ordinal(String text) {
        String digits = text.strip().replaceFirst("^第", "");
        return digits.matches("[0-9]{1,16}")
                ? ChineseNumbers.read(digits).map(said -> "第" + said)
                : Optional.empty();
    }

    /** {@code 3/4}. */
    public static Optional<String> fraction(String text) {
        Matcher fraction = FRACTION.matcher(text.strip());
        return fraction.matches()
                ? ChineseNumbers.read(fraction.group(2))
                        .flatMap(under ->
                                ChineseNumbers.read(fraction.group(1))
                                        .map(over -> under + "分之" + over))
                : Optional.empty();
    }

    /** Year, month, day. */
    public static Optional<String> date(String text) {
        Matcher date = DATE.matcher(text.strip());
        return date.matches()
                ? ChineseNumbers.read(date.group(2))
                        .flatMap(month ->
                                ChineseNumbers.read(date.group(3))
                                        .map(day ->
                                                spelled(date.group(1), '一')
                                                        + "年"
                                                        + month
                                                        + "月"
                                                        + day
                                                        + "日"))
                : Optional.empty();
    }
}
