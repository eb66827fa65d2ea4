package voxfarm.frontend.mixed;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.voice.Speaker;

/**
 * Whom and which languages a text may name.
 *
 * @param voice for people
 * @param speakers of the voice; none where any name will do
 * @param spoken languages of the voice
 */
public record Cast(String voice, List<Speaker> speakers, List<Language> spoken) {
    public Cast {
        speakers = List.copyOf(speakers);
        spoken = List.copyOf(spoken);
    }

    /**
     * Who says what in a text.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} for a speaker or a language that the voice
     *     has not
     */
    public List<SpeakerMarkup.Turn> turns(String text) {
        List<SpeakerMarkup.Turn> turns = SpeakerMarkup.turns(text, name -> find(name).isPresent());
        for (SpeakerMarkup.Turn turn : turns) {
            turn.speaker().ifPresent(this::check);
            turn.parts().forEach(part -> part.language().ifPresent(this::check));
        }
        return turns;
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if there is none of that name
     */
    public Speaker speaker(String name) {
        return find(name.strip())
                .orElseThrow(() ->
                        Speaker.unknown("text", "voice " + voice, speakers, Problems.quote(name)));
    }

    private void check(String name) {
        if (!speakers.isEmpty()) {
            var _ = speaker(name);
        }
    }

    private Optional<Speaker> find(String name) {
        return speakers.stream().filter(speaker -> speaker.name().equals(name)).findFirst();
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if the voice does not speak it
     */
    public void check(Language language) {
        if (!spoken.contains(language)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "text: expected tags of languages that voice %s speaks (%s), was <%s>",
                    voice,
                    spoken.stream().map(Language::code).collect(Collectors.joining(", ")),
                    language.code().toLowerCase(Locale.ROOT));
        }
    }
}
