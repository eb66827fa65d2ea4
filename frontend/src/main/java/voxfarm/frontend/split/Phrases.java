package voxfarm.frontend.split;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How well a reader could breathe between two words that no mark parts, from 0, as behind a
 * sentence, to 1, as within a word. Stateless.
 */
final class Phrases {
    private static final double BEFORE_CONJUNCTION = 0.2;
    private static final double BEFORE_RELATIVE = 0.25;
    private static final double BEFORE_PREPOSITION = 0.35;
    static final double BETWEEN_WORDS = 0.55;
    private static final double LEANING = 0.35;
    private static final double WITHIN_NUMBER = 1;

    private static final double BETWEEN_SCRIPTS = 0.5;
    private static final double BEHIND_PHRASE = 0.3;
    private static final double BEHIND_WORD = 0.45;
    private static final double WITHIN_WORD = 0.8;

    /** Before these: of English, then of other languages that Piper's voices speak. */
    private static final Map<String, Double> BEFORE =
            Stream.of(
                            entries(
                                    BEFORE_CONJUNCTION,
                                    "and but or nor so yet because although though while whereas if"
                                            + " unless until since when whenever whether where"
                                            + " und oder aber sondern weil denn"
                                            + " et ou mais parce donc"
                                            + " pero porque aunque sino perché oppure mas"),
                            entries(
                                    BEFORE_RELATIVE,
                                    "that which who whom whose than before after as then"
                                            + " dass damit wenn que qui dont quand che cuando"),
                            entries(
                                    BEFORE_PREPOSITION,
                                    "of in on at by for with from to into onto over under between"
                                        + " through during without within about against among"
                                        + " across behind beyond near toward towards upon despite"
                                        + " like mit von für auf nach bei avec pour dans sur con"
                                        + " para por sin"))
                    .flatMap(words -> words)
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    /** What is said in one breath with what follows. */
    private static final Set<String> LEANING_ON_NEXT =
            Set.of(
                    "a", "an", "the", "of", "in", "on", "at", "by", "for", "with", "from", "to",
                    "into", "and", "but", "or", "nor", "than", "as", "if", "that", "which", "who",
                    "my", "your", "his", "her", "its", "our", "their", "this", "these", "those",
                    "no", "not", "very", "is", "are", "was", "were", "be", "been", "has", "have",
                    "had", "will", "would", "can", "could", "should", "may", "might", "must", "do",
                    "does", "did", "i", "he", "she", "it", "we", "they", "you", "der", "die", "das",
                    "den", "dem", "ein", "eine", "und", "le", "la", "les", "un", "une", "et", "de",
                    "du", "des", "el", "los", "las", "una", "y");

    /** Chinese words that begin a clause. */
    private static final Set<String> CHINESE_CONJUNCTIONS =
            Set.of(
                    "因为", "所以", "但是", "如果", "虽然", "而且", "并且", "或者", "然后", "于是", "不过", "可是", "因此",
                    "同时", "以及", "就是", "为了", "由于", "尽管", "只要", "只有", "除非", "无论", "即使", "还是", "甚至",
                    "例如", "比如", "因為", "雖然", "並且", "為了", "於是", "不過", "還是", "無論", "儘管", "由於");

    private static final String CHINESE_BEHIND = "的了着过們们吗呢吧啊地得著過嗎";
    private static final String CHINESE_BEFORE = "和与或及但而并就都也又还却在从对把被让给跟比向因與並還從對讓給";

    /** Japanese writing begins no line with these. */
    private static final String NEVER_FIRST = "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶー々ゝゞヽヾ";

    private Phrases() {}

    private static Stream<Map.Entry<String, Double>> entries(double ease, String words) {
        return Stream.of(words.split(" ", -1)).map(word -> Map.entry(word, ease));
    }

    /** Whether one does not stop behind the word; in small letters. */
    static boolean leansOnNext(String word) {
        return LEANING_ON_NEXT.contains(word);
    }

    /**
     * Between two words with a blank between them.
     *
     * @param before in small letters, as the other
     */
    static double between(String before, String after) {
        if (before.isEmpty() || after.isEmpty()) {
            return BETWEEN_WORDS;
        }
        boolean number = Character.isDigit(before.charAt(before.length() - 1));
        if (number && Character.isDigit(after.charAt(0))) {
            return WITHIN_NUMBER;
        }
        boolean unit = number && after.length() <= 3 && !BEFORE.containsKey(after);
        boolean leans = unit || LEANING_ON_NEXT.contains(before);
        return BEFORE.getOrDefault(after, BETWEEN_WORDS) + (leans ? LEANING : 0);
    }

    /**
     * Between two characters without a blank, of which one at least is an ideograph or kana.
     *
     * @param at the place between them
     */
    static double betweenWide(CharSequence text, int at) {
        char before = text.charAt(at - 1);
        char after = text.charAt(at);
        if (NEVER_FIRST.indexOf(after) >= 0
                || (Characters.isKatakana(before) && Characters.isKatakana(after))) {
            return 1;
        }
        if (Character.isDigit(before) || Character.isDigit(after)) {
            return Characters.isHan(before) || Characters.isHan(after)
                    ? WITHIN_WORD
                    : BETWEEN_SCRIPTS;
        }
        if (!Characters.isWide(before) || !Characters.isWide(after)) {
            return BETWEEN_SCRIPTS;
        }
        if (Characters.isHiragana(before)) {
            boolean wordBegins = !Characters.isHiragana(after);
            boolean phraseEnds = Japanese.endsPhrase(text, at);
            if (wordBegins) {
                return phraseEnds ? BEHIND_PHRASE : BEHIND_WORD;
            }
            return before == 'を' ? BEHIND_PHRASE : WITHIN_WORD;
        }
        if (Characters.isHiragana(after)) {
            return 1;
        }
        return betweenHan(text, at, before, after);
    }

    private static double betweenHan(CharSequence text, int at, char before, char after) {
        boolean conjunction =
                at + 2 <= text.length()
                        && CHINESE_CONJUNCTIONS.contains(text.subSequence(at, at + 2).toString());
        if (conjunction) {
            return BEHIND_PHRASE;
        }
        if (CHINESE_BEHIND.indexOf(before) >= 0) {
            return BEHIND_WORD;
        }
        return CHINESE_BEFORE.indexOf(after) >= 0 ? BEHIND_WORD : WITHIN_WORD;
    }
}
