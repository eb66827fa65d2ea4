package voxfarm.common.clip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpeechSettingsCodec;

/** The name of a clip: two segments of one hash sound the same, whoever asked for them. */
public final class ClipHash {
    /** Counted up when the engines' sound changes, so that clips of older builds are not used. */
    private static final int SOUND = 1;

    /** Counted up when a language is read by other rules; absent where it never was. */
    private static final Map<Language, Integer> READING = Map.of(Language.EN, 2);

    private ClipHash() {}

    /** 64 hexadecimal digits. */
    public static String of(SpeechSettings settings, Segment segment) {
        ObjectNode all = Json.object();
        SpeechSettingsCodec.write(settings.in(segment.manner()), all);
        all.remove("output"); // level and format come later
        all.put("sound", SOUND)
                .put("text", segment.text())
                .put("language", segment.language().code());
        segment.manner().writeOfSound(all);
        Integer reading = READING.get(segment.language());
        if (reading != null) {
            all.put("reading", reading);
        }
        return Sha256.hex(Json.canonicalBytes(all));
    }
}
