package voxfarm.dispatcher.acceptance;

import java.util.Map;
import voxfarm.common.plan.Pauses;
import voxfarm.common.plan.ScaleChoices;
import voxfarm.common.voice.VoiceId;

/**
 * What the configuration says of voices, where a request says nothing.
 *
 * @param sliders by {@code model_id/speaker}
 * @param pauses by {@code model_id}
 */
public record VoiceDefaults(Map<String, ScaleChoices> sliders, Map<String, Pauses> pauses) {
    public static final VoiceDefaults NONE = new VoiceDefaults(Map.of(), Map.of());

    public VoiceDefaults {
        sliders = Map.copyOf(sliders);
        pauses = Map.copyOf(pauses);
    }

    ScaleChoices sliders(VoiceId voice, String speaker) {
        return sliders.getOrDefault(voice + "/" + speaker, ScaleChoices.NONE);
    }

    Pauses pauses(VoiceId voice) {
        return pauses.getOrDefault(voice.value(), Pauses.NONE_CHOSEN);
    }
}
