package voxfarm.frontend.ssml;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Pauses;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.WordEnds;

/**
 * Who reads a text in SSML, and how where the text says nothing.
 *
 * @param voice empty where it is not known who: of no one's speakers is any known then
 * @param spoken languages that the farm can speak with the voice
 * @param speaker of the request
 * @param language of the request
 * @param sentences whether the text is cut at every end of a sentence
 * @param maxCharacters of a stretch that is spoken at once
 * @param words of the request's language, which are not cut
 */
public record SsmlVoice(
        Optional<VoiceManifest> voice,
        List<Language> spoken,
        Speaker speaker,
        Language language,
        Pauses pauses,
        boolean sentences,
        int maxCharacters,
        WordEnds words) {
    public SsmlVoice {
        spoken = List.copyOf(spoken);
    }

    /**
     * A speaker by the names of {@code <voice>}: of several with blanks between, the first that is
     * known. A speaker's name, the voice's id for the request's own speaker, or both with a colon.
     */
    Optional<Speaker> named(String names) {
        return one(names.strip())
                .or(() ->
                        Arrays.stream(names.strip().split("\\s+", -1))
                                .flatMap(name -> one(name).stream())
                                .findFirst());
    }

    private Optional<Speaker> one(String name) {
        return voice.flatMap(known -> one(known, name));
    }

    private Optional<Speaker> one(VoiceManifest known, String name) {
        String id = known.voice().value();
        return known.speaker(name)
                .or(() ->
                        name.startsWith(id + ":")
                                ? known.speaker(name.substring(id.length() + 1))
                                : Optional.empty())
                .or(() -> name.equals(id) ? Optional.of(speaker) : Optional.empty());
    }

    /** What the voice is called. */
    String name() {
        return voice.map(known -> known.voice().value()).orElse("");
    }
}
