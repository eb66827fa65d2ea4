package voxfarm.dispatcher.planner;

import java.util.List;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Nearest;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Expression;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.TextRules;

/** Which styles a voice has, as far as its manifest tells: the door's word, before any work. */
final class Styles {
    private static final int LISTED = 20;

    private Styles() {}

    /**
     * Emotions that are no styles by name are their worker's to judge.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if a style or a weight of one is asked for
     *     that the voice has not
     */
    static void check(Expression.Emotion asked, VoiceManifest voice) {
        boolean named = asked.unweighted() instanceof Expression.Emotion.Named;
        if (!named && asked.weight() == 1) {
            return;
        }
        if (!TextRules.of(voice).styled()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: voice %s (release %s) has no styles; those of Style-Bert-VITS2 have",
                    named ? "style" : "style_weight",
                    voice.voice(),
                    voice.phonemizerVoice());
        }
        // an earlier build's import did not write them down
        if (asked.unweighted() instanceof Expression.Emotion.Named(String name)
                && !voice.styles().isEmpty()
                && !voice.styles().contains(name)) {
            throw unknown(name, voice);
        }
    }

    private static VoxfarmException unknown(String name, VoiceManifest voice) {
        List<String> styles = voice.styles();
        Optional<String> nearest = Nearest.of(name, styles);
        return VoxfarmException.of(
                ErrorCode.INVALID_REQUEST,
                "style: expected a style of voice %s (%s%s), was %s%s",
                voice.voice(),
                String.join(", ", styles.subList(0, Math.min(LISTED, styles.size()))),
                styles.size() > LISTED ? ", …" : "",
                Problems.quote(name),
                nearest.map(near -> "; did you mean " + near + "?").orElse(""));
    }
}
