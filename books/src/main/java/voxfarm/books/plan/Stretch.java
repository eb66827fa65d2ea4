package voxfarm.books.plan;

import java.util.Optional;
import voxfarm.common.plan.PauseKind;

/**
 * What one role says in one go.
 *
 * @param said as what
 * @param character by the name in the cast, where one says it
 * @param role resolved: what is empty is the farm's or the voice's own
 * @param text Markdown with marks of readings; a letter or a digit at least is in it
 * @param ends what ends with it
 * @param pauseSeconds behind it; of the last one of a chapter 0
 */
public record Stretch(
        Said said,
        Optional<String> character,
        Role role,
        String text,
        PauseKind ends,
        double pauseSeconds) {
    public enum Said {
        NARRATION,
        HEADING,
        DIALOGUE
    }
}
