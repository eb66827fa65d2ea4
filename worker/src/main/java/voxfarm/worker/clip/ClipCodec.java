package voxfarm.worker.clip;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.result.Warning;
import voxfarm.common.store.ObjectKey;
import voxfarm.worker.engine.LoadedVoice;

/** {@code clips/<aa>/<hash>.json}. */
final class ClipCodec {
    private ClipCodec() {}

    static byte[] write(Clip clip) {
        ObjectNode node =
                Json.object()
                        .put("schema", Schema.VERSION)
                        .put("hash", clip.hash())
                        .put("audio_key", clip.audio().value())
                        .put("sample_rate", clip.sampleRateHz())
                        .put("samples", clip.samples())
                        .put("peak", clip.peak())
                        .put("engine_s", clip.engineSeconds());
        ArrayNode warnings = node.putArray("warnings");
        for (Warning warning : clip.warnings()) {
            warnings.addObject().put("code", warning.code()).put("message", warning.message());
        }
        ArrayNode words = node.putArray("words");
        for (LoadedVoice.SpokenWord word : clip.words()) {
            ObjectNode item =
                    words.addObject()
                            .put("text", word.text())
                            .put("start_s", word.startSeconds())
                            .put("end_s", word.endSeconds());
            ArrayNode phones = item.putArray("phones");
            for (LoadedVoice.SpokenPhone phone : word.phones()) {
                phones.addObject()
                        .put("phone", phone.phone())
                        .put("start_s", phone.startSeconds())
                        .put("end_s", phone.endSeconds());
            }
        }
        return Json.bytes(node);
    }

    /**
     * @throws VoxfarmException {@code INTERNAL} if the document is damaged
     */
    static Clip read(byte[] document) {
        Fields fields =
                new Fields(Json.readObject(document, "clip", ErrorCode.INTERNAL), new Problems());
        Schema.check(fields, "clip");
        Clip clip =
                new Clip(
                        fields.text("hash"),
                        fields.parsed("audio_key", ObjectKey::new, new ObjectKey("none")),
                        (int) fields.integer("sample_rate", 1000, 384_000),
                        fields.integer("samples", 0, Integer.MAX_VALUE),
                        (float) fields.number("peak", 0, Float.MAX_VALUE),
                        fields.number("engine_s", 0, Double.MAX_VALUE),
                        fields.objects("warnings").stream()
                                .map(item -> new Warning(item.text("code"), item.text("message")))
                                .toList(),
                        fields.objects("words").stream().map(ClipCodec::readWord).toList());
        fields.problems().throwIfAny(ErrorCode.INTERNAL);
        return clip;
    }

    private static LoadedVoice.SpokenWord readWord(Fields word) {
        List<LoadedVoice.SpokenPhone> phones =
                word.objects("phones").stream()
                        .map(phone ->
                                new LoadedVoice.SpokenPhone(
                                        phone.text("phone"),
                                        phone.number("start_s", 0, Double.MAX_VALUE),
                                        phone.number("end_s", 0, Double.MAX_VALUE)))
                        .toList();
        return new LoadedVoice.SpokenWord(
                word.text("text"),
                word.number("start_s", 0, Double.MAX_VALUE),
                word.number("end_s", 0, Double.MAX_VALUE),
                phones);
    }
}
