package voxfarm.common.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Calls byte by byte, for what no client would send. */
public final class RawHttp {
    private static final int PATIENCE_MILLIS = 20_000;

    private RawHttp() {}

    /** An answer as it came. */
    public record Answer(String whole) {
        public int status() {
            return whole.startsWith("HTTP/1.1 ") ? Integer.parseInt(whole.substring(9, 12)) : 0;
        }

        public String body() {
            int end = whole.indexOf("\r\n\r\n");
            return end < 0 ? "" : whole.substring(end + 4);
        }

        public String head() {
            int end = whole.indexOf("\r\n\r\n");
            return end < 0 ? whole : whole.substring(0, end);
        }
    }

    /**
     * @param request lines end as in Java; the server is asked to close by them, or does so by
     *     itself
     */
    public static Answer send(int port, String request) throws IOException {
        return send(port, request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** As the other, and then sends nothing more, ever. */
    public static Answer sendHalf(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream()
                    .write(request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new Answer(
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    public static Answer send(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request);
            return new Answer(
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** A call without a body, its headers each on a line. */
    public static Answer call(int port, String method, String path, String... headers)
            throws IOException {
        return send(
                port,
                method
                        + " "
                        + path
                        + " HTTP/1.1\nConnection: close\n"
                        + String.join("\n", headers)
                        + "\n\n");
    }
}
