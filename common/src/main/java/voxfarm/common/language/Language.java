package voxfarm.common.language;

import java.util.Locale;
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

    /** Of a request: each stretch of its text in the language that the text itself shows. */
    public static final Language AUTO = new Language("AUTO");

    /** As {@link #AUTO}, of a text that may name its speakers and languages itself. */
    public static final Language MIX = new Language("MIX");

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

    /**
     * By a name in any case; Japanese by that of ISO 639, too.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if it is none
     */
    public static Language ofName(String name) {
        Language language = new Language(name.toUpperCase(Locale.ROOT));
        return language.code().equals("JA") ? JP : language;
    }

    /** Whether it is left to the text. */
    public boolean isOfText() {
        return equals(AUTO) || equals(MIX);
    }

    @Override
    public String toString() {
        return code;
    }
}
