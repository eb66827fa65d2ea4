package voxfarm.bench.chaos;

/** What is done to the farm. */
enum FaultKind {
    WORKER_KILL("worker kill -9"),
    ENGINE_KILL("engine kill -9"),
    DISPATCHER_KILL("dispatcher kill -9"),
    BROKER_STOP("broker stop/start"),
    STORE_STOP("store stop/start"),
    FREEZE("SIGSTOP past the lock"),
    CLOCK_JUMP("clock jump"),
    DRAIN("worker SIGTERM"),
    S3_SLOW("S3 latency"),
    S3_ERRORS("S3 500 and 503"),
    S3_LOST_ANSWERS("S3 reset after the write"),
    DISK_FULL("store disk full"),
    CLIPS_LOST("clips deleted");

    private final String title;

    FaultKind(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Whether it is done to the way to the store and not to a process. */
    boolean ofStore() {
        return ordinal() >= S3_SLOW.ordinal();
    }
}
