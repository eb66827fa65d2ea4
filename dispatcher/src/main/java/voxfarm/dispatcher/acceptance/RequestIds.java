package voxfarm.dispatcher.acceptance;

import java.time.InstantSource;
import java.util.random.RandomGenerator;
import voxfarm.common.plan.RequestId;

/**
 * Makes ids for requests whose callers chose none: by time, so that listings are in order.
 * Thread-safe.
 */
public final class RequestIds {
    private static final int RANDOM_DIGITS = 12;
    private static final int TIME_DIGITS = 9;
    private static final int RADIX = 36;

    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * @param random thread-safe and not to be guessed
     */
    public RequestIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** {@code r-}, nine digits of time in base 36, a hyphen and twelve random ones. */
    public RequestId next() {
        String time = Long.toString(clock.millis(), RADIX);
        StringBuilder id =
                new StringBuilder("r-")
                        .append("0".repeat(TIME_DIGITS - time.length()))
                        .append(time)
                        .append('-');
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            id.append(Character.forDigit(random.nextInt(RADIX), RADIX));
        }
        return new RequestId(id.toString());
    }
}
