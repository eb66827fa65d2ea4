package voxfarm.common.voice;

import java.util.Arrays;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/** Families of models, each with its own importer and engine. */
public enum VoiceKind {
    /** VITS as Piper exports it: phoneme ids of espeak-style IPA in, samples out. */
    PIPER("piper"),
    /** Bert-VITS2 and its kin: phones, tones and BERT features in, samples out. */
    BERT_VITS2("bert-vits2");

    private final String wireName;

    VoiceKind(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /**
     * @throws VoxfarmException {@code VOICE_BROKEN} if this build has no such kind
     */
    public static VoiceKind ofWireName(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName.equals(name))
                .findFirst()
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.VOICE_BROKEN,
                                "kind: expected a kind of voice that this build knows, was %s",
                                Problems.quote(name)));
    }
}
