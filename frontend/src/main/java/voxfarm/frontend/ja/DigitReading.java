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
    private static final String COUNTER = "助数詞";
    private static final String ADVERBIAL = "副詞可能";
    private static final String BEFORE_NUMBERS = "数接続";
    private static final String COMMA = "，";
    private static final Set<String> POINTS = Set.of("．", "・");
    private static final Set<String> HYPHENS = Set.of("―", "−", "‐", "—", "－");
    private static final String NOUN = "名詞";
    private static final String NO = "番号";
    private static final String POINT = "．,名詞,接尾,助数詞,*,*,*,．,テン,テン,0/2,*,-1";
    private static final Set<String> ZEROS = Set.of("〇", "０");
    private static final String DAY = "日";
    private static final String DAYS = "日間";

    /** The largest myriad that has a name. */
    private static final int MAX_MYRIADS = 17;

    private final ReadingRules rules;

    DigitReading(ReadingRules rules) {
        this.rules = rules;
    }

    void apply(NjdWords words) {
        if (!readSequences(words)) {
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

    /**
     * @return whether there is any number
     */
    private boolean readSequences(NjdWords words) {
        boolean any = false;
        @Nullable NjdWord start = null;
        for (NjdWord word = words.first(); word != null; word = word.next) {
            any |= isNumber(word);
            boolean digit = normalizedDigit(word) >= 0 || (isNumber(word) && isMark(word));
            if (digit && start == null) {
                start = word;
            }
            @Nullable NjdWord end = digit ? word.next == null ? word : null : word.before;
            if (start != null && end != null) {
                readSequence(words, start, end);
                start = null;
            }
        }
        return any;
    }

    private static boolean isNumber(@Nullable NjdWord word) {
        return word != null && word.tag1.equals(NUMBER);
    }

    private static boolean isMark(NjdWord word) {
        return isPoint(word) || word.text.equals(COMMA);
    }

    private static boolean isPoint(NjdWord word) {
        return POINTS.contains(word.text);
    }

    /** -1 if it is none. */
    private int digit(NjdWord word) {
        ReadingRules.@Nullable Numeral numeral =
                isNumber(word) ? rules.numerals.get(word.text) : null;
        return numeral == null ? -1 : numeral.digit();
    }

    private int normalizedDigit(NjdWord word) {
        ReadingRules.@Nullable Numeral numeral =
                isNumber(word) ? rules.numerals.get(word.text) : null;
        if (numeral == null) {
            return -1;
        }
        word.text = numeral.text();
        word.lemma = numeral.text();
        return numeral.digit();
    }

    /** A run of digits with commas and points, piece by piece. */
    private void readSequence(NjdWords words, NjdWord first, NjdWord end) {
        @Nullable NjdWord rest = first;
        while (rest != null) {
            NjdWord start = rest;
            if (isMark(start)) {
                rest = start == end ? null : start.next;
                continue;
            }
            NjdWord last = readPiece(words, start, end);
            rest = last == end ? null : last.next;
        }
    }

    /** Whether digits are a number, may be one or are none, by their commas. */
    private enum Grouping {
        NUMBER,
        UNKNOWN,
        NONE
    }

    /**
     * @return the last word of the piece
     */
    private NjdWord readPiece(NjdWords words, NjdWord start, NjdWord end) {
        NjdWord last = start;
        while (last.next != null && last != end && !isPoint(last.next)) {
            last = last.next;
        }
        while (last.before != null && last != start && last.text.equals(COMMA)) {
            last = last.before;
        }
        @Nullable NjdWord firstComma = null;
        Grouping grouping = Grouping.NUMBER;
        int behind = 0;
        for (NjdWord word = last; word != null; word = word == start ? null : word.before) {
            boolean comma = word.text.equals(COMMA);
            if (comma) {
                firstComma = word;
            }
            if (comma != (behind % 4 == 3)) {
                grouping = Grouping.UNKNOWN;
            }
            behind++;
        }
        if (grouping == Grouping.NUMBER && firstComma == null) {
            grouping = Grouping.UNKNOWN;
        }
        if (start != last && digit(start) == 0) {
            grouping = Grouping.NONE;
        }
        if (grouping == Grouping.NUMBER) {
            for (NjdWord word = start; word != null && word != last; ) {
                word = word.text.equals(COMMA) ? words.remove(word) : word.next;
            }
            return readNumber(words, start, last);
        }
        NjdWord until = firstComma == null ? last : Objects.requireNonNull(firstComma.before);
        if (grouping == Grouping.UNKNOWN && score(start, until) >= 0) {
            return readNumber(words, start, until);
        }
        readDigits(start, until);
        return until;
    }

    /** At least 0 if the words around speak for a number. */
    private static int score(NjdWord start, NjdWord end) {
        int score = 0;
        NjdWord before = start.before;
        if (before != null) {
            score += scoreBefore(before);
        }
        NjdWord next = end.next;
        if (next == null) {
            return score;
        }
        if (next.tag2.equals(COUNTER) || next.tag1.equals(ADVERBIAL)) {
            score += 2;
        }
        if (HYPHENS.contains(next.text) || next.text.equals("（") || next.text.equals(NO)) {
            return score - 2;
        }
        if (next.text.equals("）")) {
            return isNumber(next.next) ? score - 2 : score;
        }
        return isPoint(next) ? score + 4 : score;
    }

    private static int scoreBefore(NjdWord before) {
        int score = 0;
        if (before.tag1.equals(BEFORE_NUMBERS)) {
            score += 2;
        }
        if (before.tag2.equals(COUNTER) || before.tag1.equals(ADVERBIAL)) {
            score += 1;
        }
        if (isPoint(before)) {
            score -= isNumber(before.before) ? 5 : 0;
        } else if (before.text.equals("（")) {
            score -= isNumber(before.before) ? 2 : 0;
        } else if (HYPHENS.contains(before.text)
                || before.text.equals("）")
                || before.text.equals(NO)) {
            score -= 2;
        }
        return before.before != null && before.before.text.equals(NO) ? score - 2 : score;
    }

    private static void readDigits(NjdWord start, NjdWord end) {
        if (start == end) {
            return;
        }
        boolean second = false;
        for (NjdWord word = start; word != null; word = word == end ? null : word.next) {
            if (ZEROS.contains(word.text)) {
                sound(word, "ゼロ");
            } else if (word.text.equals("二")) {
                sound(word, "ニー");
            } else if (word.text.equals("五")) {
                sound(word, "ゴー");
            }
            word.chainRule = NjdWord.NONE;
            word.chained = second ? 1 : 0;
            if (second && word.before != null) {
                word.before.accent = 3;
            }
            second = !second;
        }
    }

    private static void sound(NjdWord word, String pronunciation) {
        word.pronunciation = pronunciation;
        word.moras = 2;
    }

    /**
     * @return the last word of the number
     */
    private NjdWord readNumber(NjdWords words, NjdWord start, NjdWord end) {
        int size = 1;
        for (NjdWord word = start; word != end && word.next != null; word = word.next) {
            size++;
        }
        int power = (size - 1) % 4;
        int myriad = (size - 1) / 4;
        if (size == 1 || myriad > MAX_MYRIADS) {
            return end;
        }
        boolean spoken = false;
        NjdWord word = start;
        while (true) {
            boolean last = word == end;
            int digit = digit(word);
            if (power == 0) {
                spoken |= digit != 0;
                if (digit == 0) {
                    silence(word);
                }
                if (spoken && myriad > 0) {
                    word = insert(words, word, rules.myriads.get(myriad - 1));
                }
                spoken = false;
                myriad--;
            } else if (digit <= 0) {
                silence(word);
            } else {
                spoken = true;
                String rule = rules.powers.get(power - 1);
                if (digit == 1) {
                    word.load(rule);
                } else {
                    word = insert(words, word, rule);
                }
            }
            power = power == 0 ? 3 : power - 1;
            if (last || word.next == null) {
                return word;
            }
            word = word.next;
        }
    }

    private static void silence(NjdWord word) {
        word.silence();
        word.accent = 0;
        word.moras = 0;
    }

    private static NjdWord insert(NjdWords words, NjdWord place, String rule) {
        NjdWord word = new NjdWord(place.end, place.end);
        word.load(rule);
        words.insert(place, word);
        return word;
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
