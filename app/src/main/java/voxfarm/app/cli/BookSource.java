package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import voxfarm.books.Book;
import voxfarm.books.plan.BookPlan;
import voxfarm.books.plan.BookPlanCodec;
import voxfarm.books.plan.PlanCover;
import voxfarm.books.plan.PlanFiles;
import voxfarm.books.read.BookFiles;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Json;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectInfo;
import voxfarm.dispatcher.book.BookName;

/** A book that a command gives to a farm. For one thread. */
interface BookSource {
    /** For people. */
    String shown();

    /** What tells it from another book of the same stem: a file's name, an object's key. */
    String file();

    /** From which its id is made. */
    String stem();

    /** The id that it names itself. */
    Optional<RequestId> id();

    /**
     * Of all that it holds, without reading it as a book; empty where it can be read only once.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if it cannot be read
     */
    Optional<String> contentHash();

    /** Whether the document that names it must say who reads. */
    boolean needsVoice();

    /**
     * What a farm takes for it; the caller's own from now on.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} and others with what is wrong with it
     */
    ObjectNode document();

    /** A book's own file, or a plan. */
    final class OfFile implements BookSource {
        /** Of a file that is looked at whole; an EPUB with pictures may be large. */
        private static final long MOST_BYTES = 2L << 30;

        private final Path path;
        private final Consumer<String> notes;
        private @Nullable ObjectNode plan;

        /**
         * @param notes told of what of it cannot be used, and is left out
         */
        OfFile(Path path, Consumer<String> notes) {
            this.path = path;
            this.notes = notes;
        }

        @Override
        public String shown() {
            return path.toString();
        }

        @Override
        public String file() {
            return String.valueOf(path.getFileName());
        }

        @Override
        public String stem() {
            return PlanFiles.stem(path);
        }

        @Override
        public Optional<RequestId> id() {
            return PlanFiles.isPlan(path)
                    ? Optional.ofNullable(plan().path("book_id").textValue()).map(RequestId::new)
                    : Optional.empty();
        }

        private ObjectNode plan() {
            ObjectNode known = plan == null ? PlanFiles.document(path) : plan;
            plan = known;
            return known;
        }

        @Override
        public Optional<String> contentHash() {
            if (PlanFiles.isPlan(path)) {
                return Optional.of(Json.hash(plan(), Set.of(), Map.of()));
            }
            try {
                if (Files.exists(path) && !Files.isRegularFile(path)) {
                    return Optional.empty(); // a pipe
                }
                long bytes = Files.size(path);
                if (bytes > MOST_BYTES) {
                    throw VoxfarmException.of(
                            ErrorCode.INVALID_REQUEST,
                            "%s: expected a book of at most %s, was %s",
                            path,
                            ByteSize.shown(MOST_BYTES),
                            ByteSize.shown(bytes));
                }
                if (bytes == 0) {
                    throw VoxfarmException.of(
                            ErrorCode.NOTHING_TO_SPEAK, "%s: there is no text to read in it", path);
                }
                return Optional.of(Sha256.hex(path));
            } catch (IOException e) {
                throw new VoxfarmException(
                        ErrorCode.INVALID_REQUEST,
                        path + ": cannot be read: " + FileFailure.reason(e),
                        e);
            }
        }

        @Override
        public boolean needsVoice() {
            return true;
        }

        @Override
        public ObjectNode document() {
            if (PlanFiles.isPlan(path)) {
                return plan().deepCopy();
            }
            Book book = BookFiles.read(path, null);
            ObjectNode document = BookPlanCodec.write(BookPlan.of(book));
            if (!document.has("title")) {
                document.put("title", stem());
            }
            BookFiles.cover(path, book, note -> notes.accept(path + ": " + note))
                    .ifPresent(picture -> PlanCover.put(picture, document));
            return document;
        }
    }

    /**
     * An object of the farm's bucket, which the farm reads itself.
     *
     * @param uri as a farm knows it
     */
    record OfBucket(ObjectInfo object, String uri) implements BookSource {
        @Override
        public String shown() {
            return uri;
        }

        @Override
        public String file() {
            return object.key().value();
        }

        @Override
        public String stem() {
            return name().stem();
        }

        private BookName name() {
            return new BookName(object.key().fileName());
        }

        @Override
        public Optional<RequestId> id() {
            return Optional.empty();
        }

        /** Of the place and what the store calls its content. */
        @Override
        public Optional<String> contentHash() {
            String content =
                    object.etag().isEmpty()
                            ? object.bytes() + " " + object.lastModified()
                            : object.etag();
            return Optional.of(uri + " " + content);
        }

        @Override
        public boolean needsVoice() {
            return !name().isPlan();
        }

        @Override
        public ObjectNode document() {
            return Json.object().put("book_uri", uri);
        }
    }
}
