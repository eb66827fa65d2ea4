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
            case 'a' -> word.follows(i, "JH") ? "ɪ" : behindPrefix(word, i) ? "ɐ" : "ə";
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

    /** As in unaffected, disagree: the second part sounds as it does alone. */
    private static boolean behindPrefix(WordPhones word, int i) {
        return (i == 2 && word.spelling().startsWith("una"))
                || (i == 2 && word.spelling().startsWith("ina"))
                || (i == 3 && word.spelling().startsWith("disa"));
    }

    private static String ofE(WordPhones word, int i) {
        if (i == 2 && word.spelling().startsWith("pre")) {
            return "ɪ"; // prefer
        }
        boolean last = word.isLastVowel(i);
        return switch (word.base(i + 1)) {
            case "Z", "D" -> last ? "ᵻ" : "ə";
            case "S" -> last || word.spelled(i, "ess") ? word.at(i + 1, "S", "T") ? "ɪ" : "ə" : "ᵻ";
            case "T" -> last ? "ɪ" : "ə";
            case "K" -> word.at(i + 1, "K", "T") ? "ɛ" : "ɪ";
            case "G", "JH" -> "ɪ";
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
            case "T" -> word.base(i + 2).equals("IY") ? "ᵻ" : "ɪ";
            default -> "ɪ";
        };
    }

    private static String ofU(WordPhones word, int i) {
        boolean glide = word.base(i - 1).equals("Y") || word.base(i - 1).equals("CH");
        if (!glide) {
            boolean closed = word.follows(i, "K", "M") && !word.isVowel(i + 2);
            if (word.isLast(i + 1) && word.letter(i - 1) == 'e') {
                return "ə"; // museum
            }
            return closed ? "ʌ" : word.follows(i, "T") && word.isLastVowel(i) ? "ɪ" : "ə";
        }
        return word.follows(i, "L", "N", "R") ? "ʊ" : "uː";
    }

    /** IH0. */
    static String ih(WordPhones word, int i) {
        if (word.letter(i) != 'e') {
            return word.follows(i, "T") && word.base(i + 2).equals("IY") ? "ᵻ" : "ɪ";
        }
        if (i == 0) {
            return initialE(word);
        }
        boolean ending = word.isLast(i + 1) && word.follows(i, "D", "Z");
        if (ending) {
            return "ᵻ";
        }
        if (i > 1) {
            boolean ect = word.at(i + 1, "K", "T");
            return ect ? "ɛ" : word.follows(i, "N") && word.isLastVowel(i) ? "ə" : "ɪ";
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
        if (i == 2 && word.spelling().startsWith("pre") && !word.isVowel(i + 1)) {
            return "ɪ"; // prepare
        }
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
