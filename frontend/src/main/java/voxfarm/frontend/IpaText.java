package voxfarm.frontend;

import java.util.Optional;

/** What may stand in the phonetic alphabet. */
final class IpaText {
    private static final String LETTERS = "æçðøħŋœβθχɫεⁿˡᵊᵻɚɝʰʲʷˠˤⱱˀʼǀǁǂǃãẽĩõũ";
    private static final String SIGNS = " ˈˌːˑ.‿͡'ʼ-‖ꜜꜛ↗↘˥˦˧˨˩˞ˣ";

    private IpaText() {}

    /** Whether it is written in the letters and signs of the alphabet, and says something. */
    static boolean isOne(String text) {
        return text.codePoints().anyMatch(IpaText::isLetter)
                && text.codePoints().allMatch(c -> isLetter(c) || isSign(c));
    }

    /**
     * What stands in brackets without anything that says it is IPA: between slashes, or with a sign
     * that no other text has.
     */
    static Optional<String> alone(String text) {
        boolean slashes = text.length() > 2 && text.startsWith("/") && text.endsWith("/");
        String ipa = slashes ? text.substring(1, text.length() - 1).strip() : text;
        boolean seen = slashes || ipa.codePoints().anyMatch(c -> c > 'z');
        return seen && isOne(ipa) ? Optional.of(ipa) : Optional.empty();
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 0x250 && c <= 0x2af) || LETTERS.indexOf(c) >= 0;
    }

    private static boolean isSign(int c) {
        return SIGNS.indexOf(c) >= 0 || (c >= '0' && c <= '9') || (c >= 0x300 && c <= 0x36f);
    }
}
