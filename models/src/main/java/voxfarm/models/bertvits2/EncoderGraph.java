package voxfarm.models.bertvits2;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.Value;

/**
 * Phones to the prior and to both predictions of durations: {@code TextEncoder}, {@code
 * DurationPredictor} and {@code StochasticDurationPredictor} of the original's {@code models.py}.
 *
 * <p>Inputs: {@code phones}, {@code tones}, {@code languages} [N, T] of ids; one to three BERT
 * features [N, T, 1024] (1.1: 768 for Japanese); {@code speaker} [N, gin]; {@code emotion} [N, H]
 * where the release has one; {@code duration_noise} [N, T, 2], its scale multiplied in; in ragged
 * batches {@code mask} [N, T, 1]. The names on the wire are constants of {@link BertVits2Graphs}.
 *
 * <p>Outputs: mean and log deviation of the prior [N, T, C]; log frames of the stochastic and of
 * the plain predictor [N, T] each; for comparisons the encoder's input and its last layer [N, T,
 * H].
 */
final class EncoderGraph {
    private final TokenLayers layers;
    private final GraphBuilder graph;
    private final Weights weights;
    private final HyperParameters p;
    private final HyperParameters.Widths widths;

    private EncoderGraph(GraphBuilder graph, Weights weights, Optional<Value> mask) {
        this.graph = graph;
        this.weights = weights;
        this.p = weights.parameters();
        this.widths = p.widths();
        this.layers = new TokenLayers(graph, weights, mask);
    }

    /**
     * @param ragged whether texts of different lengths share a batch; adds the input {@code mask}
     */
    static ModelProto build(Weights weights, GraphBuilder.WeightStore store, boolean ragged) {
        GraphBuilder graph = new GraphBuilder("encoder", store);
        Optional<Value> mask =
                ragged
                        ? Optional.of(graph.input(BertVits2Graphs.MASK, "N", "T", 1))
                        : Optional.empty();
        new EncoderGraph(graph, weights, mask).write();
        return graph.build();
    }

    private void write() {
        Value speaker = graph.unsqueeze(graph.input(BertVits2Graphs.SPEAKER, "N", widths.gin()), 1);
        Value sum = layers.masked(embeddings());
        graph.output(BertVits2Graphs.ENCODER_INPUT, sum, "N", "T", widths.hidden());
        Value x =
                layers.transformer(
                        sum, speaker, "enc_p.encoder", p.encoder().layers(), p.encoder().heads());
        graph.output(BertVits2Graphs.HIDDEN, x, "N", "T", widths.hidden());
        List<Value> prior =
                graph.split(
                        layers.masked(layers.linear(x, "enc_p.proj")),
                        2,
                        widths.inter(),
                        widths.inter());
        graph.output(BertVits2Graphs.MEAN, prior.get(0), "N", "T", widths.inter());
        graph.output(BertVits2Graphs.LOG_DEVIATION, prior.get(1), "N", "T", widths.inter());
        graph.output(
                BertVits2Graphs.STOCHASTIC_DURATIONS,
                new StochasticDurations(layers).predict(x, speaker),
                "N",
                "T");
        graph.output(BertVits2Graphs.DURATIONS, durations(x, speaker), "N", "T");
    }

    /** The sum of all embeddings of a token, times the root of H: [N, T, H]. */
    private Value embeddings() {
        List<Value> terms = new ArrayList<>();
        terms.add(embedding(BertVits2Graphs.PHONES, "enc_p.emb.weight"));
        terms.add(embedding(BertVits2Graphs.TONES, "enc_p.tone_emb.weight"));
        terms.add(embedding(BertVits2Graphs.LANGUAGES, "enc_p.language_emb.weight"));
        terms.addAll(bertFeatures());
        if (weights.network().release().emotion() != Release.Emotion.NONE) {
            terms.add(
                    graph.unsqueeze(graph.input(BertVits2Graphs.EMOTION, "N", widths.hidden()), 1));
        }
        return graph.mul(graph.sum(terms), graph.scalar((float) Math.sqrt(widths.hidden())));
    }

    private Value embedding(String input, String name) {
        Value table =
                graph.weight(
                        name,
                        () -> weights.floats(name),
                        weights.size(name, 0),
                        weights.size(name, 1));
        return graph.gather(table, graph.integerInput(input, "N", "T"), 0);
    }

    /** BERT features, each projected to [N, T, H]; as many as the release has. */
    private List<Value> bertFeatures() {
        List<Value> terms = new ArrayList<>();
        String[] names = {"enc_p.bert_proj", "enc_p.ja_bert_proj", "enc_p.en_bert_proj"};
        boolean wide = weights.network().release() == Release.EXTRA;
        for (int i = 0; i < names.length && weights.has(names[i] + ".weight"); i++) {
            String first = wide && i == 0 ? "enc_p.bert_pre_proj" : names[i];
            long channels = weights.size(first + ".weight", 1);
            Value features = graph.input(BertVits2Graphs.BERT.get(i), "N", "T", channels);
            Value input = wide && i == 0 ? layers.linear(features, first) : features;
            terms.add(layers.linear(input, names[i]));
        }
        return terms;
    }

    /**
     * The plain duration predictor, {@code DurationPredictor} of {@code models.py}.
     *
     * @param x [N, T, H]
     * @param speaker [N, 1, gin]
     * @return log frames [N, T]
     */
    private Value durations(Value x, Value speaker) {
        Value value = graph.add(x, layers.linear(speaker, "dp.cond"));
        for (int i = 1; i <= 2; i++) {
            value = graph.unary("Relu", layers.convolution(layers.masked(value), "dp.conv_" + i));
            value = layers.norm(value, "dp.norm_" + i + ".gamma", "dp.norm_" + i + ".beta");
        }
        Value projected = layers.masked(layers.linear(layers.masked(value), "dp.proj"));
        return graph.squeeze(projected, 2);
    }
}
