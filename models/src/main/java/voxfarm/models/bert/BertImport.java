package voxfarm.models.bert;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Making;
import voxfarm.common.files.Sha256;
import voxfarm.models.checkpoint.Checkpoint;
import voxfarm.models.checkpoint.Tensor;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.OnnxWriter;
import voxfarm.models.onnx.WeightsFile;

/**
 * Turns a BERT folder as people have it ({@code config.json}, {@code vocab.txt}, {@code spm.model}
 * or {@code tokenizer.json}, {@code pytorch_model.bin} or {@code model.safetensors}) into a graph
 * of the layers that voices need.
 */
public final class BertImport {
    /** Files of an imported model. */
    public static final String GRAPH = "bert.onnx";

    public static final String WEIGHTS = "bert-weights.bin";
    public static final String VOCABULARY = "vocab.txt";
    public static final String PIECES = "spm.model";
    public static final String JSON = "tokenizer.json";
    public static final String CONFIG = "config.json";

    /** Counts changes of what an import writes. */
    private static final String IMPORTER = "voxfarm-bert-1";

    private static final List<String> CHECKPOINTS =
            List.of("model.safetensors", "pytorch_model.bin");

    private BertImport() {}

    /** The checkpoint of a folder, if it holds one. */
    public static Optional<Path> checkpoint(Path folder) {
        return CHECKPOINTS.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
    }

    /**
     * The imported model, made first if it is not in the cache. What is there is known by the
     * source's path, length and time of change; several processes may share the cache.
     *
     * @return a folder with {@link #GRAPH}, its weights, {@link #CONFIG} and the tokenizer's file
     * @throws VoxfarmException {@code INVALID_VOICE} if the folder holds no such model
     */
    public static Path importInto(Path source, Path cache) {
        Path checkpoint =
                checkpoint(source)
                        .orElseThrow(() ->
                                invalid(
                                        source,
                                        "expected pytorch_model.bin or model.safetensors there"));
        try {
            String key =
                    IMPORTER
                            + '\n'
                            + checkpoint.toRealPath()
                            + '\n'
                            + Files.size(checkpoint)
                            + '\n'
                            + Files.getLastModifiedTime(checkpoint).toMillis();
            Path target =
                    cache.resolve(
                            Sha256.hex(key.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                    .substring(0, 16));
            if (!Files.isRegularFile(target.resolve(GRAPH))) {
                make(source, checkpoint, target);
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make(Path source, Path checkpoint, Path target) throws IOException {
        try (Making making = Making.in(Objects.requireNonNull(target.getParent()))) {
            write(source, checkpoint, making.path());
            Files.move(making.path(), target, StandardCopyOption.ATOMIC_MOVE);
        } catch (java.nio.file.FileSystemException e) {
            if (!Files.isRegularFile(target.resolve(GRAPH))) { // else another process was first
                throw e;
            }
        }
    }

    private static void write(Path source, Path checkpoint, Path folder) throws IOException {
        BertConfig config = BertConfig.read(source.resolve(CONFIG));
        boolean deberta = config.relative().isPresent();
        Path tokenizer = tokenizer(source, deberta);
        Files.copy(source.resolve(CONFIG), folder.resolve(CONFIG));
        Files.copy(tokenizer, folder.resolve(tokenizer.getFileName()));
        try (Checkpoint file = Checkpoint.open(checkpoint);
                WeightsFile weights = new WeightsFile(folder, WEIGHTS)) {
            Map<String, Tensor> tensors = named(file.weights());
            check(source, tensors, config);
            GraphBuilder.WeightStore store = new GraphBuilder.WeightStore(weights);
            ModelProto model =
                    deberta
                            ? DebertaGraph.build(config, tensors, store)
                            : BertGraph.build(config, tensors, store);
            OnnxWriter.writeGraph(model, folder.resolve(GRAPH));
        }
    }

    /** DeBERTa has either kind: v3 pieces, the Japanese v2 by character a vocabulary. */
    private static Path tokenizer(Path source, boolean deberta) {
        Path vocabulary = source.resolve(VOCABULARY);
        Path pieces = source.resolve(PIECES);
        if (deberta && Files.isRegularFile(pieces)) {
            return pieces;
        }
        if (Files.isRegularFile(vocabulary)) {
            return vocabulary;
        }
        Path json = source.resolve(JSON);
        if (deberta && Files.isRegularFile(json)) { // the pieces alone, in another file
            return json;
        }
        throw invalid(source, "expected " + (deberta ? PIECES : VOCABULARY) + " there");
    }

    /** Without the prefix of models with a head, and with today's names of layer norm. */
    private static Map<String, Tensor> named(Map<String, Tensor> checkpoint) {
        Map<String, Tensor> named = new HashMap<>();
        checkpoint.forEach((name, tensor) ->
                named.put(
                        name.replaceFirst("^(?:bert|deberta)\\.", "")
                                .replaceFirst("\\.gamma$", ".weight")
                                .replaceFirst("\\.beta$", ".bias"),
                        tensor));
        return named;
    }

    private static void check(Path source, Map<String, Tensor> tensors, BertConfig config) {
        Problems problems = new Problems();
        (config.relative().isPresent() ? DebertaGraph.expected(config) : BertGraph.expected(config))
                .forEach((name, shape) -> {
                    Tensor tensor = tensors.get(name);
                    if (tensor == null) {
                        problems.add(name + ": missing");
                    } else if (!tensor.hasShape(shape) || !tensor.type().floating()) {
                        problems.add(
                                name
                                        + ": expected fractions of shape "
                                        + Arrays.toString(shape)
                                        + ", was "
                                        + tensor);
                    }
                });
        if (!problems.none()) {
            throw invalid(source, String.join("; ", new ArrayList<>(problems.list())));
        }
    }

    private static VoxfarmException invalid(Path source, String why) {
        return new VoxfarmException(ErrorCode.INVALID_VOICE, "BERT " + source + ": " + why);
    }
}
