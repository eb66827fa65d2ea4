package voxfarm.books.read;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines by which books of plain text name their chapters, in English, Chinese and Japanese. */
final class ChapterHeadings {
    /** A heading that is longer is a sentence. */
    private static final int LONGEST = 120;

    private static final int LONGEST_IDEOGRAPHIC = 50;

    private static final String ROMAN = "(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})";
    private static final String NUMBER_WORD =
            "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
                + "|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[-"
                + " ](?:one|two|three|four|five|six|seven|eight|nine))?|the"
                + " (?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last))";
    private static final Pattern ENGLISH =
            Pattern.compile(
                    "(?i:(?<part>part|book|volume|act)|chapter|chap\\.|letter|canto|stave|scene)"
                            + "\\s+(?:(?i:\\d{1,4}|"
                            + NUMBER_WORD
                            + ")|(?i:"
                            + ROMAN
                            + "))"
                            + "(?:\\s*[.:—–-]+(?:\\s*(?<title>\\S.*))?|\\s+(?<bare>\\p{Lu}.*))?");
    private static final Pattern NAMED =
            Pattern.compile(
                    "(?i:prologue|epilogue|preface|introduction|foreword|afterword|interlude"
                            + "|conclusion|postscript|dedication|acknowledge?ments?)\\.?"
                            + "|楔子|序|序[章言幕曲]|前言|引[子言]|自序|尾[声聲]|后[记記]|後[记記]|終章|终章"
                            + "|プロローグ|エピローグ|はじめに|おわりに|あとがき|まえがき"
                            + "|番外[篇编編]?(?:[\\s:：].*|[一二三四五六七八九十\\d]*)");
    private static final String CHINESE_NUMBER = "[\\d０-９零〇○一二三四五六七八九十百千两兩廿卅]{1,10}";
    private static final Pattern CHINESE =
            Pattern.compile(
                    "(?:正文\\s*)?(?:第"
                            + CHINESE_NUMBER
                            + "[卷部集編编]\\S{0,20}\\s+)?"
                            + "(?:第\\s*"
                            + CHINESE_NUMBER
                            + "\\s*(?<kind>[章回節节話话篇折幕卷部集編编])|(?<volume>卷)"
                            + CHINESE_NUMBER
                            + "(?=\\s|$))(?<title>.*)");
    private static final String PARTS = "卷部集編编";
    private static final String SENTENCE_ENDS = "。；;，,”」』";
    private static final Pattern SENTENCE = Pattern.compile("[.!?]\\s+[\\p{Lu}\"“‘].*[.!?]$");

    private ChapterHeadings() {}

    /**
     * @param text the whole line
     * @param isPart whether chapters stand below it
     * @param bare whether it has a number alone, so that a title may stand on the next line
     */
    record Heading(String text, boolean isPart, boolean bare) {}

    /** Of a line without blanks around it; empty if it is text. */
    static Optional<Heading> of(String line) {
        if (line.isEmpty() || line.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher english = ENGLISH.matcher(line);
        if (english.matches()) {
            String title = english.group("title");
            return title != null && SENTENCE.matcher(title).find()
                    ? Optional.empty()
                    : Optional.of(
                            new Heading(
                                    line,
                                    english.group("part") != null,
                                    english.group("title") == null
                                            && english.group("bare") == null));
        }
        if (line.length() > LONGEST_IDEOGRAPHIC
                || SENTENCE_ENDS.indexOf(line.charAt(line.length() - 1)) >= 0) {
            return Optional.empty();
        }
        Matcher chinese = CHINESE.matcher(line);
        if (chinese.matches() && !runsOn(chinese.group("title"))) {
            return Optional.of(
                    new Heading(
                            line,
                            chinese.group("volume") != null
                                    || PARTS.contains(chinese.group("kind")),
                            chinese.group("title").isBlank()));
        }
        return NAMED.matcher(line).matches()
                ? Optional.of(new Heading(line, false, false))
                : Optional.empty();
    }

    /** Words behind the number that make it a sentence: 第一回见到他是在春天。 */
    private static boolean runsOn(String title) {
        if (title.isEmpty() || !Character.isLetter(title.charAt(0))) {
            return false; // blanks or a colon stand between
        }
        return "的了是在到和与與把被就也都".indexOf(title.charAt(0)) >= 0
                || (title.indexOf('，') >= 0 && title.length() > 20);
    }

    /** Whether the line may be the title that belongs to a bare number above it. */
    static boolean mayBeTitle(String line) {
        if (line.isEmpty() || line.length() > 80 || of(line).isPresent()) {
            return false;
        }
        char last = line.charAt(line.length() - 1);
        boolean ended = ".,;:!?。，；：！？…\"”’」』".indexOf(last) >= 0;
        boolean capitals = line.equals(line.toUpperCase(Locale.ROOT)) && hasLetters(line);
        return !ended && (capitals || line.length() <= 60);
    }

    private static boolean hasLetters(String line) {
        return line.chars().anyMatch(Character::isLetter);
    }
}
