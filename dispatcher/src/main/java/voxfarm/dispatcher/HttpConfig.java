package voxfarm.dispatcher;

import voxfarm.common.config.Range;

/**
 * The HTTP interface.
 *
 * @param host address to bind; loopback unless told otherwise
 * @param port 0 takes a free one
 * @param maxBodyBytes larger request bodies are refused with 413
 * @param maxWaitSeconds longest {@code wait=} of a caller
 */
public record HttpConfig(
        String host,
        @Range(min = 0, max = 65_535) int port,
        @Range(min = 1024, max = 100_000_000) int maxBodyBytes,
        @Range(min = 0, max = 300) int maxWaitSeconds) {

    public static final HttpConfig DEFAULTS = new HttpConfig("127.0.0.1", 9876, 1 << 20, 300);
}
