package voxfarm.common.book;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.DeliveryPreset;
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
 * @param sampleRateHz of all files; by preset, format and voice if empty
 * @param bitrateKbps of lossy formats; by preset, format and rate if empty
 * @param loudness how loud each chapter is, each by itself
 * @param epub whether there is a book to read along, too
 */
public record BookOutput(
        AudioFormat whole,
        Optional<AudioFormat> chapters,
        Optional<Integer> sampleRateHz,
        Optional<Integer> bitrateKbps,
        Loudness loudness,
        boolean epub) {
    /** Of audiobooks: ACX's window lies around it, and EBU R128 s2 asks for it on phones. */
    public static final double DEFAULT_TARGET_LUFS = -20;

    public static final BookOutput DEFAULTS =
            new BookOutput(
                    AudioFormat.M4A,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    new Loudness.AsAsked(OutputSettings.Level.LOUDNESS, DEFAULT_TARGET_LUFS),
                    false);

    /** Names of its members. */
    public static final Set<String> MEMBERS =
            Set.of(
                    "book",
                    "chapters",
                    "sample_rate",
                    "bitrate_kbps",
                    "level",
                    "target_lufs",
                    "preset",
                    "epub");

    /** What every reader of EPUB can play, and we write. */
    private static final Set<AudioFormat> IN_EPUB =
            EnumSet.of(AudioFormat.MP3, AudioFormat.M4A, AudioFormat.OPUS);

    private static final int LOWEST_RATE = 8000;
    private static final int HIGHEST_RATE = 192_000;
    private static final String NONE = "none";

    /** How loud the sound of a chapter becomes. */
    public sealed interface Loudness {
        /**
         * By figures.
         *
         * @param targetLufs used by {@link OutputSettings.Level#LOUDNESS}
         */
        record AsAsked(OutputSettings.Level level, double targetLufs) implements Loudness {}

        /** As those ask for to whom the files go, with all else that they ask for. */
        record ByPreset(DeliveryPreset preset) implements Loudness {}
    }

    /** To whom the files go, if that was said. */
    public Optional<DeliveryPreset> preset() {
        return loudness instanceof Loudness.ByPreset(DeliveryPreset preset)
                ? Optional.of(preset)
                : Optional.empty();
    }

    /** The rate of all sound before it is encoded; the voice's own if empty. */
    public Optional<Integer> rateHz() {
        return sampleRateHz.or(() ->
                preset().map(DeliveryPreset::rateHz)
                        .filter(OptionalInt::isPresent)
                        .map(OptionalInt::getAsInt));
    }

    /** Of a file of that format, as far as encoders go: what is loud is decided before. */
    public OutputSettings settings(AudioFormat format) {
        OptionalInt least =
                preset().map(preset -> preset.leastKbps(format)).orElse(OptionalInt.empty());
        Optional<Integer> usual =
                least.isPresent() ? Optional.of(least.getAsInt()) : Optional.empty();
        return OutputSettings.file(
                format,
                rateHz().filter(format::takesRate),
                format.lossy() ? bitrateKbps.or(() -> usual) : Optional.empty());
    }

    /** Of all its files of sound, each once. */
    public Set<AudioFormat> formats() {
        Set<AudioFormat> formats = EnumSet.of(whole);
        chapters.ifPresent(formats::add);
        if (epub) {
            formats.add(epubSound());
        }
        return formats;
    }

    /** Format of the sound in the book to read along: the chapters' files where they will do. */
    public AudioFormat epubSound() {
        return chapters.filter(IN_EPUB::contains).orElse(AudioFormat.MP3);
    }

    public ObjectNode toJson() {
        ObjectNode node = Json.object().put("book", whole.wireName());
        node.put("chapters", chapters.map(AudioFormat::wireName).orElse(NONE));
        sampleRateHz.ifPresent(rate -> node.put("sample_rate", rate));
        bitrateKbps.ifPresent(rate -> node.put("bitrate_kbps", rate));
        switch (loudness) {
            case Loudness.AsAsked(OutputSettings.Level level, double targetLufs) -> {
                node.put("level", level.wireName());
                if (level == OutputSettings.Level.LOUDNESS) {
                    node.put("target_lufs", targetLufs);
                }
            }
            case Loudness.ByPreset(DeliveryPreset preset) -> node.put("preset", preset.wireName());
        }
        if (epub) {
            node.put("epub", true);
        }
        return node;
    }

    /** Problems go to the fields' collector; the value is a stand-in if there are any. */
    public static BookOutput read(Fields output) {
        Optional<DeliveryPreset> preset =
                output.optionalParsed("preset", DeliveryPreset::ofWireName);
        AudioFormat whole =
                output.optionalParsed("book", BookOutput::format).orElse(DEFAULTS.whole());
        BookOutput read =
                new BookOutput(
                        whole,
                        readChapters(output, preset),
                        output.optionalInteger("sample_rate", LOWEST_RATE, HIGHEST_RATE)
                                .map(Long::intValue),
                        output.optionalInteger(
                                        "bitrate_kbps",
                                        OutputSettings.MIN_BITRATE_KBPS,
                                        OutputSettings.MAX_BITRATE_KBPS)
                                .map(Long::intValue),
                        preset.<Loudness>map(Loudness.ByPreset::new)
                                .orElseGet(() -> readLevel(output)),
                        output.optionalFlag("epub").orElse(false));
        preset.ifPresent(asked -> read.checkWith(asked, output));
        read.chapters.ifPresent(format -> read.checkRate(format, output));
        read.checkRate(whole, output);
        return read;
    }

    /** ACX takes files of chapters, and them alone. */
    private static Optional<AudioFormat> readChapters(
            Fields output, Optional<DeliveryPreset> preset) {
        if (!output.has("chapters") && preset.filter(DeliveryPreset.ACX::equals).isPresent()) {
            return Optional.of(AudioFormat.MP3);
        }
        return output.optionalText("chapters").filter(NONE::equals).isPresent()
                ? Optional.empty()
                : output.optionalParsed("chapters", BookOutput::format);
    }

    private static Loudness readLevel(Fields output) {
        OutputSettings.Level level =
                output.optionalParsed("level", OutputSettings.Level::ofWireName)
                        .orElse(OutputSettings.Level.LOUDNESS);
        Optional<Double> target =
                output.optionalNumber(
                        "target_lufs",
                        OutputSettings.MIN_TARGET_LUFS,
                        OutputSettings.MAX_TARGET_LUFS);
        if (target.isPresent() && level != OutputSettings.Level.LOUDNESS) {
            output.problem("target_lufs", "expected level to be loudness");
        }
        return new Loudness.AsAsked(level, target.orElse(DEFAULT_TARGET_LUFS));
    }

    /** What somebody asks for beside a preset must not be what the preset forbids. */
    private void checkWith(DeliveryPreset preset, Fields output) {
        String name = "preset " + preset.wireName();
        for (String member : List.of("level", "target_lufs")) {
            if (output.has(member)) {
                output.problem(
                        member,
                        "expected none beside "
                                + name
                                + ", which says how loud the files are; leave one of both out");
            }
        }
        OptionalInt rate = preset.rateHz();
        if (rate.isPresent() && sampleRateHz.filter(own -> own != rate.getAsInt()).isPresent()) {
            output.problem(
                    "sample_rate",
                    "expected "
                            + rate.getAsInt()
                            + ", which "
                            + name
                            + " asks for, was "
                            + sampleRateHz.get());
        }
        if (whole.wantsLength() && preset.aim().cutsEnds()) {
            output.problem(
                    "book",
                    "expected a compressed format beside "
                            + name
                            + ", which cuts the ends of chapters, so that the length of all is not"
                            + " known before, was "
                            + whole.wireName());
        }
        checkFormat(preset, "book", whole, output);
        chapters.ifPresent(format -> checkFormat(preset, "chapters", format, output));
    }

    private void checkFormat(
            DeliveryPreset preset, String member, AudioFormat format, Fields output) {
        String name = "preset " + preset.wireName();
        if (!preset.formats().contains(format)) {
            output.problem(
                    member,
                    "expected a format that can have the rate of "
                            + name
                            + " ("
                            + preset.formats().stream()
                                    .map(AudioFormat::wireName)
                                    .collect(Collectors.joining(", "))
                            + "), was "
                            + format.wireName());
        }
        int least = preset.leastKbps(format).orElse(0);
        if (bitrateKbps.filter(own -> own < least).isPresent()) {
            output.problem(
                    "bitrate_kbps",
                    "expected "
                            + least
                            + " or more, which "
                            + name
                            + " asks for of "
                            + format.wireName()
                            + ", was "
                            + bitrateKbps.get());
        }
    }

    private void checkRate(AudioFormat format, Fields output) {
        sampleRateHz
                .flatMap(format::rateProblem)
                .ifPresent(text -> output.problem("sample_rate", text));
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
