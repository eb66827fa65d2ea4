package voxfarm.dispatcher.book;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import voxfarm.common.book.BookOrder;
import voxfarm.common.bucket.Inbox;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.TemporaryFiles;
import voxfarm.common.json.Json;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.BookAcceptance;

/**
 * Where books come in, by whatever door: reads them, those too that lie in the bucket, and hands
 * them on. Thread-safe.
 */
public final class BookDesk {
    /** Of a book's file, or a plan: the longest book's text, and what stands around it. */
    public static final long MOST_BYTES = 80L << 20;

    private static final long PATIENCE_SECONDS = 20;
    private static final String BOOK_ID = "book_id";

    private final BookReader reader;
    private final BookAcceptance books;
    private final Inbox inbox;

    /** A book is some hundred MiB of memory while it is read: one at a time. */
    private final Semaphore turn = new Semaphore(1, true);

    public BookDesk(
            BookReader reader, BookAcceptance books, ObjectStore store, BooksConfig config) {
        this.reader = reader;
        this.books = books;
        this.inbox = new Inbox(store, config.inbox(), BookReference.URI);
    }

    /** What lets books in. */
    @FunctionalInterface
    public interface Door {
        /**
         * @param id of the caller's choice, if he made one
         * @throws VoxfarmException as {@link BookAcceptance#admit}
         */
        Acceptance.Admitted admit(Optional<RequestId> id, BookOrder order);
    }

    /** What accepts what was read. */
    public BookAcceptance acceptance() {
        return books;
    }

    /**
     * Lets in a book that was sent.
     *
     * @param id under which it is asked for, if any was said beside the document
     * @throws VoxfarmException as {@link BookReader#read}, or what the door throws; {@code
     *     NOT_READY} if others are being read for too long
     */
    public Acceptance.Admitted admit(Optional<RequestId> id, BookReader.Body body, Door door) {
        return inTurn(() -> {
            BookReader.Read read = reader.read(body);
            return door.admit(oneOf(id, read.id()), read.order());
        });
    }

    /**
     * Lets in a book that lies in the bucket. One that is known is not looked for there: its owner
     * may have deleted it since.
     *
     * @throws VoxfarmException as the other; {@code INVALID_REQUEST} if there is no such object, or
     *     it is another one than was said; {@code TEXT_UNREADABLE} if the store fails at it
     */
    public Acceptance.Admitted admit(
            Optional<RequestId> asked, BookReference reference, Door door) {
        Optional<RequestId> id = oneOf(asked, reference.id());
        Optional<Acceptance.Admitted> known =
                id.flatMap(one -> books.known(one, reference.bodySha256()));
        return known.orElseGet(() -> copied(reference, body -> admit(id, body, door)));
    }

    /**
     * Lets in a book whose plan is here.
     *
     * @throws VoxfarmException as the others
     */
    public Acceptance.Admitted admit(Optional<RequestId> id, ObjectNode plan, Door door) {
        return inFile(
                ".txt",
                file -> Files.write(file, Json.bytes(plan)),
                file ->
                        admit(
                                id,
                                new BookReader.Body(file, true, Optional.empty(), Optional.empty()),
                                door));
    }

    /**
     * What would become of a book. Throws as {@link #admit}.
     *
     * @param asked id under which it is asked for, if any was said beside the document
     */
    public ObjectNode outline(Optional<RequestId> asked, BookReader.Body body) {
        return inTurn(() -> {
            BookReader.Outline outline = reader.outline(body);
            oneOf(asked, outline.id()).ifPresent(id -> outline.document().put(BOOK_ID, id.value()));
            return outline.document();
        });
    }

    /** As the other, of one in the bucket. */
    public ObjectNode outline(Optional<RequestId> asked, BookReference reference) {
        Optional<RequestId> id = oneOf(asked, reference.id());
        return copied(reference, body -> outline(id, body));
    }

    private static Optional<RequestId> oneOf(
            Optional<RequestId> asked, Optional<RequestId> inside) {
        if (asked.isPresent() && inside.isPresent() && !inside.equals(asked)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    BOOK_ID + ": expected %s, as it is asked for, was %s",
                    asked.get(),
                    inside.get());
        }
        return asked.or(() -> inside);
    }

    private <T> T copied(BookReference reference, Function<BookReader.Body, T> then) {
        BookName name = new BookName(inbox.key(reference.uri()).fileName());
        name.refuseYaml();
        return inFile(
                name.ending(),
                file -> copy(reference, file),
                file ->
                        then.apply(
                                new BookReader.Body(
                                        file,
                                        name.isPlan(),
                                        Optional.of(name),
                                        reference.voice(),
                                        Optional.of(reference),
                                        Json.object())));
    }

    private Path copy(BookReference reference, Path file) throws IOException {
        String sha256 = inbox.copy(reference.uri(), MOST_BYTES, file);
        if (reference.sha256().filter(said -> !said.equals(sha256)).isPresent()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "sha256: expected that of the object, which is another one");
        }
        return file;
    }

    /** Does something with a file that lies on this machine as long as that lasts. */
    private static <T> T inFile(
            String ending, TemporaryFiles.Filling<Path> filling, Function<Path, T> then) {
        Path file;
        try {
            file = TemporaryFiles.createFilled("book-", ending, filling);
        } catch (IOException e) {
            throw FileFailure.notKept("the book", e);
        }
        try {
            return then.apply(file);
        } finally {
            TemporaryFiles.delete(file);
        }
    }

    private <T> T inTurn(Supplier<T> work) {
        try {
            if (!turn.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new VoxfarmException(
                        ErrorCode.NOT_READY, "another book is being read; try again soon");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.NOT_READY, "the dispatcher is stopping", e);
        }
        try {
            return work.get();
        } finally {
            turn.release();
        }
    }
}
