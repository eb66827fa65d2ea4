package voxfarm.models.bertvits2;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.Optional;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.Value;

/**
 * A description of an emotion or a style to the vector [1, H] that colours every token: {@code
 * emo_proj}, {@code emo_vq} and {@code emo_q_proj} of {@code TextEncoder} in {@code models.py} (the
 * quantiser is that of the package vector_quantize_pytorch), {@code style_proj} in
 * Style-Bert-VITS2.
 *
 * <p>Inputs: the features [1, 1024] of wav2vec 2 (2.1), [1, 512] of CLAP (2.2 and later), [1, 256]
 * of a style; for 2.1 also the {@code index} [1] of a row, -1 for the nearest, and the {@code
 * codebook} [codes, 1024]. Outputs: the embedding [1, H]; but for styles the features after the
 * first layer and after quantisation, as wide as they came in, and the chosen codes.
 */
final class EmotionGraph {
    private static final float EPSILON = 1e-5f;

    private final GraphBuilder graph;
    private final Weights weights;
    private final TokenLayers layers;
    private final int hidden;

    private EmotionGraph(GraphBuilder graph, Weights weights) {
        this.graph = graph;
        this.weights = weights;
        this.layers = new TokenLayers(graph, weights, Optional.empty());
        this.hidden = weights.parameters().widths().hidden();
    }

    /** Empty for a release without emotions. */
    static Optional<ModelProto> build(Weights weights, GraphBuilder.WeightStore store) {
        GraphBuilder builder = new GraphBuilder("emotion", store);
        EmotionGraph emotion = new EmotionGraph(builder, weights);
        switch (weights.network().release().emotion()) {
            case NONE -> {
                return Optional.empty();
            }
            case INDEX -> emotion.byIndex();
            case CLAP -> emotion.clap(false);
            case CLAP_COSINE -> emotion.clap(true);
            case STYLE -> emotion.style();
        }
        return Optional.of(builder.build());
    }

    /**
     * 2.1: a row of the codebook, named by its number, or the nearest to 1024 features if the
     * number is negative. The codebook is an input: checkpoints do not hold it.
     */
    private void byIndex() {
        Value features = graph.input(BertVits2Graphs.EMOTION_FEATURES, 1, 1024);
        Value index = graph.integerInput(BertVits2Graphs.EMOTION_INDEX, 1);
        Value codebook = graph.input(BertVits2Graphs.CODEBOOK, "codes", 1024);
        Value projected = layers.linear(features, "enc_p.emo_proj");
        graph.output(BertVits2Graphs.EMOTION_HIDDEN, projected, 1, 1024);
        Value nearest = graph.argMax(closeness(projected, codebook), 1);
        Value row = graph.where(graph.compare("Less", index, graph.whole(0)), nearest, index);
        graph.integerOutput(BertVits2Graphs.CODES, row, 1);
        Value quantised = graph.gather(codebook, row, 0);
        graph.output(BertVits2Graphs.QUANTISED, quantised, 1, 1024);
        output(layers.linear(quantised, "enc_p.emo_q_proj"));
    }

    /** 2 x e - |e|^2, greatest for the nearest row e of a codebook [codes, C]. */
    private Value closeness(Value x, Value codebook) {
        Value dots = graph.matMul(x, graph.transpose(codebook, 1, 0));
        Value squares = graph.reduceSum(graph.mul(codebook, codebook), 1, false);
        return graph.sub(graph.mul(graph.scalar(2), dots), squares);
    }

    /** 2.2 and Extra (by distance) and JP-Extra (by angle): 512 features, 32 codes. */
    private void clap(boolean byAngle) {
        Value features = graph.input(BertVits2Graphs.EMOTION_FEATURES, 1, 512);
        Value x = clapFeatures(features);
        graph.output(BertVits2Graphs.EMOTION_HIDDEN, x, 1, 512);
        String embed = "enc_p.emo_vq._codebook.embed";
        int heads = (int) weights.size(embed, 0);
        int codes = (int) weights.size(embed, 1);
        int width = (int) weights.size(embed, 2);
        Value codebook = graph.weight(embed, () -> weights.floats(embed), heads, codes, width);
        Value projected = byAngle ? x : layers.linear(x, "enc_p.emo_vq.project_in");
        Value rows = graph.reshape(projected, heads, 1, width);
        Value dots = graph.matMul(rows, graph.transpose(codebook, 0, 2, 1)); // [heads, 1, codes]
        Value scores = dots; // the length of a row changes no order of angles
        if (!byAngle) {
            Value squares =
                    graph.unsqueeze(graph.reduceSum(graph.mul(codebook, codebook), 2, false), 1);
            scores = graph.sub(graph.mul(graph.scalar(2), dots), squares);
        }
        Value chosen = graph.argMax(scores, 2); // [heads, 1]
        graph.integerOutput(BertVits2Graphs.CODES, chosen, heads, 1);
        Value places = graph.expand(graph.unsqueeze(chosen, 2), graph.wholes(heads, 1, width));
        Value joined =
                graph.reshape(graph.gatherElements(codebook, places, 1), 1, (long) heads * width);
        Value quantised = byAngle ? joined : layers.linear(joined, "enc_p.emo_vq.project_out");
        graph.output(BertVits2Graphs.QUANTISED, quantised, 1, 512);
        output(layers.linear(quantised, "enc_p.out_feature_net"));
    }

    /** {@code in_feature_net}: features [1, 512] through 1028 channels to [1, 512]. */
    private Value clapFeatures(Value features) {
        String net = "enc_p.in_feature_net.";
        Value x = graph.gelu(layers.product(features, net + "0"));
        x = norm(x, net + "2");
        Value n = norm(x, net + "3.norm");
        Value first = layers.product(n, net + "3.mlp.c_fc1");
        Value gate = graph.mul(first, graph.unary("Sigmoid", first));
        Value inner = graph.mul(gate, layers.product(n, net + "3.mlp.c_fc2"));
        x = graph.add(x, layers.product(inner, net + "3.mlp.c_proj"));
        return layers.product(x, net + "4");
    }

    private Value norm(Value x, String name) {
        return graph.layerNorm(
                x, layers.vector(name + ".weight"), layers.vector(name + ".bias"), EPSILON);
    }

    /** Style-Bert-VITS2: 256 numbers, projected. */
    private void style() {
        Value vector = graph.input(BertVits2Graphs.EMOTION_FEATURES, 1, 256);
        output(layers.linear(vector, "enc_p.style_proj"));
    }

    private void output(Value embedding) {
        graph.output(BertVits2Graphs.EMOTION, embedding, 1, hidden);
    }
}
