package voxfarm.common.audio;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;

/** The {@code output} member of requests, stored requests and jobs; defaults are left out. */
public final class OutputSettingsCodec {
    private OutputSettingsCodec() {}

    public static ObjectNode write(OutputSettings output) {
        ObjectNode node = Json.object();
        node.put("format", output.format().wireName());
        output.sampleRateHz().ifPresent(rate -> node.put("sample_rate", rate));
        if (output.channels() != 1) {
            node.put("channels", output.channels());
        }
        output.bitrateKbps().ifPresent(rate -> node.put("bitrate_kbps", rate));
        node.put("level", output.level().wireName());
        if (output.level() == OutputSettings.Level.LOUDNESS) {
            node.put("target_lufs", output.targetLufs());
        }
        flag(node, "denoise", output.denoise());
        flag(node, "trim", output.trim());
        flag(node, "timings", output.timings());
        flag(node, "stream", output.stream());
        if (!output.subtitles().isEmpty()) {
            ArrayNode subtitles = node.putArray("subtitles");
            output.subtitles().forEach(format -> subtitles.add(format.wireName()));
        }
        return node;
    }

    private static void flag(ObjectNode node, String name, boolean value) {
        if (value) {
            node.put(name, true);
        }
    }

    /** Problems go to the fields' collector; the value is a stand-in if there are any. */
    public static OutputSettings read(Fields output) {
        AudioFormat format =
                output.optionalParsed("format", AudioFormat::ofWireName).orElse(AudioFormat.WAV);
        OutputSettings.Level level =
                output.optionalParsed("level", OutputSettings.Level::ofWireName)
                        .orElse(OutputSettings.Level.NONE);
        Optional<Double> target =
                output.optionalNumber(
                        "target_lufs",
                        OutputSettings.MIN_TARGET_LUFS,
                        OutputSettings.MAX_TARGET_LUFS);
        if (target.isPresent() && level != OutputSettings.Level.LOUDNESS) {
            output.problem("target_lufs", "expected level to be loudness");
        }
        boolean denoise = output.optionalFlag("denoise").orElse(false);
        boolean trim = output.optionalFlag("trim").orElse(false);
        boolean timings = output.optionalFlag("timings").orElse(false);
        boolean stream = output.optionalFlag("stream").orElse(false);
        if (stream && (level != OutputSettings.Level.NONE || denoise || trim)) {
            output.problem(
                    "stream",
                    "expected level none, and neither denoise nor trim: they need the whole sound");
        }
        if (stream && !format.streams()) {
            output.problem(
                    "stream", "expected a format that can be sent while it is made, not m4a");
        }
        return new OutputSettings(
                format,
                readRate(output, format),
                output.optionalInteger("channels", 1, 2).orElse(1L).intValue(),
                readBitrate(output, format),
                level,
                target.orElse(OutputSettings.DEFAULT_TARGET_LUFS),
                denoise,
                trim,
                timings,
                stream,
                readSubtitles(output));
    }

    private static List<SubtitleFormat> readSubtitles(Fields output) {
        List<SubtitleFormat> formats = new ArrayList<>();
        for (String name : output.texts("subtitles")) {
            try {
                SubtitleFormat format = SubtitleFormat.ofWireName(name);
                if (!formats.contains(format)) {
                    formats.add(format);
                }
            } catch (VoxfarmException e) {
                output.problem("subtitles", e.getMessage());
            }
        }
        return formats;
    }

    private static Optional<Integer> readRate(Fields output, AudioFormat format) {
        Optional<Integer> rate =
                output.optionalInteger("sample_rate", 1, Integer.MAX_VALUE).map(Long::intValue);
        Optional<String> problem = rate.flatMap(format::rateProblem);
        problem.ifPresent(text -> output.problem("sample_rate", text));
        return problem.isPresent() ? Optional.empty() : rate;
    }

    private static Optional<Integer> readBitrate(Fields output, AudioFormat format) {
        Optional<Integer> rate =
                output.optionalInteger(
                                "bitrate_kbps",
                                OutputSettings.MIN_BITRATE_KBPS,
                                OutputSettings.MAX_BITRATE_KBPS)
                        .map(Long::intValue);
        if (rate.isPresent() && !format.lossy()) {
            output.problem("bitrate_kbps", "expected mp3, opus, aac or m4a beside it");
        }
        return rate;
    }
}
