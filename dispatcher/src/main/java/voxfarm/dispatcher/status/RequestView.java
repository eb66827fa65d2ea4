package voxfarm.dispatcher.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalInt;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.Warning;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.SynthesisResult;
import voxfarm.dispatcher.callback.CallbackNotes;

/**
 * What a caller may see of a request.
 *
 * @param result empty while it is not ended
 * @param lastEvent a hint of how far it is
 * @param callback how far the telling of its end is, where somebody wants to be told
 * @param ahead how many wait before it, where that is known
 */
public record RequestView(
        AcceptedRequest request,
        Optional<SynthesisResult> result,
        Optional<RequestEvent> lastEvent,
        OptionalInt ahead,
        Optional<ObjectNode> callback) {

    /** Of a request just accepted, or just ended. */
    public RequestView(AcceptedRequest request, Optional<SynthesisResult> result) {
        this(request, result, Optional.empty(), OptionalInt.empty(), CallbackNotes.untold(request));
    }

    /** {@code queued}, {@code running}, {@code completed}, {@code failed} or {@code cancelled}. */
    public String status() {
        if (result.isPresent()) {
            return result.get().status();
        }
        boolean running =
                lastEvent
                        .map(event ->
                                switch (event) {
                                    case RequestEvent.Started _, RequestEvent.Progress _ -> true;
                                    case RequestEvent.Accepted _,
                                            RequestEvent.Refused _,
                                            RequestEvent.Completed _,
                                            RequestEvent.Failed _,
                                            RequestEvent.Cancelled _ ->
                                            false;
                                })
                        .orElse(false);
        return running ? "running" : "queued";
    }

    /** The document that the HTTP interface answers. */
    public ObjectNode toJson() {
        ObjectNode node =
                Json.object()
                        .put("schema", Schema.VERSION)
                        .put("request_id", request.id().value())
                        .put("status", status())
                        .put("model_id", request.settings().voice().value())
                        .put("voice_version", request.settings().voiceVersion().value())
                        .put("lane", request.lane().wireName())
                        .put("accepted_at", request.acceptedAt().toString())
                        .put("segments", request.segments())
                        .put("parts", request.parts())
                        .put("result_key", ResultStore.key(request.id()).value());
        request.book().ifPresent(book -> book.write(node));
        if (result.isEmpty()) {
            lastEvent.ifPresent(event -> writeProgress(event, node));
            ahead.ifPresent(n -> node.put("queue_ahead", n));
            request.notBefore().ifPresent(at -> node.put("not_before", at.toString()));
            request.deadline().ifPresent(at -> node.put("deadline", at.toString()));
        }
        callback.ifPresent(told -> node.set("callback", told));
        if (!request.warnings().isEmpty()) {
            node.set("warnings", Warning.write(request.warnings()));
        }
        result.ifPresent(ended -> node.set("result", ResultCodec.toJson(ended)));
        return node;
    }

    private static void writeProgress(RequestEvent event, ObjectNode node) {
        node.put("attempts", event.header().attempt());
        if (event instanceof RequestEvent.Progress progress) {
            node.set("progress", RequestEventCodec.progress(progress));
        }
    }
}
