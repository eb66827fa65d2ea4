package voxfarm.common.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.VoiceId;

/** The value of a record on {@code tts.events}. */
public final class RequestEventCodec {
    private static final ObjectKey NO_KEY = new ObjectKey("none");

    private RequestEventCodec() {}

    public static byte[] write(RequestEvent event) {
        ObjectNode node = Json.object().put("schema", Schema.VERSION).put("type", type(event));
        EventHeader header = event.header();
        node.put("request_id", header.request().value());
        header.voice().ifPresent(voice -> node.put("model_id", voice.value()));
        header.lane().ifPresent(lane -> node.put("lane", lane.wireName()));
        node.put("at", header.at().toString()).put("attempt", header.attempt());
        writeDetail(event, node);
        return Json.bytes(node);
    }

    /** How far a request is, as events and the HTTP interface show it. */
    public static ObjectNode progress(RequestEvent.Progress event) {
        return Json.object()
                .put("segments_done", event.segmentsDone())
                .put("segments", event.segments())
                .put("audio_s", event.audioSeconds())
                .put("eta_s", event.etaSeconds());
    }

    /** Wire name of the event's type. */
    public static String type(RequestEvent event) {
        return switch (event) {
            case RequestEvent.Accepted _ -> "accepted";
            case RequestEvent.Started _ -> "started";
            case RequestEvent.Progress _ -> "progress";
            case RequestEvent.Completed _ -> "completed";
            case RequestEvent.Failed _ -> "failed";
            case RequestEvent.Cancelled _ -> "cancelled";
            case RequestEvent.Refused _ -> "refused";
        };
    }

    private static void writeDetail(RequestEvent event, ObjectNode node) {
        switch (event) {
            case RequestEvent.Accepted _ -> {}
            case RequestEvent.Started e -> node.put("worker_id", e.workerId());
            case RequestEvent.Progress e -> node.set("progress", progress(e));
            case RequestEvent.Completed e ->
                    node.put("result_key", e.result().value())
                            .put("audio_key", e.audio().value())
                            .put("duration_s", e.durationSeconds());
            case RequestEvent.Failed e ->
                    node.put("result_key", e.result().value()).set("error", e.error().toJson());
            case RequestEvent.Cancelled e -> node.put("result_key", e.result().value());
            case RequestEvent.Refused e ->
                    node.put("body_sha256", e.bodySha256()).set("error", e.error().toJson());
        }
    }

    /**
     * @throws VoxfarmException {@code INTERNAL} if the record is not an event, {@code
     *     UNSUPPORTED_SCHEMA} if another build wrote it
     */
    public static RequestEvent read(byte[] document) {
        Fields fields =
                new Fields(Json.readObject(document, "event", ErrorCode.INTERNAL), new Problems());
        Schema.check(fields, "event");
        EventHeader header =
                new EventHeader(
                        fields.parsed("request_id", RequestId::new, new RequestId("none")),
                        fields.optionalParsed("model_id", VoiceId::new),
                        fields.optionalParsed("lane", Lane::ofWireName),
                        fields.time("at"),
                        (int) fields.integer("attempt", 0, Integer.MAX_VALUE));
        RequestEvent event = readDetail(fields.text("type"), header, fields);
        fields.problems().throwIfAny(ErrorCode.INTERNAL);
        return event;
    }

    private static RequestEvent readDetail(String type, EventHeader header, Fields fields) {
        return switch (type) {
            case "accepted" -> new RequestEvent.Accepted(header);
            case "started" ->
                    new RequestEvent.Started(header, fields.optionalText("worker_id").orElse(""));
            case "progress" -> readProgress(header, fields.object("progress"));
            case "completed" ->
                    new RequestEvent.Completed(
                            header,
                            key(fields, "result_key"),
                            key(fields, "audio_key"),
                            fields.number("duration_s", 0, Double.MAX_VALUE));
            case "failed" ->
                    new RequestEvent.Failed(
                            header,
                            key(fields, "result_key"),
                            ErrorInfo.read(fields.object("error")));
            case "cancelled" -> new RequestEvent.Cancelled(header, key(fields, "result_key"));
            case "refused" ->
                    new RequestEvent.Refused(
                            header,
                            fields.text("body_sha256"),
                            ErrorInfo.read(fields.object("error")));
            default -> {
                fields.problem("type", "expected an event type, was " + Problems.quote(type));
                yield new RequestEvent.Accepted(header);
            }
        };
    }

    private static RequestEvent readProgress(EventHeader header, Fields progress) {
        return new RequestEvent.Progress(
                header,
                (int) progress.integer("segments_done", 0, Integer.MAX_VALUE),
                (int) progress.integer("segments", 0, Integer.MAX_VALUE),
                progress.number("audio_s", 0, Double.MAX_VALUE),
                progress.number("eta_s", 0, Double.MAX_VALUE));
    }

    private static ObjectKey key(Fields fields, String name) {
        return fields.parsed(name, ObjectKey::new, NO_KEY);
    }
}
