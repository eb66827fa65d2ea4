package voxfarm.dispatcher.book;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import voxfarm.common.book.BookOrder;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.plan.RequestId;

/** Reads what is submitted as a book: a plan document, or a book's own file. Thread-safe. */
public interface BookReader {
    /**
     * What came in.
     *
     * @param file its bytes; ends as {@link BookName#ending} says
     * @param plan whether they are said to be a plan document; else they are a book's file
     * @param name of the book's file, where its caller told it
     * @param voice of whatever says none of its own
     * @param reference that named it, if it lies in the bucket: says what is made, before what a
     *     plan says, and is what the submission is known by
     * @param output what a book's own file is to become, as of a plan document; empty of a plan,
     *     which says it itself
     */
    record Body(
            Path file,
            boolean plan,
            Optional<BookName> name,
            Optional<String> voice,
            Optional<BookReference> reference,
            ObjectNode output) {
        /** As it was sent. */
        public Body(Path file, boolean plan, Optional<BookName> name, Optional<String> voice) {
            this(file, plan, name, voice, Optional.empty(), Json.object());
        }
    }

    /**
     * A book that was read.
     *
     * @param id the id inside the document, if there is one
     */
    record Read(Optional<RequestId> id, BookOrder order) {}

    /**
     * What would become of a book.
     *
     * @param id the id inside the document, if there is one
     * @param document as the HTTP interface answers it
     */
    record Outline(Optional<RequestId> id, ObjectNode document) {}

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST}, {@code UNSUPPORTED} or {@code
     *     BODY_TOO_LARGE} with what is wrong with it
     */
    Read read(Body body);

    /**
     * What would become of it, for whoever wants to look before anything is made (docs/formats.md,
     * "Outline of a book").
     *
     * @throws VoxfarmException as {@link #read}
     */
    Outline outline(Body body);
}
