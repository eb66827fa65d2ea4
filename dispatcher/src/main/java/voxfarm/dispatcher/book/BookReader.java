package voxfarm.dispatcher.book;

import java.nio.file.Path;
import java.util.Optional;
import voxfarm.common.book.BookOrder;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

/** Reads what is submitted as a book: a plan document, or a book's own file. Thread-safe. */
public interface BookReader {
    /**
     * What came in.
     *
     * @param file its bytes
     * @param plan whether they are said to be a plan document; else they are a book's file
     * @param voice of whatever says none of its own
     */
    record Body(Path file, boolean plan, Optional<String> voice) {}

    /**
     * A book that was read.
     *
     * @param id the id inside the document, if there is one
     */
    record Read(Optional<RequestId> id, BookOrder order) {}

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST}, {@code UNSUPPORTED} or {@code
     *     BODY_TOO_LARGE} with what is wrong with it
     */
    Read read(Body body);
}
