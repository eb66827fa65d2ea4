package voxfarm.app.wiring;

import java.nio.file.Path;

/** Where the farm's own files lie. */
public final class Installation {
    /** Set by the launcher. */
    private static final String HOME_PROPERTY = "voxfarm.home";

    private Installation() {}

    /** The folder with {@code models/voices}; the current one where no launcher says otherwise. */
    public static Path home() {
        return Path.of(System.getProperty(HOME_PROPERTY, ".")).toAbsolutePath().normalize();
    }

    /** The data folder where the caller names none. */
    public static Path defaultData() {
        String fromEnvironment = System.getenv("VOXFARM_DATA");
        return fromEnvironment == null || fromEnvironment.isBlank()
                ? home().resolve("voxfarm-data")
                : Path.of(fromEnvironment).toAbsolutePath().normalize();
    }
}
