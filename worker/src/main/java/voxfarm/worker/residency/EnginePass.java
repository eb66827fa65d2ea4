package voxfarm.worker.residency;

/** Admission to the engine; closing it ends it. */
public interface EnginePass extends AutoCloseable {
    /** Whether nothing else is in the engine meanwhile. */
    boolean alone();

    @Override
    void close();
}
