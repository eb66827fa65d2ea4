package voxfarm.frontend.split;

/** Tells texts with something to speak from those of marks alone. */
public final class Speakable {
    private Speakable() {}

    /** Symbols and numbers of any kind count: "%", "π", "½" are read. Marks alone are not. */
    public static boolean isIn(String text) {
        return text.codePoints()
                .anyMatch(c ->
                        Character.isLetterOrDigit(c)
                                || "%&@#§°©®™".indexOf(c) >= 0
                                || switch (Character.getType(c)) {
                                    case Character.MATH_SYMBOL,
                                            Character.CURRENCY_SYMBOL,
                                            Character.LETTER_NUMBER,
                                            Character.OTHER_NUMBER ->
                                            true;
                                    default -> false;
                                });
    }
}
