package voxfarm.http;

import java.util.List;
import voxfarm.common.config.Range;

/**
 * How much one caller may hold of what all others need, and for how long.
 *
 * @param connectionsPerAddress of one network address, out of {@code max-connections}; beyond it
 *     the oldest that waits gives way to a new one
 * @param proxies addresses that speak for many callers: of them {@code max-connections} may come
 * @param headSeconds for the head of a request, from its first byte, that of a connection's first
 *     from its start
 * @param bodySeconds for a body, in all
 * @param uploadMinutes for the files of a voice, in all
 * @param leastBytesPerSecond of a body, after its first 10 seconds
 * @param leastUploadKibPerSecond of the files of a voice: there are few places for those
 */
public record CallerLimits(
        @Range(min = 1, max = 1_000_000) int connectionsPerAddress,
        List<String> proxies,
        @Range(min = 1, max = 3600) int headSeconds,
        @Range(min = 1, max = 86_400) int bodySeconds,
        @Range(min = 1, max = 10_080) int uploadMinutes,
        @Range(min = 1, max = 1 << 30) int leastBytesPerSecond,
        @Range(min = 1, max = 1 << 20) int leastUploadKibPerSecond) {
    public static final CallerLimits DEFAULTS =
            new CallerLimits(2048, List.of(), 10, 600, 60, 1024, 32);

    /**
     * Whether the proxies are addresses.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_CONFIG} with those that are none
     */
    public void check() {
        var _ = Callers.proxies(proxies);
    }

    /** Of a server to which few come and bring nothing: one may hold all its connections. */
    static CallerLimits ofFew(int connections) {
        return new CallerLimits(connections, List.of(), 10, 10, 1, 1024, 32);
    }
}
