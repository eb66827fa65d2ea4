package voxfarm.common.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ErrorInfo;

/** The value of a record on {@code tts.dead}. */
public final class DeadLetterCodec {
    private static final int MAX_RAW_BYTES = 64 * 1024;

    private DeadLetterCodec() {}

    public static byte[] write(DeadLetter letter) {
        ObjectNode node = Json.object().put("schema", Schema.VERSION);
        letter.request().ifPresent(id -> node.put("request_id", id.value()));
        letter.job()
                .ifPresent(job -> {
                    node.put("model_id", job.settings().voice().value());
                    node.set("job", JobCodec.toJson(job));
                });
        if (letter.request().isEmpty() && letter.rawJob().length <= MAX_RAW_BYTES) {
            node.put("raw_base64", Base64.getEncoder().encodeToString(letter.rawJob()));
        }
        node.set("error", letter.error().toJson());
        node.put("deliveries", letter.deliveries())
                .put("worker_id", letter.workerId())
                .put("at", letter.at().toString());
        return Json.bytes(node);
    }

    /**
     * @throws VoxfarmException {@code INTERNAL} if the record is none, {@code UNSUPPORTED_SCHEMA}
     *     if another build wrote it
     */
    public static DeadLetter read(byte[] record) {
        Fields fields =
                new Fields(
                        Json.readObject(record, "dead letter", ErrorCode.INTERNAL), new Problems());
        Schema.check(fields, "dead letter");
        DeadLetter letter =
                new DeadLetter(
                        fields.optionalParsed("request_id", RequestId::new),
                        fields.member("job").map(job -> JobCodec.read(Json.bytes(job))),
                        fields.optionalText("raw_base64")
                                .map(DeadLetterCodec::decode)
                                .orElse(new byte[0]),
                        ErrorInfo.read(fields.object("error")),
                        (int) fields.integer("deliveries", 0, Integer.MAX_VALUE),
                        fields.text("worker_id"),
                        fields.time("at"));
        fields.problems().throwIfAny(ErrorCode.INTERNAL);
        return letter;
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new VoxfarmException(ErrorCode.INTERNAL, "raw_base64: not base64", e);
        }
    }
}
