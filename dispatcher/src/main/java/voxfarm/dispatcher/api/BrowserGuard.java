package voxfarm.dispatcher.api;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * Keeps pages of other sites from using a person's browser as a caller: the browser reaches what
 * the page cannot, a farm on the loopback address first of all. What a browser says of a page
 * cannot be forged by the page; other programs say nothing of the kind, and are let through.
 */
final class BrowserGuard {
    private static final Set<String> OTHER_SITES = Set.of("cross-site", "same-site");
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");
    private static final String ANY_HOST = "*";
    private static final Pattern JSON =
            Pattern.compile("application/(?:[a-z0-9.-]{1,60}+\\+)?json");

    private final boolean anyHost;
    private final Set<String> hosts;
    private final Set<String> origins;

    private BrowserGuard(boolean anyHost, Set<String> hosts, Set<String> origins) {
        this.anyHost = anyHost;
        this.hosts = hosts;
        this.origins = origins;
    }

    /**
     * @param keysAsked whether a call is worth nothing without a key: a page has none, so a farm
     *     for many machines may then be called by whatever name it has
     * @throws VoxfarmException {@code INVALID_CONFIG} with every problem
     */
    static BrowserGuard of(HttpConfig config, boolean keysAsked) {
        Problems problems = new Problems();
        Set<String> hosts = new HashSet<>();
        boolean any = false;
        for (String allowed : config.allowedHosts()) {
            Optional<Authority> host = Authority.parse(allowed);
            if (allowed.equals(ANY_HOST)) {
                any = true;
            } else if (host.isEmpty() || host.get().port().isPresent()) {
                problems.add(
                        "http.allowed-hosts: expected names or addresses without a port, was "
                                + Problems.quote(allowed));
            } else {
                hosts.add(host.get().host());
            }
        }
        for (String origin : config.corsOrigins()) {
            if (!isOrigin(origin)) {
                problems.add(
                        "http.cors-origins: expected origins such as https://studio.example, one"
                                + " by one (any page could command the farm otherwise), was "
                                + Problems.quote(origin));
            }
        }
        problems.throwIfAny(ErrorCode.INVALID_CONFIG);
        Authority.parse(config.host()).ifPresent(own -> hosts.add(own.host()));
        boolean forMany = !AccessControl.loopback(config.host());
        return new BrowserGuard(
                any || (forMany && keysAsked && config.allowedHosts().isEmpty()),
                Set.copyOf(hosts),
                Set.copyOf(config.corsOrigins()));
    }

    /**
     * Whether the call was meant for this farm. A page whose name was made to lead here afterwards
     * (DNS rebinding) calls by that name.
     *
     * @throws VoxfarmException {@code FORBIDDEN}
     */
    void checkHost(Context ctx) {
        List<String> named = headers(ctx, "Host");
        if (anyHost || named.isEmpty()) {
            return; // HTTP/1.0, which no browser speaks; the server refuses it in HTTP/1.1
        }
        Optional<Authority> host = Authority.parse(named.getFirst());
        if (named.size() > 1 || host.isEmpty() || !isOwn(host.get(), ctx)) {
            throw new VoxfarmException(
                    ErrorCode.FORBIDDEN,
                    "this farm is not called "
                            + Problems.quote(named.getFirst())
                            + "; a name that leads here is added to http.allowed-hosts");
        }
    }

    private boolean isOwn(Authority host, Context ctx) {
        return host.isLoopback()
                || hosts.contains(host.host())
                || host.address().filter(address -> isLocal(address, ctx)).isPresent();
    }

    /** No page can come from an address but from what listens there. */
    private static boolean isLocal(InetAddress address, Context ctx) {
        return Authority.parse(bracketed(ctx.req().getLocalAddr()))
                .flatMap(Authority::address)
                .filter(address::equals)
                .isPresent();
    }

    private static String bracketed(String address) {
        return address.indexOf(':') < 0 || address.startsWith("[") ? address : "[" + address + "]";
    }

    /**
     * Whether a page that calls is the farm's own, or one that the configuration allows.
     *
     * @throws VoxfarmException {@code FORBIDDEN}
     */
    void checkOrigin(Context ctx, Access access) {
        Optional<String> origin = header(ctx, "Origin");
        Optional<String> referring = header(ctx, "Referer").flatMap(BrowserGuard::origin);
        Optional<String> site = header(ctx, "Sec-Fetch-Site");
        Optional<String> page = origin.or(() -> referring);
        if (origin.isPresent()
                ? !isAllowed(origin.get(), ctx)
                : isForeign(ctx, site, page, access)) {
            throw new VoxfarmException(
                    ErrorCode.FORBIDDEN,
                    "a page of another site ("
                            + Problems.quote(page.orElse("not named"))
                            + ") must not call this farm; http.cors-origins lists those that may");
        }
        if (access.changes() && (page.isPresent() || site.isPresent())) {
            checkBody(ctx);
        }
    }

    /** Without an origin: what a page refers to, such as an image, or a person's own visit. */
    private boolean isForeign(
            Context ctx, Optional<String> site, Optional<String> page, Access access) {
        if (page.filter(found -> isAllowed(found, ctx)).isPresent()) {
            return false;
        }
        if (site.isPresent() && !OWN_SITE.contains(site.get())) {
            boolean visit =
                    OTHER_SITES.contains(site.get())
                            && header(ctx, "Sec-Fetch-Mode").equals(Optional.of("navigate"))
                            && header(ctx, "Sec-Fetch-Dest").equals(Optional.of("document"));
            return !visit || access.changes();
        }
        // browsers that say no site, and those to which this address is not safe enough to say it
        return site.isEmpty() && page.isPresent() && access.changes();
    }

    private boolean isAllowed(String origin, Context ctx) {
        Optional<Authority> called = header(ctx, "Host").flatMap(Authority::parse);
        return origins.contains(origin)
                || (called.isPresent()
                        && Authority.ofOrigin(origin)
                                .filter(site -> site.isSiteOf(called.get()))
                                .isPresent());
    }

    /** The kinds of body that a browser sends for any page without asking first are not taken. */
    private static void checkBody(Context ctx) {
        String type = header(ctx, "Content-Type").orElse("");
        String kind = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean none =
                kind.isEmpty()
                        && ctx.req().getContentLengthLong() <= 0
                        && ctx.header("Transfer-Encoding") == null;
        if (!none && !kind.equals("multipart/form-data") && !JSON.matcher(kind).matches()) {
            throw new VoxfarmException(
                    ErrorCode.FORBIDDEN,
                    "a page may send application/json or multipart/form-data, was "
                            + Problems.quote(type));
        }
    }

    private static Optional<String> origin(String address) {
        try {
            URI uri = new URI(address);
            return uri.getScheme() == null || uri.getRawAuthority() == null
                    ? Optional.of("null")
                    : Optional.of(uri.getScheme() + "://" + uri.getRawAuthority());
        } catch (URISyntaxException e) {
            return Optional.of("null"); // of somebody, and not of us
        }
    }

    /** The first where there are several: what differs in the others is refused with it. */
    private static Optional<String> header(Context ctx, String name) {
        List<String> all = headers(ctx, name);
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", all));
    }

    private static List<String> headers(Context ctx, String name) {
        return Collections.list(ctx.req().getHeaders(name));
    }

    private static boolean isOrigin(String text) {
        String authority = text.replaceFirst("^https?://", "");
        return !authority.equals(text) && Authority.parse(authority).isPresent();
    }
}
