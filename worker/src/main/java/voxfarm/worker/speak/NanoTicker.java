package voxfarm.worker.speak;

/** A clock for durations. */
@FunctionalInterface
public interface NanoTicker {
    long nanos();
}
