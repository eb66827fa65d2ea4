package voxfarm.dispatcher.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Queries and forms as the original's framework reads them: of parameters that come twice the last
 * counts, a plus is a blank, and a percent sign that stands before no two hexadecimal digits is
 * itself, as in {@code text=100%}.
 */
public final class UrlEncoded {
    private static final int ESCAPE = 3;

    private UrlEncoded() {}

    /**
     * The parameters by name.
     *
     * @param query as it came, in ASCII and UTF-8; null if there was none
     */
    public static Map<String, String> values(@Nullable String query) {
        Map<String, String> values = new HashMap<>();
        for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (!parameter.isEmpty()) {
                values.put(
                        decoded(equals < 0 ? parameter : parameter.substring(0, equals)),
                        equals < 0 ? "" : decoded(parameter.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String decoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int at = 0; at < bytes.length; at++) {
            int escaped = escaped(bytes, at);
            if (escaped >= 0) {
                out.write(escaped);
                at += ESCAPE - 1;
            } else {
                out.write(bytes[at] == '+' ? ' ' : bytes[at]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The byte that {@code %XX} at a place stands for, 0 to 255; -1 if there is no such thing. */
    static int escaped(byte[] bytes, int at) {
        if (bytes[at] != '%' || at + ESCAPE > bytes.length) {
            return -1;
        }
        int high = Character.digit(bytes[at + 1], 16);
        int low = Character.digit(bytes[at + 2], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
