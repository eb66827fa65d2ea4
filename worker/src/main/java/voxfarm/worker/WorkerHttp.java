package voxfarm.worker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Pattern;
import voxfarm.common.config.Range;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;

/**
 * Where a worker's process answers probes and tells its figures; a farm in one process has the
 * dispatcher's doors, and opens none of these.
 *
 * @param host address to listen on; empty for none. Probes of an orchestrator come to the machine's
 *     own address, so they need {@code 0.0.0.0}; without a key nothing is told there but how the
 *     worker is, and its figures
 * @param port 0 takes a free one
 * @param metrics who may have {@code /metrics}, where there is no key for it: {@code loopback}, who
 *     is on this machine where nobody else can reach the address; {@code anyone}; {@code off},
 *     nobody
 * @param metricsKeySha256 of a key that is asked for at {@code /metrics}; 64 hexadecimal digits, or
 *     empty for none
 */
public record WorkerHttp(
        String host,
        @Range(min = 0, max = 65_535) int port,
        String metrics,
        String metricsKeySha256) {
    public static final WorkerHttp DEFAULTS = new WorkerHttp("", 9877, "loopback", "");

    /** Names, and addresses of either version. */
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._-]{1,253}|(?=(?:[^:]*:){2})\\[?[0-9A-Fa-f:.]{2,45}]?");

    private static final Pattern METRICS = Pattern.compile("loopback|anyone|off");

    /**
     * Whether the host may be one; whether it is this machine's is known when it is bound.
     *
     * @throws VoxfarmException {@code INVALID_CONFIG} with every problem
     */
    public void check() {
        Problems problems = new Problems();
        if (on() && !HOST.matcher(host).matches()) {
            problems.add(
                    "worker.http.host: expected an address such as 0.0.0.0, or a name, was "
                            + Problems.quote(host));
        }
        if (!METRICS.matcher(metrics).matches()) {
            problems.add(
                    "worker.http.metrics: expected loopback, anyone or off, was "
                            + Problems.quote(metrics));
        }
        if (!metricsKeySha256.isEmpty() && !Sha256.isHex(metricsKeySha256)) {
            problems.add(
                    "worker.http.metrics-key-sha256: expected 64 hexadecimal digits; voxfarm key"
                            + " makes a key and its hash");
        }
        problems.throwIfAny(ErrorCode.INVALID_CONFIG);
    }

    public boolean on() {
        return !host.isBlank();
    }

    /**
     * Whether figures are told at all.
     *
     * @param loopback whether the address is reached from this machine alone
     */
    public boolean tellsMetrics(boolean loopback) {
        return !metrics.equals("off")
                && (loopback || metrics.equals("anyone") || !metricsKeySha256.isEmpty());
    }

    /** Whether a caller may have them who presents that key, or none. */
    public boolean opens(Optional<String> key) {
        return metricsKeySha256.isEmpty() || key.filter(this::isTheKey).isPresent();
    }

    private boolean isTheKey(String key) {
        return MessageDigest.isEqual(
                Sha256.hex(key.getBytes(StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.US_ASCII),
                metricsKeySha256.getBytes(StandardCharsets.US_ASCII));
    }
}
