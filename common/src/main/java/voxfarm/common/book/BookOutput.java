package voxfarm.common.book;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;

/**
 * What files a book becomes.
 *
 * @param whole format of the file that holds all chapters
 * @param chapters format of a file for each chapter; none are made if empty
 * @param sampleRateHz of all files; by format and voice if empty
 * @param bitrateKbps of lossy formats; by format and rate if empty
 * @param level how loud each chapter is, each by itself
 * @param targetLufs used by {@link OutputSettings.Level#LOUDNESS}
 */
public record BookOutput(
        AudioFormat whole,
        Optional<AudioFormat> chapters,
        Optional<Integer> sampleRateHz,
        Optional<Integer> bitrateKbps,
        OutputSettings.Level level,
        double targetLufs) {
    /** Of audiobooks: ACX's window lies around it, and EBU R128 s2 asks for it on phones. */
    public static final double DEFAULT_TARGET_LUFS = -20;

    public static final BookOutput DEFAULTS =
            new BookOutput(
                    AudioFormat.M4A,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OutputSettings.Level.LOUDNESS,
                    DEFAULT_TARGET_LUFS);

    private static final int LOWEST_RATE = 8000;
    private static final int HIGHEST_RATE = 192_000;
    private static final String NONE = "none";

    /** Of a file of that format, as far as encoders go: what is loud is decided before. */
    public OutputSettings settings(AudioFormat format) {
        return new OutputSettings(
                format,
                sampleRateHz.filter(format::takesRate),
                1,
                format.lossy() ? bitrateKbps : Optional.empty(),
                OutputSettings.Level.NONE,
                OutputSettings.DEFAULT_TARGET_LUFS,
                false,
                false,
                false,
                false,
                List.of());
    }

    /** How loud a chapter becomes, and at which rate. */
    public OutputSettings levelled() {
        return new OutputSettings(
                AudioFormat.WAV,
                sampleRateHz,
                1,
                Optional.empty(),
                level,
                targetLufs,
                false,
                false,
                false,
                false,
                List.of());
    }

    public ObjectNode toJson() {
        ObjectNode node = Json.object().put("book", whole.wireName());
        node.put("chapters", chapters.map(AudioFormat::wireName).orElse(NONE));
        sampleRateHz.ifPresent(rate -> node.put("sample_rate", rate));
        bitrateKbps.ifPresent(rate -> node.put("bitrate_kbps", rate));
        node.put("level", level.wireName());
        if (level == OutputSettings.Level.LOUDNESS) {
            node.put("target_lufs", targetLufs);
        }
        return node;
    }

    /** Problems go to the fields' collector; the value is a stand-in if there are any. */
    public static BookOutput read(Fields output) {
        AudioFormat whole =
                output.optionalParsed("book", BookOutput::format).orElse(DEFAULTS.whole());
        Optional<AudioFormat> chapters =
                output.optionalText("chapters").filter(NONE::equals).isPresent()
                        ? Optional.empty()
                        : output.optionalParsed("chapters", BookOutput::format);
        Optional<Integer> rate =
                output.optionalInteger("sample_rate", LOWEST_RATE, HIGHEST_RATE)
                        .map(Long::intValue);
        for (AudioFormat format : chapters.stream().toList()) {
            checkRate(output, rate, format);
        }
        checkRate(output, rate, whole);
        OutputSettings.Level level =
                output.optionalParsed("level", OutputSettings.Level::ofWireName)
                        .orElse(DEFAULTS.level());
        Optional<Double> target =
                output.optionalNumber(
                        "target_lufs",
                        OutputSettings.MIN_TARGET_LUFS,
                        OutputSettings.MAX_TARGET_LUFS);
        if (target.isPresent() && level != OutputSettings.Level.LOUDNESS) {
            output.problem("target_lufs", "expected level to be loudness");
        }
        return new BookOutput(
                whole,
                chapters,
                rate,
                output.optionalInteger(
                                "bitrate_kbps",
                                OutputSettings.MIN_BITRATE_KBPS,
                                OutputSettings.MAX_BITRATE_KBPS)
                        .map(Long::intValue),
                level,
                target.orElse(DEFAULT_TARGET_LUFS));
    }

    private static void checkRate(Fields output, Optional<Integer> rate, AudioFormat format) {
        if (rate.isPresent() && !format.takesRate(rate.get())) {
            output.problem(
                    "sample_rate",
                    "expected a rate of "
                            + format.wireName()
                            + " ("
                            + format.ratesInWords()
                            + "), was "
                            + rate.get());
        }
    }

    private static AudioFormat format(String name) {
        AudioFormat format = AudioFormat.ofWireName(name);
        if (format == AudioFormat.PCM) {
            throw new VoxfarmException(
                    ErrorCode.UNSUPPORTED, "expected a format with a header, was pcm");
        }
        return format;
    }
}
