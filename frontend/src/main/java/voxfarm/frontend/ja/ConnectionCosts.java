package voxfarm.frontend.ja;

import java.nio.file.Path;

/** What it costs that one word follows another: MeCab's {@code matrix.bin}. Thread-safe. */
final class ConnectionCosts {
    private static final int HEADER_BYTES = 4;

    private final MappedFile file;
    private final int rightSize;
    private final int leftSize;

    /**
     * @throws voxfarm.common.error.VoxfarmException {@code MISSING_MODEL} if it is no such file
     */
    ConnectionCosts(Path path) {
        this.file = MappedFile.open(path);
        this.rightSize = file.size() < HEADER_BYTES ? 0 : file.uint16(0);
        this.leftSize = file.size() < HEADER_BYTES ? 0 : file.uint16(2);
        if (file.size() != HEADER_BYTES + 2L * rightSize * leftSize || rightSize == 0) {
            throw file.broken("its size is not that of its rows and columns");
        }
    }

    /** Whether it has costs for all numbers that a lexicon may name. */
    boolean fits(Lexicon lexicon) {
        return lexicon.leftSize() == rightSize && lexicon.rightSize() == leftSize;
    }

    /**
     * @param right number of the word before
     * @param left number of the word behind
     * @throws voxfarm.common.error.VoxfarmException {@code MISSING_MODEL} if there are none such
     */
    int of(int right, int left) {
        if (right >= rightSize || left >= leftSize) {
            throw file.broken("a word has the numbers " + right + " and " + left);
        }
        return file.int16(HEADER_BYTES + 2 * (right + rightSize * left));
    }
}
