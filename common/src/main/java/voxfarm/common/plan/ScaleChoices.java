package voxfarm.common.plan;

import java.util.Optional;
import voxfarm.common.voice.Scales;

/**
 * The sliders that somebody set; the others are left to the next in line. Ranges as in {@link
 * Scales}.
 */
public record ScaleChoices(
        Optional<Double> sdpRatio,
        Optional<Double> noiseScale,
        Optional<Double> noiseScaleW,
        Optional<Double> lengthScale) {

    public static final ScaleChoices NONE =
            new ScaleChoices(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** These choices, and {@code defaults} where nothing was chosen. */
    public Scales orElse(Scales defaults) {
        return new Scales(
                sdpRatio.orElse(defaults.sdpRatio()),
                noiseScale.orElse(defaults.noiseScale()),
                noiseScaleW.orElse(defaults.noiseScaleW()),
                lengthScale.orElse(defaults.lengthScale()));
    }
}
