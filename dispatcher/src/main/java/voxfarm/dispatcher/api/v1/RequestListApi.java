package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Query;
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
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{0,128}");

    private final RequestPages pages;

    public RequestListApi(RequestPages pages) {
        this.pages = pages;
    }

    public void register(Routes routes) {
        routes.get("/v1/requests", Access.READ, this::list);
    }

    private void list(Context ctx) {
        Query query = new Query(ctx);
        int limit = query.whole("limit", 1, LARGEST_PAGE).orElse(USUAL_PAGE);
        Filter filter = filter(query);
        String prefix = query.parsed("prefix", RequestListApi::prefix).orElse("");
        Optional<RequestId> after = query.parsed("cursor", RequestId::new);
        query.throwIfAny();
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

    private static String prefix(String text) {
        if (!PREFIX.matcher(text).matches()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "expected the beginning of an id, was %s",
                    Problems.quote(text));
        }
        return text;
    }

    private static Filter filter(Query query) {
        return new Filter(
                query.oneOf("status", Stream.of(State.values()), State::wireName),
                query.parsed("model_id", VoiceId::new),
                query.oneOf("lane", Stream.of(Lane.values()), Lane::wireName),
                query.pairs("label", RequestCodec.MAX_LABEL_NAME, RequestCodec.MAX_LABEL_VALUE));
    }
}
