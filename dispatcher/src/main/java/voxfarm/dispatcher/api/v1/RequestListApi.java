package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.status.RequestStatus;
import voxfarm.dispatcher.status.RequestView;

/**
 * {@code GET /v1/requests}: all requests in the order of their ids, a page at a time, read from the
 * bucket. Filters are applied to what is read, so that a page can be short, or empty, and have a
 * next one.
 */
public final class RequestListApi {
    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 200;

    /** Requests read for one page; a filter that few pass must not hold the call for minutes. */
    private static final int MOST_READ = 1000;

    private static final String SUFFIX = "/request.json";
    private static final List<String> STATES =
            List.of("queued", "running", "completed", "failed", "cancelled", "open", "ended");

    private final ObjectStore store;
    private final RequestStatus status;

    public RequestListApi(ObjectStore store, RequestStatus status) {
        this.store = store;
        this.status = status;
    }

    public void register(RoutesConfig routes) {
        routes.get("/v1/requests", this::list);
    }

    /**
     * @param state one of {@link #STATES}
     */
    private record Filter(
            Optional<String> state,
            Optional<String> voice,
            Optional<String> lane,
            Map<String, String> labels) {
        boolean passes(AcceptedRequest request, RequestView view) {
            String found = view.status();
            boolean open = view.result().isEmpty();
            return state.map(wanted ->
                            switch (wanted) {
                                case "open" -> open;
                                case "ended" -> !open;
                                default -> found.equals(wanted);
                            })
                            .orElse(true)
                    && voice.map(request.settings().voice().value()::equals).orElse(true)
                    && lane.map(request.lane().wireName()::equals).orElse(true)
                    && request.labels().entrySet().containsAll(labels.entrySet());
        }
    }

    private void list(Context ctx) {
        Problems problems = new Problems();
        int limit = limit(ctx, problems);
        Filter filter = filter(ctx, problems);
        String prefix = Optional.ofNullable(ctx.queryParam("prefix")).orElse("");
        if (!prefix.matches("[A-Za-z0-9._-]{0,128}")) {
            problems.add("prefix: expected the beginning of an id, was " + Problems.quote(prefix));
        }
        problems.throwIfAny(ErrorCode.INVALID_REQUEST);
        Optional<ObjectKey> after =
                Optional.ofNullable(ctx.queryParam("cursor"))
                        .map(RequestId::new)
                        .map(BucketLayout::request);
        ObjectNode answer = Json.object();
        ArrayNode requests = answer.putArray("requests");
        ObjectListing keys = new ObjectListing(store, BucketLayout.REQUESTS + prefix, after);
        Optional<RequestId> last = Optional.empty();
        int read = 0;
        while (keys.hasNext() && requests.size() < limit && read < MOST_READ) {
            Optional<RequestId> id = id(keys.next().key().value());
            if (id.isPresent()) {
                read++;
                last = id;
                add(id.get(), filter, requests);
            }
        }
        if (keys.hasNext() && last.isPresent()) {
            answer.put("next_cursor", last.get().value());
        } else {
            answer.putNull("next_cursor");
        }
        ctx.contentType("application/json").result(Json.prettyBytes(answer));
    }

    private void add(RequestId id, Filter filter, ArrayNode requests) {
        try {
            RequestView view = status.view(id);
            if (filter.passes(view.request(), view)) {
                requests.add(view.toJson());
            }
        } catch (VoxfarmException e) {
            if (e.code() != ErrorCode.UNKNOWN_REQUEST) { // deleted meanwhile
                throw e;
            }
        }
    }

    private static Optional<RequestId> id(String key) {
        if (!key.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new RequestId(
                            key.substring(
                                    BucketLayout.REQUESTS.length(),
                                    key.length() - SUFFIX.length())));
        } catch (VoxfarmException e) {
            return Optional.empty(); // somebody else's object
        }
    }

    private static int limit(Context ctx, Problems problems) {
        String limit = Optional.ofNullable(ctx.queryParam("limit")).orElse("" + USUAL_PAGE);
        if (limit.matches("\\d{1,6}")
                && Integer.parseInt(limit) >= 1
                && Integer.parseInt(limit) <= LARGEST_PAGE) {
            return Integer.parseInt(limit);
        }
        problems.add("limit: expected 1 to " + LARGEST_PAGE + ", was " + Problems.quote(limit));
        return USUAL_PAGE;
    }

    private static Filter filter(Context ctx, Problems problems) {
        Optional<String> state = Optional.ofNullable(ctx.queryParam("status"));
        if (state.isPresent() && !STATES.contains(state.get())) {
            problems.add(
                    "status: expected one of "
                            + String.join(", ", STATES)
                            + ", was "
                            + Problems.quote(state.get()));
        }
        Map<String, String> labels = new java.util.HashMap<>();
        for (String label : ctx.queryParams("label")) {
            int equals = label.indexOf('=');
            if (equals < 1) {
                problems.add("label: expected name=value, was " + Problems.quote(label));
            } else {
                labels.put(label.substring(0, equals), label.substring(equals + 1));
            }
        }
        return new Filter(
                state,
                Optional.ofNullable(ctx.queryParam("model_id")),
                Optional.ofNullable(ctx.queryParam("lane")),
                labels);
    }
}
