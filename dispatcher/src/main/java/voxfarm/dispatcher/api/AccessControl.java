package voxfarm.dispatcher.api;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.plan.CallbackUrl;

/**
 * Who may call what. Keys are random and long, so a plain SHA-256 of each is enough to keep; they
 * come as {@code Authorization: Bearer} or {@code X-API-Key}, never in an address.
 */
final class AccessControl {
    private final List<Holder> holders;

    private record Holder(byte[] sha256, Set<Scope> scopes, CallerIdentity identity) {}

    private AccessControl(List<Holder> holders) {
        this.holders = holders;
    }

    /**
     * @throws VoxfarmException {@code INVALID_CONFIG} with every problem; also where anyone could
     *     reach the farm and no key is asked for
     */
    static AccessControl of(HttpConfig config) {
        Problems problems = new Problems();
        if (!config.auth().equals("auto") && !config.auth().equals("off")) {
            problems.add("http.auth: expected auto or off, was " + Problems.quote(config.auth()));
        }
        List<Holder> holders = new ArrayList<>();
        for (HttpConfig.ApiKey key : config.keys()) {
            if (!Sha256.isHex(key.sha256())) {
                problems.add(
                        "http.keys: "
                                + Problems.quote(key.name())
                                + ": expected sha256 of 64 hexadecimal digits; voxfarm key makes"
                                + " one");
                continue;
            }
            holders.add(
                    new Holder(
                            HexFormat.of().parseHex(key.sha256()),
                            scopes(key, problems),
                            new CallerIdentity(key.name(), callback(key, problems))));
        }
        boolean off = config.auth().equals("off");
        if (!off && holders.isEmpty() && !loopback(config.host())) {
            problems.add(
                    "http.host: "
                            + config.host()
                            + " can be reached from other machines, and no key is asked for; add"
                            + " one to http.keys (voxfarm key makes it), or say http.auth: off");
        }
        problems.throwIfAny(ErrorCode.INVALID_CONFIG);
        return new AccessControl(off ? List.of() : List.copyOf(holders));
    }

    private static Optional<CallbackUrl> callback(HttpConfig.ApiKey key, Problems problems) {
        if (key.callback().isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(CallbackUrl.parse(key.callback()));
        } catch (VoxfarmException e) {
            problems.add(
                    "http.keys: " + Problems.quote(key.name()) + ": callback: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Set<Scope> scopes(HttpConfig.ApiKey key, Problems problems) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String name : key.scopes()) {
            Scope.ofWireName(name)
                    .ifPresentOrElse(
                            scope -> scopes.addAll(scope.all()),
                            () ->
                                    problems.add(
                                            "http.keys: "
                                                    + Problems.quote(key.name())
                                                    + ": expected scopes "
                                                    + Scope.choices()
                                                    + ", was "
                                                    + Problems.quote(name)));
        }
        return scopes;
    }

    /** Whether only this machine reaches what listens there. */
    static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // binding will say what is wrong
        }
    }

    /** Whether a caller needs a key. */
    boolean asksForKeys() {
        return !holders.isEmpty();
    }

    /**
     * @throws VoxfarmException {@code UNAUTHORIZED} or {@code FORBIDDEN}
     */
    void check(Context ctx, Access access) {
        if (holders.isEmpty() || access.scope().isEmpty()) {
            return;
        }
        Optional<String> presented = presented(ctx);
        Optional<Holder> holder = presented.flatMap(this::find);
        if (holder.isEmpty()) {
            ctx.header("WWW-Authenticate", "Bearer");
            throw new VoxfarmException(
                    ErrorCode.UNAUTHORIZED,
                    presented.isEmpty()
                            ? "an API key is needed: Authorization: Bearer KEY, or X-API-Key: KEY"
                            : "this API key is not known here");
        }
        holder.get().identity().noteOn(ctx);
        Scope needed = deletes(ctx) ? Scope.ADMIN : access.scope().get();
        if (!holder.get().scopes().contains(needed)) {
            throw VoxfarmException.of(
                    ErrorCode.FORBIDDEN, "this API key lacks the scope %s", needed.wireName());
        }
    }

    private static Optional<String> presented(Context ctx) {
        String authorization = ctx.header("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.of(authorization.substring(7).strip());
        }
        return Optional.ofNullable(ctx.header("X-API-Key"));
    }

    /** In the same time whichever key it is. */
    private Optional<Holder> find(String key) {
        byte[] hash = HexFormat.of().parseHex(Sha256.hex(key.getBytes(StandardCharsets.UTF_8)));
        Optional<Holder> found = Optional.empty();
        for (Holder holder : holders) {
            if (MessageDigest.isEqual(holder.sha256(), hash)) {
                found = Optional.of(holder);
            }
        }
        return found;
    }

    /** To delete for good is more than to cancel, on the same route; read as its handlers do. */
    private static boolean deletes(Context ctx) {
        return ctx.method().equals(HandlerType.DELETE) && new Query(ctx).flag("purge");
    }
}
