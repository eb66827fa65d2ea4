package voxfarm.frontend.mixed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.language.Language;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.en.PythonText;

/**
 * How Bert-VITS2 itself cuts a text into languages: at marks, and between its scripts, each piece
 * for whatever language its model finds likeliest. It often takes Chinese for Japanese. Stateless.
 */
public final class OriginalLanguages {
    /** What its page lets it choose from. */
    public static final List<Language> ALL = List.of(Language.ZH, Language.JP, Language.EN);

    private static final Pattern MARKS =
            Pattern.compile(
                    "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{}–—‘‛“”„‟…‧、。〃》「」『』【】〔〕〖〗〘〙〚〛〜〝〞〟"
                            + "〰〾〿﹏！＂＃＄％＆＇（）＊＋，－／：；＜＝＞？＠［＼］＾＿｀｛｜｝～｟｠｢｣､]+");

    private static final Pattern STOPS = Pattern.compile("[!(),—+\\-.:;?？。，、；：]+");

    private static final String EAST = "\\x{4e00}-\\x{9fff}\\x{3040}-\\x{30ff}";
    private static final Pattern BY_SCRIPT =
            Pattern.compile("(?<=[" + EAST + "])(?=[a-zA-Z])|(?<=[a-zA-Z])(?=[" + EAST + "])");
    private static final Pattern BY_SCRIPT_AND_DIGITS =
            Pattern.compile(
                    ("(?<=[E\\p{Nd}\\s])(?=\\p{IsLatin})" + "|(?<=[\\p{IsLatin}\\s])(?=[E\\p{Nd}])")
                            .replace("E", EAST)
                            .replace("\\s", "\\t-\\r\\x1c- \\x85\\p{Z}"));

    private OriginalLanguages() {}

    /**
     * A piece of a text.
     *
     * @param language empty if the whole text has no letter
     */
    public record Piece(String text, Optional<Language> language) {}

    /** A language, and how likely a text is of it: a logarithm, and no share. */
    public record Likelihood(Language language, double value) {}

    /** The likeliest first, of some languages. */
    public static List<Likelihood> likelihoods(String text, List<Language> languages) {
        return LanguageModel.bundled().scores(text, languages).stream()
                .map(score -> new Likelihood(score.language(), score.value()))
                .toList();
    }

    /** The pieces of a text in order; neighbours are of different languages. At least one. */
    public static List<Piece> split(String text, List<Language> languages, TextRules rules) {
        List<Piece> pieces = new ArrayList<>();
        Optional<Language> before = Optional.empty();
        int start = 0;
        int end = 0;
        for (String words : words(text, languages, rules)) {
            Language language = LanguageModel.bundled().likeliest(words, languages);
            end = text.indexOf(words, end);
            if (before.isPresent() && !before.get().equals(language)) {
                pieces.add(new Piece(text.substring(start, end), before));
                start = end;
            }
            end += words.length();
            before = Optional.of(language);
        }
        pieces.add(new Piece(text.substring(start), before));
        return List.copyOf(pieces);
    }

    /** A text with names of languages in brackets around its pieces, as its tools write it. */
    public static String marked(String text, List<Language> languages, TextRules rules) {
        StringBuilder marked = new StringBuilder(text);
        String before = "";
        int at = 0;
        for (String words : words(text, languages, rules)) {
            String name = bracketed(LanguageModel.bundled().likeliest(words, languages));
            at = marked.indexOf(words, at);
            if (!before.equals(name)) {
                marked.insert(at, before + name);
                at += before.length() + name.length();
            }
            before = name;
            at += words.length();
        }
        return marked.append(before.isEmpty() ? "[]" : before).toString();
    }

    private static String bracketed(Language language) {
        return "[" + (language.equals(Language.JP) ? "JA" : language.code()) + "]";
    }

    /** What stands between marks, and is more than blanks. */
    private static List<String> words(String text, List<Language> languages, TextRules rules) {
        boolean scripts = languages.size() > 1 && languages.contains(Language.EN);
        List<String> words = new ArrayList<>();
        for (String part : MARKS.split(text, -1)) {
            for (String word : scripts ? atScripts(part, rules) : List.of(part)) {
                if (!word.codePoints().allMatch(PythonText::isSpace)) {
                    words.add(word);
                }
            }
        }
        return words;
    }

    /** Cuts between Chinese or Japanese and Latin letters; from 2.2 on at digits and blanks too. */
    public static List<String> atScripts(String text, TextRules rules) {
        boolean digits = rules.compareTo(TextRules.V2_2) >= 0;
        List<String> parts = new ArrayList<>();
        Matcher cut = (digits ? BY_SCRIPT_AND_DIGITS : BY_SCRIPT).matcher(text);
        int from = 0;
        while (cut.find()) {
            parts.add(text.substring(from, cut.start()));
            from = cut.start();
        }
        parts.add(text.substring(from));
        return parts;
    }

    /**
     * Sentences, joined until they are long enough.
     *
     * @param enough characters
     */
    public static List<String> sentences(String text, int enough) {
        List<String> sentences = new ArrayList<>();
        Matcher stop = STOPS.matcher(text);
        int from = 0;
        while (stop.find()) {
            if (text.codePointCount(from, stop.end()) >= enough) {
                sentences.add(PythonText.strip(text.substring(from, stop.end())));
                from = stop.end();
            }
        }
        if (from < text.length()) {
            sentences.add(text.substring(from));
        }
        return sentences;
    }

    /** Whether a text of Chinese characters and kana is Japanese. */
    public static boolean hasKana(String text) {
        return text.codePoints().anyMatch(c -> c >= 0x3040 && c <= 0x30ff);
    }
}
