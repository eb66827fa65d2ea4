package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.dispatcher.api.BodyRoom;
import voxfarm.dispatcher.api.Form;
import voxfarm.dispatcher.book.BookDesk;
import voxfarm.dispatcher.book.BookName;
import voxfarm.dispatcher.book.BookReader;
import voxfarm.dispatcher.book.BookReference;

/**
 * A book that a caller sends, on this machine's disk: as the body, or as the one file of a form,
 * which is all that a page may send. Closing deletes it.
 */
final class BookUpload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BookUpload.class);

    private static final int BUFFER_BYTES = 1 << 16;

    private final TemporaryFolder folder;
    private final Path file;
    private final boolean plan;
    private final Optional<BookName> name;

    private BookUpload(TemporaryFolder folder, Path file, boolean plan, Optional<BookName> name) {
        this.folder = folder;
        this.file = file;
        this.plan = plan;
        this.name = name;
    }

    /**
     * @throws VoxfarmException {@code BODY_TOO_LARGE}; {@code INVALID_REQUEST} if it does not come
     *     whole, or is a form of anything but one file
     */
    static BookUpload receive(Context ctx) {
        BodyRoom.refuseLonger(ctx, BookDesk.MOST_BYTES);
        try {
            TemporaryFolder folder = TemporaryFolder.create("book-");
            boolean received = false;
            try {
                BookUpload upload = receive(ctx, folder);
                received = true;
                return upload;
            } finally {
                if (!received) {
                    folder.close();
                }
            }
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "body: broken off before its end, or there is no room for it: "
                            + FileFailure.reason(e),
                    e);
        }
    }

    private static BookUpload receive(Context ctx, TemporaryFolder folder) throws IOException {
        String type = Optional.ofNullable(ctx.contentType()).orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("multipart/form-data")) {
            return ofForm(ctx, folder);
        }
        boolean plan = type.isBlank() || type.startsWith("application/json");
        String ending = type.startsWith("text/markdown") ? ".md" : ".txt";
        Path file = folder.path().resolve("book" + ending);
        copy(ctx.bodyInputStream(), file);
        return new BookUpload(folder, file, plan, Optional.empty());
    }

    private static BookUpload ofForm(Context ctx, TemporaryFolder folder) throws IOException {
        Path raw = Files.createDirectory(folder.path().resolve("raw"));
        Collection<Part> parts = Form.uploaded(ctx, raw, BookDesk.MOST_BYTES, BookUpload::tooLarge);
        if (parts.size() != 1) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "the form: expected one file, the book's, found %d parts",
                    parts.size());
        }
        Part part = parts.iterator().next();
        String written = part.getSubmittedFileName();
        if (written == null) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "the form: expected a file with its name, as curl -F file=@novel.epub sends"
                            + " it, was the field %s",
                    Problems.quote(String.valueOf(part.getName())));
        }
        BookName name = new BookName(written);
        name.refuseYaml();
        Path file = folder.path().resolve("book" + name.ending());
        part.write(file.toString());
        return new BookUpload(folder, file, name.isPlan(), Optional.of(name));
    }

    private static void copy(InputStream in, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            long bytes = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes += n;
                if (bytes > BookDesk.MOST_BYTES) {
                    throw tooLarge();
                }
                out.write(buffer, 0, n);
            }
        }
    }

    private static VoxfarmException tooLarge() {
        return VoxfarmException.of(
                ErrorCode.BODY_TOO_LARGE,
                "body: expected at most %s, was more",
                ByteSize.shown(BookDesk.MOST_BYTES));
    }

    /**
     * @param output what a book's own file is to become
     * @throws VoxfarmException {@code INVALID_REQUEST} if a plan was sent, which says it itself
     */
    BookReader.Body body(Optional<String> voice, ObjectNode output) {
        if (plan && !output.isEmpty()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: expected with a book's own file alone; a document says it in output",
                    output.fieldNames().next());
        }
        return new BookReader.Body(file, plan, name, voice, Optional.empty(), output);
    }

    /** What names a book that lies in the bucket, if that is what was sent. */
    Optional<BookReference> reference() {
        return plan ? BookReference.find(file) : Optional.empty();
    }

    @Override
    public void close() {
        try {
            folder.close();
        } catch (IOException e) {
            LOG.warn("{}: not deleted: {}", folder.path(), FileFailure.reason(e));
        }
    }
}
