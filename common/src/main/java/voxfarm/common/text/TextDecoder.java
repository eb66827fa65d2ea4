package voxfarm.common.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Text out of bytes that people have: UTF-8, what a byte-order mark says, and otherwise what the
 * bytes look like. Nothing is decoded by halves: what does not fit its encoding is refused.
 */
public final class TextDecoder {
    private static final int BLOCK = 8192;

    private TextDecoder() {}

    /**
     * @param note for a person, where it was not UTF-8
     */
    public record Decoded(String text, Optional<String> note) {}

    /**
     * @param name of the file, for messages
     * @param forced the encoding, where somebody knows it
     * @throws VoxfarmException {@code INVALID_REQUEST} if the bytes are not of that encoding, or of
     *     none that can be told
     */
    public static Decoded decode(byte[] bytes, String name, @Nullable Charset forced) {
        if (forced != null) {
            int wrong = firstWrong(bytes, forced);
            if (wrong >= 0) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "%s: is not %s (byte %d)",
                        name,
                        forced.name(),
                        wrong);
            }
            return new Decoded(text(bytes, forced), Optional.empty());
        }
        Optional<Charset> marked = marked(bytes);
        int wrong = firstWrong(bytes, StandardCharsets.UTF_8);
        if (marked.isEmpty() && wrong < 0 && !hasZeros(bytes)) {
            return new Decoded(text(bytes, StandardCharsets.UTF_8), Optional.empty());
        }
        String what = wrong < 0 ? name : name + ": is not UTF-8 (byte " + wrong + ")";
        Charset found =
                marked.filter(charset -> firstWrong(bytes, charset) < 0)
                        .or(() -> marked.isPresent() ? Optional.empty() : EncodingGuess.of(bytes))
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.INVALID_REQUEST,
                                        marked.isEmpty() && EncodingGuess.isDamagedUtf8(bytes)
                                                ? "%s, though most of it is: it was cut or joined"
                                                        + " wrongly; mend the file, or name its"
                                                        + " encoding by --encoding"
                                                : "%s: its encoding cannot be told; name it, such"
                                                        + " as --encoding gb18030 or"
                                                        + " --encoding windows-1251",
                                        what));
        String why =
                marked.isPresent()
                        ? "as its mark says"
                        : "as it looks; if that is wrong, name it by --encoding";
        return new Decoded(
                text(bytes, found), Optional.of(what + ": read as " + found.name() + ", " + why));
    }

    private static String text(byte[] bytes, Charset charset) {
        String text = new String(bytes, charset);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /** The place of the first byte that does not fit; -1 if all do. */
    private static int firstWrong(byte[] bytes, Charset charset) {
        CharsetDecoder decoder =
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(BLOCK);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isError()) {
                return in.position();
            }
            if (result.isUnderflow()) {
                return -1;
            }
            out.clear();
        }
    }

    private static Optional<Charset> marked(byte[] bytes) {
        if (begins(bytes, 0xff, 0xfe, 0, 0) || begins(bytes, 0, 0, 0xfe, 0xff)) {
            return Optional.of(Charset.forName("UTF-32"));
        }
        return begins(bytes, 0xff, 0xfe) || begins(bytes, 0xfe, 0xff)
                ? Optional.of(StandardCharsets.UTF_16)
                : Optional.empty();
    }

    private static boolean begins(byte[] bytes, int... mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((bytes[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasZeros(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }
}
