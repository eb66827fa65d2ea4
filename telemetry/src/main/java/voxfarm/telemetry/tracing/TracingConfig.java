package voxfarm.telemetry.tracing;

import java.net.URI;
import java.net.URISyntaxException;
import voxfarm.common.config.Secret;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * Where spans are sent.
 *
 * @param endpoint of an OTLP collector by HTTP, such as {@code http://collector:4318/v1/traces};
 *     empty for no tracing
 * @param authorization header of that name, such as {@code Bearer TOKEN}; empty for none
 * @param sample share of new traces that is told, 0 to 1; what came with a caller's context is told
 *     as that says
 */
public record TracingConfig(String endpoint, Secret authorization, double sample) {
    public static final TracingConfig DEFAULTS = new TracingConfig("", new Secret(""), 1);

    public boolean on() {
        return !endpoint.isBlank();
    }

    /**
     * @throws VoxfarmException {@code INVALID_CONFIG} with every problem
     */
    public void check() {
        Problems problems = new Problems();
        if (on() && !isHttp(endpoint)) {
            problems.add(
                    "tracing.endpoint: expected an address such as"
                            + " http://collector:4318/v1/traces, was "
                            + Problems.quote(endpoint));
        }
        if (!(sample >= 0 && sample <= 1)) { // NaN fails too
            problems.add("tracing.sample: expected 0 to 1, was " + sample);
        }
        problems.throwIfAny(ErrorCode.INVALID_CONFIG);
    }

    private static boolean isHttp(String address) {
        try {
            URI uri = new URI(address);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
