package voxfarm.frontend;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * How somebody wants a word read.
 *
 * @param value in the notation; not blank, trimmed
 */
public record Reading(Notation notation, String value) {
    /** UTF-16 units. */
    static final int LONGEST = 400;

    /** Signs in kana that the pitch falls. */
    private static final String FALLS = "'’＇↓ꜜ";

    private static final Pattern NAMED = Pattern.compile("([a-z]{2,12}):(.*)", Pattern.DOTALL);
    private static final Pattern BRACKETED = Pattern.compile("\\[\\[(.+)\\]\\]|/(.+)/|\\[(.+)\\]");
    private static final String PHONE =
            "(?:(?:AA|AE|AH|AO|AW|AY|EH|ER|EY|IH|IY|OW|OY|UH|UW)[0-2]?"
                    + "|B|CH|DH?|F|G|HH|JH|K|L|M|NG?|P|R|SH?|TH?|V|W|Y|ZH?)";
    private static final Pattern ARPABET =
            Pattern.compile(PHONE + "(?:\\s+" + PHONE + ")*+", Pattern.CASE_INSENSITIVE);

    /** With a hyphen, a syllable in capitals and one in small letters. */
    private static final Pattern SYLLABLES =
            Pattern.compile(
                    "(?=(?:.*-)?[A-Z]+(?:-|$))(?=(?:.*-)?[a-z]+(?:-|$))[A-Za-z]+(?:-[A-Za-z]+)++");

    /**
     * What a dictionary says of a word: a notation's name, a colon and the reading, such as {@code
     * ipa:təmˈɑːtoʊ}; or the reading alone, of which the notation is seen: pinyin, kana or other
     * characters of a word in Chinese characters; of others ARPABET, IPA (with a letter beyond a to
     * z, or between slashes or brackets) or respelled syllables.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if it is none of these, with what is
     *     expected
     */
    public static Reading of(String word, String written) {
        String reading = written.strip();
        if (reading.isEmpty()
                || reading.length() > LONGEST
                || reading.chars().anyMatch(Character::isISOControl)) {
            throw wrong(word, written);
        }
        Matcher named = NAMED.matcher(reading);
        if (named.matches()) {
            Optional<Notation> notation = Notation.ofWireName(named.group(1));
            if (notation.isPresent()) {
                return checked(word, notation.get(), named.group(2).strip());
            }
        }
        Matcher bracketed = BRACKETED.matcher(reading);
        if (bracketed.matches()) {
            for (int i = 1; i <= bracketed.groupCount(); i++) {
                if (bracketed.group(i) != null) {
                    return checked(word, Notation.IPA, bracketed.group(i).strip());
                }
            }
        }
        return checked(word, seen(word, reading), reading);
    }

    private static Notation seen(String word, String reading) {
        boolean kana =
                reading.codePoints().anyMatch(Scripts::isKana)
                        && reading.codePoints()
                                .allMatch(c -> Scripts.isKana(c) || FALLS.indexOf(c) >= 0);
        if (kana) {
            return Notation.KANA;
        }
        if (reading.codePoints().anyMatch(Scripts::isHan)) {
            return Notation.SAY;
        }
        if (!word.isEmpty() && word.codePoints().allMatch(Scripts::isHan)) {
            boolean ipa = reading.codePoints().anyMatch(c -> c > 0x7f && c != 'ü' && c != 'Ü');
            return ipa ? Notation.IPA : Notation.PINYIN;
        }
        if (ARPABET.matcher(reading).matches()) {
            return Notation.ARPABET;
        }
        if (reading.codePoints().anyMatch(c -> c > 0x7f && c != '’')) {
            return Notation.IPA;
        }
        if (SYLLABLES.matcher(reading).matches()) {
            return Notation.SAY;
        }
        throw wrong(word, reading);
    }

    /** What no front end needs to be asked about. */
    private static Reading checked(String word, Notation notation, String value) {
        boolean right =
                !value.isEmpty()
                        && value.codePoints().noneMatch(Marks::isReserved)
                        && switch (notation) {
                            case ARPABET -> ARPABET.matcher(value).matches();
                            case IPA -> IpaText.isOne(value);
                            case SAY -> value.codePoints().anyMatch(Character::isLetterOrDigit);
                            case PINYIN, KANA -> true; // their front end says
                        };
        if (!right) {
            throw wrong(word, value);
        }
        return new Reading(notation, value);
    }

    /** As it is said of a reading that is none. */
    static VoxfarmException wrong(String word, String reading) {
        String expected =
                !word.isEmpty() && word.codePoints().allMatch(Scripts::isHan)
                        ? "pinyin with tones such as chong2 qing4, a syllable a character, other"
                                + " characters (say:) or ipa:"
                        : "phones of ARPABET, such as HH AH0 L OW1, IPA such as ipa:həlˈoʊ, or a"
                                + " respelling such as say:huh-LOH";
        return VoxfarmException.of(
                ErrorCode.INVALID_REQUEST,
                "dictionary: %s: expected %s, was %s",
                Problems.quote(word),
                expected,
                Problems.quote(reading));
    }
}
