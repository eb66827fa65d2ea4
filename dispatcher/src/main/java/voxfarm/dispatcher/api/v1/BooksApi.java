package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.CallbackUrl;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.Reception;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.CallerIdentity;
import voxfarm.dispatcher.api.Query;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.book.BookDesk;
import voxfarm.dispatcher.book.BookReference;
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

    private final Reception reception;
    private final BookDesk desk;
    private final BookView view;
    private final Endings endings;
    private final RequestStatus status;
    private final RequestPurge purge;
    private final RequestStore requests;
    private final ObjectStore store;

    public BooksApi(
            Reception reception,
            BookDesk desk,
            BookView view,
            Endings endings,
            RequestStatus status,
            RequestPurge purge,
            ObjectStore store) {
        this.reception = reception;
        this.desk = desk;
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
        boolean dry = query.flag("dry_run");
        ObjectNode output = output(query);
        query.throwIfAny();
        Optional<CallbackUrl> usual = CallerIdentity.of(ctx).flatMap(CallerIdentity::callback);
        BookDesk.Door door =
                (id, order) ->
                        reception.admit(
                                id.orElseGet(reception::nextId),
                                usual.map(order::orCallback).orElse(order),
                                desk.acceptance(),
                                CallerIdentity.client(ctx));
        try (BookUpload upload = BookUpload.receive(ctx)) {
            Optional<BookReference> reference = upload.reference();
            if (reference.isPresent() && voice.isPresent()) {
                throw new VoxfarmException(
                        ErrorCode.INVALID_REQUEST,
                        "voice: expected in the document, beside book_uri");
            }
            if (reference.isPresent() && !output.isEmpty()) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "%s: expected in the document's output, beside book_uri",
                        output.fieldNames().next());
            }
            if (dry) {
                answer(
                        ctx,
                        reference
                                .map(one -> desk.outline(path, one))
                                .orElseGet(() -> desk.outline(path, upload.body(voice, output))));
                return;
            }
            tellLimits(ctx); // a refusal has them as well
            Acceptance.Admitted admitted =
                    reference.isPresent()
                            ? desk.admit(path, reference.get(), door)
                            : desk.admit(path, upload.body(voice, output), door);
            tellLimits(ctx);
            ctx.header("Location", PATH + "/" + admitted.request().id());
            ctx.status(admitted instanceof Acceptance.Admitted.Known ? 200 : 202);
            answer(ctx, view.document(admitted.request()));
        }
    }

    private void tellLimits(Context ctx) {
        CallerIdentity.tell(ctx, reception.limits(CallerIdentity.client(ctx)));
    }

    /** What a book's own file is to become. */
    private static ObjectNode output(Query query) {
        ObjectNode output = Json.object();
        for (String name : List.of("book", "chapters", "preset")) {
            query.text(name, MOST_NAME).ifPresent(value -> output.put(name, value));
        }
        if (query.flag("epub")) {
            output.put("epub", true);
        }
        return output;
    }

    private AcceptedRequest book(Context ctx) {
        return requireBook(status.request(new RequestId(ctx.pathParam("id"))));
    }

    /**
     * The request, if it is a book.
     *
     * @throws VoxfarmException {@code UNKNOWN_REQUEST} if not
     */
    static AcceptedRequest requireBook(AcceptedRequest found) {
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
