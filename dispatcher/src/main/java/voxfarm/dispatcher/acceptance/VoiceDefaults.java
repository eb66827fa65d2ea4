package voxfarm.dispatcher.acceptance;

import java.util.Map;
import java.util.Optional;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Pauses;
import voxfarm.common.plan.ScaleChoices;
import voxfarm.common.plan.SpeakerChoice;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.planner.SpeakerDefaults;

/**
 * What the configuration says of voices, where a request says nothing.
 *
 * @param sliders by voice, then by the name of its speaker
 * @param languages by voice
 */
public record VoiceDefaults(
        Map<VoiceId, Map<String, ScaleChoices>> sliders,
        Map<VoiceId, Language> languages,
        Map<VoiceId, Pauses> pauses) {
    public static final VoiceDefaults NONE = new VoiceDefaults(Map.of(), Map.of(), Map.of());

    public VoiceDefaults {
        sliders = Map.copyOf(sliders);
        languages = Map.copyOf(languages);
        pauses = Map.copyOf(pauses);
    }

    /** The sliders of a request that chooses none. */
    public Scales scales(VoiceManifest voice, SpeakerChoice speaker) {
        return of(voice, speaker).sliders().orElse(voice.defaults());
    }

    /** The length scale that is so many times faster than that of a request that chooses none. */
    public double lengthScale(VoiceManifest voice, SpeakerChoice speaker, double speed) {
        return scales(voice, speaker).faster(speed).lengthScale();
    }

    SpeakerDefaults of(VoiceManifest voice, SpeakerChoice choice) {
        String speaker =
                switch (choice) {
                    case SpeakerChoice.ByName(String name) -> name;
                    case SpeakerChoice.ById(long number) ->
                            voice.speaker(number).map(s -> s.name()).orElse("");
                    case SpeakerChoice.Default _ -> voice.speakers().getFirst().name();
                };
        return new SpeakerDefaults(
                sliders.getOrDefault(voice.voice(), Map.of())
                        .getOrDefault(speaker, ScaleChoices.NONE),
                Optional.ofNullable(languages.get(voice.voice())));
    }

    Pauses pauses(VoiceId voice) {
        return pauses.getOrDefault(voice, Pauses.NONE_CHOSEN);
    }
}
