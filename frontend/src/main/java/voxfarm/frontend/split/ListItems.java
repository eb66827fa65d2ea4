package voxfarm.frontend.split;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Items of a list in one line, "1. Milk 2. Bread", of which none ends in a mark. Stateless. */
final class ListItems {
    private static final List<String> NUMERALS =
            List.of(
                    "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII",
                    "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX");

    private static final int LONGEST = 5;
    private static final int MOST_BLANKS = 8;

    /** Behind these a number is theirs. */
    private static final Set<String> COUNTED =
            Set.of(
                    "chapter", "part", "figure", "table", "section", "number", "version", "page",
                    "step", "item", "line", "level", "grade", "war", "act", "scene", "verse",
                    "volume", "book", "about", "only", "nearly", "almost", "exactly", "equals");

    private ListItems() {}

    /**
     * Where an item begins whose number the dot stands behind; 0 if it is none, or not the one
     * behind that with which the sentence begins.
     */
    static int begins(CharSequence text, int begin, int dot) {
        int number = begin(text, begin, dot);
        if (number == dot || number == begin || !Characters.isBlank(text.charAt(number - 1))) {
            return 0;
        }
        int value = value(text, number, dot);
        int next = Characters.skipBlanks(text, dot + 1, MOST_BLANKS);
        boolean goesOn = next < text.length() && Character.isLetter(text.charAt(next));
        if (value < 2 || !goesOn || !follows(text, begin, number, value)) {
            return 0;
        }
        int end = number - 1;
        while (end > begin && Characters.isBlank(text.charAt(end - 1))) {
            end--;
        }
        int word = end;
        while (word > begin && end - word < 16 && Character.isLetter(text.charAt(word - 1))) {
            word--;
        }
        String before = text.subSequence(word, end).toString().toLowerCase(Locale.ROOT);
        return COUNTED.contains(before) || Phrases.leansOnNext(before) ? 0 : number;
    }

    private static boolean follows(CharSequence text, int begin, int number, int value) {
        int first = Characters.skipBlanks(text, begin, MOST_BLANKS);
        int dot = first;
        while (dot < number && dot - first <= LONGEST && isOfNumber(text.charAt(dot))) {
            dot++;
        }
        return dot > first
                && text.charAt(dot) == '.'
                && Character.isDigit(text.charAt(first)) == Character.isDigit(text.charAt(number))
                && value(text, first, dot) == value - 1;
    }

    private static int begin(CharSequence text, int begin, int dot) {
        int at = dot;
        while (at > begin && dot - at <= LONGEST && isOfNumber(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static boolean isOfNumber(char c) {
        return (c >= '0' && c <= '9') || c == 'I' || c == 'V' || c == 'X';
    }

    /** Of digits or of a Roman numeral; negative if it is neither. */
    private static int value(CharSequence text, int from, int to) {
        String number = text.subSequence(from, to).toString();
        boolean digits = number.chars().allMatch(Character::isDigit);
        boolean few = number.length() <= 3 && !number.isEmpty();
        return digits && few ? Integer.parseInt(number) : NUMERALS.indexOf(number);
    }
}
