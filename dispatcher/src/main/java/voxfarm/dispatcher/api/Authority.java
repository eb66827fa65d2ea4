package voxfarm.dispatcher.api;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port, as {@code Host} and {@code Origin} name them.
 *
 * @param host in lower case, without a dot at its end; an address of version 6 in brackets
 * @param port empty where none was named
 */
record Authority(String host, OptionalInt port) {
    /** Possessive, so that nothing is tried twice. */
    private static final Pattern FORM =
            Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}+]|[A-Za-z0-9._-]{1,255}+)(?::([0-9]{1,5}+))?");

    private static final Pattern ORIGIN = Pattern.compile("(https?)://([^/?#@]{1,300}+)/?");
    private static final Pattern DOTTED = Pattern.compile("[0-9]{1,3}+(?:\\.[0-9]{1,3}+){3}");
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int MAX_PORT = 65_535;

    static Optional<Authority> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        OptionalInt port =
                form.group(2) == null
                        ? OptionalInt.empty()
                        : OptionalInt.of(Integer.parseInt(form.group(2)));
        if (port.isPresent() && port.getAsInt() > MAX_PORT) {
            return Optional.empty();
        }
        String host = form.group(1).toLowerCase(Locale.ROOT);
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        return host.isEmpty() ? Optional.empty() : Optional.of(new Authority(host, port));
    }

    /**
     * The site that an {@code Origin} names, or an address of one of its pages begins with; with
     * its port. Empty for {@code null} and for what is no site of the web.
     */
    static Optional<Authority> ofOrigin(String origin) {
        Matcher form = ORIGIN.matcher(origin);
        if (!form.matches()) {
            return Optional.empty();
        }
        int usual = form.group(1).equals("https") ? HTTPS : HTTP;
        return parse(form.group(2))
                .map(site -> new Authority(site.host(), OptionalInt.of(site.port().orElse(usual))));
    }

    /** The address that the host is, if it is one and not a name. */
    Optional<InetAddress> address() {
        boolean six = host.startsWith("[");
        if (!six && !DOTTED.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    InetAddress.ofLiteral(six ? host.substring(1, host.length() - 1) : host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean isLoopback() {
        return host.equals("localhost")
                || address().filter(InetAddress::isLoopbackAddress).isPresent();
    }

    /**
     * Whether a page of this site was loaded from where a call goes to.
     *
     * @param called as {@code Host} names it: without a port where that is the usual one
     */
    boolean isSiteOf(Authority called) {
        return host.equals(called.host())
                && (called.port().isPresent()
                        ? port.equals(called.port())
                        : port.orElse(HTTP) == HTTP || port.orElse(HTTP) == HTTPS);
    }
}
