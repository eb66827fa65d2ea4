package voxfarm.bench.chaos;

/** What is done to the farm. */
enum FaultKind {
    WORKER_KILL("worker kill -9", false),
    ENGINE_KILL("engine kill -9", false),
    DISPATCHER_KILL("dispatcher kill -9", false),
    BROKER_STOP("broker stop/start", false),
    STORE_STOP("store stop/start", false),
    FREEZE("SIGSTOP past the lock", false),
    CLOCK_JUMP("clock jump", false),
    DRAIN("worker SIGTERM", false),
    S3_SLOW("S3 latency", true),
    S3_ERRORS("S3 500 and 503", true),
    S3_LOST_ANSWERS("S3 reset after the write", true),
    DISK_FULL("store disk full", true),
    CLIPS_LOST("clips deleted", true);

    private final String title;
    private final boolean ofStore;

    FaultKind(String title, boolean ofStore) {
        this.title = title;
        this.ofStore = ofStore;
    }

    String title() {
        return title;
    }

    /**
     * Whether a request that is queued can be held up by it: the rest harms what is not needed to
     * take it.
     */
    boolean holdsUp() {
        return this != DISPATCHER_KILL && this != CLOCK_JUMP && this != CLIPS_LOST;
    }

    /** Whether it is done to the way to the store and not to a process. */
    boolean ofStore() {
        return ofStore;
    }
}
