package voxfarm.app.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** Ports on the loopback address. */
final class FreePorts {
    private FreePorts() {}

    /**
     * The wanted port, or a free one for 0.
     *
     * @param what names the service, and {@code option} how to choose another port, in the message
     * @throws VoxfarmException {@code INVALID_CONFIG} if the port is taken
     */
    static int check(int wanted, String what, String option) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // as the servers do: a port in TIME_WAIT is free
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG,
                    what
                            + " port "
                            + wanted
                            + " is taken by another program; choose another with "
                            + option,
                    e);
        }
    }
}
