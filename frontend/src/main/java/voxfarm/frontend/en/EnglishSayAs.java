package voxfarm.frontend.en;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Words for what somebody says to be a number, a date or letters. Stateless. */
public final class EnglishSayAs {
    private static final int MAX_DIGITS = 18;
    private static final Pattern NUMBER =
            Pattern.compile("([+\\-−]?)\\s*([0-9][0-9,]*)?(?:\\.([0-9]+))?");
    private static final Pattern ORDINAL = Pattern.compile("([0-9][0-9,]*)(?:st|nd|rd|th)?");
    private static final Pattern FRACTION =
            Pattern.compile("(?:([0-9]{1,9})\\s*[+\\s]\\s*)?([0-9]{1,9})\\s*[/⁄]\\s*([0-9]{1,9})");
    private static final Pattern LENGTH_OF_TIME =
            Pattern.compile("(?:([0-9]{1,4})['′])?\\s*(?:([0-9]{1,4})(?:\"|″|''))?");
    private static final Pattern EXTENSION =
            Pattern.compile("(?i)\\s*(?:x|ext\\.?|extension)\\s*([0-9]{1,8})\\s*$");
    private static final Pattern DATE_PART = Pattern.compile("[0-9]{1,4}|\\p{Alpha}{3,9}");
    private static final Map<Integer, String> SIGNS =
            Map.ofEntries(
                    Map.entry((int) '.', "dot"),
                    Map.entry((int) ',', "comma"),
                    Map.entry((int) ':', "colon"),
                    Map.entry((int) ';', "semicolon"),
                    Map.entry((int) '-', "dash"),
                    Map.entry((int) '_', "underscore"),
                    Map.entry((int) '/', "slash"),
                    Map.entry((int) '\\', "backslash"),
                    Map.entry((int) '@', "at"),
                    Map.entry((int) '#', "hash"),
                    Map.entry((int) '&', "and"),
                    Map.entry((int) '+', "plus"),
                    Map.entry((int) '=', "equals"),
                    Map.entry((int) '*', "star"),
                    Map.entry((int) '%', "percent"),
                    Map.entry((int) '$', "dollar"),
                    Map.entry((int) '!', "exclamation mark"),
                    Map.entry((int) '?', "question mark"),
                    Map.entry((int) '\'', "apostrophe"),
                    Map.entry((int) '"', "quote"),
                    Map.entry((int) '(', "open parenthesis"),
                    Map.entry((int) ')', "close parenthesis"),
                    Map.entry((int) '[', "open bracket"),
                    Map.entry((int) ']', "close bracket"),
                    Map.entry((int) '<', "less than"),
                    Map.entry((int) '>', "greater than"),
                    Map.entry((int) '|', "bar"),
                    Map.entry((int) '~', "tilde"));

    private EnglishSayAs() {}

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** One character after the other: letters by their names, digits, and signs. */
    public static String characters(String text) {
        StringBuilder words = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    String word = character(c);
                    words.append(words.isEmpty() || word.isEmpty() ? "" : " ").append(word);
                });
        return words.toString();
    }

    private static String character(int c) {
        if (Character.isWhitespace(c)) {
            return "";
        }
        if (isDigit(c)) {
            return EnglishNumbers.cardinal(c - '0');
        }
        // a capital alone is a letter, where "a" is a word
        return SIGNS.getOrDefault(c, Character.toString(c).toUpperCase(Locale.ROOT));
    }

    /** Digits one after the other; what parts them is a short breath. */
    public static Optional<String> digits(String text) {
        return text.codePoints().anyMatch(EnglishSayAs::isDigit)
                ? Optional.of(spelledGroups(text))
                : Optional.empty();
    }

    private static String spelledGroups(String text) {
        StringBuilder words = new StringBuilder();
        boolean parted = false;
        for (char c : text.toCharArray()) {
            if (isDigit(c)) {
                words.append(words.isEmpty() ? "" : parted ? ", " : " ")
                        .append(EnglishNumbers.cardinal(c - '0'));
            }
            parted = !isDigit(c);
        }
        return words.toString();
    }

    /** {@code +1 (555) 123-4567 x89}. */
    public static Optional<String> telephone(String text) {
        Matcher extension = EXTENSION.matcher(text);
        boolean extended = extension.find();
        String number = extended ? text.substring(0, extension.start()) : text;
        return digits(number)
                .map(words ->
                        (number.strip().startsWith("+") ? "plus " : "")
                                + words
                                + (extended
                                        ? ", extension "
                                                + EnglishNumbers.spelled(extension.group(1))
                                        : ""));
    }

    /** {@code -1,234.5}; never a year. */
    public static Optional<String> cardinal(String text) {
        Matcher number = NUMBER.matcher(text.strip());
        if (!number.matches() || (number.group(2) == null && number.group(3) == null)) {
            return Optional.empty();
        }
        String whole = plainDigits(number.group(2) == null ? "0" : number.group(2));
        String sign =
                switch (number.group(1)) {
                    case "" -> "";
                    case "+" -> "plus ";
                    default -> "minus ";
                };
        String decimals =
                number.group(3) == null ? "" : " point " + EnglishNumbers.spelled(number.group(3));
        return Optional.of(sign + whole(whole) + decimals);
    }

    private static String plainDigits(String digits) {
        return digits.replace(",", "").replaceFirst("^0+(?=.)", "");
    }

    private static String whole(String digits) {
        return digits.length() > MAX_DIGITS
                ? EnglishNumbers.spelled(digits)
                : EnglishNumbers.cardinal(digits);
    }

    /** {@code 3} and {@code 3rd}. */
    public static Optional<String> ordinal(String text) {
        Matcher number = ORDINAL.matcher(text.strip());
        if (!number.matches()) {
            return Optional.empty();
        }
        String digits = plainDigits(number.group(1));
        return digits.length() > MAX_DIGITS
                ? Optional.empty()
                : Optional.of(EnglishNumbers.ordinal(digits));
    }

    /** {@code 3/4}, {@code 1 1/2} and {@code 1+1/2}. */
    public static Optional<String> fraction(String text) {
        Matcher fraction = FRACTION.matcher(text.strip());
        if (!fraction.matches()) {
            return Optional.empty();
        }
        String over = plainDigits(fraction.group(2));
        String under = plainDigits(fraction.group(3));
        String whole =
                fraction.group(1) == null
                        ? ""
                        : EnglishNumbers.cardinal(plainDigits(fraction.group(1))) + " and ";
        boolean one = over.equals("1");
        String number = whole.isEmpty() || !one ? EnglishNumbers.cardinal(over) : "a";
        return Optional.of(whole + number + " " + part(under, one));
    }

    private static String part(String under, boolean one) {
        return switch (under) {
            case "0", "1" -> "over " + EnglishNumbers.cardinal(under);
            case "2" -> one ? "half" : "halves";
            case "4" -> one ? "quarter" : "quarters";
            default -> EnglishNumbers.ordinal(under) + (one ? "" : "s");
        };
    }

    /** Lengths such as {@code 1'21"}; a time of day is read as it stands. */
    public static Optional<String> time(String text) {
        Matcher length = LENGTH_OF_TIME.matcher(text.strip());
        if (text.isBlank() || !length.matches()) {
            return text.codePoints().anyMatch(EnglishSayAs::isDigit)
                    ? Optional.of(text)
                    : Optional.empty();
        }
        String minutes = counted(length.group(1), " minute");
        String seconds = counted(length.group(2), " second");
        return Optional.of((minutes + " " + seconds).strip());
    }

    private static String counted(@Nullable String digits, String unit) {
        if (digits == null) {
            return "";
        }
        String plain = plainDigits(digits);
        return EnglishNumbers.cardinal(plain) + unit + (plain.equals("1") ? "" : "s");
    }

    /**
     * A date.
     *
     * @param format its parts in order, of {@code y}, {@code m} and {@code d}, such as {@code dmy};
     *     else the order is guessed: a year comes first or last, a month before its day
     */
    public static Optional<String> date(String text, String format) {
        List<String> parts = DATE_PART.matcher(text).results().map(found -> found.group()).toList();
        String compact = text.strip();
        if (compact.matches("[0-9]{8}") && (format.isEmpty() || format.equals("ymd"))) {
            parts = List.of(compact.substring(0, 4), compact.substring(4, 6), compact.substring(6));
        }
        String order = format.isEmpty() ? order(parts) : format;
        if (order.length() > 3
                || order.length() != parts.size()
                || !order.matches("(?!.*(.).*\\1)[ymd]{1,3}")) {
            return Optional.empty();
        }
        Map<Character, String> said = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            char kind = order.charAt(i);
            String part = parts.get(i);
            Optional<String> words =
                    switch (kind) {
                        case 'y' -> year(part);
                        case 'm' -> month(part);
                        default -> day(part);
                    };
            if (words.isEmpty()) {
                return Optional.empty();
            }
            said.put(kind, words.get());
        }
        String month = said.getOrDefault('m', said.containsKey('d') ? "the" : "");
        return Optional.of(
                Stream.of(month, said.getOrDefault('d', ""), said.getOrDefault('y', ""))
                        .filter(word -> !word.isEmpty())
                        .collect(Collectors.joining(" ")));
    }

    private static String order(List<String> parts) {
        if (parts.size() != 3) {
            return "";
        }
        if (parts.getFirst().length() == 4 && isDigit(parts.getFirst().charAt(0))) {
            return "ymd";
        }
        boolean dayFirst = day(parts.get(0)).isPresent() && month(parts.get(0)).isEmpty();
        return dayFirst || Character.isLetter(parts.get(1).charAt(0)) ? "dmy" : "mdy";
    }

    private static Optional<String> year(String part) {
        if (!isDigit(part.charAt(0))) {
            return Optional.empty();
        }
        int year = Integer.parseInt(part);
        if (year >= 1000 && year <= 2999) {
            return Optional.of(EnglishNumbers.year(year));
        }
        return part.length() == 2 && year < 10
                ? Optional.of("oh " + EnglishNumbers.cardinal(year))
                : Optional.of(EnglishNumbers.cardinal(year));
    }

    private static Optional<String> month(String part) {
        if (isDigit(part.charAt(0))) {
            int month = Integer.parseInt(part);
            return month >= 1 && month <= 12
                    ? Optional.of(CalendarNames.MONTHS.get(month - 1))
                    : Optional.empty();
        }
        String begin = part.substring(0, 3);
        return CalendarNames.MONTHS.stream()
                .filter(name -> name.regionMatches(true, 0, begin, 0, begin.length()))
                .findFirst();
    }

    private static Optional<String> day(String part) {
        if (!isDigit(part.charAt(0))) {
            return Optional.empty();
        }
        int day = Integer.parseInt(part);
        return day >= 1 && day <= 31
                ? Optional.of(EnglishNumbers.ordinal(Integer.toString(day)))
                : Optional.empty();
    }
}
