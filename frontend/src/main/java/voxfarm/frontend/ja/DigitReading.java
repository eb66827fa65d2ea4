package voxfarm.frontend.ja;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The second pass: digits in a row become a number, or are said one by one; counters and numbers
 * change each other's sounds; days and people have names of their own.
 */
final class DigitReading {
    private static final String NUMBER = "数";
    static final String COUNTER = "助数詞";
    static final String ADVERBIAL = "副詞可能";
    private static final Set<String> POINTS = Set.of("．", "・");
    private static final String NOUN = "名詞";
    private static final String POINT = "．,名詞,接尾,助数詞,*,*,*,．,テン,テン,0/2,*,-1";
    static final Set<String> ZEROS = Set.of("〇", "０");
    private static final String DAY = "日";
    private static final String DAYS = "日間";

    private final ReadingRules rules;
    private final DigitSequences sequences;

    DigitReading(ReadingRules rules) {
        this.rules = rules;
        this.sequences = new DigitSequences(rules);
    }

    void apply(NjdWords words) {
        if (!sequences.read(words)) {
            return;
        }
        words.removeSilent();
        if (words.first() == null) {
            return;
        }
        readPoints(words);
        for (NjdWord word = words.first().next; word != null; word = word.next) {
            readCounter(Objects.requireNonNull(word.before), word);
        }
        for (NjdWord word = words.first().next; word != null; word = word.next) {
            readRank(Objects.requireNonNull(word.before), word);
        }
        for (NjdWord word = words.first(); word != null; word = word.next) {
            if (word.next != null) {
                readNamed(word, word.next);
            }
        }
        for (NjdWord word = words.first(); word != null; word = word.next) {
            if (!isNumber(word.before)) {
                readLongDays(word);
            }
        }
        words.removeSilent();
    }

    static boolean isNumber(@Nullable NjdWord word) {
        return word != null && word.tag1.equals(NUMBER);
    }

    static boolean isPoint(NjdWord word) {
        return POINTS.contains(word.text);
    }

    static void sound(NjdWord word, String pronunciation) {
        word.pronunciation = pronunciation;
        word.moras = 2;
    }

    private static void readPoints(NjdWords words) {
        NjdWord word = words.first() == null ? null : words.first().next;
        while (word != null && word.next != null) {
            NjdWord before = word.before;
            if (before == null
                    || !isPoint(word)
                    || before.text.equals(NjdWord.NONE)
                    || !isNumber(before)
                    || !isNumber(word.next)) {
                word = word.next;
                continue;
            }
            word.load(POINT);
            word.chained = 1;
            if (ZEROS.contains(before.text)) {
                sound(before, "レー");
            } else if (before.text.equals("二")) {
                sound(before, "ニー");
            } else if (before.text.equals("五")) {
                sound(before, "ゴー");
            } else if (before.text.equals("六")) {
                before.accent = 1;
            }
            word = word.next;
            while (word != null && word.tag.equals(NOUN)) {
                word = word.next;
            }
            word = word == null ? null : word.next;
        }
    }

    private void readCounter(NjdWord number, NjdWord word) {
        if (!isNumber(number) || !isCounter(word)) {
            return;
        }
        change(rules.numbersBeforeCounters.get(word.text), number);
        voice(rules.voicedCounters.get(word.text), number, word);
        number.chained = 0;
        word.chained = 1;
    }

    private static boolean isCounter(NjdWord word) {
        return word.tag2.equals(COUNTER) || word.tag1.equals(ADVERBIAL);
    }

    private static void change(@Nullable Map<String, ReadingRules.Sound> sounds, NjdWord number) {
        ReadingRules.@Nullable Sound sound = sounds == null ? null : sounds.get(number.text);
        if (sound != null) {
            number.pronunciation = sound.pronunciation();
            number.accent = sound.accent();
            number.moras = sound.moras();
        }
    }

    private static void voice(
            @Nullable Map<String, Map<String, String>> voicing, NjdWord number, NjdWord word) {
        @Nullable Map<String, String> voiced = voicing == null ? null : voicing.get(number.text);
        if (voiced == null || word.pronunciation.isEmpty()) {
            return;
        }
        String first = word.pronunciation.substring(0, 1);
        word.pronunciation = voiced.getOrDefault(first, first) + word.pronunciation.substring(1);
    }

    private void readRank(NjdWord number, NjdWord word) {
        if (!isNumber(number)) {
            return;
        }
        if (isNumber(word)) {
            if (rules.units.contains(number.text) && rules.ranks.contains(word.text)) {
                number.chained = 0;
                word.chained = 1;
            } else if (rules.ranks.contains(number.text) && rules.units.contains(word.text)) {
                word.chained = 0;
            }
        }
        change(rules.numbersBeforeRanks.get(word.text), number);
        voice(rules.voicedRanks.get(word.text), number, word);
    }

    /** A number alone before a counter. */
    private void readNamed(NjdWord word, NjdWord next) {
        NjdWord before = word.before;
        boolean alone =
                before == null
                        || before.tag.equals(Pronunciation.SYMBOL)
                        || !before.tag1.equals(NUMBER);
        if (!isNumber(word) || !alone || !isCounter(next)) {
            return;
        }
        if (rules.nativeCounters.contains(List.of(next.text, next.reading))) {
            ReadingRules.@Nullable Sound sound = rules.nativeNumbers.get(word.text);
            if (sound != null) {
                word.reading = sound.pronunciation();
                change(rules.nativeNumbers, word);
            }
        }
        if (next.text.equals("人")) {
            name(rules.people.get(word.text), word, next);
        }
        if (next.text.equals(DAY)) {
            boolean first = before != null && before.text.contains("月") && word.text.equals("一");
            String firstDay = "一日,名詞,副詞可能,*,*,*,*,一日,ツイタチ,ツイタチ,4/4,*";
            name(first ? firstDay : rules.days.get(word.text), word, next);
        } else if (next.text.equals(DAYS)) {
            name(rules.spansOfDays.get(word.text), word, next);
        }
    }

    private static void name(@Nullable String rule, NjdWord word, NjdWord... silent) {
        if (rule != null) {
            word.load(rule);
            for (NjdWord other : silent) {
                other.silence();
            }
        }
    }

    /** The 14th, 20th and 24th. */
    private static void readLongDays(NjdWord word) {
        NjdWord second = word.next;
        NjdWord third = second == null ? null : second.next;
        if (second == null || third == null) {
            return;
        }
        boolean day = third.text.equals(DAY);
        boolean days = third.text.equals(DAYS);
        if (word.text.equals("十") && second.text.equals("四") && (day || days)) {
            name(
                    day
                            ? "十四日,名詞,副詞可能,*,*,*,*,十四日,ジュウヨッカ,ジューヨッカ,1/5,*"
                            : "十四日間,名詞,副詞可能,*,*,*,*,十四日間,ジュウヨッカカン,ジューヨッカカン,5/7,*",
                    word,
                    second,
                    third);
        }
        if (!word.text.equals("二") || !second.text.equals("十")) {
            return;
        }
        if (day || days) {
            name(
                    day
                            ? "二十日,名詞,副詞可能,*,*,*,*,二十日,ハツカ,ハツカ,0/3,*"
                            : "二十日間,名詞,副詞可能,*,*,*,*,二十日間,ハツカカン,ハツカカン,3/5,*",
                    word,
                    second,
                    third);
            return;
        }
        NjdWord fourth = third.next;
        if (third.text.equals("四") && fourth != null) {
            readTwentyFourth(word, second, third, fourth);
        }
    }

    private static void readTwentyFourth(
            NjdWord word, NjdWord second, NjdWord third, NjdWord fourth) {
        boolean day = fourth.text.equals(DAY);
        if (day || fourth.text.equals(DAYS)) {
            word.load("二十,名詞,副詞可能,*,*,*,*,二十,ニジュウ,ニジュー,1/3,*");
            name(
                    day
                            ? "四日,名詞,副詞可能,*,*,*,*,四日,ヨッカ,ヨッカ,0/3,*,0"
                            : "四日間,名詞,副詞可能,*,*,*,*,四日間,ヨッカカン,ヨッカカン,3/5,*,0",
                    second,
                    third,
                    fourth);
        }
    }
}
