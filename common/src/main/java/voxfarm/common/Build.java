package voxfarm.common;

/** Which build this is. */
public final class Build {
    private Build() {}

    /** {@code voxfarm 0.1.0}, or {@code voxfarm dev} outside a jar. */
    public static String name() {
        String version = Build.class.getPackage().getImplementationVersion();
        return "voxfarm " + (version == null ? "dev" : version);
    }
}
