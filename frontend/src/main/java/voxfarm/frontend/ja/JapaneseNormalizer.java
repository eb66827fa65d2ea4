package voxfarm.frontend.ja;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.frontend.SpokenText.NotSpoken;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.TracedText;
import voxfarm.frontend.unicode.StreamSafe;

/** Brings a text into the characters that Japanese voices know: kana, kanji and seven marks. */
final class JapaneseNormalizer {
    /** The marks that a voice speaks, by a pause or a tone of voice. */
    static final String MARKS = "!?…,.'-";

    private static final Pattern THOUSANDS = Pattern.compile("[0-9]{1,3}(?:,[0-9]{3})++");
    private static final Pattern MONEY = Pattern.compile("([$¥£€])([0-9.]++)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]++(?:\\.[0-9]++)?+");
    private static final Map<String, String> CURRENCIES =
            Map.of("$", "ドル", "¥", "円", "£", "ポンド", "€", "ユーロ");
    private static final Map<Character, Character> MARKS_OF = new HashMap<>();

    /** What the first release with Japanese takes for marks. */
    private static final String FIRST_MARKS = "：；，。！？\n·、";

    private static final String TILDES = "~～";

    /** Besides, of Style-Bert-VITS2. */
    private static final String WAVE_DASH = "〜";

    /** What Style-Bert-VITS2 takes for a hyphen, beside those of the others. */
    private static final String DASHES =
            "\u02d7\u2010\u2012\u2013\u2015\u2043\u23af\u23e4\u2500\u2501\u2e3a\u2e3b";

    private static final char VOICED_MARK = '\u3099';
    private static final char HALF_VOICED_MARK = '\u309a';

    static {
        put("：；，·・、", ',');
        put("。\n．$", '.');
        put("！", '!');
        put("？", '?');
        put("“”\"‘’（）()《》【】[]「」", '\'');
        put("—−～~", '-');
    }

    private JapaneseNormalizer() {}

    private static void put(String from, char to) {
        from.chars().forEach(c -> MARKS_OF.put((char) c, to));
    }

    /**
     * @param dropped runs of characters that have no reading; blanks and what is seen but not heard
     *     left out
     */
    record Normalized(TracedText text, List<NotSpoken> dropped) {}

    static Normalized normalize(TracedText text, TextRules rules) {
        TracedText composed = composed(text);
        TracedText joined = replace(composed, THOUSANDS, m -> m.group().replace(",", ""));
        TracedText paid = replace(joined, MONEY, JapaneseNormalizer::paid);
        TracedText read = replace(paid, NUMBER, m -> JapaneseNumbers.read(m.group()));
        List<NotSpoken> dropped = new ArrayList<>();
        return new Normalized(known(read, rules, dropped), dropped);
    }

    /** Whether all of a word stays in a text. */
    static boolean knows(String word, TextRules rules) {
        Normalized normalized = normalize(TracedText.of(word), rules);
        return normalized.dropped().isEmpty() && normalized.text().length() > 0;
    }

    /** The currency behind the last digit of a sum. */
    private static String paid(MatchResult money) {
        String sum = money.group(2);
        int end = sum.length();
        while (end > 0 && sum.charAt(end - 1) == '.') {
            end--;
        }
        return end == 0
                ? money.group()
                : sum.substring(0, end)
                        + CURRENCIES.getOrDefault(money.group(1), "")
                        + sum.substring(end);
    }

    /** The text in form NFKC; the characters of a sequence that is composed stand for all of it. */
    static TracedText composed(TracedText text) {
        TracedText.Builder composed = new TracedText.Builder(text.length());
        int at = 0;
        while (at < text.length()) {
            int end = sequenceEnd(text, at);
            String sequence = text.text().substring(at, end);
            String normal =
                    end - at == 1 && isPlain(sequence.charAt(0))
                            ? sequence
                            : StreamSafe.normalize(sequence, Normalizer.Form.NFKC);
            for (int i = 0; i < normal.length(); i++) {
                composed.append(normal.charAt(i), text, at, end);
            }
            at = end;
        }
        return composed.build();
    }

    /** Kana, most kanji and ASCII are what they are. */
    private static boolean isPlain(char c) {
        return c < 0x80 || (c >= 0x3041 && c < 0x3097) || (c >= 0x4e00 && c < 0xa000);
    }

    private static int sequenceEnd(TracedText text, int at) {
        int end = at + Character.charCount(text.text().codePointAt(at));
        while (end < text.length()) {
            int next = text.text().codePointAt(end);
            if (!StreamSafe.isMark(next) && !composes(next)) {
                break;
            }
            end += Character.charCount(next);
        }
        return end;
    }

    /** Voicing marks of half width, and vowels and ends of Korean syllables. */
    private static boolean composes(int c) {
        return c == 0xff9e
                || c == 0xff9f
                || (c >= 0x1160 && c < 0x1200)
                || (c >= 0xffa0 && c < 0xffdd);
    }

    private static TracedText replace(
            TracedText text, Pattern pattern, Function<MatchResult, String> replacement) {
        Matcher matcher = pattern.matcher(text.text());
        if (!matcher.find()) {
            return text;
        }
        TracedText.Builder replaced = new TracedText.Builder(text.length());
        int at = 0;
        do {
            replaced.append(text, at, matcher.start());
            at = matcher.end();
            String with = replacement.apply(matcher.toMatchResult());
            for (int i = 0; i < with.length(); i++) {
                replaced.append(with.charAt(i), text, matcher.start(), at);
            }
        } while (matcher.find());
        replaced.append(text, at, text.length());
        return replaced.build();
    }

    private static TracedText known(TracedText text, TextRules rules, List<NotSpoken> dropped) {
        TracedText.Builder kept = new TracedText.Builder(text.length());
        int runBegin = 0;
        for (int i = 0; i < text.length(); ) {
            int length = markLength(text.text(), i, rules);
            char c = text.charAt(i);
            if (length == 0 && !isKnown(c, rules)) {
                i++;
                continue;
            }
            drop(text, runBegin, i, dropped);
            String with = length == 0 ? String.valueOf(c) : mark(text.text(), i, length, rules);
            int end = i + Math.max(1, length);
            for (int j = 0; j < with.length() && !isLost(c, rules); j++) {
                kept.append(with.charAt(j), text, i, end);
            }
            i = end;
            runBegin = end;
        }
        drop(text, runBegin, text.length(), dropped);
        return kept.build();
    }

    /** Of a mark that is written otherwise; 0 if there is none. */
    private static int markLength(String text, int at, TextRules rules) {
        boolean dots = text.startsWith("···", at) || text.startsWith("・・・", at);
        if ((dots && !rules.japaneseByUniDic()) || (isEarly(rules) && text.startsWith("...", at))) {
            return 3;
        }
        char c = text.charAt(at);
        boolean one =
                isWrittenMark(c, rules)
                        || (c == '…' && !isEarly(rules))
                        || (rules.styled() && (WAVE_DASH + DASHES).indexOf(c) >= 0);
        return one ? 1 : 0;
    }

    /** Whether a release takes a character for a mark that is spoken. */
    private static boolean isWrittenMark(char c, TextRules rules) {
        return rules.japaneseByUniDic()
                ? FIRST_MARKS.indexOf(c) >= 0
                : MARKS_OF.containsKey(c) && !(c == '"' && isEarly(rules));
    }

    private static boolean isEarly(TextRules rules) {
        return rules.compareTo(TextRules.V2_1) < 0;
    }

    private static String mark(String text, int at, int length, TextRules rules) {
        char c = text.charAt(at);
        if (length == 3 || c == '…') {
            return isEarly(rules) ? "…" : "...";
        }
        boolean wave = TILDES.indexOf(c) >= 0 || WAVE_DASH.indexOf(c) >= 0;
        if (rules.japaneseByPhrase() && wave) {
            return "ー";
        }
        return String.valueOf(MARKS_OF.getOrDefault(c, '-'));
    }

    /** Marks of voicing that no kana took. */
    private static boolean isLost(char c, TextRules rules) {
        return c == VOICED_MARK || (c == HALF_VOICED_MARK && rules.japaneseByPhrase());
    }

    /** As a word of the analysis is brought into the same characters. */
    static String known(String word, TextRules rules) {
        return known(TracedText.of(word), rules, new ArrayList<>()).text();
    }

    /** Whether a character is a mark, or is written for one. */
    static boolean isMark(String word, TextRules rules) {
        if (word.length() != 1) {
            return word.equals("...");
        }
        boolean spoken = !word.equals("…") || isEarly(rules);
        return (MARKS.contains(word) && spoken) || isWrittenMark(word.charAt(0), rules);
    }

    private static boolean isKnown(char c, TextRules rules) {
        return (c >= 0x3040 && c <= 0x30ff)
                || (c >= 0x4e00 && c <= 0x9fff)
                || (c >= 0x3400 && c <= 0x4dbf)
                || (c == '々' && rules.compareTo(TextRules.V2_0) >= 0)
                || MARKS.indexOf(c) >= 0
                || (rules.japaneseByPhrase() && isSpelled(c));
    }

    /** Latin and Greek letters, which Open JTalk reads by their names. */
    private static boolean isSpelled(char c) {
        return (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c >= 0xff21 && c <= 0xff3a)
                || (c >= 0xff41 && c <= 0xff5a)
                || (c >= 0x370 && c <= 0x3ff)
                || (c >= 0x1f00 && c <= 0x1fff);
    }

    private static void drop(TracedText text, int begin, int end, List<NotSpoken> dropped) {
        int from = begin;
        int to = end;
        while (from < to && isSilent(text.charAt(from))) {
            from++;
        }
        while (to > from && isSilent(text.charAt(to - 1))) {
            to--;
        }
        if (from < to) {
            dropped.add(new NotSpoken(text.text().substring(from, to), text.span(from, to)));
        }
    }

    /** What is seen and not heard by its nature: blanks, quotes, brackets, dashes. */
    private static boolean isSilent(char c) {
        return switch (Character.getType(c)) {
            case Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.CONNECTOR_PUNCTUATION,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.NON_SPACING_MARK,
                    Character.SPACE_SEPARATOR ->
                    true;
            default -> Character.isWhitespace(c);
        };
    }
}
