package voxfarm.dispatcher.api.v1;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.event.TerminalEvents;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.SynthesisResult;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.status.EventProjector;
import voxfarm.dispatcher.status.RequestStatus;
import voxfarm.dispatcher.status.RequestView;

/**
 * {@code /v1/requests/{id}/events}: the events of a request as server-sent events, up to its end.
 *
 * <p>An event's id says how far the request was, not where the event lay: every dispatcher numbers
 * alike, and who comes back with {@code Last-Event-ID}, to whichever dispatcher, is first told the
 * present state unless he knows it. Nobody is told the same twice, or what lies behind him. After
 * the end the answer is 204, which tells a browser not to come back.
 */
public final class RequestEventsApi {
    private static final Logger LOG = LoggerFactory.getLogger(RequestEventsApi.class);

    /**
     * Proxies close what is silent for long; and an event that was missed is found in the store.
     */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final String CONTENT_TYPE = "text/event-stream;charset=utf-8";

    /**
     * Looks at the bucket, of all readers together: they come by the hundred and at once, as behind
     * a restart, and what each asks of the bucket takes the processor from all other calls.
     */
    private static final int LOOKS_AT_ONCE = 8;

    /** Of who comes and finds so many looking. */
    private static final Duration LOOK_PATIENCE = Duration.ofSeconds(20);

    /** A missed event is rare: each look comes after twice as many silent heartbeats. */
    private static final int MOST_SILENT = 8;

    private final Semaphore looks = new Semaphore(LOOKS_AT_ONCE, true);
    private final RequestStatus status;
    private final EventProjector events;

    public RequestEventsApi(RequestStatus status, EventProjector events) {
        this.status = status;
        this.events = events;
    }

    public void register(Routes routes) {
        routes.get("/v1/requests/{id}/events", Access.READ, this::stream);
        routes.head("/v1/requests/{id}/events", Access.READ, this::describe);
    }

    /** What {@link #stream} would answer with, without waiting for anything. */
    private void describe(Context ctx) throws InterruptedException {
        var _ = view(new RequestId(ctx.pathParam("id")));
        ctx.header("Cache-Control", "no-store").contentType(CONTENT_TYPE);
    }

    private void stream(Context ctx) throws IOException, InterruptedException {
        RequestId id = new RequestId(ctx.pathParam("id"));
        try (EventProjector.Feed feed = events.follow(id)) {
            RequestView view = view(id);
            EventPosition known =
                    EventPosition.parse(
                            Optional.ofNullable(ctx.header("Last-Event-ID")).orElse(""));
            RequestEvent present = present(view);
            if (present.terminal() && !EventPosition.of(present).isBeyond(known)) {
                ctx.status(204);
                return;
            }
            ctx.header("Cache-Control", "no-store").header("X-Accel-Buffering", "no");
            ctx.contentType(CONTENT_TYPE);
            follow(view.request(), feed, present, known, ctx.res().getOutputStream());
        }
    }

    private RequestView view(RequestId id) throws InterruptedException {
        if (!looks.tryAcquire(LOOK_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new VoxfarmException(
                    ErrorCode.NOT_READY, "too many ask for the events of requests at once");
        }
        try {
            return status.view(id);
        } finally {
            looks.release();
        }
    }

    /** How long a reader has heard of nothing, and when the bucket is asked. For one thread. */
    private final class Silence {
        private final AcceptedRequest request;
        private int heartbeats;
        private int nextLook = 1;

        Silence(AcceptedRequest request) {
            this.request = request;
        }

        /** The end, if it is stored and was looked for: not while many others look. */
        Optional<RequestEvent> goesOn() {
            heartbeats++;
            if (heartbeats < nextLook || !looks.tryAcquire()) {
                return Optional.empty();
            }
            try {
                heartbeats = 0;
                nextLook = Math.min(2 * nextLook, MOST_SILENT);
                return status.result(request.id()).map(result -> end(request, result));
            } finally {
                looks.release();
            }
        }

        void ends() {
            heartbeats = 0;
        }
    }

    private void follow(
            AcceptedRequest request,
            EventProjector.Feed feed,
            RequestEvent present,
            EventPosition known,
            OutputStream out)
            throws InterruptedException {
        try {
            EventPosition told = known;
            Optional<RequestEvent> event = Optional.of(present);
            Silence silence = new Silence(request);
            while (true) {
                if (event.isEmpty()) {
                    event = silence.goesOn();
                }
                if (event.isEmpty()) {
                    write(out, ": waiting\n\n");
                } else {
                    silence.ends();
                    EventPosition position = EventPosition.of(event.get());
                    if (position.isBeyond(told)) {
                        told = position;
                        write(out, format(event.get(), position));
                    }
                }
                if (event.map(RequestEvent::terminal).orElse(false)) {
                    return;
                }
                event = feed.next(HEARTBEAT);
                if (event.isEmpty() && events.isReleased()) {
                    return; // the reader comes back, to another dispatcher or a new one
                }
            }
        } catch (IOException e) {
            LOG.debug("request {}: who followed it has gone: {}", request.id(), e.getMessage());
        }
    }

    private static RequestEvent present(RequestView view) {
        AcceptedRequest request = view.request();
        if (view.result().isPresent()) {
            return end(request, view.result().get());
        }
        // an event of the end without its result in the view came in between; the feed has it too
        return view.lastEvent()
                .filter(event -> !event.terminal())
                .orElseGet(() ->
                        new RequestEvent.Accepted(
                                new EventHeader(
                                        request.id(),
                                        Optional.of(request.settings().voice()),
                                        Optional.of(request.lane()),
                                        request.acceptedAt(),
                                        0)));
    }

    private static RequestEvent end(AcceptedRequest request, SynthesisResult result) {
        return TerminalEvents.of(result, request.lane(), result.finishedAt());
    }

    private static String format(RequestEvent event, EventPosition position) {
        return "id: "
                + position
                + "\nevent: "
                + RequestEventCodec.type(event)
                + "\ndata: "
                + new String(RequestEventCodec.write(event), StandardCharsets.UTF_8)
                + "\n\n";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
