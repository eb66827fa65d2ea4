package voxfarm.worker.engine;

import java.nio.file.Path;

/** The runtime's libraries for all processes that tests start. */
public final class TestLibraries {
    public static final RuntimeLibraries KEPT =
            new RuntimeLibraries(Path.of("target", "natives").toAbsolutePath());

    private TestLibraries() {}
}
