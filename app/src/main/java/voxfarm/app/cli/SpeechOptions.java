package voxfarm.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;
import voxfarm.common.json.Schema;
import voxfarm.common.language.Language;
import voxfarm.common.plan.PauseKind;

/** How a text is to be spoken, as options of a command. */
final class SpeechOptions {
    private static final int MAX_MORAS_BYTES = 1 << 20;

    static final String DEFAULT_VOICE = "en_US-joe-medium";

    @Option(names = "--voice", paramLabel = "ID", description = "Voice. Default: ${DEFAULT-VALUE}.")
    String voice = DEFAULT_VOICE;

    @Option(
            names = "--speaker",
            paramLabel = "NAME",
            description = "Speaker of the voice, by name.")
    @Nullable String speaker;

    @Option(
            names = "--speaker-id",
            paramLabel = "N",
            description = "Speaker of the voice, by number.")
    @Nullable Integer speakerId;

    @Option(
            names = "--style",
            paramLabel = "NAME",
            description = "Style of a Style-Bert-VITS2 voice; voxfarm voices --json lists them.")
    @Nullable String style;

    @Option(
            names = "--style-weight",
            paramLabel = "X",
            description = "0 to 20: how much of the style. Default: 1, as it was learnt.")
    @Nullable Double styleWeight;

    @Option(
            names = "--kata-tone",
            paramLabel = "FILE",
            description =
                    "What a Japanese text is read as: JSON, a list of {mora, tone}, as the editor"
                            + " of Style-Bert-VITS2 has it.")
    @Nullable Path kataTone;

    @Option(
            names = "--language",
            paramLabel = "CODE",
            description = {
                "ZH, JP or EN; auto: each stretch as the text shows; mix: the text may name"
                        + " speakers and languages, [name]<zh>…<en>…, and a bar cuts.",
                "Default: the voice's own."
            })
    @Nullable String language;

    @Option(
            names = "--sdp-ratio",
            paramLabel = "X",
            description = "0 to 1: share of the stochastic durations.")
    @Nullable Double sdpRatio;

    @Option(
            names = "--noise-scale",
            paramLabel = "X",
            description = "0 to 2: liveliness of the sound.")
    @Nullable Double noiseScale;

    @Option(
            names = "--noise-scale-w",
            paramLabel = "X",
            description = "0 to 2: liveliness of the rhythm.")
    @Nullable Double noiseScaleW;

    @Option(names = "--length-scale", paramLabel = "X", description = "0.1 to 10: 2 is half speed.")
    @Nullable Double lengthScale;

    @Option(
            names = "--precision",
            paramLabel = "P",
            description =
                    "auto (as the worker is set up; default) or exact: no GPU rounds beyond single"
                            + " precision.")
    @Nullable String precision;

    @Option(names = "--seed", paramLabel = "N", description = "Same seed, same sound. Default: 0.")
    @Nullable Long seed;

    @Option(
            names = "--pause",
            paramLabel = "S",
            description =
                    "Seconds between sentences; other pauses follow in proportion. Default: 0.3.")
    @Nullable Double pause;

    @Option(
            names = "--pauses",
            paramLabel = "KIND=S",
            split = ",",
            description =
                    "Seconds behind a clause, list_item, paragraph, heading or scene, such as"
                            + " paragraph=1,scene=3.")
    Map<String, Double> pauses = Map.of();

    @Option(names = "--no-markdown", description = "Reads # and * aloud, shaping nothing.")
    boolean noMarkdown;

    @Option(
            names = "--ssml",
            negatable = true,
            description =
                    "The text is SSML. Default: if it begins with <speak, or its file's name ends"
                            + " in .ssml.")
    @Nullable Boolean ssml;

    @Mixin OutputOptions output = new OutputOptions();

    /** Whether it is Japanese that was asked for. */
    boolean isJapanese() {
        return Language.JP.code().equalsIgnoreCase(language);
    }

    /** The request document; the farm checks every value. */
    ObjectNode toRequest(SpokenText text, SoundFile file) {
        ObjectNode request = toRequest(text.read(), file);
        if (ssml == null && text.isNamedSsml()) {
            request.put("ssml", true);
        }
        return request;
    }

    /** As the other, of a text that is elsewhere or nowhere yet. */
    ObjectNode toRequest(String text, SoundFile file) {
        ObjectNode request =
                Json.object()
                        .put("schema", Schema.VERSION)
                        .put("model_id", voice)
                        .put("text", text);
        request.put("speaker", speaker).put("speaker_id", speakerId).put("language", language);
        request.put("sdp_ratio", sdpRatio)
                .put("noise_scale", noiseScale)
                .put("noise_scale_w", noiseScaleW)
                .put("length_scale", lengthScale)
                .put("precision", precision)
                .put("seed", seed)
                .put("style", style)
                .put("style_weight", styleWeight);
        if (kataTone != null) {
            request.set("kata_tone", moras(kataTone));
        }
        if (ssml != null) {
            request.put("ssml", ssml);
        }
        writeSplit(request);
        output.writeTo(request, file);
        return request;
    }

    private static JsonNode moras(Path file) {
        return Json.readValue(
                BoundedFile.readNamed(file, MAX_MORAS_BYTES, ErrorCode.INVALID_REQUEST),
                JsonBudget.SUBMISSION,
                file.toString(),
                ErrorCode.INVALID_REQUEST);
    }

    private void writeSplit(ObjectNode request) {
        ObjectNode split = Json.object();
        pauses.forEach(
                (kind, seconds) -> split.put(PauseKind.ofWireName(kind.strip()).member(), seconds));
        if (pause != null && split.has(PauseKind.SENTENCE.member())) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "expected --pause or --pauses sentence=S, was both");
        }
        if (pause != null) {
            split.put(PauseKind.SENTENCE.member(), pause);
        }
        if (noMarkdown) {
            split.put("markdown", false);
        }
        if (!split.isEmpty()) {
            request.set("split", split);
        }
    }
}
