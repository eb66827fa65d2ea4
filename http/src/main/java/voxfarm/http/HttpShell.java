package voxfarm.http;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.Defects;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.result.ErrorInfo;

/**
 * A server for a process that has little to say: fixed paths that are fetched and take nothing, for
 * probes and for whoever collects figures. No body is read, no parameter looked at.
 */
public final class HttpShell implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(HttpShell.class);

    /** Probes and collectors come one by one. */
    private static final int MAX_CONNECTIONS = 64;

    private static final int MAX_THREADS = MAX_CONNECTIONS + 32;
    private static final int MIN_THREADS = 2;
    private static final int ACCEPTING_THREADS = 1;
    private static final String BEARER = "Bearer ";

    private final Doorway doorway;
    private final Map<String, Supplier<Page>> pages;
    private final Map<String, Predicate<Optional<String>>> locks;

    /** Guarded by this, as is the other. */
    private @Nullable Server server;

    private int port;

    /** An answer. */
    public record Page(int status, String contentType, byte[] bytes) {}

    /**
     * @param pages by path; each is asked on a thread of the server, by several at once, and may
     *     take some seconds
     */
    public HttpShell(Address address, Map<String, Supplier<Page>> pages) {
        this(address, pages, Map.of());
    }

    /**
     * As the other.
     *
     * @param locks by path, of pages that are not for everyone: judges the key that a caller
     *     presents, if it does
     */
    public HttpShell(
            Address address,
            Map<String, Supplier<Page>> pages,
            Map<String, Predicate<Optional<String>>> locks) {
        this.locks = Map.copyOf(locks);
        CallerLimits limits = CallerLimits.ofFew(MAX_CONNECTIONS);
        this.doorway =
                new Doorway(
                        address, MAX_CONNECTIONS, limits, BodyPace.of(limits), System::nanoTime);
        this.pages = Map.copyOf(pages);
    }

    @Override
    public String name() {
        return "http shell";
    }

    @Override
    public synchronized void start() {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("http-shell");
        threads.setDaemon(true);
        Server jetty = new Server(threads);
        server = jetty;
        ServerConnector connector =
                doorway.connector(jetty, new HttpConfiguration(), ACCEPTING_THREADS);
        jetty.addConnector(connector);
        jetty.setErrorHandler(new ServerErrors(ErrorForm.PROBLEMS));
        PlainMethods methods = new PlainMethods();
        methods.setHandler(new Pages());
        Handler.Wrapper slow = doorway.slowCallers();
        slow.setHandler(methods);
        Handler.Wrapper bounds = doorway.bounds();
        bounds.setHandler(slow);
        jetty.setHandler(bounds);
        doorway.start();
        try {
            jetty.start();
        } catch (Exception e) {
            throw doorway.cannotBind(e);
        }
        port = connector.getLocalPort();
    }

    /** The port in use. */
    public synchronized int port() {
        if (port <= 0) {
            throw new IllegalStateException("http shell: not started");
        }
        return port;
    }

    @Override
    public synchronized void close() {
        if (server == null) {
            return;
        }
        doorway.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not stop", e);
        }
        server = null;
    }

    private final class Pages extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.getHeaders().put("X-Content-Type-Options", "nosniff");
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            String path = Request.getPathInContext(request);
            Supplier<Page> page = pages.get(path);
            if (page == null) {
                refuse(request, response, callback, HttpStatus.NOT_FOUND_404, "no such path");
            } else if (!HttpMethod.GET.is(request.getMethod())
                    && !HttpMethod.HEAD.is(request.getMethod())) {
                response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
                refuse(
                        request,
                        response,
                        callback,
                        HttpStatus.METHOD_NOT_ALLOWED_405,
                        "this path takes GET, HEAD");
            } else if (!mayHave(path, request)) {
                response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
                refuse(
                        request,
                        response,
                        callback,
                        HttpStatus.UNAUTHORIZED_401,
                        "this path asks for a key: Authorization: Bearer KEY");
            } else {
                write(answer(path, page), request, response, callback);
            }
            return true;
        }

        private boolean mayHave(String path, Request request) {
            Predicate<Optional<String>> lock = locks.get(path);
            return lock == null || lock.test(presented(request));
        }

        private static Optional<String> presented(Request request) {
            String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
            return authorization != null
                            && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? Optional.of(authorization.substring(BEARER.length()).strip())
                    : Optional.empty();
        }

        /** What it may have brought along is not read: the connection ends with the answer. */
        private static void refuse(
                Request request, Response response, Callback callback, int status, String why) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            Response.writeError(request, response, callback, status, why);
        }

        private static void write(
                Page answer, Request request, Response response, Callback callback) {
            response.setStatus(answer.status());
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.bytes().length);
            boolean head = HttpMethod.HEAD.is(request.getMethod());
            response.write(true, head ? null : ByteBuffer.wrap(answer.bytes()), callback);
        }

        private static Page answer(String path, Supplier<Page> page) {
            try {
                return page.get();
            } catch (RuntimeException e) {
                ErrorInfo error = ErrorInfo.of(ErrorCode.INTERNAL, Defects.told(LOG, path, e));
                return new Page(
                        HttpStatus.INTERNAL_SERVER_ERROR_500,
                        ProblemDocuments.CONTENT_TYPE,
                        ProblemDocuments.of(HttpStatus.INTERNAL_SERVER_ERROR_500, error));
            }
        }
    }
}
