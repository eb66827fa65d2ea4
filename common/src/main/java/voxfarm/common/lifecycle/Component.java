package voxfarm.common.lifecycle;

/**
 * A part of a process with a life. Constructors open nothing and start nothing. {@link #start}
 * works once; failing half-way, it closes what it opened. There is no restart: build a new one.
 */
public interface Component extends AutoCloseable {
    /** For logs and messages. */
    String name();

    /** Opens and starts; returns when the component serves. */
    void start();

    /** Stops, bounded in time. Idempotent; also closes what was never started. */
    @Override
    void close();
}
