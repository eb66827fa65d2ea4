package voxfarm.dispatcher.api;

import io.javalin.Javalin;
import io.javalin.config.MultipartConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.http.Address;
import voxfarm.http.BodyPace;
import voxfarm.http.Doorway;
import voxfarm.http.PlainMethods;
import voxfarm.http.ServerErrors;

/** The HTTP interface: one server for all APIs, a virtual thread a request. */
public final class HttpServer implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int FORM_MEMORY_BYTES = 64 << 10;

    /** For calls in hand when the server stops; none of them waits for anything any more. */
    private static final Duration LAST_CALLS = Duration.ofSeconds(5);

    private final HttpConfig config;
    private final List<Consumer<Routes>> apis;
    private final AccessControl access;
    private final BrowserGuard browsers;
    private final Cors cors;
    private final Doorway doorway;
    private final BodyRoom bodies;
    private final Runnable sendAway;
    private final Telemetry telemetry;
    private final LastCalls lastCalls = new LastCalls();

    /** Guarded by this. */
    private @Nullable Javalin server;

    /** Guarded by this. */
    private List<Routes.Route> routes = List.of();

    /** Guarded by this. Parts of forms while they are read. */
    private @Nullable TemporaryFolder forms;

    public HttpServer(HttpConfig config, List<Consumer<Routes>> apis) {
        this(config, apis, () -> {});
    }

    /**
     * @param sendAway ends, once the server stops, what callers wait for: now and from then on
     */
    public HttpServer(HttpConfig config, List<Consumer<Routes>> apis, Runnable sendAway) {
        this(config, apis, sendAway, Telemetry.NONE);
    }

    /**
     * As the other.
     *
     * @param telemetry told of every call
     */
    public HttpServer(
            HttpConfig config,
            List<Consumer<Routes>> apis,
            Runnable sendAway,
            Telemetry telemetry) {
        this(config, apis, sendAway, telemetry, BodyPace.of(config.callers()), System::nanoTime);
    }

    /**
     * @param nanos a clock for what callers take their time for
     */
    HttpServer(
            HttpConfig config,
            List<Consumer<Routes>> apis,
            Runnable sendAway,
            Telemetry telemetry,
            BodyPace pace,
            LongSupplier nanos) {
        this.sendAway = sendAway;
        this.telemetry = telemetry;
        this.bodies = BodyRoom.ofHeap(config.maxBodyBytes());
        this.doorway =
                new Doorway(
                        new Address(config.host(), config.port(), "--http-port or http.port"),
                        config.maxConnections(),
                        config.callers(),
                        pace,
                        nanos);
        this.config = config;
        this.apis = List.copyOf(apis);
        this.access = AccessControl.of(config);
        this.browsers = BrowserGuard.of(config, access.asksForKeys());
        this.cors = new Cors(config.corsOrigins());
    }

    @Override
    public String name() {
        return "http server";
    }

    @Override
    public synchronized void start() {
        StartGate gate = new StartGate();
        TemporaryFolder folder = formsFolder();
        forms = folder;
        CallLog calls = new CallLog(telemetry.metrics());
        Javalin made =
                Javalin.create(settings -> {
                    settings.startup.showJavalinBanner = false;
                    settings.startup.showOldJavalinVersionWarning = false;
                    settings.concurrency.useVirtualThreads = true;
                    settings.http.maxRequestSize = (long) config.maxBodyBytes();
                    settings.appData(BodyRoom.KEY, bodies);
                    boundForms(settings.jetty.multipartConfig, folder);
                    settings.jetty.addConnector(doorway::connector);
                    settings.jetty.modifyServer(
                            jetty -> jetty.setErrorHandler(new ServerErrors(ErrorMapper.FORM)));
                    settings.jetty.modifyServletContextHandler(context -> {
                        context.setMaxFormKeys(FormFault.MOST_PARTS);
                        context.insertHandler(doorway.slowCallers());
                        context.insertHandler(new PresentCallers());
                        context.insertHandler(gate);
                        context.insertHandler(new PlainMethods());
                        context.setErrorHandler(new ServerErrors(ErrorMapper.FORM));
                        context.insertHandler(lastCalls);
                        context.insertHandler(doorway.bounds());
                    });
                    settings.requestLogger.http(calls::answered);
                    settings.routes.before(_ -> gate.open());
                    settings.routes.before(this::guard);
                    settings.http.prefer405over404 = true;
                    routes = register(settings.routes);
                    onFailure(settings.routes, VoxfarmException.class, ErrorMapper::answer);
                    onFailure(
                            settings.routes, HttpResponseException.class, ErrorMapper::answerHttp);
                    onFailure(settings.routes, Exception.class, ErrorMapper::answerDefect);
                });
        Routes.requireAccess(made.unsafe.internalRouter.allHttpHandlers());
        server = made;
        doorway.start();
        try {
            made.start();
        } catch (RuntimeException e) {
            throw doorway.cannotBind(e);
        }
    }

    private List<Routes.Route> register(RoutesConfig router) {
        Routes all =
                new Routes(
                        router,
                        (ctx, needed) -> {
                            browsers.checkOrigin(ctx, needed);
                            access.check(ctx, needed);
                        },
                        telemetry.tracer());
        apis.forEach(api -> api.accept(all));
        all.addHeads();
        return all.all();
    }

    /** What the router has, once started. */
    synchronized List<Routes.Route> routes() {
        return routes;
    }

    private static TemporaryFolder formsFolder() {
        try {
            return TemporaryFolder.create("forms-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without bounds a form may fill the disk. */
    private void boundForms(MultipartConfig forms, TemporaryFolder folder) {
        forms.cacheDirectory(folder.path().toString());
        forms.maxInMemoryFileSize(FORM_MEMORY_BYTES, SizeUnit.BYTES);
        forms.maxFileSize(config.maxBodyBytes(), SizeUnit.BYTES);
        forms.maxTotalRequestSize(config.maxBodyBytes(), SizeUnit.BYTES);
    }

    /**
     * An answer that has begun cannot become another one, and what there is of it must not look
     * like the whole: the connection is cut.
     */
    private static <E extends Exception> void onFailure(
            RoutesConfig routes, Class<E> kind, BiConsumer<Context, E> answer) {
        routes.exception(
                kind,
                (failure, ctx) -> {
                    if (ctx.res().isCommitted()) {
                        if (callerHasGone(failure)) { // no fault of anybody's
                            LOG.debug("{} {}: {}", ctx.method(), ctx.path(), failure.getMessage());
                        } else {
                            LOG.warn("{} {}: broken off: {}", ctx.method(), ctx.path(), failure);
                        }
                        ServletContextRequest.getServletContextRequest(ctx.req())
                                .getConnectionMetaData()
                                .getConnection()
                                .getEndPoint()
                                .close(failure);
                    } else {
                        ctx.res().resetBuffer();
                        answer.accept(ctx, failure);
                    }
                });
    }

    private static boolean callerHasGone(Throwable failure) {
        return ErrorMapper.anyCause(failure, EofException.class::isInstance);
    }

    /** Before anything else of a call. */
    private void guard(Context ctx) {
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Referrer-Policy", "no-referrer");
        ctx.header("X-Frame-Options", "DENY");
        browsers.checkHost(ctx);
        checkQuery(ctx);
        BodyCodings.check(ctx);
        cors.apply(ctx);
    }

    /** What cannot be read is not guessed at. */
    private static void checkQuery(Context ctx) {
        String query = ctx.queryString();
        if (query != null) {
            Utf8Stream.requireEncoded(query.getBytes(StandardCharsets.UTF_8), "query");
        }
    }

    /** The port in use. */
    public synchronized int port() {
        if (server == null) {
            throw new IllegalStateException("http server: not started");
        }
        return server.port();
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            lastCalls.begin();
            sendAway.run();
            lastCalls.await(LAST_CALLS);
            doorway.close();
            server.stop();
        }
        if (forms != null) {
            try {
                forms.close();
            } catch (IOException e) {
                LOG.debug("{}: stays until the next start", forms.path(), e);
            }
        }
    }
}
