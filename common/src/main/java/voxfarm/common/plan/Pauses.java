package voxfarm.common.plan;

import java.util.EnumMap;
import java.util.Map;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * How long the pauses are, as far as somebody chose. A kind that nobody chose is as many times
 * longer than the pause of a sentence as {@link PauseKind} says, so that one number sets the pace.
 *
 * @param seconds by kind, each 0 to 10
 */
public record Pauses(Map<PauseKind, Double> seconds) {
    public static final double DEFAULT_SECONDS = 0.3;
    public static final double MAX_SECONDS = 10;
    private static final double MILLIS = 1000;

    public static final Pauses NONE_CHOSEN = new Pauses(Map.of());

    public Pauses {
        seconds = Map.copyOf(seconds);
        seconds.forEach(Pauses::check);
    }

    private static void check(PauseKind kind, double value) {
        if (!(value >= 0 && value <= MAX_SECONDS)) { // NaN fails too
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: expected a number from 0 to 10, was %s",
                    kind.wireName(),
                    value);
        }
    }

    public static Pauses ofSentences(double seconds) {
        return new Pauses(Map.of(PauseKind.SENTENCE, seconds));
    }

    /**
     * Such as {@code paragraph=0.8, heading=1.2}: for the command line, for configuration, for
     * query strings. Nothing chosen is an empty text.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if it is not of that form
     */
    public static Pauses parse(String text) {
        Map<PauseKind, Double> seconds = new EnumMap<>(PauseKind.class);
        for (String item : text.split(",", -1)) {
            if (item.isBlank()) {
                continue;
            }
            int equals = item.indexOf('=');
            if (equals < 0) {
                throw notPair(item);
            }
            PauseKind kind = PauseKind.ofWireName(item.substring(0, equals).strip());
            seconds.put(
                    kind,
                    PlainDecimal.of(item.substring(equals + 1).strip())
                            .orElseThrow(() -> notPair(item)));
        }
        return new Pauses(seconds);
    }

    private static VoxfarmException notPair(String item) {
        return VoxfarmException.of(
                ErrorCode.INVALID_REQUEST,
                "expected pauses such as paragraph=0.8, was %s",
                Problems.quote(item.strip()));
    }

    /**
     * Fills up what was not chosen. Who chose the pause of a sentence has set the pace of all, and
     * is not mixed with other choices.
     */
    public Pauses orElse(Pauses other) {
        if (seconds.containsKey(PauseKind.SENTENCE)) {
            return this;
        }
        Map<PauseKind, Double> both = new EnumMap<>(PauseKind.class);
        both.putAll(other.seconds);
        both.putAll(seconds);
        return new Pauses(both);
    }

    /** How long it is. */
    public double seconds(PauseKind kind) {
        double sentence = seconds.getOrDefault(PauseKind.SENTENCE, DEFAULT_SECONDS);
        double derived = Math.round(sentence * kind.ratio() * MILLIS) / MILLIS;
        return seconds.getOrDefault(
                kind, kind == PauseKind.SENTENCE ? sentence : Math.min(MAX_SECONDS, derived));
    }
}
