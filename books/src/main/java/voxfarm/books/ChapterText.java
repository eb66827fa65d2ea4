package voxfarm.books;

import java.util.Locale;
import java.util.Optional;
import voxfarm.frontend.Marks;
import voxfarm.frontend.Notation;

/**
 * A chapter as the text of a request: Markdown for its shape, in which every sign that the book
 * itself has stands for itself, and marks for readings that it prints beside its characters.
 */
public final class ChapterText {
    private static final int DEEPEST = 6;
    private static final String ANYWHERE = "*_`~|";
    private static final String AT_LINE_START = "#>+-=";

    private ChapterText() {}

    /**
     * @param language of the book, as its file says; decides whether readings can be used
     */
    public static String of(Chapter chapter, Optional<String> language) {
        boolean japanese =
                language.filter(code -> code.toLowerCase(Locale.ROOT).startsWith("ja")).isPresent();
        StringBuilder text = new StringBuilder();
        for (Block block : chapter.blocks()) {
            switch (block.kind()) {
                case HEADING ->
                        text.append("#".repeat(Math.clamp(block.level(), 1, DEEPEST)))
                                .append(' ')
                                .append(escaped(block.text().replace('\n', ' ')));
                case ITEM, ROW ->
                        text.append("- ").append(escaped(block.text().replace('\n', ' ')));
                case SCENE -> text.append("* * *");
                case PARAGRAPH ->
                        text.append(japanese ? withReadings(block) : escaped(block.text()));
                case PICTURE -> {
                    continue; // a listener sees none
                }
            }
            text.append("\n\n");
        }
        return text.toString().stripTrailing() + "\n";
    }

    private static String withReadings(Block block) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (Block.Ruby ruby : block.rubies()) {
            String word = block.text().substring(ruby.begin(), ruby.end());
            if (ruby.begin() < at || !isReading(word, ruby.reading())) {
                continue;
            }
            text.append(escaped(block.text().substring(at, ruby.begin())));
            text.append(Marks.of(word, Notation.KANA, ruby.reading()));
            at = ruby.end();
        }
        return text.append(escaped(block.text().substring(at))).toString();
    }

    /** Kana beside characters; a translation or emphasis dots are none. */
    private static boolean isReading(String word, String reading) {
        return reading.codePoints().allMatch(ChapterText::isKana)
                && word.codePoints()
                        .noneMatch(
                                c -> c == '[' || c == ']' || c == '|' || Character.isISOControl(c))
                && word.length() + reading.length() < Marks.LONGEST / 2;
    }

    private static boolean isKana(int c) {
        Character.UnicodeScript script = Character.UnicodeScript.of(c);
        return script == Character.UnicodeScript.HIRAGANA
                || script == Character.UnicodeScript.KATAKANA
                || c == 'ー';
    }

    private static String escaped(String words) {
        StringBuilder text = new StringBuilder();
        boolean lineStart = true;
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            if (ANYWHERE.indexOf(c) >= 0 || (lineStart && AT_LINE_START.indexOf(c) >= 0)) {
                text.append('\\').append(c);
            } else if (c == '<') {
                text.append("&lt;");
            } else if (c == '&') {
                text.append("&amp;");
            } else if (c == '[') {
                text.append("\\[");
            } else {
                text.append(c);
            }
            lineStart = c == '\n' || (lineStart && Character.isWhitespace(c));
        }
        return text.toString();
    }
}
