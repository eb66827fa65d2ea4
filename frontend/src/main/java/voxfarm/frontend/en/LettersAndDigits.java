package voxfarm.frontend.en;

import java.util.Set;

/** Names of letters and digits: {@code MP3}, {@code H2O}, {@code 4x4}, {@code F-16}'s F. */
final class LettersAndDigits implements Form {
    private static final int LONGEST = 32;

    /** Longer groups of small letters are words, unless nobody could say them. */
    private static final int SHORT = 2;

    private static final int LONGEST_CAPITALS = 3;

    private static final Set<String> ELEMENTS =
            Set.of(
                    "H", "He", "Li", "Be", "B", "C", "N", "O", "F", "Ne", "Na", "Mg", "Al", "Si",
                    "P", "S", "Cl", "Ar", "K", "Ca", "Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni",
                    "Cu", "Zn", "Ga", "Ge", "As", "Se", "Br", "Kr", "Rb", "Sr", "Y", "Zr", "Nb",
                    "Mo", "Ag", "Cd", "Sn", "Sb", "Te", "I", "Xe", "Cs", "Ba", "W", "Pt", "Au",
                    "Hg", "Pb", "Bi", "Rn", "Ra", "U", "Pu");

    /** Formulas without digits, which look like words. */
    private static final Set<String> FORMULAS =
            Set.of("NaCl", "HCl", "NaOH", "KCl", "KOH", "MgO", "CaO", "NaF", "LiCl", "ZnO", "HBr");

    /** Of two letters and a plus; those of one are read so anyway. */
    private static final Set<String> CATIONS =
            Set.of(
                    "Na", "Li", "Ag", "Cs", "Rb", "Cu", "Mg", "Ca", "Ba", "Fe", "Zn", "Pb", "Al",
                    "Hg", "Sr");

    /** Before a hyphen all else is a word that goes on elsewhere: "CO2- and". */
    private static final Set<String> ANIONS =
            Set.of(
                    "Cl", "Br", "OH", "CN", "SCN", "NO3", "NO2", "HCO3", "HSO4", "HSO3", "MnO4",
                    "ClO", "ClO3", "ClO4", "H2PO4", "BF4", "PF6", "CH3COO");

    private static final int MODEL_DIGITS = 5;

    @Override
    public int read(String text, int at, SpokenWords out) {
        if (!Look.isAsciiLetter(Look.at(text, at))) {
            return at;
        }
        int letters = Look.letters(text, at, LONGEST);
        boolean charged = Look.at(text, letters) == Folding.RAISED;
        if (FORMULAS.contains(text.substring(at, letters)) && Look.ends(text, letters)) {
            out.letters(text.substring(at, letters));
            return letters;
        }
        if (isIon(text, at, letters)) {
            out.letters(text.substring(at, letters));
            out.words(Look.at(text, letters) == '+' ? "plus" : "minus");
            return letters + 1;
        }
        boolean bracket = Look.at(text, letters) == '(' && isGroup(text, letters);
        if (!Look.isDigit(text, letters) && !bracket && !(charged && isCharge(text, letters))) {
            return at;
        }
        return run(text, at, out);
    }

    /** {@code Na+}, {@code Cl-}, by the letters alone. */
    private static boolean isIon(String text, int at, int end) {
        String formula = text.substring(at, end);
        return (Look.at(text, end) == '+' && CATIONS.contains(formula) && Look.ends(text, end + 1))
                || isAnion(text, end, formula);
    }

    private static boolean isAnion(String text, int end, String formula) {
        char sign = Look.at(text, end);
        return (sign == '-' || sign == '−') && ANIONS.contains(formula) && Look.ends(text, end + 1);
    }

    /** "(OH)2" behind a formula. */
    private static boolean isGroup(String text, int open) {
        int end = open + 1;
        while (end - open < 8 && Character.isLetterOrDigit(Look.at(text, end))) {
            end++;
        }
        return Look.at(text, end) == ')' && end > open + 1 && Look.isDigit(text, end + 1);
    }

    private static boolean isCharge(String text, int raised) {
        int close = text.indexOf(Folding.RAISED_END, raised);
        char last = Look.at(text, close - 1);
        return (last == '+' || last == '-') && close - raised <= 3;
    }

    /** Reads letters and digits to their end, a group at a time. */
    static int run(String text, int at, SpokenWords out) {
        int end = at;
        while (end < text.length() && isPart(text, end)) {
            end++;
        }
        boolean plural = end - at > 1 && text.charAt(end - 1) == 's' && Look.isDigit(text, end - 2);
        end -= plural && Look.ends(text, end) ? 1 : 0;
        String run = text.substring(at, end);
        boolean formula = isFormula(run);
        int from = at;
        while (from < end) {
            from = group(text, from, end, formula, out);
        }
        if (Look.at(text, end) == Folding.RAISED && formula && isCharge(text, end)) {
            int close = text.indexOf(Folding.RAISED_END, end);
            for (char c : text.substring(end + 1, close).toCharArray()) {
                out.words(
                        c == '+'
                                ? "plus"
                                : c == '-' ? "minus" : EnglishNumbers.spelled(String.valueOf(c)));
            }
            return close + 1;
        }
        return formula ? written(text, end, run, out) : plural(text, end, out);
    }

    /** The charge of {@code SO4^2-} and {@code NO3-}. */
    private static int written(String text, int end, String formula, SpokenWords out) {
        boolean anion = isAnion(text, end, formula);
        int from = Look.at(text, end) == '^' ? end + 1 : end;
        int sign = Look.digits(text, from, 2);
        boolean charge =
                from > end && "+-−".indexOf(Look.at(text, sign)) >= 0 && Look.ends(text, sign + 1);
        if (!anion && (!charge || sign == text.length())) {
            return end;
        }
        if (sign > from) {
            out.words(EnglishNumbers.cardinal(text.substring(from, sign)));
        }
        out.words(Look.at(text, sign) == '+' ? "plus" : "minus");
        return sign + 1;
    }

    /** The s of "747s" and "M16s", read with the number before it. */
    private static int plural(String text, int end, SpokenWords out) {
        boolean one = Look.at(text, end) == 's' && Look.isDigit(text, end - 1);
        if (!one || !Look.ends(text, end + 1)) {
            return end;
        }
        out.appendToLast("'s");
        return end + 1;
    }

    private static boolean isPart(String text, int at) {
        char c = text.charAt(at);
        return Look.isAsciiLetter(c)
                || (c >= '0' && c <= '9')
                || (c == '(' && isGroup(text, at))
                || (c == ')' && Look.isDigit(text, at + 1) && closesGroup(text, at));
    }

    private static boolean closesGroup(String text, int close) {
        int open = close - 1;
        while (close - open < 8 && Character.isLetterOrDigit(Look.at(text, open))) {
            open--;
        }
        return Look.at(text, open) == '(' && Look.isLetter(text, open - 1);
    }

    private static boolean isFormula(String run) {
        int at = 0;
        if (run.isEmpty() || !Character.isUpperCase(run.charAt(0))) {
            return false;
        }
        while (at < run.length()) {
            char c = run.charAt(at);
            if (Character.isLetter(c)) {
                int two = Math.min(run.length(), at + 2);
                boolean long2 = ELEMENTS.contains(run.substring(at, two));
                if (!long2 && !ELEMENTS.contains(run.substring(at, at + 1))) {
                    return false;
                }
                at += long2 ? two - at : 1;
            } else {
                at++;
            }
        }
        return true;
    }

    private static int group(String text, int from, int end, boolean formula, SpokenWords out) {
        char c = text.charAt(from);
        if (c == '(' || c == ')') {
            return from + 1;
        }
        int digits = Look.digits(text, from);
        if (digits > from) {
            String number = text.substring(from, Math.min(digits, end));
            boolean pairs = number.length() == 4 && number.charAt(0) != '0';
            boolean model = number.length() == 3 && number.charAt(0) != '0' && !formula;
            boolean behind = from > 0 && Look.isLetter(text, from - 1);
            if (model && (behind || isLines(text, digits))) {
                out.words(LabelledNumbers.pairs(number)); // A380, 720p
                return digits;
            }
            if (number.length() == MODEL_DIGITS && number.endsWith("00") && !formula) {
                out.words(EnglishNumbers.cardinal(number.substring(0, 2))); // i9-13900K
                out.words(EnglishNumbers.cardinal(number.substring(2)));
                return digits;
            }
            out.words(
                    number.length() > 4
                            ? EnglishNumbers.spelled(number)
                            : pairs
                                    ? EnglishNumbers.year(Integer.parseInt(number))
                                    : EnglishNumbers.cardinal(number));
            return digits;
        }
        int letters = Math.min(end, Look.letters(text, from, Integer.MAX_VALUE));
        String group = text.substring(from, letters);
        if (group.equals("x") && Look.isDigit(text, from - 1)) {
            out.words("by"); // 4x4, and yet x86
        } else {
            letters(group, formula, out);
        }
        return letters;
    }

    /** The p of "720p". */
    private static boolean isLines(String text, int at) {
        return "pi".indexOf(Look.at(text, at)) >= 0 && Look.ends(text, at + 1);
    }

    private static void letters(String letters, boolean formula, SpokenWords out) {
        boolean capitals = letters.chars().noneMatch(Character::isLowerCase);
        boolean said = letters.chars().anyMatch(c -> "aeiouyAEIOUY".indexOf(c) >= 0);
        boolean mixed =
                !capitals
                        && letters.length() <= LONGEST_CAPITALS
                        && Character.isUpperCase(letters.charAt(1 % letters.length()));
        boolean spelled =
                formula
                        || mixed
                        || letters.length() <= SHORT
                        || !said
                        || (capitals && letters.length() <= LONGEST_CAPITALS);
        if (spelled) {
            out.letters(letters);
        } else {
            out.word(letters);
        }
    }
}
