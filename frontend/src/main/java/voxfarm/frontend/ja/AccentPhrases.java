package voxfarm.frontend.ja;

import java.util.Set;

/** The third pass: which words are said in one breath with the word before them. */
final class AccentPhrases {
    private static final String NOUN = "名詞";
    private static final String ADJECTIVE = "形容詞";
    private static final String VERB = "動詞";
    private static final String PARTICLE = "助詞";
    private static final String STEM_OF_ADJECTIVAL_VERB = "形容動詞語幹";
    private static final String ADVERBIAL = "副詞可能";
    private static final String SUFFIX = "接尾";
    private static final String DEPENDENT = "非自立";
    private static final Set<String> ALONE = Set.of("副詞", "接続詞", "連体詞");

    private AccentPhrases() {}

    static void apply(NjdWords words) {
        for (NjdWord word = words.first(); word != null; word = word.next) {
            NjdWord before = word.before;
            if (before != null && word.chained < 0) {
                word.chained = joins(before, word) ? 1 : 0;
            }
        }
    }

    /** By the rules of Open JTalk, the last of which that speaks of both words decides. */
    private static boolean joins(NjdWord before, NjdWord word) {
        if (word.tag1.equals(SUFFIX)) {
            return true;
        }
        if ((before.tag.equals(NOUN) && word.tag3.equals("名"))
                || (before.tag3.equals("姓") && word.tag.equals(NOUN))
                || word.tag.equals("接頭詞")
                || word.tag.equals(Pronunciation.SYMBOL)
                || before.tag.equals(Pronunciation.SYMBOL)) {
            return false;
        }
        boolean predicate = word.tag.equals(VERB) || word.tag.equals(ADJECTIVE);
        if (before.tag.equals(NOUN) && (predicate || word.tag1.equals(STEM_OF_ADJECTIVAL_VERB))) {
            return false;
        }
        if (word.tag1.equals(DEPENDENT) && leansOn(before, word)) {
            return true;
        }
        if (before.tag1.equals(SUFFIX) && word.tag.equals(NOUN)) {
            return false;
        }
        if (isAncillary(word)) {
            return true;
        }
        return !isAncillary(before) && joinsAsContent(before, word);
    }

    /** Auxiliary verbs and adjectives behind what they help. */
    private static boolean leansOn(NjdWord before, NjdWord word) {
        boolean continuative = before.form.startsWith("連用");
        if (word.tag.equals(ADJECTIVE)) {
            return switch (before.tag) {
                case VERB, ADJECTIVE -> continuative;
                case PARTICLE ->
                        before.tag1.equals("接続助詞")
                                && (before.text.equals("て") || before.text.equals("で"));
                default -> false;
            };
        }
        return word.tag.equals(VERB) && before.tag.equals(VERB) && continuative;
    }

    private static boolean isAncillary(NjdWord word) {
        return word.tag.equals(Pronunciation.AUXILIARY) || word.tag.equals(PARTICLE);
    }

    private static boolean joinsAsContent(NjdWord before, NjdWord word) {
        boolean noun = word.tag.equals(NOUN);
        boolean nounBefore = before.tag.equals(NOUN);
        if ((nounBefore && before.tag1.equals(ADVERBIAL))
                || (noun && word.tag1.equals(ADVERBIAL))) {
            return false;
        }
        if (ALONE.contains(word.tag) || ALONE.contains(before.tag)) {
            return false;
        }
        if (before.tag.equals(VERB) && (noun || word.tag.equals(ADJECTIVE))) {
            return false;
        }
        if (nounBefore && before.tag1.equals(STEM_OF_ADJECTIVAL_VERB) && noun) {
            return false;
        }
        return !(before.tag.equals(ADJECTIVE) && noun);
    }
}
