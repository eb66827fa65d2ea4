package voxfarm.frontend.zh;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
     * @param sources for each character of the text, where in the original it comes from
     */
    record Normalized(String text, List<String> dropped, int[] sources) {}

    Normalized normalize(String text) {
        List<String> dropped = new ArrayList<>();
        List<Integer> numberSources = new ArrayList<>();
        String withNumbers = readNumbers(text, dropped, numberSources);
        StringBuilder kept = new StringBuilder();
        List<Integer> sources = new ArrayList<>();
        StringBuilder run = new StringBuilder();
        for (int i = 0; i < withNumbers.length(); i++) {
            char c = withNumbers.charAt(i);
            char mapped = map(c);
            int source = i;
            if (withNumbers.startsWith("...", i)) {
                mapped = '…';
                i += 2;
            }
            boolean spoken = MARKS.indexOf(mapped) >= 0 || readable(mapped);
            if (spoken) {
                end(run, dropped);
                kept.append(mapped);
                sources.add(numberSources.get(source));
            } else {
                run.append(c);
            }
        }
        end(run, dropped);
        return new Normalized(
                kept.toString(), dropped, sources.stream().mapToInt(Integer::intValue).toArray());
    }

    private static void end(StringBuilder run, List<String> dropped) {
        String text = run.toString().strip();
        if (!text.isEmpty()) {
            dropped.add(text);
        }
        run.setLength(0);
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

    private static String readNumbers(String text, List<String> dropped, List<Integer> sources) {
        Matcher matcher = NUMBER.matcher(text);
        StringBuilder read = new StringBuilder();
        int at = 0;
        while (matcher.find()) {
            copy(text, at, matcher.start(), read, sources);
            Optional<String> reading = ChineseNumbers.read(matcher.group());
            if (reading.isEmpty()) {
                dropped.add(matcher.group());
            }
            for (char c : reading.orElse("").toCharArray()) {
                read.append(c);
                sources.add(matcher.start());
            }
            at = matcher.end();
        }
        copy(text, at, text.length(), read, sources);
        return read.toString();
    }

    private static void copy(
            String text, int start, int end, StringBuilder into, List<Integer> sources) {
        for (int i = start; i < end; i++) {
            into.append(text.charAt(i));
            sources.add(i);
        }
    }
}
