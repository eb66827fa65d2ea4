package voxfarm.dispatcher.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import voxfarm.common.config.Range;
import voxfarm.dispatcher.acceptance.KeyQuota;
import voxfarm.dispatcher.acceptance.QueueLimits;
import voxfarm.http.CallerLimits;

/**
 * The HTTP interface.
 *
 * @param host address to bind; loopback unless told otherwise
 * @param port 0 takes a free one
 * @param maxBodyBytes larger request bodies, apart from a long text, are refused with 413
 * @param maxUploadMib all files of a voice that is uploaded; 0 takes none
 * @param maxWaitSeconds longest {@code wait=} of a caller
 * @param maxConnections of all callers; beyond them health checks alone are answered
 * @param callers what one of them may hold
 * @param queue how much may wait
 * @param auth with {@code off} anyone may do anything; else keys are asked for where there are
 *     some, and there must be some unless the address is loopback
 * @param keys who may do what
 * @param allowedHosts names by which the farm is called beside the loopback address and its own;
 *     {@code *} allows any. None: any where it listens for other machines and asks for keys
 * @param corsOrigins web pages of these origins may call; none by default
 * @param voiceAliases other names for {@code voice} of OpenAI's interface, such as {@code alloy}
 */
public record HttpConfig(
        String host,
        @Range(min = 0, max = 65_535) int port,
        @Range(min = 1024, max = 100_000_000) int maxBodyBytes,
        @Range(min = 0, max = 1 << 20) int maxUploadMib,
        @Range(min = 0, max = 300) int maxWaitSeconds,
        @Range(min = 1, max = 1_000_000) int maxConnections,
        CallerLimits callers,
        QueueLimits queue,
        String auth,
        List<ApiKey> keys,
        List<String> allowedHosts,
        List<String> corsOrigins,
        Map<String, String> voiceAliases) {

    /**
     * A key of a caller; made by {@code voxfarm key}.
     *
     * @param sha256 of the key, 64 hexadecimal digits; the key itself is written nowhere
     * @param scopes {@code submit}, {@code read}, {@code admin}
     * @param callback who is told of the ends of its requests that name nobody; blank for none
     * @param quota what it may ask for
     */
    public record ApiKey(
            String name, String sha256, List<String> scopes, String callback, KeyQuota quota) {
        public static final ApiKey DEFAULTS = new ApiKey("", "", List.of());

        /** Without a callback, and without bounds. */
        public ApiKey(String name, String sha256, List<String> scopes) {
            this(name, sha256, scopes, "", KeyQuota.DEFAULTS);
        }
    }

    public static final HttpConfig DEFAULTS =
            new HttpConfig(
                    "127.0.0.1",
                    9876,
                    1 << 20,
                    4096,
                    300,
                    4096,
                    CallerLimits.DEFAULTS,
                    QueueLimits.DEFAULTS,
                    "auto",
                    List.of(),
                    List.of(),
                    List.of(),
                    Map.of());

    /** What each key may ask for, by its name; of keys of one name the last one's. */
    public Map<String, KeyQuota> quotas() {
        Map<String, KeyQuota> quotas = new HashMap<>();
        keys.forEach(key -> quotas.put(key.name(), key.quota()));
        return quotas;
    }

    /** The same on another address. */
    public HttpConfig at(String otherHost, int otherPort) {
        return new HttpConfig(
                otherHost,
                otherPort,
                maxBodyBytes,
                maxUploadMib,
                maxWaitSeconds,
                maxConnections,
                callers,
                queue,
                auth,
                keys,
                allowedHosts,
                corsOrigins,
                voiceAliases);
    }

    /** The same with one more key. */
    public HttpConfig with(ApiKey another) {
        List<ApiKey> all = new ArrayList<>(keys);
        all.add(another);
        return new HttpConfig(
                host,
                port,
                maxBodyBytes,
                maxUploadMib,
                maxWaitSeconds,
                maxConnections,
                callers,
                queue,
                auth,
                all,
                allowedHosts,
                corsOrigins,
                voiceAliases);
    }

    /** The same with other bounds of the queue. */
    public HttpConfig with(QueueLimits otherQueue) {
        return new HttpConfig(
                host,
                port,
                maxBodyBytes,
                maxUploadMib,
                maxWaitSeconds,
                maxConnections,
                callers,
                otherQueue,
                auth,
                keys,
                allowedHosts,
                corsOrigins,
                voiceAliases);
    }

    /** The interface as others name it; an address of IPv6 stands in brackets there. */
    public String url(int actualPort) {
        String named = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        return "http://" + named + ":" + actualPort;
    }
}
