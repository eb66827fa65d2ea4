package voxfarm.common.clip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.Warning;
import voxfarm.common.store.ObjectKey;

/** {@code clips/<aa>/<hash>.json}. */
public final class ClipCodec {
    private ClipCodec() {}

    public static byte[] write(Clip clip) {
        ObjectNode node =
                Json.object()
                        .put("schema", Schema.VERSION)
                        .put("hash", clip.hash())
                        .put("audio_key", clip.audio().value())
                        .put("sample_rate", clip.sound().sampleRateHz())
                        .put("samples", clip.sound().samples())
                        .put("peak", clip.sound().peak())
                        .put("engine_s", clip.made().work().seconds());
        clip.made().work().writeBy(node);
        if (!clip.made().in().isEmpty()) {
            node.put("made_for", clip.made().in());
        }
        if (clip.made().take() > 1) {
            node.put("take", clip.made().take());
        }
        node.set("warnings", Warning.write(clip.warnings()));
        node.set("words", SpokenWordsCodec.write(clip.words()));
        return Json.bytes(node);
    }

    /**
     * @throws VoxfarmException {@code INTERNAL} if the document is damaged
     */
    public static Clip read(byte[] document) {
        Fields fields =
                new Fields(Json.readObject(document, "clip", ErrorCode.INTERNAL), new Problems());
        Schema.check(fields, "clip");
        Clip clip =
                new Clip(
                        fields.text("hash"),
                        fields.parsed("audio_key", ObjectKey::new, new ObjectKey("none")),
                        new Clip.Sound(
                                (int) fields.integer("sample_rate", 1000, 384_000),
                                fields.integer("samples", 0, Integer.MAX_VALUE),
                                (float) fields.number("peak", 0, Float.MAX_VALUE)),
                        new Clip.Made(
                                fields.optionalText("made_for").orElse(""),
                                EngineWork.read(
                                        fields.number("engine_s", 0, Double.MAX_VALUE), fields),
                                fields.optionalInteger("take", 1, Integer.MAX_VALUE)
                                        .orElse(1L)
                                        .intValue()),
                        Warning.read(fields),
                        SpokenWordsCodec.read(fields));
        fields.problems().throwIfAny(ErrorCode.INTERNAL);
        return clip;
    }
}
