package voxfarm.dispatcher.api.seed;

/**
 * How much of the disk one call may look at. A folder may hold any number of entries, each a link
 * to a folder that holds as many; what lies behind the bound is not found. On one thread.
 */
final class PathLooks {
    /** Names read from folders: cheap. */
    private static final int MOST_NAMES = 100_000;

    /** Paths followed to what they lead to: some forty steps each at the worst. */
    private static final int MOST_PATHS = 5_000;

    private int names = MOST_NAMES;
    private int paths = MOST_PATHS;

    /** Whether one more name may be read. */
    boolean name() {
        return names-- > 0;
    }

    /** Whether one more path may be followed. */
    boolean path() {
        return paths-- > 0;
    }

    /** Whether something was not looked at. */
    boolean spent() {
        return names < 0 || paths < 0;
    }
}
