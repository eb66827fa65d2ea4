package voxfarm.common.json;

/**
 * What one JSON document may cost. The limits hold while it is read, so that a document beyond them
 * costs no more than one within.
 *
 * @param tokens names, values and ends of lists and objects; a kept one costs about a hundred bytes
 *     of memory at most, beside its text
 * @param depth of objects and lists within each other
 * @param numberCharacters length of one number
 * @param exponent largest power of ten of one number, either sign: a number of a few characters
 *     otherwise takes minutes, or a gigabyte, to turn into another form
 * @param textCharacters length of one text
 * @param nameCharacters length of one name
 */
public record JsonBudget(
        int tokens,
        int depth,
        int numberCharacters,
        int exponent,
        int textCharacters,
        int nameCharacters) {
    private static final int DEPTH = 32;
    private static final int NUMBER = 400;
    private static final int EXPONENT = 999;
    private static final int NAME = 512;

    /** What callers submit. */
    public static final JsonBudget SUBMISSION =
            new JsonBudget(100_000, DEPTH, NUMBER, EXPONENT, 1 << 20, NAME);

    /** Stored documents, records on topics, files of a voice. */
    public static final JsonBudget DOCUMENT =
            new JsonBudget(250_000, DEPTH, NUMBER, EXPONENT, 1 << 20, NAME);

    /** Calls into a process of one's own: readings of all dictionaries of a request are in one. */
    public static final JsonBudget CALL =
            new JsonBudget(1_000_000, DEPTH, NUMBER, EXPONENT, 1 << 20, NAME);

    /** Documents that are copied while they are read, whatever their length. */
    public static final JsonBudget STREAM =
            new JsonBudget(Integer.MAX_VALUE, DEPTH, NUMBER, EXPONENT, 1 << 20, NAME);

    /** Files that whoever starts a command names on its line. */
    public static final JsonBudget LOCAL =
            new JsonBudget(50_000_000, DEPTH, NUMBER, EXPONENT, 1 << 26, NAME);
}
