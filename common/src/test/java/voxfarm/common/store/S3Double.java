package voxfarm.common.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import voxfarm.common.config.Secret;

/**
 * A small S3 server that can be told to behave as some real ones do. Holds one bucket, in memory;
 * checks no signatures.
 */
final class S3Double implements AutoCloseable {
    private static final String BUCKET = "bucket";
    private static final int NO_SUCH = 404;

    private final HttpServer server;

    /** Guarded by itself. */
    final TreeMap<String, byte[]> objects = new TreeMap<>();

    private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();

    /** What is answered instead, if it is there. */
    volatile Function<Request, Optional<Answer>> instead = _ -> Optional.empty();

    /** Of every answer, beside its own. */
    volatile Map<String, String> headers = Map.of();

    volatile boolean completesReplace;
    volatile int refusal = 412;

    record Request(String method, String path, String query) {
        boolean is(String method, String query) {
            return this.method.equals(method) && this.query.startsWith(query);
        }
    }

    record Answer(int status, String body) {
        static Answer error(int status, String code) {
            return new Answer(
                    status, "<Error><Code>" + code + "</Code><Message>as told</Message></Error>");
        }
    }

    S3Double() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    StoreConfig config() {
        return new StoreConfig(
                Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
                "us-east-1",
                BUCKET,
                "",
                true,
                Optional.of("key"),
                Optional.of(new Secret("secret")),
                true);
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
        Request request =
                new Request(exchange.getRequestMethod(), exchange.getRequestURI().getPath(), query);
        boolean once = "*".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
        exchange.getResponseHeaders().add("ETag", "\"tag\"");
        exchange.getResponseHeaders().add("Content-Type", "application/xml");
        headers.forEach(exchange.getResponseHeaders()::add);
        Answer told = instead.apply(request).orElse(null);
        if (told != null) {
            send(exchange, told.status(), told.body().getBytes(StandardCharsets.UTF_8));
            return;
        }
        serve(exchange, request, body, once);
    }

    private void serve(HttpExchange exchange, Request request, byte[] body, boolean once)
            throws IOException {
        String key = request.path().substring(Math.min(request.path().length(), 8));
        if (request.is("POST", "uploads")) {
            String id = "upload-" + uploads.size();
            uploads.put(id, new ByteArrayOutputStream());
            send(exchange, 200, text("<R><UploadId>" + id + "</UploadId></R>"));
        } else if (request.method().equals("PUT") && request.query().contains("uploadId=")) {
            Objects.requireNonNull(uploads.get(uploadId(request))).write(body);
            send(exchange, 200, text(""));
        } else if (request.is("POST", "uploadId=")) {
            ByteArrayOutputStream parts = uploads.remove(uploadId(request));
            int status =
                    parts == null ? 404 : put(key, parts.toByteArray(), once && !completesReplace);
            send(
                    exchange,
                    status,
                    text(status == NO_SUCH ? "<Error><Code>NoSuchUpload</Code></Error>" : "<R/>"));
        } else if (request.method().equals("PUT") && !key.isEmpty()) {
            send(exchange, put(key, body, once), text(""));
        } else if (request.is("DELETE", "uploadId=")) {
            uploads.remove(uploadId(request));
            send(exchange, 204, text(""));
        } else if (request.method().equals("DELETE")) {
            synchronized (objects) {
                objects.remove(key);
            }
            send(exchange, 204, text(""));
        } else {
            byte[] found;
            synchronized (objects) {
                found = objects.get(key);
            }
            send(
                    exchange,
                    found == null ? 404 : 200,
                    found == null ? text("<Error><Code>NoSuchKey</Code></Error>") : found);
        }
    }

    private static String uploadId(Request request) {
        return request.query().replaceAll(".*uploadId=", "").replaceAll("&.*", "");
    }

    private int put(String key, byte[] body, boolean once) {
        synchronized (objects) {
            if (once && objects.containsKey(key)) {
                return refusal;
            }
            objects.put(key, body);
            return 200;
        }
    }

    /** A page of a listing. */
    static Answer page(List<String> keys, Optional<String> token) {
        List<String> entries = new ArrayList<>();
        for (String key : keys) {
            entries.add("<Contents><Key>" + key + "</Key><Size>1</Size></Contents>");
        }
        return new Answer(
                200,
                "<ListBucketResult><IsTruncated>"
                        + token.isPresent()
                        + "</IsTruncated>"
                        + String.join("", entries)
                        + token.map(t -> "<NextContinuationToken>" + t + "</NextContinuationToken>")
                                .orElse("")
                        + "</ListBucketResult>");
    }

    private static byte[] text(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean none = exchange.getRequestMethod().equals("HEAD") || status == 204 || status == 304;
        try (exchange) {
            exchange.sendResponseHeaders(status, none || body.length == 0 ? -1 : body.length);
            if (!none) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
