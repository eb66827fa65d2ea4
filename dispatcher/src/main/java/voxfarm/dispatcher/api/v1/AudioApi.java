package voxfarm.dispatcher.api.v1;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import voxfarm.common.audio.SubtitleFormat;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.DownloadLinks;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.ErrorMapper;
import voxfarm.dispatcher.api.Query;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.listen.SegmentStream;
import voxfarm.dispatcher.status.RequestStatus;
import voxfarm.dispatcher.status.RequestView;

/** The sound of a request: when it is done, while it is spoken, or by a link into the bucket. */
public final class AudioApi {
    private static final Duration USUAL_VALIDITY = Duration.ofHours(1);
    private static final Duration LONGEST_VALIDITY = Duration.ofDays(7);

    private final RequestStatus status;
    private final ObjectStore store;
    private final DownloadLinks links;
    private final SegmentStream streams;
    private final InstantSource clock;

    public AudioApi(
            RequestStatus status,
            ObjectStore store,
            DownloadLinks links,
            SegmentStream streams,
            InstantSource clock) {
        this.status = status;
        this.store = store;
        this.links = links;
        this.streams = streams;
        this.clock = clock;
    }

    public void register(Routes routes) {
        routes.get("/v1/requests/{id}/audio", Access.READ, this::audio);
        routes.head("/v1/requests/{id}/audio", Access.READ, this::audio);
        routes.get("/v1/requests/{id}/link", Access.READ, this::link);
        routes.get("/v1/requests/{id}/timings", Access.READ, this::timings);
        routes.get("/v1/requests/{id}/subtitles", Access.READ, this::subtitles);
    }

    private void audio(Context ctx) {
        Query query = new Query(ctx);
        boolean stream = query.flag("stream");
        query.throwIfAny();
        RequestView view = status.view(new RequestId(ctx.pathParam("id")));
        if (view.result().isPresent()) {
            answer(ctx, store, view.result().get());
        } else if (stream && !ctx.method().equals(HandlerType.HEAD)) { // a head waits for no sound
            stream(ctx, view);
        } else {
            ctx.status(202).contentType("application/json");
            ctx.result(Json.prettyBytes(view.toJson()));
        }
    }

    private void stream(Context ctx, RequestView view) {
        try (SegmentStream.Source source = streams.open(view.request())) {
            ctx.contentType(source.encoding().format().contentType());
            source.copyTo(ctx.res().getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException("the caller has gone", e);
        }
    }

    /** Sends the sound of a request that has ended, or says why there is none. */
    static void answer(Context ctx, ObjectStore store, SynthesisResult result) {
        switch (result.outcome()) {
            case SynthesisResult.Outcome.Completed(StoredAudio audio) ->
                    AudioAnswer.send(ctx, store, audio);
            case SynthesisResult.Outcome.Failed(var error) -> ErrorMapper.answer(ctx, error);
            case SynthesisResult.Outcome.Cancelled _ ->
                    throw VoxfarmException.of(
                            ErrorCode.CANCELLED, "request %s was cancelled", result.id());
        }
    }

    private void timings(Context ctx) {
        sendBeside(ctx, "application/json", "output.timings", SynthesisResult::timings);
    }

    private void subtitles(Context ctx) {
        Query query = new Query(ctx);
        SubtitleFormat format =
                query.parsed("format", SubtitleFormat::ofWireName).orElse(SubtitleFormat.SRT);
        query.throwIfAny();
        sendBeside(
                ctx,
                format.contentType(),
                "output.subtitles " + format.wireName(),
                result ->
                        result.subtitles().stream()
                                .filter(key -> key.value().endsWith("." + format.wireName()))
                                .findFirst());
    }

    /**
     * Sends what is stored beside the sound.
     *
     * @param asked what a request has to say to get it
     */
    private void sendBeside(
            Context ctx,
            String type,
            String asked,
            Function<SynthesisResult, Optional<ObjectKey>> key) {
        RequestView view = status.view(new RequestId(ctx.pathParam("id")));
        if (view.result().isEmpty()) {
            ctx.status(202).contentType("application/json");
            ctx.result(Json.prettyBytes(view.toJson()));
            return;
        }
        SynthesisResult result = view.result().get();
        if (!(result.outcome() instanceof SynthesisResult.Outcome.Completed)) {
            answer(ctx, store, result);
            return;
        }
        ObjectKey stored =
                key.apply(result)
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.NOT_FOUND,
                                        "request %s did not ask for %s",
                                        result.id(),
                                        asked));
        InputStream document =
                store.open(stored, 0)
                        .orElseThrow(() ->
                                VoxfarmException.of(ErrorCode.NOT_FOUND, "%s was deleted", stored));
        ctx.contentType(type).result(document);
    }

    private void link(Context ctx) {
        Duration validity = validity(ctx);
        RequestView view = status.view(new RequestId(ctx.pathParam("id")));
        Optional<SynthesisResult> result = view.result();
        if (result.isEmpty()) {
            ctx.status(202).contentType("application/json");
            ctx.result(Json.prettyBytes(view.toJson()));
            return;
        }
        if (!(result.get().outcome()
                instanceof SynthesisResult.Outcome.Completed(StoredAudio audio))) {
            answer(ctx, store, result.get());
            return;
        }
        String name = result.get().id() + "." + audio.format().extension();
        URI link = links.link(audio.key(), validity, name);
        ctx.contentType("application/json")
                .result(
                        Json.prettyBytes(
                                Json.object()
                                        .put("url", link.toString())
                                        .put(
                                                "expires_at",
                                                clock.instant().plus(validity).toString())
                                        .put("bytes", audio.bytes())
                                        .put("sha256", audio.sha256())));
    }

    private static Duration validity(Context ctx) {
        Query query = new Query(ctx);
        Optional<Integer> seconds =
                query.whole("expires_s", 1, Math.toIntExact(LONGEST_VALIDITY.toSeconds()));
        query.throwIfAny();
        return seconds.map(Duration::ofSeconds).orElse(USUAL_VALIDITY);
    }
}
