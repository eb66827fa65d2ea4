package voxfarm.common.plan;

import java.util.Optional;

/** Which lane a caller asks for; acceptance knows how long the text is, and decides. */
public enum LaneChoice {
    /** Nothing was said: short texts go to the interactive lane, longer ones to the bulk lane. */
    BY_LENGTH,
    /** The interactive lane or none. */
    INTERACTIVE,
    /** The bulk lane. */
    BULK,
    /** Somebody holds the line until the sound comes: interactive, unless it is too long for it. */
    WHILE_CALLER_WAITS;

    /** What the member {@code lane} of a request says. */
    public static LaneChoice of(Optional<Lane> named) {
        return named.map(lane ->
                        switch (lane) {
                            case INTERACTIVE -> LaneChoice.INTERACTIVE;
                            case BULK -> LaneChoice.BULK;
                        })
                .orElse(BY_LENGTH);
    }

    /** The lane that was named, if one was. */
    public Optional<Lane> named() {
        return switch (this) {
            case INTERACTIVE -> Optional.of(Lane.INTERACTIVE);
            case BULK -> Optional.of(Lane.BULK);
            case BY_LENGTH, WHILE_CALLER_WAITS -> Optional.empty();
        };
    }
}
