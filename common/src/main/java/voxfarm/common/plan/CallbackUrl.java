package voxfarm.common.plan;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * Where a caller wants to be told how a request ended. Only its form is known here: whether the
 * farm calls it is for its configuration to say.
 *
 * @param scheme {@code https} or {@code http}
 * @param host in lower case; an address of version 6 in brackets
 * @param port 1 to 65535
 * @param target path and query as they are sent; begins with a slash
 */
public record CallbackUrl(String scheme, String host, int port, String target) {
    /** Of the whole, in characters. */
    public static final int MAX_LENGTH = 2048;

    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final int MAX_PORT = 65_535;

    /** Possessive, so that nothing is tried twice. No user, no fragment, nothing but ASCII. */
    private static final Pattern FORM =
            Pattern.compile(
                    "(?i:(https?))://(\\[[0-9A-Fa-f:.]{2,45}+]|[A-Za-z0-9._-]{1,253}+)"
                            + "(?::([0-9]{1,5}+))?(/[!$-;=?-Z_a-z~]*+)?(\\?[!$-;=?-Z_a-z~]*+)?");

    /** Segments that lead up, and what stands for a slash or a dot to some servers. */
    private static final Pattern WANDERING =
            Pattern.compile("(?:^|/)\\.{1,2}(?:/|$)|%2[eEfF]|%5[cC]|//");

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if it is no address that could be called
     */
    public static CallbackUrl parse(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() > MAX_LENGTH || !form.matches()) {
            throw wrong(text);
        }
        String scheme = form.group(1).toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? HTTPS : HTTP;
        int port = form.group(3) == null ? usual : Integer.parseInt(form.group(3));
        String path = form.group(4) == null ? "/" : form.group(4);
        int query = path.indexOf('?'); // a path takes it along
        String pathAlone = query < 0 ? path : path.substring(0, query);
        if (port == 0 || port > MAX_PORT || WANDERING.matcher(pathAlone).find()) {
            throw wrong(text);
        }
        String rest = form.group(5) == null ? "" : form.group(5);
        return new CallbackUrl(scheme, form.group(2).toLowerCase(Locale.ROOT), port, path + rest);
    }

    private static VoxfarmException wrong(String text) {
        return VoxfarmException.of(
                ErrorCode.INVALID_REQUEST,
                "expected an address such as https://hooks.example.org/voxfarm of at most %d"
                        + " characters, without a user, a fragment or a path that leads up, was %s",
                MAX_LENGTH,
                Problems.quote(Problems.shortened(withoutQuery(text), MAX_LENGTH / 16)));
    }

    /** What may be shown: a query often holds a secret. */
    public String shown() {
        return origin() + withoutQuery(target);
    }

    private static String withoutQuery(String text) {
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    /** Scheme, host and port; the port left out where it is the scheme's own. */
    public String origin() {
        return scheme + "://" + authority();
    }

    /** Host and port as the header {@code Host} names them. */
    public String authority() {
        return port == (isSecure() ? HTTPS : HTTP) ? host : host + ":" + port;
    }

    /** Path without the query. */
    public String path() {
        return withoutQuery(target);
    }

    public boolean isSecure() {
        return scheme.equals("https");
    }

    /**
     * As it was written, but for the case of host and scheme and a port that goes without saying.
     */
    @Override
    public String toString() {
        return origin() + target;
    }
}
