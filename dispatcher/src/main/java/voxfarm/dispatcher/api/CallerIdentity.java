package voxfarm.dispatcher.api;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import voxfarm.common.plan.CallbackUrl;
import voxfarm.dispatcher.acceptance.Client;
import voxfarm.dispatcher.acceptance.KeyQuotas;

/**
 * Whose key a call came with, as {@link AccessControl} found it.
 *
 * @param key its name
 * @param callback who is told of its requests' ends where they name nobody
 */
public record CallerIdentity(String key, Optional<CallbackUrl> callback) {
    private static final String ATTRIBUTE = CallerIdentity.class.getName();

    void noteOn(Context ctx) {
        ctx.attribute(ATTRIBUTE, this);
    }

    /** Empty where no key is asked for. */
    public static Optional<CallerIdentity> of(Context ctx) {
        return Optional.ofNullable(ctx.<CallerIdentity>attribute(ATTRIBUTE));
    }

    /** Who submits. */
    public static Client client(Context ctx) {
        return new Client(ctx.ip(), of(ctx).map(CallerIdentity::key));
    }

    /**
     * Tells what is left of the key's quotas in the two heads of the draft on rate limits: {@code
     * RateLimit-Policy} ({@code q} in all, {@code w} seconds) and {@code RateLimit} ({@code r}
     * left, {@code t} seconds until there is more). Nothing where there are none.
     */
    public static void tell(Context ctx, List<KeyQuotas.Limit> limits) {
        if (limits.isEmpty()) {
            return;
        }
        ctx.header(
                "RateLimit-Policy",
                limits.stream()
                        .map(limit ->
                                "\""
                                        + limit.name()
                                        + "\";q="
                                        + limit.most()
                                        + (limit.windowSeconds() > 0
                                                ? ";w=" + limit.windowSeconds()
                                                : ""))
                        .collect(Collectors.joining(", ")));
        ctx.header(
                "RateLimit",
                limits.stream()
                        .map(limit ->
                                "\""
                                        + limit.name()
                                        + "\";r="
                                        + limit.left()
                                        + (limit.windowSeconds() > 0
                                                ? ";t=" + limit.resetSeconds()
                                                : ""))
                        .collect(Collectors.joining(", ")));
    }
}
