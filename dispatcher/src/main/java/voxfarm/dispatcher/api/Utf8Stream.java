package voxfarm.dispatcher.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Passes text on while it is UTF-8: nothing behind this has to guess what a byte meant, or to put
 * another character in its place. The reader below may give up elsewhere first.
 */
public final class Utf8Stream extends FilterInputStream {
    private final String what;
    private long offset;
    private int expected;
    private int low = 0x80;
    private int high = 0xbf;
    private boolean ended;

    /**
     * @param what the text's name in a message
     */
    public Utf8Stream(InputStream in, String what) {
        super(in);
        this.what = what;
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} naming the offset of the first byte that
     *     cannot stand where it stands
     */
    public static byte[] require(byte[] bytes, String what) {
        Utf8Stream check = new Utf8Stream(InputStream.nullInputStream(), what);
        for (byte b : bytes) {
            check.take(b & 0xff);
        }
        check.end();
        return bytes;
    }

    /**
     * The same of text in which bytes may be written as {@code %XX}. Between two separators every
     * character must be whole.
     */
    public static void requireEncoded(byte[] bytes, String what) {
        Utf8Stream check = new Utf8Stream(InputStream.nullInputStream(), what);
        int i = 0;
        while (i < bytes.length) {
            check.offset = i;
            int b = bytes[i] & 0xff;
            int digits = UrlEncoded.escaped(bytes, i);
            // a byte 0 that was asked for is one, and no sign of UTF-16
            if (digits != 0 || check.expected > 0) {
                check.take(digits < 0 ? b : digits);
            }
            i += digits < 0 ? 1 : 3;
        }
        check.offset = bytes.length;
        check.end();
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        if (b < 0) {
            end();
        } else {
            take(b);
        }
        return b;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int n = super.read(into, from, length);
        if (n < 0) {
            end();
        }
        for (int i = 0; i < n; i++) {
            take(into[from + i] & 0xff);
        }
        return n;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = 0;
        while (skipped < count && read() >= 0) {
            skipped++;
        }
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false; // what is read twice would be counted twice
    }

    private void take(int b) {
        if (expected > 0) {
            if (b < low || b > high) {
                throw refused();
            }
            expected--;
            low = 0x80;
            high = 0xbf;
        } else if (b >= 0x80) {
            begin(b);
        } else if (b == 0) {
            throw refused(); // no text has one, and UTF-16 has many
        }
        offset++;
    }

    /** Neither a surrogate nor a longer form than needed nor more than there are. */
    private void begin(int b) {
        if (b < 0xc2 || b > 0xf4) {
            throw refused();
        }
        expected = b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
        low =
                switch (b) {
                    case 0xe0 -> 0xa0;
                    case 0xf0 -> 0x90;
                    default -> 0x80;
                };
        high =
                switch (b) {
                    case 0xed -> 0x9f;
                    case 0xf4 -> 0x8f;
                    default -> 0xbf;
                };
    }

    private void end() {
        if (expected > 0 && !ended) {
            throw refused();
        }
        ended = true;
    }

    private VoxfarmException refused() {
        return VoxfarmException.of(
                ErrorCode.INVALID_REQUEST, "%s: not UTF-8 at byte %d", what, offset);
    }
}
