package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.RequestId;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.status.RequestPages;
import voxfarm.dispatcher.status.RequestPages.Filter;
import voxfarm.dispatcher.status.RequestPages.Item;
import voxfarm.dispatcher.status.RequestPages.State;

/**
 * {@code GET /v1/requests}: all requests in the order of their ids, a page at a time. Filters are
 * applied to what is read, so that a page can be short, or empty, and have a next one.
 */
public final class RequestListApi {
    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 200;

    private final RequestPages pages;

    public RequestListApi(RequestPages pages) {
        this.pages = pages;
    }

    public void register(Routes routes) {
        routes.get("/v1/requests", Access.READ, this::list);
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
        Optional<RequestId> after =
                Optional.ofNullable(ctx.queryParam("cursor")).map(RequestId::new);
        RequestPages.Page page = pages.read(filter, prefix, after, limit);
        ObjectNode answer = Json.object();
        ArrayNode requests = answer.putArray("requests");
        page.items().forEach(item -> requests.add(json(item)));
        answer.put("unreadable", page.unreadable());
        answer.put("next_cursor", page.next().map(RequestId::value).orElse(null));
        ctx.contentType("application/json").result(Json.prettyBytes(answer));
    }

    private static ObjectNode json(Item item) {
        return switch (item) {
            case Item.Found(var view) -> view.toJson();
            case Item.Unreadable(RequestId id, String problem) ->
                    Json.object()
                            .put("schema", Schema.VERSION)
                            .put("request_id", id.value())
                            .put("status", "unreadable")
                            .put("problem", problem);
        };
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
        Optional<String> named = Optional.ofNullable(ctx.queryParam("status"));
        Optional<State> state =
                Arrays.stream(State.values())
                        .filter(known -> named.map(known.wireName()::equals).orElse(false))
                        .findFirst();
        if (named.isPresent() && state.isEmpty()) {
            problems.add(
                    "status: expected one of "
                            + Arrays.stream(State.values())
                                    .map(State::wireName)
                                    .collect(Collectors.joining(", "))
                            + ", was "
                            + Problems.quote(named.get()));
        }
        Map<String, String> labels = new HashMap<>();
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
