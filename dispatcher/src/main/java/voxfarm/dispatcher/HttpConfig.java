package voxfarm.dispatcher;

import voxfarm.common.config.Range;
import voxfarm.dispatcher.acceptance.QueueLimits;

/**
 * The HTTP interface.
 *
 * @param host address to bind; loopback unless told otherwise
 * @param port 0 takes a free one
 * @param maxBodyBytes larger request bodies, apart from a long text, are refused with 413
 * @param maxWaitSeconds longest {@code wait=} of a caller
 * @param queue how much may wait
 */
public record HttpConfig(
        String host,
        @Range(min = 0, max = 65_535) int port,
        @Range(min = 1024, max = 100_000_000) int maxBodyBytes,
        @Range(min = 0, max = 300) int maxWaitSeconds,
        QueueLimits queue) {

    /** The same on another address. */
    public HttpConfig at(String otherHost, int otherPort) {
        return new HttpConfig(otherHost, otherPort, maxBodyBytes, maxWaitSeconds, queue);
    }

    public static final HttpConfig DEFAULTS =
            new HttpConfig("127.0.0.1", 9876, 1 << 20, 300, QueueLimits.DEFAULTS);
}
