package voxfarm.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;

/** Ports, looked at before anything starts. */
final class FreePorts {
    private FreePorts() {}

    /**
     * The wanted port, or a free one for 0.
     *
     * @param what names the service, and {@code option} how to choose another port, in the message
     * @throws VoxfarmException {@code INVALID_CONFIG} if the port is taken
     */
    static int check(int wanted, String what, String option) {
        return check(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), what, option);
    }

    /** As the other, on any address. */
    static int check(InetSocketAddress wanted, String what, String option) {
        if (wanted.isUnresolved()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG,
                    what + ": there is no host " + Problems.quote(wanted.getHostString()));
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // as the servers do: a port in TIME_WAIT is free
            socket.bind(wanted);
            return socket.getLocalPort();
        } catch (BindException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG,
                    what
                            + " port "
                            + wanted.getPort()
                            + (String.valueOf(e.getMessage()).contains("ermission")
                                    ? " may not be used by this user"
                                    : " is taken by another program")
                            + "; choose another with "
                            + option,
                    e);
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG,
                    what + " cannot listen on " + wanted + ": " + FileFailure.reason(e),
                    e);
        }
    }
}
