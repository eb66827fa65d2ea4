package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import voxfarm.common.book.BookFile;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.TemporaryFiles;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.BookAcceptance;
import voxfarm.dispatcher.acceptance.Reception;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.BodyRoom;
import voxfarm.dispatcher.api.CallerIdentity;
import voxfarm.dispatcher.api.Query;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.book.BookReader;
import voxfarm.dispatcher.book.BookView;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.retention.Removed;
import voxfarm.dispatcher.retention.RequestPurge;
import voxfarm.dispatcher.status.RequestStatus;

/** {@code /v1/books}. Holds no rules of its own. */
public final class BooksApi {
    private static final String PATH = "/v1/books";
    private static final String OF_ONE = PATH + "/{id}";
    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 200;
    private static final int MOST_NAME = 64;

    /** Of a body: the longest book's text, and what stands around it. */
    private static final long MOST_BYTES = 80L << 20;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final long PATIENCE_SECONDS = 20;

    private final Reception reception;
    private final BookAcceptance books;
    private final BookReader reader;
    private final BookView view;
    private final Endings endings;
    private final RequestStatus status;
    private final RequestPurge purge;
    private final RequestStore requests;
    private final ObjectStore store;

    /** A book is some hundred MiB of memory while it is read: one at a time. */
    private final Semaphore turn = new Semaphore(1, true);

    public BooksApi(
            Reception reception,
            BookAcceptance books,
            BookReader reader,
            BookView view,
            Endings endings,
            RequestStatus status,
            RequestPurge purge,
            ObjectStore store) {
        this.reception = reception;
        this.books = books;
        this.reader = reader;
        this.view = view;
        this.endings = endings;
        this.status = status;
        this.purge = purge;
        this.requests = new RequestStore(store);
        this.store = store;
    }

    public void register(Routes routes) {
        routes.post(PATH, Access.SUBMIT, this::post);
        routes.put(OF_ONE, Access.SUBMIT, this::put);
        routes.get(PATH, Access.READ, this::list);
        routes.get(OF_ONE, Access.READ, this::get);
        routes.get(OF_ONE + "/files/{file}", Access.READ, ctx -> file(ctx, ctx.pathParam("file")));
        routes.get(
                OF_ONE + "/files/{folder}/{file}",
                Access.READ,
                ctx -> file(ctx, ctx.pathParam("folder") + "/" + ctx.pathParam("file")));
        routes.delete(OF_ONE, Access.SUBMIT, this::delete);
    }

    private void put(Context ctx) {
        submit(ctx, Optional.of(new RequestId(ctx.pathParam("id"))));
    }

    private void post(Context ctx) {
        submit(ctx, Optional.empty());
    }

    private void submit(Context ctx, Optional<RequestId> path) {
        Query query = new Query(ctx);
        Optional<String> voice = query.text("voice", MOST_NAME);
        query.throwIfAny();
        String type = ctx.contentType() == null ? "" : String.valueOf(ctx.contentType());
        Path body = spool(ctx, type.startsWith("text/markdown") ? ".md" : ".txt");
        try {
            boolean plan = type.isBlank() || type.startsWith("application/json");
            Acceptance.Admitted admitted =
                    inTurn(() -> admit(ctx, path, new BookReader.Body(body, plan, voice)));
            ctx.header("Location", PATH + "/" + admitted.request().id());
            ctx.status(admitted instanceof Acceptance.Admitted.Known ? 200 : 202);
            answer(ctx, view.document(admitted.request()));
        } finally {
            TemporaryFiles.delete(body);
        }
    }

    private Acceptance.Admitted admit(Context ctx, Optional<RequestId> path, BookReader.Body body) {
        BookReader.Read read = reader.read(body);
        if (path.isPresent() && read.id().isPresent() && !read.id().equals(path)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "book_id: expected %s as in the path, was %s",
                    path.get(),
                    read.id().get());
        }
        RequestId id = path.or(read::id).orElseGet(reception::nextId);
        return reception.admit(id, read.order(), books, CallerIdentity.client(ctx));
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

    /**
     * @param ending of a name by which a book's own file is told, where its content does not say it
     */
    private static Path spool(Context ctx, String ending) {
        BodyRoom.refuseLonger(ctx, MOST_BYTES);
        try {
            return TemporaryFiles.createFilled(
                    "book-", ending, file -> copy(ctx.bodyInputStream(), file));
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "body: broken off before its end, or there is no room for it: "
                            + FileFailure.reason(e),
                    e);
        }
    }

    private static Path copy(InputStream in, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            long bytes = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes += n;
                if (bytes > MOST_BYTES) {
                    throw VoxfarmException.of(
                            ErrorCode.BODY_TOO_LARGE,
                            "body: expected at most %s, was more",
                            ByteSize.shown(MOST_BYTES));
                }
                out.write(buffer, 0, n);
            }
        }
        return file;
    }

    /** The request, if it is a book. */
    private AcceptedRequest book(Context ctx) {
        AcceptedRequest found = status.request(new RequestId(ctx.pathParam("id")));
        if (found.book().isEmpty()) {
            throw VoxfarmException.of(
                    ErrorCode.UNKNOWN_REQUEST, "request %s is no book", found.id());
        }
        return found;
    }

    private void get(Context ctx) {
        answer(ctx, view.document(book(ctx)));
    }

    private void list(Context ctx) {
        Query query = new Query(ctx);
        int limit = query.whole("limit", 1, LARGEST_PAGE).orElse(USUAL_PAGE);
        Optional<RequestId> after = query.parsed("cursor", RequestId::new);
        query.throwIfAny();
        List<String> rest =
                store.folders(BucketLayout.BOOKS).stream()
                        .filter(id ->
                                after.filter(last -> id.compareTo(last.value()) <= 0).isEmpty())
                        .toList();
        ObjectNode page = Json.object();
        ArrayNode books = page.putArray("books");
        rest.stream().limit(limit).forEach(id -> addTo(books, id));
        page.put("next_cursor", rest.size() > limit ? rest.get(limit - 1) : null);
        answer(ctx, page);
    }

    /** What is left of a book that is gone, or was never accepted, is none. */
    private void addTo(ArrayNode books, String id) {
        try {
            requests.find(new RequestId(id))
                    .filter(found -> found.book().isPresent())
                    .ifPresent(found -> books.add(view.summary(found)));
        } catch (VoxfarmException e) {
            if (e.code().retryable()) {
                throw e;
            }
            books.addObject()
                    .put("schema", Schema.VERSION)
                    .put("book_id", Problems.oneLine(id))
                    .put("status", "unreadable")
                    .put("problem", e.getMessage());
        }
    }

    /** A file of a book that is made. */
    private void file(Context ctx, String path) {
        AcceptedRequest book = book(ctx);
        SynthesisResult result =
                status.view(book)
                        .result()
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.NOT_READY, "book %s is not made yet", book.id()));
        String name = BucketLayout.filesOf(book.id()) + path;
        BookFile file =
                result.files().stream()
                        .filter(one -> one.key().value().equals(name))
                        .findFirst()
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.NOT_FOUND,
                                        "book %s has no file %s",
                                        book.id(),
                                        Problems.quote(path)));
        InputStream bytes =
                store.open(file.key(), 0)
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.NOT_FOUND,
                                        "%s: was deleted from the bucket",
                                        file.key()));
        ctx.header("Content-Length", String.valueOf(file.bytes()));
        ctx.header("ETag", '"' + file.sha256() + '"');
        ctx.contentType(file.contentType()).result(bytes);
    }

    private void delete(Context ctx) {
        Query query = new Query(ctx);
        boolean purged = query.flag("purge");
        boolean cancel = query.flag("cancel");
        query.throwIfAny();
        if (purged) {
            RequestId id = new RequestId(ctx.pathParam("id"));
            Removed removed =
                    purge.purge(
                            id, cancel ? RequestPurge.IfOpen.CANCEL : RequestPurge.IfOpen.REFUSE);
            answer(
                    ctx,
                    Json.object()
                            .put("schema", Schema.VERSION)
                            .put("book_id", id.value())
                            .put("status", "deleted")
                            .put("objects", removed.objects())
                            .put("bytes", removed.bytes()));
            return;
        }
        AcceptedRequest book = book(ctx);
        SynthesisResult result = endings.cancel(book);
        if (!(result.outcome() instanceof SynthesisResult.Outcome.Cancelled)) {
            throw Endings.tooLate(result);
        }
        answer(ctx, view.document(book));
    }

    private static void answer(Context ctx, ObjectNode document) {
        ctx.contentType("application/json").result(Json.prettyBytes(document));
    }
}
