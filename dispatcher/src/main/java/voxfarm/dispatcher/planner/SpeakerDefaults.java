package voxfarm.dispatcher.planner;

import java.util.Optional;
import voxfarm.common.language.Language;
import voxfarm.common.plan.ScaleChoices;

/**
 * What the configuration says of a voice and its speaker, before what the voice's own file says.
 *
 * @param language passed over if the voice does not know it
 */
public record SpeakerDefaults(ScaleChoices sliders, Optional<Language> language) {
    public static final SpeakerDefaults NONE =
            new SpeakerDefaults(ScaleChoices.NONE, Optional.empty());
}
