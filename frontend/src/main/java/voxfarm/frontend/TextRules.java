package voxfarm.frontend;

import java.util.Arrays;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.phones.SymbolTable;

/**
 * Which text rules a release of Bert-VITS2 has: a voice speaks as it was trained only if its text
 * is brought into phones as that of its training was.
 */
public enum TextRules {
    V1_0("1.0", false),
    V1_1("1.1", false),
    V1_1_FIX("1.1-fix", false),
    V2_0("2.0", false),
    V2_1("2.1", true),
    V2_2("2.2", true),
    V2_3("2.3", true),
    EXTRA("Extra", true),
    JP_EXTRA("JP-Extra", true),
    STYLE("Style", true),
    STYLE_JP_EXTRA("Style-JP-Extra", true);

    /** Where no voice is named. */
    public static final TextRules DEFAULT = V2_1;

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
        return find(name)
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.VOICE_BROKEN,
                                "expected the text rules of a Bert-VITS2 release, was %s",
                                Problems.quote(name)));
    }

    /** As the other; empty if a newer build wrote the name. */
    static Optional<TextRules> find(String wireName) {
        return Arrays.stream(values()).filter(rules -> rules.wireName.equals(wireName)).findFirst();
    }

    /**
     * The rules of a version as the original numbers its own, such as {@code 1.1.1-fix}.
     *
     * @return empty if it is of no release that is known
     */
    public static Optional<TextRules> ofVersion(String version) {
        if (version.equals("1.1.1-fix")) {
            return Optional.of(V1_1_FIX);
        }
        return Arrays.stream(values())
                .filter(rules ->
                        version.equals(rules.wireName) || version.startsWith(rules.wireName + "."))
                .findFirst();
    }

    /**
     * The rules that a voice's texts follow.
     *
     * @throws VoxfarmException {@code UNSUPPORTED} if it has none of these: a Piper voice brings
     *     its phonemizer; {@code VOICE_BROKEN} if a newer build wrote its manifest
     */
    public static TextRules of(VoiceManifest voice) {
        return switch (voice.kind()) {
            case BERT_VITS2 -> ofWireName(voice.phonemizerVoice());
            case PIPER ->
                    throw VoxfarmException.of(
                            ErrorCode.UNSUPPORTED,
                            "model_id: expected a Bert-VITS2 voice, %s is a Piper voice, whose"
                                    + " texts do not become these phones",
                            voice.voice());
        };
    }

    /** Numbers of phones, tones and languages. */
    public SymbolTable symbols() {
        return switch (this) {
            case V1_0 -> SymbolTable.V1_0;
            case V1_1, V1_1_FIX -> SymbolTable.V1_1;
            case V2_0, V2_1, V2_2, V2_3, EXTRA, JP_EXTRA, STYLE, STYLE_JP_EXTRA -> SymbolTable.V2;
        };
    }

    /**
     * Whether English words stand for as many rows of the BERT model as they have tokens. Before,
     * the n-th word had the n-th row, whatever token that was of.
     */
    public boolean englishAligned() {
        return compareTo(V2_1) >= 0;
    }

    /** Whether English words are what the BERT model's tokenizer makes of the text. */
    public boolean wordsOfPieces() {
        return switch (this) {
            case V1_0, V1_1, V1_1_FIX, V2_0, V2_1, V2_2 -> false;
            case V2_3, EXTRA, JP_EXTRA, STYLE, STYLE_JP_EXTRA -> true;
        };
    }

    /**
     * Whether Japanese is read with UniDic, mora by mora and without long vowels, as the first
     * release that had Japanese did. Later ones read with Open JTalk.
     */
    public boolean japaneseByUniDic() {
        return this == V1_1;
    }

    /** Whether each character of Japanese words is a token of the BERT model. */
    public boolean japaneseByCharacter() {
        return compareTo(V2_1) >= 0;
    }

    /**
     * Whether Japanese tones are those of accent phrases, letters are read, and readings are spoken
     * as they are. Before, they were made word by word, of readings that were analysed once more.
     */
    public boolean japaneseByPhrase() {
        return switch (this) {
            case V1_0, V1_1, V1_1_FIX, V2_0, V2_1, V2_2, V2_3, EXTRA -> false;
            case JP_EXTRA, STYLE, STYLE_JP_EXTRA -> true;
        };
    }

    /** Whether the Japanese syllable ん is a phone of its own, and not that of n. */
    public boolean japaneseMoraicNasal() {
        return this == JP_EXTRA || this == STYLE_JP_EXTRA;
    }

    /** Whether they are of Style-Bert-VITS2, whose voices have styles. */
    public boolean styled() {
        return this == STYLE || this == STYLE_JP_EXTRA;
    }

    /** Whether a straight double quote in Chinese text is spoken as a mark, or dropped. */
    public boolean straightQuotesSpoken() {
        return straightQuotesSpoken;
    }
}
