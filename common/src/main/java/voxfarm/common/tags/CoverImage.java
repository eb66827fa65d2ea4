package voxfarm.common.tags;

import java.util.Arrays;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * The picture on a book: a JPEG or PNG file, of which the head and the end were looked at. It is
 * never decoded. The bytes are not copied: nobody may change them.
 *
 * @param width in pixels, 1 to 10,000
 * @param height in pixels, 1 to 10,000
 * @param bytes of the file, up to 10 MiB: what the block of a FLAC file holds at most, and more
 *     than any player shows
 */
public record CoverImage(Kind kind, int width, int height, byte[] bytes) {
    public static final int MOST_BYTES = 10 << 20;
    private static final int MOST_PIXELS = 10_000;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int PNG_HEAD = 33;
    private static final int IHDR = 0x49484452;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454e44;

    /** Length, name and checksum. */
    private static final int AROUND_CHUNK = 12;

    private static final int SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;

    /** Formats that all players read. */
    public enum Kind {
        JPEG("image/jpeg", "jpg"),
        PNG("image/png", "png");

        private final String contentType;
        private final String extension;

        Kind(String contentType, String extension) {
            this.contentType = contentType;
            this.extension = extension;
        }

        public String contentType() {
            return contentType;
        }

        /**
         * @throws IllegalArgumentException if it is none of a picture that we take
         */
        public static Kind ofContentType(String contentType) {
            return Arrays.stream(values())
                    .filter(kind -> kind.contentType.equals(contentType))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "expected image/jpeg or image/png, was " + contentType));
        }

        /** Of file names, without the dot. */
        public String extension() {
            return extension;
        }
    }

    /** In pixels, as the file says. */
    private record Size(int width, int height) {}

    /**
     * Looks at a file that somebody sent.
     *
     * @param what names it in messages
     * @throws VoxfarmException {@code INVALID_REQUEST} if it is neither JPEG nor PNG, damaged at
     *     its head, without its end, too large, or has no pixels or too many
     */
    public static CoverImage of(byte[] bytes, String what) {
        CoverImage picture = kept(bytes, what);
        if (!(picture.kind == Kind.PNG ? isWholePng(bytes) : isWholeJpeg(bytes))) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: the %s picture has no end: it is cut; save it once more",
                    what,
                    picture.kind);
        }
        return picture;
    }

    /**
     * As the other, of one that was taken before: it may be without its end, as earlier builds did
     * not look for that, and the book it is on may be spoken already.
     */
    public static CoverImage kept(byte[] bytes, String what) {
        if (bytes.length > MOST_BYTES) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: expected a picture of at most %s, was %s",
                    what,
                    ByteSize.shown(MOST_BYTES),
                    ByteSize.shown(bytes.length));
        }
        Kind kind = kind(bytes, what);
        Size size = kind == Kind.PNG ? ofPng(bytes, what) : ofJpeg(bytes, what);
        if (size.width < 1
                || size.height < 1
                || size.width > MOST_PIXELS
                || size.height > MOST_PIXELS) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: expected a picture of 1 to %d pixels a side, was %d x %d",
                    what,
                    MOST_PIXELS,
                    size.width,
                    size.height);
        }
        return new CoverImage(kind, size.width, size.height, bytes);
    }

    private static Kind kind(byte[] bytes, String what) {
        if (bytes.length > 3
                && at(bytes, 0) == 0xff
                && at(bytes, 1) == 0xd8
                && at(bytes, 2) == 0xff) {
            return Kind.JPEG;
        }
        for (int i = 0; i < PNG.length; i++) {
            if (bytes.length < PNG_HEAD || bytes[i] != PNG[i]) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "%s: expected a JPEG or PNG picture; convert it to one of them",
                        what);
            }
        }
        return Kind.PNG;
    }

    private static Size ofPng(byte[] bytes, String what) {
        if (int32(bytes, 8) != 13 || int32(bytes, 12) != IHDR) {
            throw damaged(what, "PNG");
        }
        return new Size(int32(bytes, 16), int32(bytes, 20));
    }

    /** From chunk to chunk up to the last, behind one of pixels at least. */
    private static boolean isWholePng(byte[] bytes) {
        boolean pixels = false;
        long at = PNG_HEAD;
        while (at + AROUND_CHUNK <= bytes.length) {
            int name = int32(bytes, (int) at + Integer.BYTES);
            if (name == IEND) {
                return pixels;
            }
            pixels |= name == IDAT;
            at += AROUND_CHUNK + Integer.toUnsignedLong(int32(bytes, (int) at));
        }
        return false;
    }

    /** From segment to segment up to that which begins a frame. */
    private static Size ofJpeg(byte[] bytes, String what) {
        int at = 2;
        while (at + 9 < bytes.length && at(bytes, at) == 0xff) {
            int marker = at(bytes, at + 1);
            if (marker == 0xff) {
                at++; // one may stand before a marker as often as it likes
                continue;
            }
            boolean frame =
                    marker >= 0xc0
                            && marker <= 0xcf
                            && marker != 0xc4
                            && marker != 0xc8
                            && marker != 0xcc;
            if (frame) {
                return new Size(int16(bytes, at + 7), int16(bytes, at + 5));
            }
            int length = int16(bytes, at + 2);
            if (marker == SCAN || length < 2) {
                break;
            }
            at += 2 + length;
        }
        throw damaged(what, "JPEG");
    }

    /** Up to the first scan, behind which the end has to be; cameras put something behind it. */
    private static boolean isWholeJpeg(byte[] bytes) {
        int at = 2;
        while (at + 4 <= bytes.length && at(bytes, at) == 0xff && at(bytes, at + 1) != SCAN) {
            at += at(bytes, at + 1) == 0xff ? 1 : 2 + int16(bytes, at + 2);
        }
        for (int i = bytes.length - 2; i >= at; i--) {
            if (at(bytes, i) == 0xff && at(bytes, i + 1) == END_OF_IMAGE) {
                return true;
            }
        }
        return false;
    }

    private static VoxfarmException damaged(String what, String format) {
        return VoxfarmException.of(
                ErrorCode.INVALID_REQUEST,
                "%s: begins like a %s picture, but says nowhere how large it is: it is damaged",
                what,
                format);
    }

    private static int at(byte[] bytes, int place) {
        return bytes[place] & 0xff;
    }

    private static int int16(byte[] bytes, int place) {
        return at(bytes, place) << 8 | at(bytes, place + 1);
    }

    private static int int32(byte[] bytes, int place) {
        return int16(bytes, place) << 16 | int16(bytes, place + 2);
    }
}
