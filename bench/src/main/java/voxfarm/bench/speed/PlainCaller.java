package voxfarm.bench.speed;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * One caller with one connection that it keeps: HTTP/1.1 with as little work as can be, so that a
 * bench measures the server and not its callers. Understands what the farm sends: bodies with a
 * length, and bodies in chunks. Not thread-safe.
 */
final class PlainCaller implements AutoCloseable {
    private static final int MAX_LINE = 8192;

    private final URI base;
    private final Duration patience;
    private Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();
    private final byte[] skipped = new byte[16 << 10];

    /**
     * @param patience longest wait for bytes
     */
    PlainCaller(URI base, Duration patience) {
        this.base = base;
        this.patience = patience;
    }

    /**
     * Posts a JSON document, reads the answer to its end and forgets its body.
     *
     * @return the status
     */
    int post(String path, byte[] json) throws IOException {
        if (!socket.isConnected() || socket.isClosed()) {
            connect();
        }
        String head =
                "POST "
                        + path
                        + " HTTP/1.1\r\nHost: "
                        + base.getAuthority()
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + json.length
                        + "\r\n\r\n";
        byte[] message = new byte[head.length() + json.length];
        System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, message, 0, head.length());
        System.arraycopy(json, 0, message, head.length(), json.length);
        socket.getOutputStream().write(message);
        return answer();
    }

    private void connect() throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        socket.connect(
                new InetSocketAddress(base.getHost(), base.getPort()),
                Math.toIntExact(patience.toMillis()));
        in = new BufferedInputStream(socket.getInputStream());
    }

    private int answer() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        long length = 0;
        boolean chunked = false;
        boolean ends = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            String value = header.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
            switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = Long.parseLong(value);
                case "transfer-encoding" -> chunked = value.equals("chunked");
                case "connection" -> ends = value.equals("close");
                default -> {}
            }
        }
        if (chunked) {
            for (long size = chunk(); size > 0; size = chunk()) {
                skip(size);
                line();
            }
            line();
        } else {
            skip(length);
        }
        if (ends) {
            close();
        }
        return status;
    }

    private long chunk() throws IOException {
        return Long.parseLong(line().split(";", 2)[0].strip(), 16);
    }

    private void skip(long bytes) throws IOException {
        for (long left = bytes; left > 0; ) {
            int n = in.read(skipped, 0, (int) Math.min(left, skipped.length));
            if (n < 0) {
                throw new IOException("the answer ended " + left + " bytes too soon");
            }
            left -= n;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() == MAX_LINE) {
                throw new IOException("expected a line of HTTP, found " + line);
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
