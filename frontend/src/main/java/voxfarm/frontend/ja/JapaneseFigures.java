package voxfarm.frontend.ja;

import java.text.Normalizer;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.frontend.Corrections;
import voxfarm.frontend.Readings;
import voxfarm.frontend.TracedText;

/**
 * Numbers that are more than a quantity, written as people say them: times, dates, fractions,
 * telephone and postal numbers, and what begins with a zero. The original drops colons and slashes,
 * reads the digits around them as one number, and drops zeros. Stateless; linear in the text.
 */
public final class JapaneseFigures {
    private static final List<String> DIGITS =
            List.of("ゼロ", "イチ", "ニー", "サン", "ヨン", "ゴー", "ロク", "ナナ", "ハチ", "キュー");

    /** What may stand between digits of one figure, in half width. */
    private static final String JOINTS = ":/.,-()";

    private static final String HYPHENS = "‐‑–−ー";

    /** Behind two digits: a number with a zero before it, and no code. */
    private static final String COUNTERS = "時分秒月日年度点番回号個人円章節話巻歳%％";

    private static final Pattern POSTAL =
            Pattern.compile("〒\\s?([0-9０-９]{3})[-－‐‑–−ー]?([0-9０-９]{4})(?![0-9０-９])");
    private static final Pattern WEEKDAY = Pattern.compile("\\s?[(（][月火水木金土日](?:曜日?)?[)）]");

    /** So much of what is behind a figure tells what it is. */
    private static final int BEHIND = 8;

    private static final int LAST_HOUR = 29;
    private static final int LEAST_TELEPHONE = 9;
    private static final int MOST_TELEPHONE = 13;

    private JapaneseFigures() {}

    /**
     * Digits, and what stands between each two groups.
     *
     * @param groups of ASCII digits, at least one
     * @param joints one fewer, of {@link #JOINTS}
     */
    private record Figure(List<String> groups, String joints) {
        static Figure of(String text) {
            List<String> groups = new ArrayList<>();
            StringBuilder joints = new StringBuilder();
            int from = 0;
            for (int at = 0; at <= text.length(); at++) {
                if (at == text.length() || JOINTS.indexOf(text.charAt(at)) >= 0) {
                    groups.add(text.substring(from, at));
                    joints.append(at == text.length() ? "" : text.charAt(at));
                    from = at + 1;
                }
            }
            return new Figure(List.copyOf(groups), joints.toString());
        }

        boolean hasZeroBefore() {
            return groups.stream().anyMatch(JapaneseFigures::hasZeroBefore);
        }

        /** The value of a group of up to four digits; -1 if it has more. */
        int value(int at) {
            return groups.get(at).length() > 4 ? -1 : Integer.parseInt(groups.get(at));
        }

        boolean isWritten(int at, int least, int most) {
            int length = groups.get(at).length();
            return length >= least && length <= most;
        }
    }

    /** Each character in the place of a figure stands for all of it; what is set stays. */
    public static TracedText written(TracedText text, Readings readings) {
        String all = text.text();
        TracedText.Builder made = new TracedText.Builder(text.length() + 16);
        int written = 0;
        for (Corrections.Part<KanaReading> part :
                Corrections.of(all, readings, new KanaSayer()).parts()) {
            if (!(part instanceof Corrections.Part.Text<KanaReading>(String words, int begin))
                    || !all.startsWith(words, begin)) {
                continue;
            }
            int last = begin + words.length();
            for (int at = begin; at < last; ) {
                int end = figureEnd(all, at, last);
                Optional<String> said = end == at ? Optional.empty() : said(all, at, end);
                if (said.isPresent()) {
                    made.append(text, written, at);
                    for (char c : said.get().toCharArray()) {
                        made.append(c, text, at, end);
                    }
                    written = end;
                }
                at = Math.max(end, at + 1);
            }
        }
        made.append(text, written, text.length());
        return made.build();
    }

    /** Digits one by one; what stands between groups of them parts them. Empty without any. */
    static String digits(String text, String parting) {
        StringBuilder said = new StringBuilder();
        boolean parted = false;
        for (char c : Normalizer.normalize(text, Normalizer.Form.NFKC).toCharArray()) {
            if (!isDigit(c)) {
                parted = true;
                continue;
            }
            said.append(parted && !said.isEmpty() ? parting : "").append(DIGITS.get(c - '0'));
            parted = false;
        }
        return said.toString();
    }

    /** Behind a figure that begins there; the same place if none does. */
    private static int figureEnd(String text, int from, int last) {
        if (text.charAt(from) == '〒') {
            Matcher postal = POSTAL.matcher(text).region(from, last);
            return postal.lookingAt() ? postal.end() : from;
        }
        int at = digitsEnd(text, from, last);
        while (at > from && at + 1 < last && isJoint(text.charAt(at))) {
            int next = digitsEnd(text, at + 1, last);
            if (next == at + 1) {
                break;
            }
            at = next;
        }
        return at;
    }

    private static int digitsEnd(String text, int from, int last) {
        int at = from;
        while (at < last && isDigit(half(text.charAt(at)))) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isJoint(char c) {
        return JOINTS.indexOf(half(c)) >= 0;
    }

    /** Of full width as of half. */
    private static char half(char c) {
        if (HYPHENS.indexOf(c) >= 0) {
            return '-';
        }
        return c > 0xff00 && c < 0xff5f ? (char) (c - 0xfee0) : c;
    }

    private static boolean isLetter(String text, int at) {
        return at >= 0
                && at < text.length()
                && Character.UnicodeScript.of(text.charAt(at)) == Character.UnicodeScript.LATIN;
    }

    private static Optional<String> said(String text, int from, int end) {
        if (text.charAt(from) == '〒') {
            String postal = digits(text.substring(from, end), "");
            int local = digits(text.substring(end - 4, end), "").length();
            int area = postal.length() - local;
            return Optional.of("郵便番号" + postal.substring(0, area) + "の" + postal.substring(area));
        }
        boolean joined =
                from > 0 && (isJoint(text.charAt(from - 1)) || text.charAt(from - 1) == '_');
        if (isLetter(text, from - 1) || (joined && isLetter(text, from - 2))) {
            return Optional.empty(); // of a name, or an address
        }
        StringBuilder figure = new StringBuilder(end - from);
        for (int i = from; i < end; i++) {
            figure.append(half(text.charAt(i)));
        }
        Figure read = Figure.of(figure.toString());
        return isLetter(text, end)
                ? time(read)
                : said(read, text.substring(end, Math.min(text.length(), end + BEHIND)));
    }

    private static Optional<String> said(Figure figure, String behind) {
        return switch (figure.joints()) {
            case "" -> code(figure, behind);
            case ":", "::" -> time(figure).or(() -> joined(figure));
            case "/" -> day(figure, behind).or(() -> part(figure)).or(() -> joined(figure));
            case "//", "..", "--" ->
                    date(figure).or(() -> telephone(figure)).or(() -> joined(figure));
            default -> telephone(figure).or(() -> joined(figure));
        };
    }

    /** What begins with a zero, and counts nothing. */
    private static Optional<String> code(Figure figure, String behind) {
        String digits = figure.groups().getFirst();
        boolean counts =
                digits.length() == 2
                        && !behind.isEmpty()
                        && COUNTERS.indexOf(behind.charAt(0)) >= 0;
        return hasZeroBefore(digits) && !counts
                ? Optional.of(digits(digits, ""))
                : Optional.empty();
    }

    private static boolean hasZeroBefore(String digits) {
        return digits.length() > 1 && digits.charAt(0) == '0';
    }

    /** Up to five hours behind midnight, as programmes have them. */
    private static Optional<String> time(Figure figure) {
        boolean seconds = figure.joints().equals("::");
        if ((!seconds && !figure.joints().equals(":"))
                || !figure.isWritten(0, 1, 2)
                || !figure.isWritten(1, 2, 2)
                || figure.value(0) > LAST_HOUR
                || figure.value(1) > 59
                || (seconds && (!figure.isWritten(2, 2, 2) || figure.value(2) > 59))) {
            return Optional.empty();
        }
        String minutes = seconds || figure.value(1) > 0 ? figure.value(1) + "分" : "";
        return Optional.of(
                figure.value(0) + "時" + minutes + (seconds ? figure.value(2) + "秒" : ""));
    }

    private static Optional<String> date(Figure figure) {
        return figure.isWritten(0, 4, 4)
                        && figure.isWritten(1, 1, 2)
                        && figure.isWritten(2, 1, 2)
                        && isDay(figure.value(0), figure.value(1), figure.value(2))
                ? Optional.of(figure.value(0) + "年" + figure.value(1) + "月" + figure.value(2) + "日")
                : Optional.empty();
    }

    private static boolean isDay(int year, int month, int day) {
        return year > 0 && month > 0 && month <= 12 && YearMonth.of(year, month).isValidDay(day);
    }

    /**
     * A month with its year, a day with its weekday; without one where it is hardly a part of a
     * whole: 12/25, and not 1/3 or 1/20.
     */
    private static Optional<String> day(Figure figure, String behind) {
        int first = figure.value(0);
        int second = figure.value(1);
        if (figure.isWritten(0, 4, 4)
                && !hasZeroBefore(figure.groups().getFirst())
                && first < 3000
                && figure.isWritten(1, 1, 2)
                && second > 0
                && second <= 12) {
            return Optional.of(first + "年" + second + "月");
        }
        boolean isDay =
                figure.isWritten(0, 1, 2)
                        && figure.isWritten(1, 1, 2)
                        && isDay(2000, first, second); // a leap year
        boolean isPart = first < second && !figure.hasZeroBefore() && (second <= 12 || first == 1);
        return isDay && (!isPart || WEEKDAY.matcher(behind).lookingAt())
                ? Optional.of(first + "月" + second + "日")
                : Optional.empty();
    }

    /** A part of a whole. */
    private static Optional<String> part(Figure figure) {
        int over = figure.value(0);
        int under = figure.value(1);
        return over > 0 && over < under && !figure.hasZeroBefore()
                ? Optional.of(under + "分の" + over)
                : Optional.empty();
    }

    /** Group by group; of the post, too. */
    private static Optional<String> telephone(Figure figure) {
        if (figure.joints().chars().anyMatch(c -> "-()".indexOf(c) < 0)) {
            return Optional.empty();
        }
        int length = figure.groups().stream().mapToInt(String::length).sum();
        boolean postal =
                figure.joints().equals("-")
                        && figure.isWritten(0, 3, 3)
                        && figure.isWritten(1, 4, 4);
        boolean abroad = figure.groups().size() > 2 && length > LEAST_TELEPHONE;
        boolean telephone =
                length >= LEAST_TELEPHONE
                        && length <= MOST_TELEPHONE
                        && (figure.groups().getFirst().charAt(0) == '0' || abroad);
        if (!postal && !telephone && !figure.hasZeroBefore()) {
            return Optional.empty();
        }
        return Optional.of(digits(String.join("-", figure.groups()), telephone ? "、" : "の"));
    }

    /** What colons and slashes are between other numbers; with hyphens between them each. */
    private static Optional<String> joined(Figure figure) {
        String joints = figure.joints();
        if (joints.indexOf(':') < 0 && joints.indexOf('/') < 0) {
            return Optional.empty();
        }
        StringBuilder said = new StringBuilder();
        int from = 0;
        for (int at = 0; at <= joints.length(); at++) {
            if (at < joints.length() && joints.charAt(at) != '-') {
                continue;
            }
            Figure one =
                    new Figure(figure.groups().subList(from, at + 1), joints.substring(from, at));
            boolean whole = from == 0 && at == joints.length();
            said.append(whole ? signs(one) : said(one, "").orElseGet(() -> signs(one)));
            said.append(at < joints.length() ? "-" : "");
            from = at + 1;
        }
        return Optional.of(said.toString());
    }

    private static String signs(Figure figure) {
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < figure.groups().size(); i++) {
            String digits = figure.groups().get(i);
            boolean decimals = i > 0 && ".,".indexOf(figure.joints().charAt(i - 1)) >= 0;
            said.append(hasZeroBefore(digits) && !decimals ? digits(digits, "") : digits);
            if (i < figure.joints().length()) {
                char joint = figure.joints().charAt(i);
                said.append(
                        switch (joint) {
                            case ':' -> "対";
                            case '/' -> "スラッシュ";
                            default -> String.valueOf(joint);
                        });
            }
        }
        return said.toString();
    }
}
