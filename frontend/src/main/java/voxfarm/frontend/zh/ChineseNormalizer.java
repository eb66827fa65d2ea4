package voxfarm.frontend.zh;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.frontend.SpokenText.NotSpoken;
import voxfarm.frontend.TracedText;

/** Brings a text into the characters that Chinese voices know: ideographs and seven marks. */
final class ChineseNormalizer {
    /** The marks that a voice speaks, by a pause or a tone of voice. */
    static final String MARKS = "!?…,.'-";

    private static final Pattern NUMBER =
            Pattern.compile("\\d+(?:\\.?\\d+)?", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Map<Character, Character> MARKS_OF = new HashMap<>();

    static {
        put("：；，·、", ',');
        put("。\n$", '.');
        put("！", '!');
        put("？", '?');
        put("“”‘’（）()《》【】[]「」", '\'');
        put("—～~", '-');
    }

    private final ChineseData data;
    private final boolean quotesSpoken;

    /**
     * @param quotesSpoken whether a straight double quote is a mark, as from release 2.1 on
     */
    ChineseNormalizer(ChineseData data, boolean quotesSpoken) {
        this.data = data;
        this.quotesSpoken = quotesSpoken;
    }

    private static void put(String from, char to) {
        from.chars().forEach(c -> MARKS_OF.put((char) c, to));
    }

    /**
     * @param dropped runs of characters that have no reading, spaces left out
     */
    record Normalized(TracedText text, List<NotSpoken> dropped) {}

    Normalized normalize(TracedText text) {
        List<NotSpoken> dropped = new ArrayList<>();
        TracedText read = readNumbers(text, dropped);
        TracedText.Builder kept = new TracedText.Builder(read.length());
        int runBegin = 0;
        for (int i = 0; i < read.length(); ) {
            boolean ellipsis = read.text().startsWith("...", i);
            int next = i + (ellipsis ? 3 : 1);
            char mapped = ellipsis ? '…' : map(read.charAt(i));
            if (MARKS.indexOf(mapped) >= 0 || readable(mapped)) {
                drop(read, runBegin, i, dropped);
                kept.append(mapped, read, i, next);
                runBegin = next;
            }
            i = next;
        }
        drop(read, runBegin, read.length(), dropped);
        return new Normalized(kept.build(), dropped);
    }

    private static void drop(TracedText text, int begin, int end, List<NotSpoken> dropped) {
        int from = begin;
        int to = end;
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        if (from < to) {
            dropped.add(new NotSpoken(text.text().substring(from, to), text.span(from, to)));
        }
    }

    private char map(char c) {
        return switch (c) {
            case '嗯' -> '恩';
            case '呣' -> '母';
            case '"' -> quotesSpoken ? '\'' : c;
            default -> MARKS_OF.getOrDefault(c, c);
        };
    }

    /** A few rare characters have a number but no reading; the original fails on them. */
    private boolean readable(char c) {
        return c >= ChineseData.FIRST
                && c <= ChineseData.LAST
                && PinyinPhones.of(data, c).isPresent();
    }

    private static TracedText readNumbers(TracedText text, List<NotSpoken> dropped) {
        Matcher matcher = NUMBER.matcher(text.text());
        TracedText.Builder read = new TracedText.Builder(text.length());
        int at = 0;
        while (matcher.find()) {
            read.append(text, at, matcher.start());
            at = matcher.end();
            Optional<String> reading = ChineseNumbers.read(matcher.group());
            if (reading.isEmpty()) {
                dropped.add(new NotSpoken(matcher.group(), text.span(matcher.start(), at)));
            }
            for (char c : reading.orElse("").toCharArray()) {
                read.append(c, text, matcher.start(), at);
            }
        }
        read.append(text, at, text.length());
        return read.build();
    }
}
