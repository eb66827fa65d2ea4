package voxfarm.models.bertvits2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;

/**
 * What the engine must know of an imported Bert-VITS2 voice: {@code network.json} of its package.
 *
 * @param addBlank whether a blank stands before, between and after phones
 * @param styles rows of the style vectors by name; empty without styles
 * @param notes what a person should know of the import
 */
public record Profile(
        Release release,
        Widths widths,
        boolean addBlank,
        Framing framing,
        Map<String, Integer> styles,
        List<String> notes) {

    /** Names of the styles, in the order of their rows. */
    public List<String> stylesInOrder() {
        return styles.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Integer>comparingByValue()
                                .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Name of the document in a package. */
    public static final String FILE = "network.json";

    /** Embeddings of the speakers, [speakers, gin] of little-endian floats. */
    public static final String SPEAKERS_FILE = "speakers.f32";

    /** Codes of emotions (2.1), [codes, 1024]. */
    public static final String CODEBOOK_FILE = "codebook.f32";

    /** Style vectors, [styles, 256]. */
    public static final String STYLES_FILE = "styles.f32";

    /** The voice's own emotion where a request names none, [features]. */
    public static final String EMOTION_FILE = "emotion.f32";

    /**
     * Channels of what the engine hands to the graphs.
     *
     * @param channels C: of the latent
     * @param hidden H: of the encoder
     * @param gin of a speaker's embedding
     * @param bertChannels of each BERT feature input
     */
    public record Widths(int channels, int hidden, int gin, List<Integer> bertChannels) {
        public Widths {
            bertChannels = List.copyOf(bertChannels);
        }
    }

    /**
     * How frames become samples.
     *
     * @param samplesPerFrame samples that one frame moves the output
     * @param extraSamples samples beyond frames * samplesPerFrame, where kernels are odd
     * @param overlapFrames frames on each side that a sample depends on
     */
    public record Framing(int samplesPerFrame, int extraSamples, int overlapFrames) {
        /** Length of the audio of so many frames. */
        public long samples(long frames) {
            return frames * samplesPerFrame + extraSamples;
        }
    }

    public Profile {
        styles = Map.copyOf(styles);
        notes = List.copyOf(notes);
    }

    void write(Path file) throws IOException {
        ObjectNode node =
                Json.object()
                        .put("schema", Schema.VERSION)
                        .put("release", release.wireName())
                        .put("channels", widths.channels)
                        .put("hidden", widths.hidden)
                        .put("gin", widths.gin)
                        .put("add_blank", addBlank)
                        .put("samples_per_frame", framing.samplesPerFrame)
                        .put("extra_samples", framing.extraSamples)
                        .put("overlap_frames", framing.overlapFrames);
        ArrayNode bert = node.putArray("bert_channels");
        widths.bertChannels.forEach(bert::add);
        ObjectNode styleIds = node.putObject("styles");
        new TreeMap<>(styles).forEach(styleIds::put);
        ArrayNode noteList = node.putArray("notes");
        notes.forEach(noteList::add);
        Files.write(file, Json.prettyBytes(node));
    }

    /**
     * @throws VoxfarmException {@code VOICE_BROKEN} if the document is damaged
     */
    public static Profile read(Path file) {
        try {
            Problems problems = new Problems();
            Fields fields =
                    new Fields(
                            Json.readObject(Files.readAllBytes(file), FILE, ErrorCode.VOICE_BROKEN),
                            problems);
            Schema.check(fields, FILE);
            Profile profile = read(fields);
            problems.throwIfAny(ErrorCode.VOICE_BROKEN);
            return profile;
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.VOICE_BROKEN, file + ": cannot be read: " + FileFailure.reason(e), e);
        }
    }

    private static Profile read(Fields fields) {
        List<Integer> bert = new ArrayList<>();
        fields.list("bert_channels").forEach(item -> bert.add(item.asInt()));
        Map<String, Integer> styles = new TreeMap<>();
        fields.optionalObject("styles")
                .ifPresent(map ->
                        map.names()
                                .forEach(name ->
                                        styles.put(name, (int) map.integer(name, 0, 65_536))));
        return new Profile(
                fields.parsed("release", Release::ofWireName, Release.V2_0),
                new Widths(
                        (int) fields.integer("channels", 1, 65_536),
                        (int) fields.integer("hidden", 1, 65_536),
                        (int) fields.integer("gin", 1, 65_536),
                        bert),
                fields.optionalFlag("add_blank").orElse(true),
                new Framing(
                        (int) fields.integer("samples_per_frame", 1, 65_536),
                        (int) fields.integer("extra_samples", 0, 65_536),
                        (int) fields.integer("overlap_frames", 0, 65_536)),
                styles,
                fields.texts("notes"));
    }
}
