package voxfarm.frontend.ja;

import org.jspecify.annotations.Nullable;

/**
 * The first pass: how words that no dictionary reads are spoken. Kana are read one by one, what has
 * no reading at all is a pause.
 */
final class Pronunciation {
    static final String PAUSE = "、";
    static final String QUESTION = "？";
    static final String LONG = "ー";
    static final String SYMBOL = "記号";
    static final String AUXILIARY = "助動詞";
    static final String VERB = "動詞";
    static final String FILLER = "フィラー";

    private final ReadingRules rules;

    Pronunciation(ReadingRules rules) {
        this.rules = rules;
    }

    void apply(NjdWords words) {
        for (NjdWord word = words.first(); word != null; word = word.next) {
            if (word.moras == 0) {
                readKana(word);
                if (word.isSilent()) {
                    pause(word);
                }
            }
        }
        joinKana(words);
        words.removeSilent();
        for (NjdWord word = words.first(); word != null; word = word.next) {
            if (word.next != null) {
                settle(word, word.next);
            }
        }
    }

    private void readKana(NjdWord word) {
        StringBuilder read = new StringBuilder();
        for (int at = 0; at < word.text.length(); ) {
            String found = ReadingRules.longest(rules.kana, word.text, at).orElse("");
            ReadingRules.@Nullable Kana kana = rules.kana.get(found);
            if (kana != null) {
                read.append(kana.reading());
                word.moras += kana.moras();
            }
            at += Math.max(1, found.length());
        }
        word.reading = read.isEmpty() ? NjdWord.NONE : read.toString();
        word.pronunciation = word.reading;
        if (word.moras > 0) {
            word.tag = FILLER;
            word.tag1 = NjdWord.NONE;
            word.tag2 = NjdWord.NONE;
            word.tag3 = NjdWord.NONE;
        }
        if (word.lemma.equals(NjdWord.NONE)) {
            word.lemma = word.text;
        }
    }

    private static void pause(NjdWord word) {
        if (word.text.equals(QUESTION)) {
            word.reading = QUESTION;
            word.pronunciation = QUESTION;
            return;
        }
        word.reading = PAUSE;
        word.pronunciation = PAUSE;
        word.tag = SYMBOL;
    }

    /** Single kana in a row are one word. */
    private void joinKana(NjdWords words) {
        @Nullable NjdWord head = null;
        for (NjdWord word = words.first(); word != null; word = word.next) {
            if (!word.tag.equals(FILLER) || !rules.kana.containsKey(word.text)) {
                head = null;
            } else if (head == null) {
                head = word;
            } else {
                head.text += word.text;
                head.lemma += word.lemma;
                head.reading += word.reading;
                head.pronunciation += word.pronunciation;
                head.moras += word.moras;
                word.silence();
            }
        }
    }

    private static void settle(NjdWord word, NjdWord next) {
        boolean auxiliary = word.tag.equals(AUXILIARY);
        if (next.pronunciation.equals("ウ")
                && next.tag.equals(AUXILIARY)
                && (auxiliary || word.tag.equals(VERB))
                && word.moras > 0) {
            next.pronunciation = LONG;
        }
        if (auxiliary && next.text.equals(QUESTION)) {
            switch (word.text) {
                case "です" -> word.pronunciation = "デス";
                case "ます" -> word.pronunciation = "マス";
                default -> {}
            }
        }
    }
}
