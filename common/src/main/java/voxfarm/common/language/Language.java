package voxfarm.common.language;

import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * A language by its name on the wire. An open set: Piper voices bring languages of their own.
 *
 * @param code {@code ZH}, {@code JP}, {@code EN}, or an ISO 639 code in capitals such as {@code
 *     DE}; 1 to 40 characters without blanks
 * @throws VoxfarmException {@code INVALID_REQUEST} if it is none
 */
public record Language(String code) {
    public static final Language ZH = new Language("ZH");

    /** Japanese, as Bert-VITS2 has it; ISO 639 says JA. */
    public static final Language JP = new Language("JP");

    public static final Language EN = new Language("EN");

    private static final int LONGEST = 40;

    public Language {
        boolean blank =
                code.chars()
                        .anyMatch(c ->
                                Character.isWhitespace(c)
                                        || Character.isSpaceChar(c)
                                        || Character.isISOControl(c));
        if (code.isEmpty() || code.length() > LONGEST || blank) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "expected a language such as ZH, JP or EN, was %s",
                    Problems.quote(code));
        }
    }

    @Override
    public String toString() {
        return code;
    }
}
