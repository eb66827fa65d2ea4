package voxfarm.common.lifecycle;

/**
 * Where a thread reports that it died: a process without one of its threads must not look alive.
 */
@FunctionalInterface
public interface Faults {
    /**
     * Reports once and returns at once; the process is expected to stop. Called from any thread.
     */
    void fatal(String what, Throwable cause);
}
