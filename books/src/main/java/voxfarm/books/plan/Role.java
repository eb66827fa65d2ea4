package voxfarm.books.plan;

import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.VoiceId;

/**
 * Who speaks and how fast, as far as somebody chose.
 *
 * @param speaker of the voice, by name
 * @param speed how much faster than the voice's usual pace, 0.5 to 2
 * @throws VoxfarmException {@code INVALID_REQUEST} if the speed is out of range or the speaker is
 *     blank or longer than 200 characters
 */
public record Role(Optional<VoiceId> voice, Optional<String> speaker, Optional<Double> speed) {
    public static final double LEAST_SPEED = 0.5;
    public static final double MOST_SPEED = 2;

    /** Characters. */
    public static final int LONGEST_SPEAKER = 200;

    /** Whoever speaks otherwise. */
    public static final Role UNCHOSEN =
            new Role(Optional.empty(), Optional.empty(), Optional.empty());

    public Role {
        speed.ifPresent(value -> {
            if (!(value >= LEAST_SPEED && value <= MOST_SPEED)) { // NaN fails too
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "speed: expected a number from 0.5 to 2, was %s",
                        value);
            }
        });
        speaker.ifPresent(name -> {
            if (name.isBlank() || name.length() > LONGEST_SPEAKER) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "speaker: expected a name of 1 to %d characters",
                        LONGEST_SPEAKER);
            }
        });
    }

    public static Role of(VoiceId voice) {
        return new Role(Optional.of(voice), Optional.empty(), Optional.empty());
    }

    public boolean isUnchosen() {
        return equals(UNCHOSEN);
    }

    /**
     * This one within a wider one: its voice, and the wider one's where it names none. A speaker
     * belongs to its voice, so another voice comes without the wider one's. Speeds multiply, up to
     * the bounds of a speed: a slow chapter slows all who speak in it.
     */
    public Role within(Role wider) {
        boolean other = voice.isPresent() && !voice.equals(wider.voice);
        Optional<Double> both =
                speed.flatMap(own -> wider.speed.map(base -> product(own, base)))
                        .or(() -> speed)
                        .or(wider::speed);
        return new Role(voice.or(wider::voice), other ? speaker : speaker.or(wider::speaker), both);
    }

    private static double product(double a, double b) {
        double exact = Math.round(a * b * 1e6) / 1e6; // 1.1 * 1.1 is 1.21 to whoever reads it
        return Math.clamp(exact, LEAST_SPEED, MOST_SPEED);
    }
}
