package voxfarm.common.plan;

import java.util.Map;
import java.util.Optional;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.job.Lane;
import voxfarm.common.voice.VoiceId;

/**
 * What a caller asked for, before the voice's defaults are filled in.
 *
 * @param text well-formed Unicode, at most {@link #MAX_TEXT_BYTES} as UTF-8
 * @param language ZH, JP or EN, or empty for the voice's own
 * @param seed any number; the same request with the same seed sounds the same
 * @param labels the caller's own notes, carried through unread
 */
public record SynthesisRequest(
        VoiceId voice,
        String text,
        SpeakerChoice speaker,
        Optional<String> language,
        ScaleChoices scales,
        long seed,
        Lane lane,
        SplitSettings split,
        OutputSettings output,
        Expression expression,
        Map<String, String> labels) {

    /** Longer texts do not fit into a Kafka record with certainty. */
    public static final int MAX_TEXT_BYTES = 64 * 1024;

    public SynthesisRequest {
        labels = Map.copyOf(labels);
    }
}
