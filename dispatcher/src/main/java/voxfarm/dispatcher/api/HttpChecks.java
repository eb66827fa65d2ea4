package voxfarm.dispatcher.api;

import java.util.List;

/** What can be judged of {@code http:} before anything starts. */
public final class HttpChecks {
    private HttpChecks() {}

    /**
     * Each throws {@code INVALID_CONFIG} with its problems, as the start would.
     *
     * @param config with the address that is bound
     */
    public static List<Runnable> of(HttpConfig config) {
        return List.of(
                () -> AccessControl.of(config),
                () -> BrowserGuard.of(config, true),
                () -> config.callers().check());
    }
}
