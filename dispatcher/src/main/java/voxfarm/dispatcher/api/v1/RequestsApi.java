package voxfarm.dispatcher.api.v1;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.TemporaryFiles;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.json.SpoolingJson;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.CallbackUrl;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Submission;
import voxfarm.common.plan.SubmittedDocument;
import voxfarm.common.plan.SubmittedText;
import voxfarm.common.plan.SynthesisRequest;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.Reception;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.BodyRoom;
import voxfarm.dispatcher.api.CallerIdentity;
import voxfarm.dispatcher.api.HttpConfig;
import voxfarm.dispatcher.api.Query;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.api.Utf8Stream;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.retention.Removed;
import voxfarm.dispatcher.retention.RequestPurge;
import voxfarm.dispatcher.status.RequestStatus;
import voxfarm.dispatcher.status.RequestView;

/** {@code /v1/requests}. Holds no rules of its own. */
public final class RequestsApi {
    private static final String PATH = "/v1/requests";

    /** Bytes of one character that stands as its number in JSON. */
    private static final long MOST_ESCAPED = 6;

    private static final double MILLIS = 1000;

    private final Reception reception;
    private final Endings endings;
    private final RequestStatus status;
    private final RequestPurge purge;
    private final ObjectStore store;
    private final HttpConfig config;

    public RequestsApi(
            Reception reception,
            Endings endings,
            RequestStatus status,
            RequestPurge purge,
            ObjectStore store,
            HttpConfig config) {
        this.reception = reception;
        this.endings = endings;
        this.status = status;
        this.purge = purge;
        this.store = store;
        this.config = config;
    }

    public void register(Routes routes) {
        routes.post(PATH, Access.SUBMIT, this::post);
        routes.put(PATH + "/{id}", Access.SUBMIT, this::put);
        routes.get(PATH + "/{id}", Access.READ, this::get);
        routes.delete(PATH + "/{id}", Access.SUBMIT, this::delete);
    }

    private void post(Context ctx) {
        withBody(
                ctx,
                submission -> {
                    if (submission.id().isPresent()) {
                        RequestId id = submission.id().get();
                        submit(
                                ctx,
                                id,
                                () -> reception.admit(id, submission, CallerIdentity.client(ctx)));
                    } else {
                        RequestId id = reception.nextId();
                        submit(
                                ctx,
                                id,
                                () ->
                                        reception.admitGenerated(
                                                id, submission, CallerIdentity.client(ctx)));
                    }
                });
    }

    private void put(Context ctx) {
        RequestId id = new RequestId(ctx.pathParam("id"));
        withBody(
                ctx,
                submission -> {
                    if (submission.id().isPresent() && !submission.id().get().equals(id)) {
                        throw VoxfarmException.of(
                                ErrorCode.INVALID_REQUEST,
                                "request_id: expected %s as in the path, was %s",
                                id,
                                submission.id().get());
                    }
                    submit(
                            ctx,
                            id,
                            () -> reception.admit(id, submission, CallerIdentity.client(ctx)));
                });
    }

    /** A long text is in a file until it is accepted or refused. */
    private void withBody(Context ctx, Consumer<Submission> action) {
        Optional<SubmittedText.Spooled> spooled = Optional.empty();
        try {
            Submission submission;
            try (BodyRoom.Claim claim = BodyRoom.claim(ctx)) {
                SpoolingJson.Result body = read(ctx, claim);
                spooled = spooled(body);
                Optional<SubmittedText.Spooled> text = spooled;
                submission =
                        claim.parse(() ->
                                RequestCodec.read(SubmittedDocument.read(body.document(), text)));
            }
            Optional<CallbackUrl> usual = CallerIdentity.of(ctx).flatMap(CallerIdentity::callback);
            action.accept(usual.map(submission::orCallback).orElse(submission));
        } finally {
            spooled.ifPresent(text -> TemporaryFiles.delete(text.file()));
        }
    }

    private SpoolingJson.Result read(Context ctx, BodyRoom.Claim claim) {
        BodyRoom.refuseLonger(
                ctx, config.maxBodyBytes() + MOST_ESCAPED * SynthesisRequest.MAX_TEXT_BYTES);
        return SpoolingJson.read(
                new Utf8Stream(ctx.bodyInputStream(), "body"),
                "text",
                new SpoolingJson.Limits(
                        config.maxBodyBytes(),
                        SynthesisRequest.MAX_INLINE_TEXT_BYTES,
                        SynthesisRequest.MAX_TEXT_BYTES),
                claim::read);
    }

    private static Optional<SubmittedText.Spooled> spooled(SpoolingJson.Result body) {
        return body.spooled()
                .map(text -> new SubmittedText.Spooled(text.file(), text.sha256(), text.bytes()));
    }

    private void submit(Context ctx, RequestId id, Supplier<Acceptance.Admitted> admission) {
        Duration patience = patience(ctx);
        tellLimits(ctx); // a refusal has them as well
        try (RequestStatus.Wait wait = status.startWaiting(id)) {
            Acceptance.Admitted admitted = admission.get();
            tellLimits(ctx);
            boolean known = admitted instanceof Acceptance.Admitted.Known;
            ctx.header("Location", PATH + "/" + id);
            Optional<SynthesisResult> result =
                    patience.isZero() ? Optional.empty() : await(wait, id, known, patience);
            if (result.isPresent()) {
                AudioApi.answer(ctx, store, result.get());
                return;
            }
            RequestView view =
                    known
                            ? status.view(admitted.request())
                            : new RequestView(admitted.request(), Optional.empty());
            ctx.status(known && patience.isZero() ? 200 : 202);
            answer(ctx, view);
        }
    }

    private void tellLimits(Context ctx) {
        CallerIdentity.tell(ctx, reception.limits(CallerIdentity.client(ctx)));
    }

    /** One that is known may have ended before this dispatcher heard of anything. */
    private Optional<SynthesisResult> await(
            RequestStatus.Wait wait, RequestId id, boolean known, Duration patience) {
        Optional<SynthesisResult> stored = known ? status.result(id) : Optional.empty();
        return stored.isPresent() ? stored : wait.await(patience);
    }

    private void get(Context ctx) {
        answer(ctx, status.view(new RequestId(ctx.pathParam("id"))));
    }

    private void delete(Context ctx) {
        RequestId id = new RequestId(ctx.pathParam("id"));
        Query query = new Query(ctx);
        boolean purge = query.flag("purge");
        boolean cancel = query.flag("cancel");
        query.throwIfAny();
        if (purge) {
            purge(ctx, id, cancel ? RequestPurge.IfOpen.CANCEL : RequestPurge.IfOpen.REFUSE);
            return;
        }
        AcceptedRequest request = status.request(id);
        SynthesisResult result = endings.cancel(request);
        if (!(result.outcome() instanceof SynthesisResult.Outcome.Cancelled)) {
            throw Endings.tooLate(result);
        }
        answer(ctx, new RequestView(request, Optional.of(result)));
    }

    private void purge(Context ctx, RequestId id, RequestPurge.IfOpen ifOpen) {
        Removed removed = purge.purge(id, ifOpen);
        ctx.contentType("application/json")
                .result(
                        Json.prettyBytes(
                                Json.object()
                                        .put("schema", Schema.VERSION)
                                        .put("request_id", id.value())
                                        .put("status", "deleted")
                                        .put("objects", removed.objects())
                                        .put("bytes", removed.bytes())));
    }

    private static void answer(Context ctx, RequestView view) {
        ctx.contentType("application/json").result(Json.prettyBytes(view.toJson()));
    }

    private Duration patience(Context ctx) {
        Query query = new Query(ctx);
        double seconds = query.number("wait", "seconds", 0, config.maxWaitSeconds()).orElse(0);
        query.throwIfAny();
        return Duration.ofMillis(Math.round(seconds * MILLIS));
    }
}
