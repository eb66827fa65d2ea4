package voxfarm.frontend.split;

/** What Japanese grammar says of a place, without a dictionary. Stateless. */
final class Japanese {
    private Japanese() {}

    /**
     * Whether what follows a mark is of the same sentence: 「行こう。」と言った, 『君の名は。』を見た.
     *
     * @param behind the place behind the mark
     * @param quoted whether a quotation closes before it
     */
    static boolean goesOn(CharSequence text, int behind, boolean quoted) {
        char first = at(text, behind);
        char second = at(text, behind + 1);
        boolean word = Characters.isHan(second) || Characters.isKatakana(second);
        return switch (first) {
            case 'を' -> true;
            case 'っ' -> second == 'て';
            case 'と' -> word || (quoted && "てこにきも".indexOf(second) < 0);
            case 'の' -> word || (quoted && second != 'ち');
            case 'に', 'へ', 'が', 'は', 'や', 'も' -> quoted && word;
            case 'で' -> quoted && (word || "すしあ".indexOf(second) >= 0);
            case 'だ' -> quoted && "っと。".indexOf(second) >= 0;
            case 'な' -> quoted && "どん".indexOf(second) >= 0;
            default -> false;
        };
    }

    private static char at(CharSequence text, int at) {
        return at < text.length() ? text.charAt(at) : 0;
    }

    /** Behind these words of grammar a phrase is over, and one may breathe. */
    static boolean endsPhrase(CharSequence text, int at) {
        char last = at(text, at - 1);
        char before = at >= 2 ? text.charAt(at - 2) : 0;
        return switch (last) {
            case 'ら' -> before == 'か'; // から
            case 'で' -> before == 'の' || before == 'ま'; // ので, まで
            case 'ど' -> before == 'れ' || before == 'け'; // けれど
            case 'が', 'は', 'を', 'に', 'と', 'も', 'へ' -> true;
            case 'て', 'ば', 'り', 'し' -> true;
            default -> false;
        };
    }
}
