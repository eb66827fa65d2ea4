package voxfarm.dispatcher.api;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpStatus;
import voxfarm.common.error.Problems;

/**
 * Bodies are read as they are sent, as UTF-8. What is announced to be anything else is refused
 * before any of it is read: the server and its router have views of their own of such an
 * announcement, and one that they do not know makes them fail, or forget parameters.
 */
final class BodyCodings {
    /** US-ASCII is UTF-8. */
    private static final Set<String> READ = Set.of("utf-8", "utf8", "us-ascii", "ascii");

    /** Wherever it stands: readers differ in where they find it. */
    private static final Pattern CHARSET =
            Pattern.compile(
                    "(?<![\\w-])charset\\s*=\\s*(?:\"([^\"]*)\"|([^;]*))",
                    Pattern.CASE_INSENSITIVE);

    private BodyCodings() {}

    /**
     * Throws 501 for a transfer coding beside chunks, 415 for a packed body or one in another
     * charset; the connection is closed after either.
     */
    static void check(Context ctx) {
        checkTransfer(ctx);
        checkContent(ctx);
        checkCharset(ctx);
    }

    private static List<String> headers(Context ctx, String name) {
        return Collections.list(ctx.req().getHeaders(name));
    }

    /** Jetty takes the chunks apart and hands out what is in them, packed or not. */
    private static void checkTransfer(Context ctx) {
        for (String coding : headers(ctx, "Transfer-Encoding")) {
            if (!coding.strip().equalsIgnoreCase("chunked")) {
                throw refused(
                        ctx,
                        HttpStatus.NOT_IMPLEMENTED_501,
                        "Transfer-Encoding: expected chunked alone, was " + Problems.quote(coding));
            }
        }
    }

    /** Nothing here unpacks what it is sent; read as it is, it would be called no text. */
    private static void checkContent(Context ctx) {
        for (String coding : headers(ctx, "Content-Encoding")) {
            if (!coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
                throw refused(
                        ctx,
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                        "Content-Encoding: expected none, as bodies are read as they are sent");
            }
        }
    }

    private static void checkCharset(Context ctx) {
        for (String type : headers(ctx, "Content-Type")) {
            requireUtf8(ctx, "Content-Type", type);
        }
    }

    /**
     * Throws 415 if a media type names a charset that is not read.
     *
     * @param where the type stands, for the message
     */
    static void requireUtf8(Context ctx, String where, String type) {
        Matcher named = CHARSET.matcher(type);
        while (named.find()) {
            String quoted = named.group(1);
            requireRead(ctx, where, quoted == null ? named.group(2) : quoted);
        }
    }

    /** Throws 415 if bytes in that charset are not read. */
    static void requireRead(Context ctx, String where, String charset) {
        String name = charset.strip();
        if (!READ.contains(name.toLowerCase(Locale.ROOT))) {
            throw refused(
                    ctx,
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                    where + ": expected charset utf-8, was " + Problems.quote(name));
        }
    }

    private static HttpResponseException refused(Context ctx, int status, String why) {
        ErrorMapper.closeAfter(ctx);
        return new HttpResponseException(status, why);
    }
}
