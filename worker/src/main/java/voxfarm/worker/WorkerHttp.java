package voxfarm.worker;

import java.util.regex.Pattern;
import voxfarm.common.config.Range;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * Where a worker's process answers probes; a farm in one process has the dispatcher's doors, and
 * opens none of these.
 *
 * @param host address to listen on; empty for none. Probes of an orchestrator come to the machine's
 *     own address, so they need {@code 0.0.0.0}; nothing is told there but how the worker is
 * @param port 0 takes a free one
 */
public record WorkerHttp(String host, @Range(min = 0, max = 65_535) int port) {
    public static final WorkerHttp DEFAULTS = new WorkerHttp("", 9877);

    /** Names, and addresses of either version. */
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._-]{1,253}|(?=(?:[^:]*:){2})\\[?[0-9A-Fa-f:.]{2,45}]?");

    /**
     * Whether the host may be one; whether it is this machine's is known when it is bound.
     *
     * @throws VoxfarmException {@code INVALID_CONFIG}
     */
    public void check() {
        if (on() && !HOST.matcher(host).matches()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_CONFIG,
                    "worker.http.host: expected an address such as 0.0.0.0, or a name, was %s",
                    Problems.quote(host));
        }
    }

    public boolean on() {
        return !host.isBlank();
    }
}
