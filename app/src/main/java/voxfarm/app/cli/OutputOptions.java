package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** What the sound is stored as, as options of a command. */
final class OutputOptions {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "wav, wav-float, pcm, flac, mp3, opus, aac or m4a. Default: as --out has it, or"
                            + " wav.")
    @Nullable String format;

    @Option(
            names = "--sample-rate",
            paramLabel = "HZ",
            description = "Samples per second. Default: the voice's own, or the nearest.")
    @Nullable Integer sampleRate;

    @Option(names = "--channels", paramLabel = "N", description = "1 or 2. Default: 1.")
    @Nullable Integer channels;

    @Option(names = "--bitrate", paramLabel = "KBPS", description = "Of mp3, opus, aac and m4a.")
    @Nullable Integer bitrate;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description = "none, peak or loudness. Default: none, or loudness with --lufs.")
    @Nullable String level;

    @Option(names = "--lufs", paramLabel = "LUFS", description = "Loudness to reach, such as -16.")
    @Nullable Double lufs;

    @Option(names = "--denoise", description = "Reduces steady noise.")
    boolean denoise;

    @Option(names = "--trim", description = "Cuts silence off both ends.")
    boolean trim;

    @Option(names = "--timings", description = "Also stores when each word is heard.")
    boolean timings;

    @Option(
            names = "--subtitles",
            paramLabel = "FORMAT",
            split = ",",
            description = "Also stores subtitles: srt, vtt or both.")
    List<String> subtitles = List.of();

    /**
     * @param file where the sound goes: its name chooses the format where no option does
     */
    void writeTo(ObjectNode request, SoundFile file) {
        checkFormat(file);
        ObjectNode output = request.objectNode();
        put(
                output,
                "format",
                format != null
                        ? format
                        : file.chosenFormat().map(AudioFormat::wireName).orElse(null));
        if (sampleRate != null) {
            output.put("sample_rate", sampleRate);
        }
        if (channels != null) {
            output.put("channels", channels);
        }
        if (bitrate != null) {
            output.put("bitrate_kbps", bitrate);
        }
        put(output, "level", level == null && lufs != null ? "loudness" : level);
        if (lufs != null) {
            output.put("target_lufs", lufs);
        }
        if (denoise) {
            output.put("denoise", true);
        }
        if (trim) {
            output.put("trim", true);
        }
        if (timings) {
            output.put("timings", true);
        }
        if (!subtitles.isEmpty()) {
            ArrayNode formats = output.putArray("subtitles");
            subtitles.forEach(formats::add);
        }
        if (!output.isEmpty()) {
            request.set("output", output);
        }
    }

    /** Players and people go by the ending. */
    private void checkFormat(SoundFile file) {
        String asked = format;
        Optional<String> ending = file.format().map(AudioFormat::extension);
        if (asked == null || ending.isEmpty()) {
            return;
        }
        boolean other =
                Arrays.stream(AudioFormat.values())
                        .filter(known -> known.wireName().equals(asked))
                        .anyMatch(known -> !known.extension().equals(ending.get()));
        if (other) { // what is no format at all the farm refuses
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "expected --format and the ending of --out to be of one format, was %s and %s",
                    asked,
                    ending.get());
        }
    }

    private static void put(ObjectNode output, String name, @Nullable String value) {
        if (value != null) {
            output.put(name, value);
        }
    }
}
