package voxfarm.models.bertvits2;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.OnnxWriter;
import voxfarm.models.onnx.Value;
import voxfarm.models.onnx.WeightsFile;

/**
 * The graphs of a Bert-VITS2 voice and the names of their inputs and outputs. N is the batch, T
 * tokens, F frames, S samples, H, C and gin as the configuration has them.
 */
public final class BertVits2Graphs {
    /** Encoder inputs [N, T]. */
    public static final String PHONES = "phones";

    public static final String TONES = "tones";
    public static final String LANGUAGES = "languages";

    /** Encoder inputs [N, T, channels], as many as the release has: Chinese, Japanese, English. */
    public static final List<String> BERT = List.of("bert", "ja_bert", "en_bert");

    /** Input of every graph but the emotion's [N, gin]: the speaker's embedding. */
    public static final String SPEAKER = "speaker";

    /** Encoder input, emotion output [N, H]. */
    public static final String EMOTION = "emotion";

    /** Encoder input [N, T, 2], its scale multiplied in. */
    public static final String DURATION_NOISE = "duration_noise";

    /** Input [N, T or F, 1] of encoder and flow in ragged batches. */
    public static final String MASK = "mask";

    /** Encoder output [N, T, H]: the sum of all embeddings. */
    public static final String ENCODER_INPUT = "encoder_input";

    /** Encoder output [N, T, H]. */
    public static final String HIDDEN = "hidden";

    /** Encoder outputs [N, T, C]: the prior's mean and the logarithm of its deviation. */
    public static final String MEAN = "mean";

    public static final String LOG_DEVIATION = "log_deviation";

    /** Encoder outputs [N, T]: log frames per token. */
    public static final String STOCHASTIC_DURATIONS = "stochastic_durations";

    public static final String DURATIONS = "durations";

    /** Flow input [N, F, C]: the sampled prior. */
    public static final String PRIOR = "prior";

    /** Flow output, decoder input [N, F, C]. */
    public static final String LATENT = "latent";

    /** Decoder input [N] of frames in ragged batches. */
    public static final String FRAMES = "frames";

    /** Decoder output [N, S]. */
    public static final String SAMPLES = "samples";

    /** Emotion input [1, features of the release]. */
    public static final String EMOTION_FEATURES = "features";

    /** Emotion input [1] of 2.1: a row of the codebook, or negative for the nearest. */
    public static final String EMOTION_INDEX = "index";

    /** Emotion input [codes, 1024] of 2.1. */
    public static final String CODEBOOK = "codebook";

    /** Emotion outputs: features after the first net, chosen codes, quantised features. */
    public static final String EMOTION_HIDDEN = "emotion_hidden";

    public static final String CODES = "codes";
    public static final String QUANTISED = "quantised";

    /** Files of a package. */
    public static final String ENCODER_FILE = "encoder.onnx";

    public static final String FLOW_FILE = "flow.onnx";
    public static final String DECODER_FILE = "decoder.onnx";
    public static final String EMOTION_FILE = "emotion.onnx";

    /** Encoder for ragged batches. */
    public static final String BATCH_ENCODER_FILE = "batch-encoder.onnx";

    /** Flow and decoder in one for ragged batches, the decoder in half precision: for the GPU. */
    public static final String BATCH_GENERATOR_FILE = "batch-generator.onnx";

    private BertVits2Graphs() {}

    /** Writes every graph of the network and their weights; returns the files' names. */
    static List<String> write(Weights weights, Path folder, String weightsFile) throws IOException {
        List<String> files = new ArrayList<>();
        try (WeightsFile file = new WeightsFile(folder, weightsFile)) {
            GraphBuilder.WeightStore store = new GraphBuilder.WeightStore(file);
            OnnxWriter.writeGraph(
                    EncoderGraph.build(weights, store, false), folder.resolve(ENCODER_FILE));
            OnnxWriter.writeGraph(flow(weights, store), folder.resolve(FLOW_FILE));
            OnnxWriter.writeGraph(decoder(weights, store), folder.resolve(DECODER_FILE));
            files.addAll(List.of(ENCODER_FILE, FLOW_FILE, DECODER_FILE));
            OnnxWriter.writeGraph(
                    EncoderGraph.build(weights, store, true), folder.resolve(BATCH_ENCODER_FILE));
            OnnxWriter.writeGraph(generator(weights, store), folder.resolve(BATCH_GENERATOR_FILE));
            files.addAll(List.of(BATCH_ENCODER_FILE, BATCH_GENERATOR_FILE));
            Optional<ModelProto> emotion = EmotionGraph.build(weights, store);
            if (emotion.isPresent()) {
                OnnxWriter.writeGraph(emotion.get(), folder.resolve(EMOTION_FILE));
                files.add(EMOTION_FILE);
            }
        }
        files.add(weightsFile);
        return files;
    }

    private static ModelProto generator(Weights weights, GraphBuilder.WeightStore store) {
        HyperParameters p = weights.parameters();
        GraphBuilder graph = new GraphBuilder("generator", store);
        Value prior = graph.input(PRIOR, "N", "F", p.widths().inter());
        Value speaker = graph.input(SPEAKER, "N", p.widths().gin());
        Value mask = graph.input(MASK, "N", "F", 1);
        Value frames = graph.integerInput(FRAMES, "N");
        Value latent = FlowGraph.append(graph, weights, prior, speaker, Optional.of(mask));
        graph.output(
                SAMPLES,
                DecoderGraph.append(
                        graph,
                        weights,
                        DecoderGraph.Form.PLAIN_HALF,
                        latent,
                        speaker,
                        Optional.of(frames)),
                "N",
                "S");
        return graph.build();
    }

    private static ModelProto flow(Weights weights, GraphBuilder.WeightStore store) {
        HyperParameters p = weights.parameters();
        GraphBuilder graph = new GraphBuilder("flow", store);
        Value prior = graph.input(PRIOR, "N", "F", p.widths().inter());
        Value speaker = graph.input(SPEAKER, "N", p.widths().gin());
        graph.output(
                LATENT,
                FlowGraph.append(graph, weights, prior, speaker, Optional.empty()),
                "N",
                "F",
                p.widths().inter());
        return graph.build();
    }

    private static ModelProto decoder(Weights weights, GraphBuilder.WeightStore store) {
        HyperParameters p = weights.parameters();
        GraphBuilder graph = new GraphBuilder("decoder", store);
        Value latent = graph.input(LATENT, "N", "F", p.widths().inter());
        Value speaker = graph.input(SPEAKER, "N", p.widths().gin());
        graph.output(
                SAMPLES,
                DecoderGraph.append(
                        graph,
                        weights,
                        DecoderGraph.Form.BLOCKED,
                        latent,
                        speaker,
                        Optional.empty()),
                "N",
                "S");
        return graph.build();
    }
}
