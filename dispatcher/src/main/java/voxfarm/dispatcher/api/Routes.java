package voxfarm.dispatcher.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.ExceptionHandler;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.javalin.router.ParsedEndpoint;
import io.javalin.security.Roles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.Carried;
import voxfarm.common.plan.RequestId;
import voxfarm.common.telemetry.LogContext;
import voxfarm.common.telemetry.Tracer;

/**
 * The routes of all APIs, each with what it asks of its caller. The check is part of the handler
 * that the router finds, so how a path was written makes no difference: whatever reaches a handler
 * has passed the check of that very handler.
 */
public final class Routes {
    private final RoutesConfig router;
    private final Guard guard;
    private final Tracer tracer;
    private final List<Route> routes = new ArrayList<>();

    /** Asked before a handler runs; throws if it must not. */
    @FunctionalInterface
    interface Guard {
        void check(Context ctx, Access access);
    }

    /** A method and a path that lead to a handler. */
    record Route(HandlerType method, String path, Access access, Handler handler) {}

    /**
     * @param tracer told of every call that asks for a scope, under the names of its route
     */
    Routes(RoutesConfig router, Guard guard, Tracer tracer) {
        this.router = router;
        this.guard = guard;
        this.tracer = tracer;
    }

    public Routes get(String path, Access access, Handler handler) {
        return add(HandlerType.GET, path, access, handler);
    }

    public Routes head(String path, Access access, Handler handler) {
        return add(HandlerType.HEAD, path, access, handler);
    }

    public Routes post(String path, Access access, Handler handler) {
        return add(HandlerType.POST, path, access, handler);
    }

    public Routes put(String path, Access access, Handler handler) {
        return add(HandlerType.PUT, path, access, handler);
    }

    public Routes delete(String path, Access access, Handler handler) {
        return add(HandlerType.DELETE, path, access, handler);
    }

    private Routes add(HandlerType method, String path, Access access, Handler handler) {
        routes.add(new Route(method, path, access, handler));
        router.addEndpoint(
                Endpoint.create(method, path)
                        .addMetadata(new Roles(Set.of(access)))
                        .handler(
                                new Guarded(
                                        method.name() + " " + path,
                                        access,
                                        guard,
                                        tracer,
                                        AuditLog.concerns(method, path, access),
                                        handler)));
        return this;
    }

    /** How an API answers one of its own failures. */
    public <E extends Exception> Routes exception(
            Class<E> kind, ExceptionHandler<? super E> handler) {
        router.exception(kind, handler);
        return this;
    }

    private static final String OF_A_REQUEST = "/v1/requests/{id}";

    private record Guarded(
            String name,
            Access access,
            Guard guard,
            Tracer tracer,
            boolean audited,
            Handler handler)
            implements Handler {
        @Override
        public void handle(Context ctx) throws Exception {
            if (!audited) {
                run(ctx);
                return;
            }
            try {
                run(ctx);
            } catch (VoxfarmException e) {
                AuditLog.refused(ctx, name, e);
                throw e;
            } catch (Exception e) {
                AuditLog.failed(ctx, name);
                throw e;
            }
            AuditLog.done(ctx, name);
        }

        private void run(Context ctx) throws Exception {
            guard.check(ctx, access);
            if (access.scope().isEmpty()) { // probes and pages
                handler.handle(ctx);
                return;
            }
            try (LogContext _ = LogContext.of(request(ctx));
                    Tracer.Span span = tracer.begin(Tracer.Kind.SERVER, name, carried(ctx))) {
                try {
                    handler.handle(ctx);
                } catch (VoxfarmException e) {
                    span.failed(e.code().wireName());
                    throw e;
                }
                span.with("http.response.status_code", String.valueOf(ctx.statusCode()));
            }
        }

        /** The request that the path names, if it names one by a name that can be one. */
        private Optional<RequestId> request(Context ctx) {
            if (!name.contains(OF_A_REQUEST)) {
                return Optional.empty();
            }
            try {
                return Optional.of(new RequestId(ctx.pathParam("id")));
            } catch (VoxfarmException e) {
                return Optional.empty(); // its handler says so
            }
        }

        /** The context that the caller sends along, if it is one. */
        private static Carried carried(Context ctx) {
            Map<String, String> values = new HashMap<>();
            for (String header : Carried.NAMES) {
                String value = ctx.header(header);
                if (value != null) {
                    values.put(header, value);
                }
            }
            return values.isEmpty() ? Carried.NONE : new Carried(values);
        }
    }

    /**
     * Answers HEAD where there is only a GET, with the same check: as GET, whose body the server
     * leaves out, and where GET does something, without doing it. The router would answer it
     * without any.
     */
    void addHeads() {
        Set<String> known = new HashSet<>();
        for (Route route : routes) {
            if (route.method().equals(HandlerType.HEAD)) {
                known.add(route.path());
            }
        }
        for (Route route : List.copyOf(routes)) {
            if (route.method().equals(HandlerType.GET) && known.add(route.path())) {
                head(
                        route.path(),
                        route.access(),
                        route.access().changes() ? _ -> {} : route.handler());
            }
        }
    }

    List<Route> all() {
        return List.copyOf(routes);
    }

    /**
     * @param found what the router has, from whomever
     * @throws IllegalStateException if there is a handler of a method that asks nothing of its
     *     caller, not even that it is for everyone
     */
    static void requireAccess(List<ParsedEndpoint> found) {
        for (ParsedEndpoint parsed : found) {
            Endpoint endpoint = parsed.endpoint;
            if (endpoint.method.isHttpMethod() && !(endpoint.handler instanceof Guarded)) {
                throw new IllegalStateException(
                        endpoint.method.name()
                                + " "
                                + endpoint.path
                                + ": a route without a scope; see Routes");
            }
        }
    }
}
