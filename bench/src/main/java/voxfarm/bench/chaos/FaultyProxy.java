package voxfarm.bench.chaos;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between an HTTP client and a server and does harm to single requests: delays them, answers
 * in the server's place, or lets the server work and loses its answer. One connection a request.
 */
public final class FaultyProxy implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)\\r?$");
    private static final int MAX_HEAD = 64 * 1024;

    private final ServerSocket listener;
    private final int target;
    private volatile Function<Request, Fault> faults = _ -> new Fault.None();

    /** What a request asks for. */
    public record Request(String method, String path) {}

    /** What is done to a request. */
    public sealed interface Fault {
        record None() implements Fault {}

        /** Before the server sees it. */
        record Delay(long millis) implements Fault {}

        /** The server does not see it. */
        record Answer(int status) implements Fault {}

        /** The server has done it, and the client is not told. */
        record LoseAnswer() implements Fault {}

        /** Neither sees anything of the other. */
        record Reset() implements Fault {}
    }

    private FaultyProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    public static FaultyProxy start(int targetPort) {
        try {
            FaultyProxy proxy =
                    new FaultyProxy(
                            new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), targetPort);
            Thread.ofVirtual().start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** From now on, this decides about every request. Called from many threads. */
    public void inject(Function<Request, Fault> decision) {
        faults = decision;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            String head = readHead(in);
            if (head.isEmpty()) {
                return;
            }
            if (head.toLowerCase(Locale.ROOT).contains("expect: 100-continue")) {
                client.getOutputStream()
                        .write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            Matcher length = LENGTH.matcher(head);
            byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
            String[] line = head.split(" ", 3);
            serve(new Request(line[0], line[1]), head, body, client.getOutputStream());
        } catch (IOException | InterruptedException e) {
            // either side is gone: that is what this is for
        }
    }

    private void serve(Request request, String head, byte[] body, OutputStream out)
            throws IOException, InterruptedException {
        switch (faults.apply(request)) {
            case Fault.None _ -> out.write(forward(head, body));
            case Fault.Delay(long millis) -> {
                Thread.sleep(millis);
                out.write(forward(head, body));
            }
            case Fault.Answer(int status) ->
                    out.write(
                            ("HTTP/1.1 "
                                            + status
                                            + " Fault\r\n"
                                            + "Content-Length: 0\r\n"
                                            + "Connection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            case Fault.LoseAnswer _ -> forward(head, body);
            case Fault.Reset _ -> {}
        }
    }

    private byte[] forward(String head, byte[] body) throws IOException {
        String once =
                head.replaceAll("(?im)^(connection|expect):.*\\r\\n", "")
                        .replaceFirst("\\r\\n", "\r\nConnection: close\r\n");
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            server.getOutputStream().write(once.getBytes(StandardCharsets.ISO_8859_1));
            server.getOutputStream().write(body);
            server.getOutputStream().flush();
            return server.getInputStream().readAllBytes();
        }
    }

    /** Up to and with the empty line. */
    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4 && head.size() < MAX_HEAD) {
            int c = in.read();
            if (c < 0) {
                return "";
            }
            head.write(c);
            matched = c == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : c == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
