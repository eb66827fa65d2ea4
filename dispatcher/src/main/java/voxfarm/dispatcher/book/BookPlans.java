package voxfarm.dispatcher.book;

import voxfarm.common.LastUsed;
import voxfarm.common.book.HeardChapter;
import voxfarm.common.book.StoredBook;
import voxfarm.common.store.ObjectKey;

/** Plans of books in memory, by their keys, which name their content. */
final class BookPlans {
    private static final long BYTES = 32L << 20;

    private static final long CHAPTER_BYTES = 1000;
    private static final long PIECE_BYTES = 40;

    private BookPlans() {}

    static LastUsed<ObjectKey, StoredBook> remembered() {
        return new LastUsed<>(BYTES, (_, book) -> bytes(book));
    }

    private static long bytes(StoredBook book) {
        return book.chapters().size() * CHAPTER_BYTES
                + HeardChapter.pieces(book.heard()) * PIECE_BYTES;
    }
}
