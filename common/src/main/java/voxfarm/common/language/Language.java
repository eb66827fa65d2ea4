package voxfarm.common.language;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern TAG =
            Pattern.compile("([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,8}");

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
     * By a name in any case; Chinese, Japanese and English by tags of BCP 47, too.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if it is none
     */
    public static Language ofName(String name) {
        return ofTag(name)
                .filter(language ->
                        language.equals(ZH) || language.equals(JP) || language.equals(EN))
                .orElseGet(() -> new Language(name.toUpperCase(Locale.ROOT)));
    }

    /** By a tag of BCP 47 such as {@code en-US}; empty if it is none. */
    public static Optional<Language> ofTag(String tag) {
        Matcher parts = TAG.matcher(tag);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (parts.group(1).toLowerCase(Locale.ROOT)) {
                    case "zh", "cmn", "zho", "chi" -> ZH;
                    case "ja", "jp", "jpn" -> JP;
                    case "en", "eng" -> EN;
                    default -> new Language(parts.group(1).toUpperCase(Locale.ROOT));
                });
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
