package voxfarm.common.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import voxfarm.common.audio.OutputSettingsCodec;
import voxfarm.common.error.Problems;
import voxfarm.common.json.Fields;
import voxfarm.common.language.Language;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;

/** The members that stored requests and jobs share. */
public final class SpeechSettingsCodec {
    private SpeechSettingsCodec() {}

    public static void write(SpeechSettings settings, ObjectNode into) {
        into.put("model_id", settings.voice().value());
        into.put("voice_version", settings.voiceVersion().value());
        into.put("speaker", settings.speaker());
        into.put("speaker_id", settings.speakerId());
        into.put("language", settings.language().code());
        into.put("sdp_ratio", settings.scales().sdpRatio());
        into.put("noise_scale", settings.scales().noiseScale());
        into.put("noise_scale_w", settings.scales().noiseScaleW());
        into.put("length_scale", settings.scales().lengthScale());
        into.put("seed", settings.seed());
        into.set("output", OutputSettingsCodec.write(settings.output()));
        ExpressionCodec.write(settings.expression(), into);
        if (!settings.dictionaries().isEmpty()) {
            ArrayNode versions = into.putArray("dictionaries");
            settings.dictionaries().forEach(key -> versions.add(key.value()));
        }
        ExactnessCodec.write(settings.exact(), into);
    }

    /** Problems go to the fields' collector; the value is a stand-in if there are any. */
    public static SpeechSettings read(Fields fields) {
        return new SpeechSettings(
                new SpokenBy(
                        fields.parsed("model_id", VoiceId::new, new VoiceId("none")),
                        fields.parsed("voice_version", VoiceVersion::new, VoiceVersion.NONE),
                        new Speaker(
                                (int) fields.integer("speaker_id", 0, Integer.MAX_VALUE),
                                fields.text("speaker"))),
                fields.parsed("language", Language::new, Language.ZH),
                new Scales(
                        fields.number("sdp_ratio", 0, Scales.MAX_SDP_RATIO),
                        fields.number("noise_scale", 0, Scales.MAX_NOISE_SCALE),
                        fields.number("noise_scale_w", 0, Scales.MAX_NOISE_SCALE),
                        fields.number(
                                "length_scale", Scales.MIN_LENGTH_SCALE, Scales.MAX_LENGTH_SCALE)),
                fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                OutputSettingsCodec.read(fields.object("output")),
                ExpressionCodec.read(fields),
                dictionaries(fields),
                ExactnessCodec.read(fields));
    }

    /** Whoever writes a job may name a dictionary, and no other object. */
    private static List<ObjectKey> dictionaries(Fields fields) {
        List<ObjectKey> keys = new ArrayList<>();
        for (String key : fields.texts("dictionaries")) {
            if (key.startsWith(NamedObjects.DICTIONARIES)) {
                keys.add(new ObjectKey(key));
            } else {
                fields.problem(
                        "dictionaries",
                        "expected keys below "
                                + NamedObjects.DICTIONARIES
                                + ", was "
                                + Problems.quote(key));
            }
        }
        return keys;
    }
}
