package voxfarm.dispatcher.callback;

import java.time.Duration;

/**
 * How long to wait between two tries: 10 seconds behind the first, twice as long behind each
 * further one, two hours at most. Twenty tries, which is usual, take some 21 hours.
 */
final class CallbackPace {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(2);
    private static final int DOUBLINGS = 20;

    private CallbackPace() {}

    /**
     * @param n number of the try that failed, from 1
     */
    static Duration behind(int n) {
        Duration pause = FIRST.multipliedBy(1L << Math.min(n - 1, DOUBLINGS));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
}
