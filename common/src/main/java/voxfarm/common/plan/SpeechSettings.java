package voxfarm.common.plan;

import java.util.List;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.language.Language;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;

/**
 * How a request is spoken, with every default filled in. Together with a segment's text this
 * decides every sample.
 *
 * @param voiceVersion the package version that was current when the request was accepted
 * @param speakerId the model's number of the speaker, from 0
 * @param dictionaries versions of the voice's and the farm's pronunciations, the first to count
 *     first
 */
public record SpeechSettings(
        VoiceId voice,
        VoiceVersion voiceVersion,
        String speaker,
        int speakerId,
        Language language,
        Scales scales,
        long seed,
        OutputSettings output,
        Expression expression,
        List<ObjectKey> dictionaries) {
    public SpeechSettings {
        dictionaries = List.copyOf(dictionaries);
    }

    /** The same with another version of the voice. */
    public SpeechSettings withVoiceVersion(VoiceVersion version) {
        return new SpeechSettings(
                voice,
                version,
                speaker,
                speakerId,
                language,
                scales,
                seed,
                output,
                expression,
                dictionaries);
    }
}
