package voxfarm.frontend;

import java.util.Arrays;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.frontend.phones.SymbolTable;

/**
 * Which text rules a release of Bert-VITS2 has: a voice speaks as it was trained only if its text
 * is brought into phones as that of its training was.
 */
public enum TextRules {
    V1_0("1.0", false),
    V1_1("1.1", false),
    V2_0("2.0", false),
    V2_1("2.1", true),
    V2_2("2.2", true),
    V2_3("2.3", true),
    EXTRA("Extra", true),
    JP_EXTRA("JP-Extra", true),
    STYLE("Style", true),
    STYLE_JP_EXTRA("Style-JP-Extra", true);

    private final String wireName;
    private final boolean straightQuotesSpoken;

    TextRules(String wireName, boolean straightQuotesSpoken) {
        this.wireName = wireName;
        this.straightQuotesSpoken = straightQuotesSpoken;
    }

    /** The release's name in voice manifests. */
    public String wireName() {
        return wireName;
    }

    /**
     * @throws VoxfarmException {@code VOICE_BROKEN} if a newer build wrote the name
     */
    public static TextRules ofWireName(String name) {
        return Arrays.stream(values())
                .filter(rules -> rules.wireName.equals(name))
                .findFirst()
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.VOICE_BROKEN,
                                "expected the text rules of a Bert-VITS2 release, was %s",
                                Problems.quote(name)));
    }

    /**
     * The rules of a version as the original numbers its own, such as {@code 1.1.1-fix}.
     *
     * @return empty if it is of no release that is known
     */
    public static Optional<TextRules> ofVersion(String version) {
        return Arrays.stream(values())
                .filter(rules ->
                        version.equals(rules.wireName) || version.startsWith(rules.wireName + "."))
                .findFirst();
    }

    /** Numbers of phones, tones and languages. */
    public SymbolTable symbols() {
        return switch (this) {
            case V1_0 -> SymbolTable.V1_0;
            case V1_1 -> SymbolTable.V1_1;
            case V2_0, V2_1, V2_2, V2_3, EXTRA, JP_EXTRA, STYLE, STYLE_JP_EXTRA -> SymbolTable.V2;
        };
    }

    /** Whether a straight double quote in Chinese text is spoken as a mark, or dropped. */
    public boolean straightQuotesSpoken() {
        return straightQuotesSpoken;
    }
}
