package voxfarm.app.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import voxfarm.common.config.Range;
import voxfarm.common.language.Language;
import voxfarm.common.plan.ScaleChoices;
import voxfarm.common.voice.Scales;

/**
 * The {@code server} section as Bert-VITS2's own server has it.
 *
 * @param port of the HTTP interface; 0 leaves it to {@code http.port}
 * @param device default device of the models; empty: none was asked for
 */
public record SeedServer(
        @Range(min = 0, max = 65_535) int port, String device, List<Model> models) {
    static final SeedServer DEFAULTS = new SeedServer(0, "", List.of());

    /**
     * @param model path of the checkpoint
     * @param config path of its {@code config.json}
     */
    public record Model(
            String model,
            String config,
            String device,
            String language,
            List<SpeakerDefaults> speakers) {
        public static final Model DEFAULTS = new Model("", "", "", Language.ZH.code(), List.of());
    }

    /** Sliders of one speaker; those that the file does not name are the voice's own. */
    public record SpeakerDefaults(
            String speaker,
            @JsonProperty("sdp_ratio") @Range(min = 0, max = Scales.MAX_SDP_RATIO)
                    Optional<Double> sdpRatio,
            @JsonProperty("noise_scale") @Range(min = 0, max = Scales.MAX_NOISE_SCALE)
                    Optional<Double> noiseScale,
            @JsonProperty("noise_scale_w") @Range(min = 0, max = Scales.MAX_NOISE_SCALE)
                    Optional<Double> noiseScaleW,
            @JsonProperty("length_scale")
                    @Range(min = Scales.MIN_LENGTH_SCALE, max = Scales.MAX_LENGTH_SCALE)
                    Optional<Double> lengthScale) {
        public static final SpeakerDefaults DEFAULTS =
                new SpeakerDefaults(
                        "", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        public ScaleChoices sliders() {
            return new ScaleChoices(sdpRatio, noiseScale, noiseScaleW, lengthScale);
        }
    }
}
