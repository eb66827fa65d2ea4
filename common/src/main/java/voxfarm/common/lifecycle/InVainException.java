package voxfarm.common.lifecycle;

/**
 * Not started, as another part of the start has failed: never what failed first, even where its
 * thread is the first to say so.
 */
final class InVainException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    InVainException(String component) {
        super(component + ": not started, as another part of the start failed");
    }
}
