package voxfarm.frontend.en;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.frontend.TracedText;

/**
 * English text as Bert-VITS2's own rules write it before it is read: numbers in words, every mark
 * one of a few. Voices were trained on these, so they are kept where a person would read otherwise
 * (<i>%</i> is nothing, <i>Mr.</i> ends a sentence). Immutable.
 */
final class VitsEnglishNormalizer {
    private static final Pattern COMMAS = Pattern.compile("[0-9][0-9,]+[0-9]");
    private static final Pattern POUNDS = Pattern.compile("£([0-9,]*[0-9]+)");
    private static final Pattern DOLLARS = Pattern.compile("\\$([0-9.,]*[0-9]+)");
    private static final Pattern DECIMAL = Pattern.compile("(?<![0-9])[0-9]++\\.[0-9]++");
    private static final Pattern ORDINAL = Pattern.compile("(?<![0-9])([0-9]++)(?:st|nd|rd|th)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final int FIRST_YEAR = 1001;
    private static final int LAST_YEAR = 2999;
    private static final Map<String, String> MARKS = marks();
    private static final int LONGEST_MARK = 3;

    /** Whether marks become one of a few with a space behind them, as from release 2.1 on. */
    private final boolean later;

    VitsEnglishNormalizer(boolean later) {
        this.later = later;
    }

    private static Map<String, String> marks() {
        Map<String, String> marks = new HashMap<>();
        marks.put("…", "...");
        marks.put("···", "...");
        marks.put("・・・", "...");
        marks.put("\n", ".");
        marks.put("$", ".");
        each("：；，·・、", ",", marks);
        each("。．", ".", marks);
        each("！", "!", marks);
        each("？", "?", marks);
        each("“”\"‘’（）()《》【】[]「」", "'", marks);
        each("—−～~", "-", marks);
        return Map.copyOf(marks);
    }

    private static void each(String from, String to, Map<String, String> into) {
        from.chars().forEach(c -> into.put(String.valueOf((char) c), to));
    }

    TracedText normalize(TracedText text) {
        TracedText spelled = numbersSpelled(text);
        return later ? spaced(marked(spelled)) : spelled;
    }

    /** As the original does with a text, and once more with single words. */
    static TracedText numbersSpelled(TracedText text) {
        TracedText spelled = replace(text, COMMAS, m -> m.group().replace(",", ""));
        spelled = replace(spelled, POUNDS, m -> m.group(1) + " pounds");
        spelled = replace(spelled, DOLLARS, m -> dollars(m.group(1)));
        spelled = replace(spelled, DECIMAL, m -> m.group().replace(".", " point "));
        spelled = replace(spelled, ORDINAL, m -> ordinal(m.group(1)));
        return replace(spelled, NUMBER, m -> number(m.group()));
    }

    private static TracedText replace(
            TracedText text, Pattern pattern, Function<MatchResult, String> by) {
        Matcher found = pattern.matcher(text.text());
        if (!found.find()) {
            return text;
        }
        TracedText.Builder made = new TracedText.Builder(2 * text.length());
        int at = 0;
        do {
            made.append(text, at, found.start());
            String words = by.apply(found.toMatchResult());
            for (int i = 0; i < words.length(); i++) {
                made.append(words.charAt(i), text, found.start(), found.end());
            }
            at = found.end();
        } while (found.find());
        made.append(text, at, text.length());
        return made.build();
    }

    /** Where the original fails, at commas and points out of place, they are taken for none. */
    private static String dollars(String amount) {
        String[] parts = amount.replace(",", "").split("\\.", -1);
        if (parts.length > 2) {
            return amount + " dollars";
        }
        String dollars = InflectedNumbers.stripped(parts[0]);
        String cents = InflectedNumbers.stripped(parts.length > 1 ? parts[1] : "");
        String whole = dollars + (dollars.equals("1") ? " dollar" : " dollars");
        String rest = cents + (cents.equals("1") ? " cent" : " cents");
        if (!dollars.isEmpty()) {
            return cents.isEmpty() ? whole : whole + ", " + rest;
        }
        return cents.isEmpty() ? "zero dollars" : rest;
    }

    private static String ordinal(String digits) {
        return InflectedNumbers.ordinal(digits)
                .orElseGet(() -> EnglishNumbers.spelled(digits) + "th");
    }

    private static String number(String digits) {
        int value = digits.length() <= 9 ? Integer.parseInt(digits) : Integer.MAX_VALUE;
        if (value < FIRST_YEAR || value > LAST_YEAR) {
            // more digits than there are names for: the original fails
            return InflectedNumbers.cardinal(digits, "")
                    .orElseGet(() -> EnglishNumbers.spelled(digits));
        }
        if (value == 2000) {
            return "two thousand";
        }
        if (value > 2000 && value < 2010) {
            return "two thousand " + cardinal(value % 100);
        }
        return value % 100 == 0
                ? cardinal(value / 100) + " hundred"
                : InflectedNumbers.pairs(value);
    }

    private static String cardinal(int value) {
        return InflectedNumbers.cardinal(String.valueOf(value), "and").orElseThrow();
    }

    private static TracedText marked(TracedText text) {
        TracedText.Builder made = new TracedText.Builder(text.length() + 8);
        for (int at = 0; at < text.length(); ) {
            Optional<String> found = Optional.empty();
            int length = Math.min(LONGEST_MARK, text.length() - at);
            for (; length > 0 && found.isEmpty(); length--) {
                found = Optional.ofNullable(MARKS.get(text.text().substring(at, at + length)));
            }
            if (found.isEmpty()) {
                made.append(text, at, at + 1);
                at++;
                continue;
            }
            length++;
            for (int i = 0; i < found.get().length(); i++) {
                made.append(found.get().charAt(i), text, at, at + length);
            }
            at += length;
        }
        return made.build();
    }

    /** What follows a mark without a space gets one. */
    private static TracedText spaced(TracedText text) {
        TracedText.Builder made = new TracedText.Builder(text.length() + 16);
        for (int at = 0; at < text.length(); at++) {
            made.append(text, at, at + 1);
            boolean glued =
                    ",;.?!".indexOf(text.charAt(at)) >= 0
                            && at + 1 < text.length()
                            && PythonText.isWord(text.text().codePointAt(at + 1));
            if (glued) {
                made.append(' ', text.begin(at + 1), text.begin(at + 1));
            }
        }
        return made.build();
    }
}
