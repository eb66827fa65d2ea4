package voxfarm.dispatcher.callback;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver of callbacks on a real port of this machine, as well or badly behaved as asked. */
final class HookServer implements AutoCloseable {
    private final ServerSocket listening;
    private final Behaviour behaviour;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    final List<Received> received = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();

    /** What a call is answered with, by its number from 1. */
    @FunctionalInterface
    interface Behaviour {
        void answer(int n, OutputStream out) throws IOException;
    }

    /**
     * A call.
     *
     * @param line first line of its head
     * @param heads by name in lower case
     */
    record Received(String line, Map<String, String> heads, String body) {}

    HookServer(Behaviour behaviour) {
        this(plain(), behaviour);
    }

    HookServer(ServerSocket listening, Behaviour behaviour) {
        this.listening = listening;
        this.behaviour = behaviour;
        Thread.ofVirtual().start(this::accept);
    }

    private static ServerSocket plain() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Behaviour status(int status, String... heads) {
        return (_, out) ->
                out.write(
                        ("HTTP/1.1 "
                                        + status
                                        + " so\r\n"
                                        + String.join("\r\n", heads)
                                        + (heads.length == 0 ? "" : "\r\n")
                                        + "Content-Length: 0\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                int n = connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket, n));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket, int n) {
        try (socket) {
            received.add(read(socket.getInputStream()));
            OutputStream out = socket.getOutputStream();
            behaviour.answer(n, out);
            out.flush();
        } catch (SocketException e) {
            // the caller has gone
        } catch (IOException e) {
            // a handshake that failed, among others
        }
    }

    private static Received read(InputStream in) throws IOException {
        String line = line(in);
        Map<String, String> heads = new TreeMap<>();
        for (String head = line(in); !head.isEmpty(); head = line(in)) {
            int colon = head.indexOf(':');
            heads.put(
                    head.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                    head.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(heads.getOrDefault("content-length", "0"));
        return new Received(line, heads, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new SocketException("gone");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
