package voxfarm.common.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;

/** The value of a record on {@code tts.dead}. */
public final class DeadLetterCodec {
    private static final int MAX_RAW_BYTES = 64 * 1024;

    private DeadLetterCodec() {}

    public static byte[] write(DeadLetter letter) {
        ObjectNode node = Json.object().put("schema", Schema.VERSION);
        letter.job()
                .ifPresent(job -> {
                    node.put("request_id", job.id().request().value());
                    node.put("model_id", job.settings().voice().value());
                    node.set("job", JobCodec.toJson(job));
                });
        if (letter.job().isEmpty() && letter.rawJob().length <= MAX_RAW_BYTES) {
            node.put("raw_base64", Base64.getEncoder().encodeToString(letter.rawJob()));
        }
        node.set("error", letter.error().toJson());
        node.put("deliveries", letter.deliveries())
                .put("worker_id", letter.workerId())
                .put("at", letter.at().toString());
        return Json.bytes(node);
    }
}
