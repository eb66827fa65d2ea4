package voxfarm.dispatcher.book;

import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.ObjectKey;

/**
 * Where books come from, besides their callers.
 *
 * @param inbox prefix in the farm's bucket below which callers put books, and name them
 */
public record BooksConfig(String inbox) {
    public static final BooksConfig DEFAULTS = new BooksConfig(BucketLayout.INBOX);

    /**
     * @throws VoxfarmException {@code INVALID_CONFIG} if nobody may put anything there
     */
    public void check() {
        if (!inbox.endsWith("/") || !isKey(inbox + "x") || BucketLayout.isOfTheFarm(inbox)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_CONFIG,
                    "books.inbox: expected a prefix that ends with a slash, such as inbox/books/,"
                            + " and is none of the farm's own, was %s",
                    Problems.quote(inbox));
        }
    }

    private static boolean isKey(String name) {
        try {
            return !new ObjectKey(name).value().isEmpty();
        } catch (VoxfarmException e) {
            return false;
        }
    }
}
