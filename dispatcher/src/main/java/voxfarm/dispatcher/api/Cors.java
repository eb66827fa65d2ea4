package voxfarm.dispatcher.api;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tells browsers which pages of other sites may call, and with what. */
final class Cors {
    private static final Set<String> HEADERS =
            Set.of(
                    "accept",
                    "authorization",
                    "content-type",
                    "if-none-match",
                    "last-event-id",
                    "openai-beta",
                    "openai-organization",
                    "openai-project",
                    "range",
                    "x-api-key");

    /** What OpenAI's own client says of itself. */
    private static final Pattern OF_CLIENTS = Pattern.compile("x-stainless-[a-z-]{1,40}");

    private static final String USUAL = "Authorization, Content-Type, Last-Event-ID, X-API-Key";
    private static final int MOST_ASKED = 50;

    private final Set<String> origins;

    /**
     * @param origins pages that may call
     */
    Cors(List<String> origins) {
        this.origins = Set.copyOf(origins);
    }

    /** Answers a page that asks first, and says to any other that it may read the answer. */
    void apply(Context ctx) {
        String origin = ctx.header("Origin");
        if (origin == null || !origins.contains(origin)) {
            return;
        }
        ctx.header("Access-Control-Allow-Origin", origin);
        ctx.header("Vary", "Origin");
        ctx.header("Access-Control-Expose-Headers", "Location, Retry-After, X-Voxfarm-Request");
        if (ctx.method().equals(HandlerType.OPTIONS)) {
            ctx.header("Vary", "Origin, Access-Control-Request-Headers");
            ctx.header("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE");
            ctx.header("Access-Control-Allow-Headers", allowed(ctx));
            ctx.header("Access-Control-Max-Age", "600");
            ctx.status(204).skipRemainingHandlers();
        }
    }

    /** Of the headers that the page asks for, those that it may send. */
    private static String allowed(Context ctx) {
        List<String> asked =
                Collections.list(ctx.req().getHeaders("Access-Control-Request-Headers"));
        if (asked.isEmpty()) {
            return USUAL;
        }
        return asked.stream()
                .flatMap(line -> Arrays.stream(line.split(",", MOST_ASKED)))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> HEADERS.contains(name) || OF_CLIENTS.matcher(name).matches())
                .distinct()
                .limit(MOST_ASKED)
                .collect(Collectors.joining(", "));
    }
}
