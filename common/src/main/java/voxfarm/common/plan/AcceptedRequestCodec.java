package voxfarm.common.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.store.ObjectKey;

/** {@code requests/<id>/request.json}. */
public final class AcceptedRequestCodec {
    private AcceptedRequestCodec() {}

    public static byte[] write(AcceptedRequest request) {
        ObjectNode node =
                Json.object()
                        .put("schema", Schema.VERSION)
                        .put("request_id", request.id().value())
                        .put("body_sha256", request.bodySha256())
                        .put("accepted_by", request.acceptedBy().value())
                        .put("accepted_at", request.acceptedAt().toString())
                        .put("lane", request.lane().wireName());
        request.notBefore().ifPresent(at -> node.put("not_before", at.toString()));
        request.deadline().ifPresent(at -> node.put("deadline", at.toString()));
        SpeechSettingsCodec.write(request.settings(), node);
        request.text().ifPresent(text -> node.put("text", text));
        request.textKey().ifPresent(key -> node.put("text_key", key.value()));
        request.callback().ifPresent(url -> node.put("callback", url.toString()));
        node.put("plan_key", request.planKey().value());
        node.put("segments", request.segments());
        if (request.parts() > 1) {
            node.put("parts", request.parts()).put("window", request.window());
        }
        request.book().ifPresent(book -> book.write(node));
        ObjectNode labels = node.putObject("labels");
        new TreeMap<>(request.labels()).forEach(labels::put);
        if (!request.warnings().isEmpty()) {
            node.set("warnings", Warning.write(request.warnings()));
        }
        if (!request.trace().isEmpty()) {
            ObjectNode trace = node.putObject("trace");
            new TreeMap<>(request.trace()).forEach(trace::put);
        }
        return Json.prettyBytes(node);
    }

    /**
     * @throws VoxfarmException {@code INTERNAL} if the stored document is damaged, {@code
     *     UNSUPPORTED_SCHEMA} if another build wrote it
     */
    public static AcceptedRequest read(byte[] document) {
        Fields fields =
                new Fields(
                        Json.readObject(document, "request.json", ErrorCode.INTERNAL),
                        new Problems());
        Schema.check(fields, "request.json");
        int parts = fields.optionalInteger("parts", 1, Integer.MAX_VALUE).orElse(1L).intValue();
        AcceptedRequest request =
                new AcceptedRequest(
                        fields.parsed("request_id", RequestId::new, new RequestId("none")),
                        fields.text("body_sha256"),
                        new AcceptedBy(fields.text("accepted_by")),
                        fields.time("accepted_at"),
                        fields.parsed("lane", Lane::ofWireName, Lane.INTERACTIVE),
                        fields.optionalTime("not_before"),
                        fields.optionalTime("deadline"),
                        SpeechSettingsCodec.read(fields),
                        fields.optionalText("text"),
                        fields.optionalParsed("text_key", ObjectKey::new),
                        fields.parsed("plan_key", ObjectKey::new, new ObjectKey("none")),
                        (int) fields.integer("segments", 1, Integer.MAX_VALUE),
                        parts,
                        fields.optionalInteger("window", 1, Integer.MAX_VALUE)
                                .map(Long::intValue)
                                .orElse(parts),
                        fields.textMap("labels"),
                        Warning.read(fields),
                        fields.textMap("trace"),
                        AcceptedBook.read(fields),
                        fields.optionalParsed("callback", CallbackUrl::parse));
        fields.problems().throwIfAny(ErrorCode.INTERNAL);
        return request;
    }
}
