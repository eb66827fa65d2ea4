package voxfarm.audio.check;

import java.util.List;
import java.util.Optional;

/**
 * What became of one rule.
 *
 * @param rule its stable name
 * @param measured for people, with its unit
 * @param allowed for people; empty text where nothing is asked for
 * @param value the figure alone; empty where it is none, or infinite
 * @param where it is broken, twenty places at most; none where it concerns the whole file
 * @param advice what to do; empty text of a rule that holds
 */
public record Finding(
        String rule,
        Verdict verdict,
        String measured,
        String allowed,
        Optional<Double> value,
        List<Place> where,
        String advice) {
    public Finding {
        where = List.copyOf(where);
    }

    /** How a rule stands. */
    public enum Verdict {
        PASS("pass"),
        FAIL("fail"),
        /** Not asked of a file of this kind, or not to be known; nothing is broken. */
        NOTE("note");

        private final String wireName;

        Verdict(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /**
     * A place in the sound.
     *
     * @param chapter its title; empty if the file has none there
     * @param line of text that is spoken there; empty if nobody says
     */
    public record Place(double seconds, Optional<String> chapter, Optional<String> line) {}
}
