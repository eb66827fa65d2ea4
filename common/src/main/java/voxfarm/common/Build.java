package voxfarm.common;

/** Which build this is. */
public final class Build {
    private Build() {}

    /**
     * {@code voxfarm 0.1.0+1a2b3c4d5e6f}, without the commit where the build was told none, or
     * {@code voxfarm dev} outside a jar.
     */
    public static String name() {
        String version = Build.class.getPackage().getImplementationVersion();
        return "voxfarm " + (version == null ? "dev" : version);
    }
}
