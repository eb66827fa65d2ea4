package voxfarm.dispatcher.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
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
            if (isEscape(bytes, at)) {
                out.write(HexFormat.fromHexDigits(text(bytes, at + 1)));
                at += ESCAPE - 1;
            } else {
                out.write(bytes[at] == '+' ? ' ' : bytes[at]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static boolean isEscape(byte[] bytes, int at) {
        return bytes[at] == '%'
                && at + ESCAPE <= bytes.length
                && HexFormat.isHexDigit(bytes[at + 1])
                && HexFormat.isHexDigit(bytes[at + 2]);
    }

    private static String text(byte[] bytes, int at) {
        return new String(bytes, at, ESCAPE - 1, StandardCharsets.US_ASCII);
    }
}
