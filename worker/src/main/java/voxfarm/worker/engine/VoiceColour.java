package voxfarm.worker.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.models.bertvits2.Profile;
import voxfarm.models.bertvits2.Release;
import voxfarm.models.packages.VoicePackage;

/** Who speaks, and in which mood: what colours a Bert-VITS2 voice beside the text. Thread-safe. */
final class VoiceColour {
    private final Conditions conditions;
    private final VoiceManifest manifest;
    private final Profile profile;
    private final float[] ownEmotion;
    private final float[] styles;

    VoiceColour(Conditions conditions, VoicePackage voice) {
        this.conditions = conditions;
        this.manifest = voice.manifest();
        this.profile = conditions.profile();
        this.ownEmotion = Conditions.optionalFloats(voice.file(Profile.EMOTION_FILE));
        this.styles = Conditions.optionalFloats(voice.file(Profile.STYLES_FILE));
    }

    /** The embedding of a speaker or of a mixture, shape [gin]. */
    float[] speaker(SpeechSettings settings) {
        Map<String, Double> mix = settings.expression().speakerMix();
        if (mix.isEmpty()) {
            return conditions.speaker(settings.speakerId());
        }
        double sum = mix.values().stream().mapToDouble(Double::doubleValue).sum();
        double[] mixed = new double[profile.widths().gin()];
        mix.forEach((name, share) -> {
            Speaker speaker =
                    manifest.speaker(name)
                            .orElseThrow(() ->
                                    VoxfarmException.of(
                                            ErrorCode.INVALID_REQUEST,
                                            "speaker_mix: voice %s has no speaker %s",
                                            manifest.voice(),
                                            Problems.quote(name)));
            float[] embedding = conditions.speaker(speaker.id());
            for (int i = 0; i < mixed.length; i++) {
                mixed[i] += embedding[i] * share / sum;
            }
        });
        float[] embedding = new float[mixed.length];
        for (int i = 0; i < mixed.length; i++) {
            embedding[i] = (float) mixed[i];
        }
        return embedding;
    }

    /** The embedding of an emotion, shape [hidden]; empty for releases without. */
    float[] emotion(Expression expression, List<Warning> warnings) {
        Release.Emotion kind = profile.release().emotion();
        if (kind != Release.Emotion.STYLE && expression.emotion().weight() != 1) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "style_weight: voice %s (release %s) has no styles",
                    manifest.voice(),
                    profile.release().wireName());
        }
        return switch (kind) {
            case NONE -> withoutEmotion(expression);
            case INDEX -> indexedEmotion(expression);
            case CLAP, CLAP_COSINE -> describedEmotion(expression, warnings);
            case STYLE -> style(expression);
        };
    }

    private float[] withoutEmotion(Expression expression) {
        if (!(expression.emotion() instanceof Expression.Emotion.Default)) {
            throw unknownEmotion("no emotion: its release has none");
        }
        return new float[0];
    }

    private float[] indexedEmotion(Expression expression) {
        int codes = conditions.codebook().length / 1024;
        return switch (expression.emotion()) {
            case Expression.Emotion.Default _, Expression.Emotion.Weighted _ ->
                    ownEmotion.length > 0 ? quantised(ownEmotion, -1) : indexed(0, codes);
            case Expression.Emotion.Index(int number) -> indexed(number, codes);
            case Expression.Emotion.Features(List<Double> values) ->
                    quantised(features(values, 1024), -1);
            case Expression.Emotion.Named _ ->
                    throw unknownEmotion("a number from 0 to " + (codes - 1));
        };
    }

    private float[] indexed(int number, int codes) {
        if (number >= codes) {
            throw unknownEmotion("a number from 0 to " + (codes - 1));
        }
        return quantised(new float[1024], number);
    }

    private float[] quantised(float[] features, int index) {
        return conditions.emotion(features, index, conditions.codebook()).embedding();
    }

    private float[] describedEmotion(Expression expression, List<Warning> warnings) {
        int width = profile.release().emotion().features();
        return switch (expression.emotion()) {
            case Expression.Emotion.Default _, Expression.Emotion.Weighted _ -> {
                if (ownEmotion.length == 0) {
                    warnings.add(
                            new Warning(
                                    "no_emotion",
                                    "voice "
                                            + manifest.voice()
                                            + " has no emotion of its own (emotion.npy); spoken"
                                            + " with zeros"));
                }
                yield quantised(ownEmotion.length > 0 ? ownEmotion : new float[width], -1);
            }
            case Expression.Emotion.Features(List<Double> values) ->
                    quantised(features(values, width), -1);
            case Expression.Emotion.Index _, Expression.Emotion.Named _ ->
                    throw unknownEmotion("a list of " + width + " numbers");
        };
    }

    /**
     * Style-Bert-VITS2: a row of the voice's style vectors, or a vector. Weighted, it lies on the
     * line from the first row, which is the mean of all that the voice learnt, through the style.
     */
    private float[] style(Expression expression) {
        int width = profile.release().emotion().features();
        float[] mean = row(0, width);
        float[] vector = styleVector(expression.emotion().unweighted(), width);
        float weight = (float) expression.emotion().weight();
        if (weight != 1) {
            for (int i = 0; i < width; i++) {
                vector[i] = mean[i] + (vector[i] - mean[i]) * weight;
            }
        }
        return conditions.emotion(vector, -1, new float[0]).embedding();
    }

    private float[] styleVector(Expression.Emotion style, int width) {
        return switch (style) {
            case Expression.Emotion.Default _, Expression.Emotion.Weighted _ ->
                    ownEmotion.length > 0 ? ownEmotion.clone() : row(0, width);
            case Expression.Emotion.Index(int number) -> row(number, width);
            case Expression.Emotion.Named(String name) -> {
                Integer row = profile.styles().get(name);
                if (row == null) {
                    throw unknownEmotion("one of " + String.join(", ", profile.stylesInOrder()));
                }
                yield row(row, width);
            }
            case Expression.Emotion.Features(List<Double> values) -> features(values, width);
        };
    }

    private float[] row(int number, int width) {
        if ((number + 1L) * width > styles.length) {
            throw unknownEmotion("a style from 0 to " + (styles.length / width - 1));
        }
        return Arrays.copyOfRange(styles, number * width, (number + 1) * width);
    }

    private float[] features(List<Double> values, int width) {
        if (values.size() != width) {
            throw unknownEmotion("a list of " + width + " numbers");
        }
        float[] features = new float[width];
        for (int i = 0; i < width; i++) {
            features[i] = values.get(i).floatValue();
        }
        return features;
    }

    private VoxfarmException unknownEmotion(String expected) {
        return VoxfarmException.of(
                ErrorCode.INVALID_REQUEST,
                "emotion: voice %s (release %s) takes %s",
                manifest.voice(),
                profile.release().wireName(),
                expected);
    }
}
