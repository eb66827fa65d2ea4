package voxfarm.dispatcher.api;

import java.util.List;
import java.util.Map;
import voxfarm.dispatcher.acceptance.QueueLimits;
import voxfarm.http.CallerLimits;

/** Configurations for tests: a free port on the loopback address. */
public final class TestHttp {
    private TestHttp() {}

    public static HttpConfig config(int maxBodyBytes, int maxWaitSeconds) {
        return new HttpConfig(
                "127.0.0.1",
                0,
                maxBodyBytes,
                1,
                maxWaitSeconds,
                100,
                CallerLimits.DEFAULTS,
                QueueLimits.DEFAULTS,
                "auto",
                List.of(),
                List.of(),
                List.of(),
                Map.of());
    }
}
