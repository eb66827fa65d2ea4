package voxfarm.common.plan;

import java.util.Arrays;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * How a text is cut into segments.
 *
 * @param pauses silence between two segments, as far as the request chose
 * @param markdown whether marks of Markdown shape the text instead of being read aloud
 * @param ssml whether the text is SSML, and so neither Markdown nor plain
 * @param asOriginal whether languages are told apart and joined as Bert-VITS2 does it, faults
 *     included
 */
public record SplitSettings(
        Mode mode, Pauses pauses, boolean markdown, Ssml ssml, boolean asOriginal) {
    /** Of a text that tells by its beginning whether it is SSML. */
    public SplitSettings(Mode mode, Pauses pauses, boolean markdown) {
        this(mode, pauses, markdown, Ssml.GUESSED, false);
    }

    /** Whether a text is SSML. */
    public enum Ssml {
        /** If it begins with {@code <speak}, but where it is cut as the original's server does. */
        GUESSED,
        YES,
        NO;

        /** As a caller says; empty if nothing is said. */
        public static Ssml of(Optional<Boolean> said) {
            return said.map(yes -> yes ? YES : NO).orElse(GUESSED);
        }
    }

    /** Where cuts may fall. */
    public enum Mode {
        /** After each sentence. */
        AUTO("auto"),
        /** Only where the voice's limit forces one; forced cuts get no pause. */
        NONE("none"),
        /**
         * As Bert-VITS2's own server cuts: after each full-width end mark, with a pause behind
         * every piece, the last one too.
         */
        CUT_SENT("cut_sent");

        private final String wireName;

        Mode(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        /**
         * @throws VoxfarmException {@code INVALID_REQUEST} if there is no mode of that name
         */
        public static Mode ofWireName(String name) {
            return Arrays.stream(values())
                    .filter(mode -> mode.wireName.equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            VoxfarmException.of(
                                    ErrorCode.INVALID_REQUEST,
                                    "expected auto, none or cut_sent, was %s",
                                    Problems.quote(name)));
        }
    }

    public static SplitSettings defaults() {
        return new SplitSettings(Mode.AUTO, Pauses.NONE_CHOSEN, true);
    }

    /** The same of a text that is SSML, or is not, as somebody says. */
    SplitSettings with(Ssml known) {
        return new SplitSettings(mode, pauses, markdown, known, asOriginal);
    }

    /** The same with languages as the original has them, or as this farm does. */
    SplitSettings withLanguagesAsOriginal(boolean as) {
        return new SplitSettings(mode, pauses, markdown, ssml, as);
    }

    /** With pauses from elsewhere for kinds that the request did not choose. */
    public SplitSettings orPauses(Pauses others) {
        return new SplitSettings(mode, pauses.orElse(others), markdown, ssml, asOriginal);
    }
}
