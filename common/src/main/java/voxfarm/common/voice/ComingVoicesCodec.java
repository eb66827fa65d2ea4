package voxfarm.common.voice;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;

/** The record on {@code tts.control} that names the voices which a worker is importing. */
public final class ComingVoicesCodec {
    private ComingVoicesCodec() {}

    public static byte[] write(Collection<VoiceId> voices) {
        ObjectNode record = Json.object().put("schema", Schema.VERSION).put("kind", "imports");
        ArrayNode ids = record.putArray("model_ids");
        voices.forEach(voice -> ids.add(voice.value()));
        return Json.bytes(record);
    }

    /**
     * @throws VoxfarmException {@code INTERNAL} if it is none, {@code UNSUPPORTED_SCHEMA} if it is
     *     of a later build
     */
    public static Set<VoiceId> read(byte[] record) {
        Fields fields =
                new Fields(Json.readObject(record, "imports", ErrorCode.INTERNAL), new Problems());
        Schema.check(fields, "imports");
        Set<VoiceId> voices = new HashSet<>();
        fields.texts("model_ids").forEach(id -> voices.add(new VoiceId(id)));
        fields.problems().throwIfAny(ErrorCode.INTERNAL);
        return voices;
    }
}
