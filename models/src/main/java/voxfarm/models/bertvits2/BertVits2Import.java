package voxfarm.models.bertvits2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.models.checkpoint.Checkpoint;
import voxfarm.models.checkpoint.NpyFile;

/** Turns a checkpoint and its configuration into the files of a voice package. */
public final class BertVits2Import {
    private static final int CODES = 10;
    private static final int CODE_WIDTH = 1024;
    private static final int STYLE_WIDTH = 256;

    /** What the original calls the first style, the mean of all, where nobody named it. */
    private static final String FIRST_STYLE = "Neutral";

    /** Where the master branch's compatibility module keeps the codes of 2.1. */
    private static final String STORED_CODEBOOK = "enc_p.emo_quantizer._codebook.embed";

    private final Weights weights;
    private final HyperParameters p;
    private final Network network;
    private final Path folder;
    private final List<String> files = new ArrayList<>();
    private final List<String> notes;

    private BertVits2Import(Weights weights, Path folder) {
        this.weights = weights;
        this.p = weights.parameters();
        this.network = weights.network();
        this.folder = folder;
        this.notes = new ArrayList<>(network.notes());
    }

    /**
     * What lies beside a checkpoint and belongs to the voice.
     *
     * @param emotion features of the voice's own emotion or style
     * @param codebook codes of emotions for 2.1
     * @param styleVectors of Style-Bert-VITS2
     * @param seed of what the original leaves to chance; from the checkpoint's hash
     */
    public record Extras(
            Optional<Path> emotion,
            Optional<Path> codebook,
            Optional<Path> styleVectors,
            long seed) {

        /** Nothing but the seed. */
        public static Extras none(long seed) {
            return new Extras(Optional.empty(), Optional.empty(), Optional.empty(), seed);
        }
    }

    /**
     * @param files written, the profile included
     */
    public record Written(Profile profile, List<String> files) {
        public Written {
            files = List.copyOf(files);
        }
    }

    /**
     * Checks that a checkpoint fits its configuration, without writing anything.
     *
     * @return the release
     * @throws VoxfarmException {@code INVALID_VOICE} with everything that does not fit
     */
    public static Release check(Checkpoint checkpoint, HyperParameters parameters) {
        return Weights.check(checkpoint.weights(), parameters).network().release();
    }

    /**
     * Writes graphs, weights and profile into an empty folder.
     *
     * @throws VoxfarmException {@code INVALID_VOICE} if checkpoint and configuration do not fit
     */
    public static Written write(
            Checkpoint checkpoint,
            HyperParameters parameters,
            Extras extras,
            String weightsFile,
            Path folder)
            throws IOException {
        Weights weights = Weights.check(checkpoint.weights(), parameters);
        return new BertVits2Import(weights, folder).write(extras, weightsFile);
    }

    private Written write(Extras extras, String weightsFile) throws IOException {
        files.addAll(BertVits2Graphs.write(weights, folder, weightsFile));
        writeFloats(Profile.SPEAKERS_FILE, weights.floats("emb_g.weight"));
        Map<String, Integer> styles = writeExtras(extras);
        Profile profile =
                new Profile(
                        network.release(),
                        new Profile.Widths(
                                p.widths().inter(),
                                p.widths().hidden(),
                                p.widths().gin(),
                                bertChannels()),
                        p.addBlank(),
                        framing(p.decoder()),
                        styles,
                        notes);
        profile.write(folder.resolve(Profile.FILE));
        files.add(Profile.FILE);
        return new Written(profile, files);
    }

    private List<Integer> bertChannels() {
        String first =
                network.release() == Release.EXTRA ? "enc_p.bert_pre_proj" : "enc_p.bert_proj";
        return Stream.of(first, "enc_p.ja_bert_proj", "enc_p.en_bert_proj")
                .limit(network.release().bertInputs())
                .map(name -> (int) weights.size(name + ".weight", 1))
                .toList();
    }

    private Map<String, Integer> writeExtras(Extras extras) throws IOException {
        Release.Emotion emotion = network.release().emotion();
        if (extras.emotion().isPresent()) {
            NpyFile.Matrix features = NpyFile.read(extras.emotion().get());
            if (features.rows() * features.columns() != emotion.features()) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_VOICE,
                        "%s: expected %d numbers for a voice of release %s, was %d",
                        extras.emotion().get().getFileName(),
                        emotion.features(),
                        network.release().wireName(),
                        features.rows() * features.columns());
            }
            writeFloats(Profile.EMOTION_FILE, features.values());
        }
        if (emotion == Release.Emotion.INDEX) {
            writeFloats(Profile.CODEBOOK_FILE, codebook(extras));
        }
        return emotion == Release.Emotion.STYLE ? writeStyles(extras) : Map.of();
    }

    private float[] codebook(Extras extras) {
        if (extras.codebook().isPresent()) {
            NpyFile.Matrix given = NpyFile.read(extras.codebook().get());
            if (given.columns() != CODE_WIDTH) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_VOICE,
                        "%s: expected rows of %d numbers, was %d",
                        extras.codebook().get().getFileName(),
                        CODE_WIDTH,
                        given.columns());
            }
            return given.values();
        }
        if (weights.has(STORED_CODEBOOK)) {
            return weights.floats(STORED_CODEBOOK);
        }
        notes.add(
                "release 2.1 keeps its emotion codes in no checkpoint, and the original draws new"
                    + " ones at every start; these were drawn once, from the checkpoint's hash");
        // torch's kaiming-uniform for a tensor of shape [1, 10, 1024]
        double bound = Math.sqrt(6.0 / (CODES * CODE_WIDTH));
        SplittableRandom random = new SplittableRandom(extras.seed());
        float[] codes = new float[CODES * CODE_WIDTH];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (float) random.nextDouble(-bound, bound);
        }
        return codes;
    }

    private Map<String, Integer> writeStyles(Extras extras) throws IOException {
        if (extras.styleVectors().isEmpty()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE,
                    "this is a Style-Bert-VITS2 voice: expected style_vectors.npy beside it");
        }
        NpyFile.Matrix vectors = NpyFile.read(extras.styleVectors().get());
        if (vectors.columns() != STYLE_WIDTH) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_VOICE,
                    "style_vectors.npy: expected rows of %d numbers, was %d",
                    STYLE_WIDTH,
                    vectors.columns());
        }
        Map<String, Integer> styles = new TreeMap<>(p.cast().styles());
        styles.forEach((name, row) -> {
            if (row >= vectors.rows()) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_VOICE,
                        "style_vectors.npy: expected a row for each style of data.style2id in"
                                + " config.json, such as row %d for %s, was %d rows",
                        row,
                        Problems.quote(name),
                        vectors.rows());
            }
        });
        int unnamed = vectors.rows() - (int) styles.values().stream().distinct().count();
        if (styles.isEmpty()) {
            styles.put(FIRST_STYLE, 0);
        } else if (unnamed > 0) {
            notes.add(
                    "style_vectors.npy has "
                            + vectors.rows()
                            + " styles, of which config.json names "
                            + (vectors.rows() - unnamed)
                            + "; the others have numbers alone");
        }
        writeFloats(Profile.STYLES_FILE, vectors.values());
        return styles;
    }

    private void writeFloats(String name, float[] values) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.write(folder.resolve(name), bytes.array());
        files.add(name);
    }

    private static Profile.Framing framing(HyperParameters.Decoder decoder) {
        int hop = decoder.samplesPerFrame();
        return new Profile.Framing(
                hop, (int) (decoder.samples(1000) - 1000L * hop), receptiveFrames(decoder));
    }

    /** Frames on each side that a sample of the decoder depends on. */
    static int receptiveFrames(HyperParameters.Decoder decoder) {
        long reach = HyperParameters.EDGE_KERNEL / 2;
        for (int stage = decoder.rates().size() - 1; stage >= 0; stage--) {
            reach += blockReach(decoder);
            int padding = decoder.upsamplePadding(stage);
            int rate = decoder.rates().get(stage);
            long widest =
                    reach + Math.max(padding, decoder.upsampleKernels().get(stage) - 1 - padding);
            reach = (widest + rate - 1) / rate;
        }
        return (int) reach + HyperParameters.EDGE_KERNEL / 2;
    }

    private static long blockReach(HyperParameters.Decoder decoder) {
        long most = 0;
        for (int j = 0; j < decoder.resblockKernels().size(); j++) {
            long reach = 0;
            for (int dilation : decoder.dilations().get(j)) {
                int half = decoder.resblockKernels().get(j) / 2;
                reach += (long) half * (decoder.resblock() == 1 ? dilation + 1 : dilation);
            }
            most = Math.max(most, reach);
        }
        return most;
    }
}
