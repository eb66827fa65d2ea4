package voxfarm.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes bytes. The same random always makes the same change. */
final class Mutator {
    private static final int MOST_CHANGES = 6;
    private static final int LONGEST_MADE_UP = 400;
    private static final int LONGEST_PIECE = 64;

    /** Ends of ranges, and what readers know by name. */
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        127,
        128,
        255,
        256,
        32767,
        32768,
        65535,
        65536,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xffffffffL,
        1L << 32,
        1L << 40,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private static final List<String> WORDS =
            List.of(
                    "null",
                    "true",
                    "{}",
                    "[]",
                    "{",
                    "[",
                    "}",
                    "]",
                    ",",
                    ":",
                    "\"\"",
                    "-1",
                    "0",
                    "1e999999999",
                    "1e-999999999",
                    "10000000e2147483647",
                    "9223372036854775807",
                    "9223372036854775808",
                    "0.1e1",
                    "\"+999999999-12-31T23:59:59Z\"",
                    "\"-999999999-01-01T00:00:00Z\"",
                    "\"../../etc/passwd\"",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "\n",
                    "&a ",
                    "*a",
                    "!!java.lang.Object",
                    "- ",
                    "? ",
                    "|",
                    ">",
                    "#");

    private final SplittableRandom random;

    Mutator(SplittableRandom random) {
        this.random = random;
    }

    /** A changed copy; now and then something made up. */
    byte[] mutate(byte[] sample) {
        if (random.nextInt(32) == 0) {
            return madeUp();
        }
        byte[] bytes = sample;
        int changes = random.nextInt(1, MOST_CHANGES + 1);
        for (int i = 0; i < changes; i++) {
            bytes = change(bytes);
        }
        return bytes;
    }

    private byte[] madeUp() {
        byte[] piece = new byte[random.nextInt(1, 9)];
        random.nextBytes(piece);
        byte[] made = new byte[random.nextInt(LONGEST_MADE_UP)];
        for (int i = 0; i < made.length; i++) {
            made[i] = piece[i % piece.length];
        }
        return made;
    }

    private byte[] change(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int left = bytes.length - at;
        return switch (random.nextInt(9)) {
            case 0 -> left == 0 ? bytes : with(bytes, at, (byte) random.nextInt(256));
            case 1 ->
                    left == 0
                            ? bytes
                            : with(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
            case 2 -> Arrays.copyOf(bytes, at);
            case 3 -> splice(bytes, at, Math.min(left, random.nextInt(LONGEST_PIECE)), new byte[0]);
            case 4 -> splice(bytes, at, 0, piece(bytes));
            case 5 -> {
                byte[] piece = piece(bytes);
                yield splice(bytes, at, Math.min(left, piece.length), piece);
            }
            case 6 -> {
                byte[] number = number();
                yield splice(bytes, at, Math.min(left, number.length), number);
            }
            case 7 -> splice(bytes, at, Math.min(left, random.nextInt(4)), word());
            default -> splice(bytes, at, 0, repeated(piece(bytes)));
        };
    }

    private static byte[] with(byte[] bytes, int at, byte value) {
        byte[] changed = bytes.clone();
        changed[at] = value;
        return changed;
    }

    private byte[] piece(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        int from = random.nextInt(bytes.length);
        return Arrays.copyOfRange(
                bytes, from, Math.min(bytes.length, from + random.nextInt(1, LONGEST_PIECE)));
    }

    private byte[] repeated(byte[] piece) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = random.nextInt(1, LONGEST_PIECE); i > 0; i--) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    private byte[] number() {
        long value = NUMBERS[random.nextInt(NUMBERS.length)];
        int width = 1 << random.nextInt(4);
        ByteOrder order = random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        byte[] eight = ByteBuffer.allocate(Long.BYTES).order(order).putLong(value).array();
        return order == ByteOrder.LITTLE_ENDIAN
                ? Arrays.copyOf(eight, width)
                : Arrays.copyOfRange(eight, Long.BYTES - width, Long.BYTES);
    }

    private byte[] word() {
        return WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] splice(byte[] bytes, int at, int removed, byte[] added) {
        byte[] changed = new byte[bytes.length - removed + added.length];
        System.arraycopy(bytes, 0, changed, 0, at);
        System.arraycopy(added, 0, changed, at, added.length);
        System.arraycopy(
                bytes, at + removed, changed, at + added.length, bytes.length - at - removed);
        return changed;
    }
}
