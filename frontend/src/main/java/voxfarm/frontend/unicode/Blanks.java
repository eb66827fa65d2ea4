package voxfarm.frontend.unicode;

/**
 * What stands between words: white space, and the spaces at which no line may break, as typesetters
 * put them between initials and names, short forms and numbers. Stateless.
 */
public final class Blanks {
    private Blanks() {}

    public static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }
}
