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
 * @param dictionaries versions of the voice's and the farm's pronunciations, the first to count
 *     first
 * @param exact whether no device may round beyond single precision
 */
public record SpeechSettings(
        SpokenBy by,
        Language language,
        Scales scales,
        long seed,
        OutputSettings output,
        Expression expression,
        List<ObjectKey> dictionaries,
        boolean exact) {
    public SpeechSettings {
        dictionaries = List.copyOf(dictionaries);
    }

    /** As exactly as whoever speaks it is set up to. */
    public SpeechSettings(
            SpokenBy by,
            Language language,
            Scales scales,
            long seed,
            OutputSettings output,
            Expression expression,
            List<ObjectKey> dictionaries) {
        this(by, language, scales, seed, output, expression, dictionaries, false);
    }

    public VoiceId voice() {
        return by.voice();
    }

    public VoiceVersion voiceVersion() {
        return by.version();
    }

    /** Name of the speaker. */
    public String speaker() {
        return by.speaker().name();
    }

    /** The model's number of the speaker, from 0. */
    public int speakerId() {
        return by.speaker().id();
    }

    /** The same, spoken by another. */
    public SpeechSettings with(SpokenBy other) {
        return new SpeechSettings(
                other, language, scales, seed, output, expression, dictionaries, exact);
    }

    /**
     * How a segment is spoken whose text asks for that. A mix of speakers is not spoken where one
     * of them alone is named.
     */
    public SpeechSettings in(Manner manner) {
        if (manner.rate() == 1 && manner.speaker().isEmpty()) {
            return this;
        }
        return new SpeechSettings(
                manner.speaker()
                        .map(other -> new SpokenBy(by.voice(), by.version(), other))
                        .orElse(by),
                language,
                scales.faster(manner.rate()),
                seed,
                output,
                manner.speaker().isPresent() ? expression.withoutMix() : expression,
                dictionaries,
                exact);
    }

    /** The same with another seed. */
    public SpeechSettings withSeed(long other) {
        return new SpeechSettings(
                by, language, scales, other, output, expression, dictionaries, exact);
    }

    /** The same with another version of the voice. */
    public SpeechSettings withVoiceVersion(VoiceVersion version) {
        return with(new SpokenBy(by.voice(), version, by.speaker()));
    }
}
