package voxfarm.frontend.en;

/**
 * How vowels without stress are written: CMUdict has one or two signs for what espeak-ng's American
 * English tells apart by the spelling. Where that is not known, the commonest.
 */
final class ReducedVowels {
    private ReducedVowels() {}

    /** AH0. */
    static String ah(WordPhones word, int i) {
        if (i == 0) {
            return initial(word, i);
        }
        if (word.isLast(i)) {
            return "ə";
        }
        return switch (word.letter(i)) {
            case 'a' -> word.follows(i, "JH") ? "ɪ" : "ə";
            case 'e' -> ofE(word, i);
            case 'i' -> ofI(word, i);
            case 'u' -> ofU(word, i);
            case 'y' -> "ɪ";
            default -> "ə";
        };
    }

    private static String initial(WordPhones word, int i) {
        return switch (word.letter(i)) {
            case 'o' -> "ə";
            case 'u' -> "ʌ";
            case 'e', 'i' -> "ɪ";
            case 'a' -> word.spelled(i, "ass") || word.spelled(i, "acr") ? "ə" : "ɐ";
            default -> "ɐ";
        };
    }

    private static String ofE(WordPhones word, int i) {
        boolean last = word.isLastVowel(i);
        return switch (word.base(i + 1)) {
            case "Z", "D" -> last ? "ᵻ" : "ə";
            case "S" -> last ? word.at(i + 1, "S", "T") ? "ɪ" : "ə" : "ᵻ";
            case "T" -> last ? "ɪ" : "ə";
            case "K", "G", "JH" -> "ɪ";
            case "F", "M" -> last ? "ə" : "ᵻ";
            default -> "ə";
        };
    }

    private static String ofI(WordPhones word, int i) {
        if ("aeou".indexOf(word.nextLetter(i)) >= 0) { // nation, anxious, special
            return "ə";
        }
        return switch (word.base(i + 1)) {
            case "L" -> word.endsAt(i + 2, "ily") ? "i" : word.isLastVowel(i) ? "ə" : "ɪ";
            case "B", "F" -> "ᵻ";
            case "T" -> word.at(i + 2, "IY0") ? "ᵻ" : "ɪ";
            default -> "ɪ";
        };
    }

    private static String ofU(WordPhones word, int i) {
        boolean glide = word.base(i - 1).equals("Y") || word.base(i - 1).equals("CH");
        if (!glide) {
            return "ə";
        }
        return word.follows(i, "L", "N", "R") ? "ʊ" : "uː";
    }

    /** IH0. */
    static String ih(WordPhones word, int i) {
        if (word.letter(i) != 'e') {
            return word.follows(i, "T") && word.at(i + 2, "IY0") ? "ᵻ" : "ɪ";
        }
        if (i == 0) {
            return initialE(word);
        }
        boolean ending = word.isLast(i + 1) && word.follows(i, "D", "Z");
        if (ending) {
            return "ᵻ";
        }
        if (i > 1) {
            return "ɪ";
        }
        return switch (word.base(0)) {
            case "B" -> word.follows(i, "K", "G") ? "ɪ" : "ᵻ";
            case "D" -> word.follows(i, "V", "Z", "T") ? "ɪ" : "ᵻ";
            case "R", "S" -> "ᵻ";
            default -> "ɪ";
        };
    }

    private static String initialE(WordPhones word) {
        boolean open = word.spelled(0, "ex") || word.spelled(0, "esc");
        boolean en = word.spelledBeforeConsonant(0, "en", "em");
        return open || en ? "ɛ" : word.spelled(0, "en") || word.spelled(0, "em") ? "ɪ" : "ᵻ";
    }

    /** IY0. */
    static String iy(WordPhones word, int i) {
        if (word.letter(i) == 'e' && i == 1 && word.base(0).equals("R")) {
            return word.isVowel(i + 1) ? "iː" : "ᵻ"; // report, react
        }
        boolean inside = word.letter(i) == 'i' && word.follows(i, "N", "EY");
        return inside ? "ɪ" : "i";
    }

    /** ER0. */
    static String er(WordPhones word, int i) {
        boolean swallowed =
                (word.base(i - 1).equals("V") || word.base(i - 1).equals("F"))
                        && word.follows(i, "AH");
        if (swallowed) { // several, difference
            return "ɹ";
        }
        return i == 1 && word.spelling().startsWith("dir") && word.isVowel(i + 1) ? "ᵻ" : "ɚ";
    }
}
