package voxfarm.common.plan;

import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;

/**
 * A stretch of text that is spoken in one run of the model.
 *
 * @param index place in the plan, from 0
 * @param text not blank
 * @param pauseAfterSeconds silence behind it, 0 to 10 s; the last one has none, but where a split
 *     asks for it
 * @param manner how it is spoken otherwise than its request
 * @param span what it comes from; empty where that is not known
 * @param languages of a text in several languages; of one that is in one it has none
 * @throws VoxfarmException {@code INVALID_PLAN} if a range does not hold
 */
public record Segment(
        int index,
        String text,
        Language language,
        double pauseAfterSeconds,
        Manner manner,
        Optional<TextSpan> span,
        LanguageRuns languages) {
    /** All in one language. */
    public Segment(
            int index,
            String text,
            Language language,
            double pauseAfterSeconds,
            Manner manner,
            Optional<TextSpan> span) {
        this(index, text, language, pauseAfterSeconds, manner, span, LanguageRuns.NONE);
    }

    /** Spoken as its request says. */
    public Segment(int index, String text, Language language, double pauseAfterSeconds) {
        this(index, text, language, pauseAfterSeconds, Manner.PLAIN, Optional.empty());
    }

    public Segment {
        if (index < 0 || text.isBlank() || !(pauseAfterSeconds >= 0 && pauseAfterSeconds <= 10)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN,
                    "segment %d: expected an index from 0, a text that is not blank and a pause of"
                            + " 0 to 10 s",
                    index);
        }
        if (!languages.fit(text.length())) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN,
                    "segment %d: expected languages up to the end of its text, %d characters",
                    index,
                    text.length());
        }
    }

    /** The same in another language, or in several. */
    public Segment in(Language other, LanguageRuns runs) {
        return new Segment(index, text, other, pauseAfterSeconds, manner, span, runs);
    }
}
