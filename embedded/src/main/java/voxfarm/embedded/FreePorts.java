package voxfarm.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;

/** Ports, looked at before anything starts. */
public final class FreePorts {
    /**
     * Below what systems give to connections that leave, which begin at 32768 or 49152: between the
     * look at a port and its server's start, any client of this machine may be given one of those.
     */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_767;
    private static final int TRIES = 200;

    /** What this process gave away, and perhaps has not opened yet. Guarded by itself. */
    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    /**
     * A port on the loopback address that nobody listens on, and that no connection is given. None
     * comes twice.
     */
    public static int any() {
        synchronized (GIVEN) {
            for (int i = 0; i < TRIES; i++) {
                int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
                if (!GIVEN.contains(port) && isFree(port)) {
                    GIVEN.add(port);
                    return port;
                }
            }
        }
        throw new VoxfarmException(
                ErrorCode.INVALID_CONFIG,
                "of " + TRIES + " ports from " + LOWEST + " to " + HIGHEST + " none is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The wanted port, or a free one for 0.
     *
     * @param what names the service, and {@code option} how to choose another port, in the message
     * @throws VoxfarmException {@code NOT_READY} if the port is taken, {@code INVALID_CONFIG} if it
     *     cannot be had at all
     */
    static int check(int wanted, String what, String option) {
        return wanted == 0
                ? any()
                : check(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted),
                        what,
                        option);
    }

    /** As the other, on any address; for 0 the port is the server's to choose. */
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
            boolean forbidden = String.valueOf(e.getMessage()).contains("ermission");
            throw new VoxfarmException(
                    // a taken one may be free in a moment: a supervisor is to try again
                    forbidden ? ErrorCode.INVALID_CONFIG : ErrorCode.NOT_READY,
                    what
                            + " port "
                            + wanted.getPort()
                            + (forbidden
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
