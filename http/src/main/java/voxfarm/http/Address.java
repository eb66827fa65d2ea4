package voxfarm.http;

import java.net.BindException;
import java.util.Objects;
import java.util.stream.Stream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Where a server listens.
 *
 * @param host name or address to bind
 * @param port 0 takes a free one
 * @param keys how the port is chosen, for whoever finds it taken: {@code --http-port or http.port}
 */
public record Address(String host, int port, String keys) {
    /** What whoever started a server is told that could not listen there. */
    public VoxfarmException cannotBind(Exception e) {
        boolean taken =
                Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                        .anyMatch(cause ->
                                cause instanceof BindException
                                        || String.valueOf(cause.getMessage())
                                                .contains("already in use"));
        return new VoxfarmException(
                // a taken port may be free in a moment: a supervisor is to try again
                taken ? ErrorCode.NOT_READY : ErrorCode.INVALID_CONFIG,
                taken
                        ? "HTTP port %d on %s is taken by another program; choose another with %s"
                                .formatted(port, host, keys)
                        : "HTTP cannot listen on %s:%d: %s".formatted(host, port, e.getMessage()),
                e);
    }
}
