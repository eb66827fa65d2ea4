package voxfarm.dispatcher.callback;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import voxfarm.common.plan.CallbackUrl;

/**
 * One POST by HTTP/1.1, of which the status alone is read. The name is looked up once, what it
 * stands for is judged, and the connection goes to that very address: the JDK's HttpClient looks
 * names up by itself, so that a name could stand for another address by then. Nothing is followed,
 * no proxy is asked. The whole ends by the timeout, but for the look-up, which takes as long as the
 * system's resolver. Thread-safe.
 */
final class CallbackCall implements AutoCloseable {
    private static final int MOST_HEAD_BYTES = 64 << 10;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");

    private static final String STOPPING = "the dispatcher is stopping";

    private final Names names;
    private final SSLSocketFactory tls;
    private final Duration timeout;
    private final ScheduledThreadPoolExecutor clockwork;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** What looks names up. */
    @FunctionalInterface
    interface Names {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    CallbackCall(Names names, SSLSocketFactory tls, Duration timeout) {
        this.names = names;
        this.tls = tls;
        this.timeout = timeout;
        this.clockwork =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("callback timeouts").daemon().factory());
        clockwork.setRemoveOnCancelPolicy(true);
    }

    /**
     * @return status of the answer
     * @throws IOException why there is none; the message is fit for whoever asked for the call
     */
    int post(CallbackTargets.Target target, CallbackUrl url, Map<String, String> heads, byte[] body)
            throws IOException {
        long begun = System.nanoTime();
        InetAddress address = address(target, url);
        long left = timeout.toNanos() - (System.nanoTime() - begun);
        try (Socket raw = new Socket()) {
            // closed from outside, since nothing else ends a write that its receiver does not read
            AtomicBoolean over = new AtomicBoolean();
            ScheduledFuture<?> end = endIn(left, raw, over);
            try {
                open.add(raw);
                if (closed) {
                    throw new IOException(STOPPING);
                }
                raw.connect(
                        new InetSocketAddress(address, url.port()),
                        (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
                Socket socket = url.isSecure() ? secured(raw, url) : raw;
                send(socket.getOutputStream(), head(url, heads, body.length), body);
                return status(socket.getInputStream());
            } catch (IOException e) {
                throw over.get() || e instanceof SocketTimeoutException ? late(e) : e;
            } finally {
                end.cancel(false);
                open.remove(raw);
            }
        }
    }

    /**
     * @param over set before the socket is closed, so that whoever is woken by that knows why
     */
    private ScheduledFuture<?> endIn(long left, Socket raw, AtomicBoolean over) throws IOException {
        try {
            return clockwork.schedule(
                    () -> {
                        over.set(true);
                        closeQuietly(raw);
                    },
                    left,
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            throw new IOException(STOPPING, e);
        }
    }

    private SocketTimeoutException late(IOException cause) {
        SocketTimeoutException late =
                new SocketTimeoutException("no answer within " + timeout.toSeconds() + " s");
        late.initCause(cause);
        return late;
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is not used any more
        }
    }

    /**
     * All that the name stands for must be allowed, lest a second look finds the one that is not.
     */
    private InetAddress address(CallbackTargets.Target target, CallbackUrl url) throws IOException {
        InetAddress[] found;
        try {
            found = names.resolve(bare(url.host()));
        } catch (UnknownHostException e) {
            throw new IOException("the name " + url.host() + " is not known", e);
        }
        for (InetAddress address : found) {
            boolean allowed =
                    PublicAddresses.contains(address)
                            || (target.privateAddresses() && PublicAddresses.isOwn(address));
            if (!allowed) {
                throw new IOException(
                        url.host()
                                + " stands for an address that is not public; whoever runs this"
                                + " farm allows those of his own network by private-addresses of"
                                + " the target");
            }
        }
        return Arrays.stream(found)
                .findFirst()
                .orElseThrow(() -> new IOException("the name " + url.host() + " is not known"));
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The certificate must be for the name, whatever address it stands for. */
    private SSLSocket secured(Socket raw, CallbackUrl url) throws IOException {
        SSLSocket socket = (SSLSocket) tls.createSocket(raw, bare(url.host()), url.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static byte[] head(CallbackUrl url, Map<String, String> heads, int length) {
        StringBuilder head =
                new StringBuilder("POST ")
                        .append(url.target())
                        .append(" HTTP/1.1\r\nHost: ")
                        .append(url.authority())
                        .append("\r\nConnection: close\r\nContent-Length: ")
                        .append(length)
                        .append("\r\n");
        heads.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void send(OutputStream out, byte[] head, byte[] body) throws IOException {
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        out.write(all);
        out.flush();
    }

    /** Of the answer; those that only announce it are passed over. */
    private static int status(InputStream in) throws IOException {
        int[] left = {MOST_HEAD_BYTES};
        while (true) {
            Matcher line = STATUS.matcher(line(in, left));
            if (!line.matches()) {
                throw new IOException("what answered does not speak HTTP/1.1");
            }
            int status = Integer.parseInt(line.group(1));
            if (status >= 200) {
                return status;
            }
            while (!line(in, left).isEmpty()) {
                // heads of an announcement
            }
        }
    }

    private static String line(InputStream in, int[] left) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection was closed without an answer");
            }
            if (--left[0] < 0) {
                throw new IOException("the head of the answer is too long");
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        closed = true;
        open.forEach(CallbackCall::closeQuietly);
        clockwork.shutdownNow();
    }
}
