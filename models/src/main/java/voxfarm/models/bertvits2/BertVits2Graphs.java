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

    /** Input [N] of the decoder for parts of windows: how many of their frames count. */
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

    /** Flow for ragged batches. */
    public static final String BATCH_FLOW_FILE = "batch-flow.onnx";

    /** Decoder for windows that are full, in single precision. */
    public static final String WINDOW_DECODER_FILE = "window-decoder.onnx";

    /** Decoder for windows of which a part counts, in single precision. */
    public static final String PART_DECODER_FILE = "part-decoder.onnx";

    /** As {@link #WINDOW_DECODER_FILE}, in half precision but for the last step. */
    public static final String HALF_WINDOW_DECODER_FILE = "window-decoder-half.onnx";

    /** As {@link #PART_DECODER_FILE}, in half precision but for the last step. */
    public static final String HALF_PART_DECODER_FILE = "part-decoder-half.onnx";

    private BertVits2Graphs() {}

    /** Writes every graph of the network and their weights; returns the files' names. */
    static List<String> write(Weights weights, Path folder, String weightsFile) throws IOException {
        List<String> files = new ArrayList<>();
        try (WeightsFile file = new WeightsFile(folder, weightsFile)) {
            GraphBuilder.WeightStore store = new GraphBuilder.WeightStore(file);
            OnnxWriter.writeGraph(
                    EncoderGraph.build(weights, store, false), folder.resolve(ENCODER_FILE));
            OnnxWriter.writeGraph(flow(weights, store, false), folder.resolve(FLOW_FILE));
            OnnxWriter.writeGraph(
                    decoder(weights, store, DecoderGraph.Form.BLOCKED, false),
                    folder.resolve(DECODER_FILE));
            files.addAll(List.of(ENCODER_FILE, FLOW_FILE, DECODER_FILE));
            OnnxWriter.writeGraph(
                    EncoderGraph.build(weights, store, true), folder.resolve(BATCH_ENCODER_FILE));
            OnnxWriter.writeGraph(flow(weights, store, true), folder.resolve(BATCH_FLOW_FILE));
            files.addAll(List.of(BATCH_ENCODER_FILE, BATCH_FLOW_FILE));
            files.addAll(windowDecoders(weights, store, folder));
            Optional<ModelProto> emotion = EmotionGraph.build(weights, store);
            if (emotion.isPresent()) {
                OnnxWriter.writeGraph(emotion.get(), folder.resolve(EMOTION_FILE));
                files.add(EMOTION_FILE);
            }
        }
        files.add(weightsFile);
        return files;
    }

    private static List<String> windowDecoders(
            Weights weights, GraphBuilder.WeightStore store, Path folder) throws IOException {
        List<String> files = new ArrayList<>();
        for (boolean half : new boolean[] {false, true}) {
            DecoderGraph.Form form = half ? DecoderGraph.Form.PLAIN_HALF : DecoderGraph.Form.PLAIN;
            String whole = half ? HALF_WINDOW_DECODER_FILE : WINDOW_DECODER_FILE;
            String part = half ? HALF_PART_DECODER_FILE : PART_DECODER_FILE;
            OnnxWriter.writeGraph(decoder(weights, store, form, false), folder.resolve(whole));
            OnnxWriter.writeGraph(decoder(weights, store, form, true), folder.resolve(part));
            files.addAll(List.of(whole, part));
        }
        return files;
    }

    private static ModelProto flow(
            Weights weights, GraphBuilder.WeightStore store, boolean ragged) {
        HyperParameters p = weights.parameters();
        GraphBuilder graph = new GraphBuilder("flow", store);
        Value prior = graph.input(PRIOR, "N", "F", p.widths().inter());
        Value speaker = graph.input(SPEAKER, "N", p.widths().gin());
        Optional<Value> mask =
                ragged ? Optional.of(graph.input(MASK, "N", "F", 1)) : Optional.empty();
        graph.output(
                LATENT,
                FlowGraph.append(graph, weights, prior, speaker, mask),
                "N",
                "F",
                p.widths().inter());
        return graph.build();
    }

    static ModelProto decoder(
            Weights weights,
            GraphBuilder.WeightStore store,
            DecoderGraph.Form form,
            boolean ragged) {
        HyperParameters p = weights.parameters();
        GraphBuilder graph = new GraphBuilder("decoder", store);
        Value latent = graph.input(LATENT, "N", "F", p.widths().inter());
        Value speaker = graph.input(SPEAKER, "N", p.widths().gin());
        Optional<Value> frames =
                ragged ? Optional.of(graph.integerInput(FRAMES, "N")) : Optional.empty();
        graph.output(
                SAMPLES,
                DecoderGraph.append(graph, weights, form, latent, speaker, frames),
                "N",
                "S");
        return graph.build();
    }
}
