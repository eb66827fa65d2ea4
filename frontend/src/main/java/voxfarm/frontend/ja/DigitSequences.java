package voxfarm.frontend.ja;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Digits in a row: a number with its ranks of ten, or digits one by one. */
final class DigitSequences {
    private static final String BEFORE_NUMBERS = "数接続";
    private static final String COMMA = "，";
    private static final Set<String> HYPHENS = Set.of("―", "−", "‐", "—", "－");
    private static final String NO = "番号";

    /** The largest myriad that has a name. */
    private static final int MAX_MYRIADS = 17;

    private final ReadingRules rules;

    DigitSequences(ReadingRules rules) {
        this.rules = rules;
    }

    /**
     * @return whether there is any number
     */
    boolean read(NjdWords words) {
        boolean any = false;
        @Nullable NjdWord start = null;
        for (NjdWord word = words.first(); word != null; word = word.next) {
            any |= DigitReading.isNumber(word);
            boolean digit =
                    normalizedDigit(word) >= 0 || (DigitReading.isNumber(word) && isMark(word));
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

    private static boolean isMark(NjdWord word) {
        return DigitReading.isPoint(word) || word.text.equals(COMMA);
    }

    /** -1 if it is none. */
    private int digit(NjdWord word) {
        ReadingRules.@Nullable Numeral numeral =
                DigitReading.isNumber(word) ? rules.numerals.get(word.text) : null;
        return numeral == null ? -1 : numeral.digit();
    }

    private int normalizedDigit(NjdWord word) {
        ReadingRules.@Nullable Numeral numeral =
                DigitReading.isNumber(word) ? rules.numerals.get(word.text) : null;
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
        while (last.next != null && last != end && !DigitReading.isPoint(last.next)) {
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
        if (next.tag2.equals(DigitReading.COUNTER) || next.tag1.equals(DigitReading.ADVERBIAL)) {
            score += 2;
        }
        if (HYPHENS.contains(next.text) || next.text.equals("（") || next.text.equals(NO)) {
            return score - 2;
        }
        if (next.text.equals("）")) {
            return DigitReading.isNumber(next.next) ? score - 2 : score;
        }
        return DigitReading.isPoint(next) ? score + 4 : score;
    }

    private static int scoreBefore(NjdWord before) {
        int score = 0;
        if (before.tag1.equals(BEFORE_NUMBERS)) {
            score += 2;
        }
        if (before.tag2.equals(DigitReading.COUNTER)
                || before.tag1.equals(DigitReading.ADVERBIAL)) {
            score += 1;
        }
        if (DigitReading.isPoint(before)) {
            score -= DigitReading.isNumber(before.before) ? 5 : 0;
        } else if (before.text.equals("（")) {
            score -= DigitReading.isNumber(before.before) ? 2 : 0;
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
            if (DigitReading.ZEROS.contains(word.text)) {
                DigitReading.sound(word, "ゼロ");
            } else if (word.text.equals("二")) {
                DigitReading.sound(word, "ニー");
            } else if (word.text.equals("五")) {
                DigitReading.sound(word, "ゴー");
            }
            word.chainRule = NjdWord.NONE;
            word.chained = second ? 1 : 0;
            if (second && word.before != null) {
                word.before.accent = 3;
            }
            second = !second;
        }
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
}
