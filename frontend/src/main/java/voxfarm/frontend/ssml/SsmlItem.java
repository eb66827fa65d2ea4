package voxfarm.frontend.ssml;

import java.util.Optional;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.PauseKind;
import voxfarm.common.plan.TextSpan;

/** What a text in SSML asks for, in order. */
public sealed interface SsmlItem {
    /**
     * Words that are spoken in one way.
     *
     * @param text not blank, within the limit of the voice
     * @param span what it comes from in the caller's text
     * @param language one that the voice speaks
     */
    record Words(String text, TextSpan span, Language language, Manner manner)
            implements SsmlItem {}

    /**
     * A pause between words.
     *
     * @param kind what ended; empty where the text asks for a pause of its own
     * @param seconds that it asks for, from 0; takes the place of what would be there otherwise
     */
    record Gap(Optional<PauseKind> kind, Optional<Double> seconds) implements SsmlItem {
        static final Gap NONE = new Gap(Optional.empty(), Optional.empty());

        static Gap of(PauseKind kind) {
            return new Gap(Optional.of(kind), Optional.empty());
        }

        static Gap of(double seconds) {
            return new Gap(Optional.empty(), Optional.of(seconds));
        }

        /** Both, one behind the other: what is asked for adds up, of what ended the most counts. */
        public Gap and(Gap other) {
            return new Gap(
                    kind.map(mine -> other.kind.map(mine::or).orElse(mine)).or(() -> other.kind),
                    seconds.map(mine -> mine + other.seconds.orElse(0.0)).or(() -> other.seconds));
        }

        /** No pause at all. */
        public static Gap none() {
            return NONE;
        }
    }
}
