package voxfarm.common.plan;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.language.Language;
import voxfarm.common.voice.VoiceId;

/**
 * What a caller asked for, before the voice's defaults are filled in.
 *
 * @param language empty for the voice's own
 * @param notBefore earliest time to speak
 * @param deadline after which nobody wants it any more
 * @param seed any number; the same request with the same seed sounds the same
 * @param exact whether no device may round beyond single precision
 * @param callback who is told of its end; empty for who submits it
 * @param labels the caller's own notes, carried through unread
 */
public record SynthesisRequest(
        VoiceId voice,
        SubmittedText text,
        SpeakerChoice speaker,
        Optional<Language> language,
        ScaleChoices scales,
        long seed,
        LaneChoice lane,
        Optional<Instant> notBefore,
        Optional<Instant> deadline,
        SplitSettings split,
        OutputSettings output,
        Expression expression,
        boolean exact,
        Optional<CallbackUrl> callback,
        Map<String, String> labels) {

    /** Longer texts are kept apart from the request. */
    public static final int MAX_INLINE_TEXT_BYTES = 64 * 1024;

    /** Some seventy novels. */
    public static final long MAX_TEXT_BYTES = 64L << 20;

    public SynthesisRequest {
        labels = Map.copyOf(labels);
    }

    /** The same for another lane. */
    SynthesisRequest with(LaneChoice other) {
        return with(other, callback);
    }

    /** The same with somebody else who is told of its end. */
    SynthesisRequest with(CallbackUrl other) {
        return with(lane, Optional.of(other));
    }

    private SynthesisRequest with(LaneChoice otherLane, Optional<CallbackUrl> otherCallback) {
        return new SynthesisRequest(
                voice,
                text,
                speaker,
                language,
                scales,
                seed,
                otherLane,
                notBefore,
                deadline,
                split,
                output,
                expression,
                exact,
                otherCallback,
                labels);
    }
}
