package voxfarm.frontend.ja;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which kinds a character is of, and how words that are not known are made of such: MeCab's {@code
 * char.bin}. Thread-safe.
 */
final class CharacterKinds {
    private static final int NAME_BYTES = 32;

    /** The last one has no entry. */
    private static final int CHARACTERS = 0xffff;

    private static final int MAX_KINDS = 256;

    private final MappedFile file;
    private final List<String> names = new ArrayList<>();
    private final int entriesAt;

    /**
     * @throws voxfarm.common.error.VoxfarmException {@code MISSING_MODEL} if it is no such file
     */
    CharacterKinds(Path path) {
        this.file = MappedFile.open(path);
        int count = file.int32(0);
        this.entriesAt = Integer.BYTES + NAME_BYTES * count;
        if (count <= 0
                || count > MAX_KINDS
                || file.size() != entriesAt + (long) Integer.BYTES * CHARACTERS) {
            throw file.broken("its size is not that of its kinds and characters");
        }
        for (int i = 0; i < count; i++) {
            int at = Integer.BYTES + NAME_BYTES * i;
            names.add(file.text(at, at + NAME_BYTES));
        }
        Kind space = of(' ');
        for (int c = 0; c < CHARACTERS; c++) {
            Kind kind = of(c);
            if (!kind.isAmong(count) || (Character.isLetterOrDigit(c) && space.shares(kind))) {
                throw file.broken("it takes U+" + Integer.toHexString(c) + " for what it is not");
            }
        }
    }

    /** By number. */
    List<String> names() {
        return names;
    }

    /** What the file says of a character; of one beyond its end, what it says of none. */
    Kind of(int codePoint) {
        int entry = codePoint < CHARACTERS ? codePoint : 0;
        return new Kind(file.int32(entriesAt + Integer.BYTES * entry));
    }

    /**
     * @param bits 18 for the kinds that a character is of, 8 for the one that stands for it, 4 for
     *     the longest unknown words of 1, 2, … characters, 1 for unknown words of all that follow
     *     of the kind, 1 for unknown words where others are known
     */
    record Kind(int bits) {
        private static final int KINDS = (1 << 18) - 1;

        boolean shares(Kind other) {
            return (bits & other.bits & KINDS) != 0;
        }

        /** Whether there are so many kinds that all of its own are among them. */
        private boolean isAmong(int count) {
            return (bits & KINDS) >>> Math.min(count, 18) == 0 && main() < count;
        }

        int main() {
            return bits >>> 18 & 0xff;
        }

        int longest() {
            return bits >>> 26 & 0xf;
        }

        boolean groups() {
            return (bits >>> 30 & 1) != 0;
        }

        boolean besideKnown() {
            return bits >>> 31 != 0;
        }
    }
}
