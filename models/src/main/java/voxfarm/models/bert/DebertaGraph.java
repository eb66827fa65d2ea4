package voxfarm.models.bert;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import voxfarm.models.checkpoint.Tensor;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.Value;

/**
 * DeBERTa v2 and v3 up to the layer before the last two (He et al., "DeBERTa: decoding-enhanced
 * BERT with disentangled attention", 2021): token ids [N, T] to hidden states [N, T, H]. Attention
 * adds what a token says to a distance and what a distance says to a token; distances beyond half
 * of the buckets share one by their logarithm. What the layers make of the distances does not
 * depend on the text and is computed at import. One sentence at a time, so there is no mask.
 */
final class DebertaGraph {
    /** Terms of an attention's score: content, content to position, position to content. */
    private static final int TERMS = 3;

    private static final String DISTANCES = "encoder.rel_embeddings.weight";
    private static final String DISTANCE_NORM = "encoder.LayerNorm";
    private static final String CONVOLUTION = "encoder.conv";

    private final GraphBuilder graph;
    private final BertConfig config;
    private final BertConfig.Relative relative;
    private final LayerBuilder layers;

    /** After their layer norm, of shape [2 * buckets, H]. */
    private final float[] distances;

    private DebertaGraph(GraphBuilder graph, BertConfig config, Map<String, Tensor> tensors) {
        this.graph = graph;
        this.config = config;
        this.relative = config.relative().orElseThrow();
        this.layers = new LayerBuilder(graph, tensors, config.epsilon());
        this.distances = normalized();
    }

    static ModelProto build(
            BertConfig config, Map<String, Tensor> tensors, GraphBuilder.WeightStore store) {
        GraphBuilder graph = new GraphBuilder("deberta", store);
        new DebertaGraph(graph, config, tensors).write();
        return graph.build();
    }

    /** Names and shapes of the weights that are needed. */
    static Map<String, long[]> expected(BertConfig c) {
        BertConfig.Relative relative = c.relative().orElseThrow();
        Map<String, long[]> shapes = new LinkedHashMap<>();
        long h = c.hidden();
        long all = (long) c.heads() * relative.head();
        shapes.put("embeddings.word_embeddings.weight", new long[] {c.vocabulary(), h});
        LayerBuilder.expectNorm(shapes, "embeddings.LayerNorm", h);
        shapes.put(DISTANCES, new long[] {2L * relative.buckets(), h});
        LayerBuilder.expectNorm(shapes, DISTANCE_NORM, h);
        if (relative.kernel() > 0) {
            shapes.put(CONVOLUTION + ".conv.weight", new long[] {h, h, relative.kernel()});
            shapes.put(CONVOLUTION + ".conv.bias", new long[] {h});
            LayerBuilder.expectNorm(shapes, CONVOLUTION + ".LayerNorm", h);
        }
        for (int i = 0; i < c.layers() - BertConfig.UNUSED_LAYERS; i++) {
            String layer = "encoder.layer." + i;
            for (String part : List.of("query_proj", "key_proj", "value_proj")) {
                LayerBuilder.expectLinear(shapes, layer + ".attention.self." + part, all, h);
            }
            LayerBuilder.expectLinear(shapes, layer + ".attention.output.dense", h, all);
            LayerBuilder.expectNorm(shapes, layer + ".attention.output.LayerNorm", h);
            LayerBuilder.expectLinear(shapes, layer + ".intermediate.dense", c.intermediate(), h);
            LayerBuilder.expectLinear(shapes, layer + ".output.dense", h, c.intermediate());
            LayerBuilder.expectNorm(shapes, layer + ".output.LayerNorm", h);
        }
        return shapes;
    }

    private void write() {
        Value ids = graph.integerInput(BertGraph.IDS, "N", "T");
        Value x = graph.gather(layers.weight("embeddings.word_embeddings.weight"), ids, 0);
        x = layers.norm(x, "embeddings.LayerNorm");
        Value embedded = x;
        Value rows = rows(ids);
        for (int i = 0; i < config.layers() - BertConfig.UNUSED_LAYERS; i++) {
            x = layer(x, "encoder.layer." + i, rows);
            if (i == 0 && relative.kernel() > 0) {
                x = convolved(embedded, x);
            }
        }
        graph.output(BertGraph.HIDDEN, x, "N", "T", config.hidden());
    }

    /** Of neighbours of the embedded tokens, added behind the first layer. */
    private Value convolved(Value embedded, Value x) {
        Tensor weight = layers.tensor(CONVOLUTION + ".conv.weight");
        int around = (relative.kernel() - 1) / 2;
        Value out =
                graph.convolve1d(
                        graph.transpose(embedded, 0, 2, 1),
                        graph.weight(CONVOLUTION + ".conv.weight", weight::floats, weight.shape()),
                        List.of(layers.weight(CONVOLUTION + ".conv.bias")),
                        new GraphBuilder.Window(relative.kernel(), 1, 1, around, around));
        return layers.norm(
                graph.add(x, graph.gelu(graph.transpose(out, 0, 2, 1))),
                CONVOLUTION + ".LayerNorm");
    }

    /**
     * Which row of the distances is between two tokens, of shape [N, heads, T, T]; the first of
     * both is that which asks.
     */
    private Value rows(Value ids) {
        int beyond = config.positions();
        Value tokens = graph.size(ids, 1);
        Value places = graph.range(graph.whole(0), tokens);
        Value distance = graph.sub(graph.unsqueeze(places, 1), graph.unsqueeze(places, 0));
        Value inTable =
                graph.add(
                        graph.clip(distance, graph.whole(-beyond), graph.whole(beyond)),
                        graph.whole(beyond));
        Value row = graph.gather(graph.wholes(table(beyond)), inTable, 0);
        Value shape =
                graph.concat(
                        0,
                        List.of(
                                graph.unsqueeze(graph.size(ids, 0), 0),
                                graph.wholes(config.heads()),
                                graph.unsqueeze(tokens, 0),
                                graph.unsqueeze(tokens, 0)));
        return graph.expand(row, shape);
    }

    /** Rows of the distances from -{@code beyond} to {@code beyond}. */
    private long[] table(int beyond) {
        long[] table = new long[2 * beyond + 1];
        for (int i = 0; i < table.length; i++) {
            int row = bucket(i - beyond) + relative.buckets();
            table[i] = Math.clamp(row, 0, 2 * relative.buckets() - 1);
        }
        return table;
    }

    /** Up to the middle each distance its own, then by logarithm, in float32 as the original. */
    private int bucket(int distance) {
        int middle = relative.buckets() / 2;
        int far = Math.abs(distance);
        if (far <= middle) {
            return distance;
        }
        float share =
                (float) Math.log((float) far / middle)
                        / (float) Math.log((float) (relative.farthest() - 1) / middle);
        int log = (int) Math.ceil(share * (middle - 1)) + middle;
        return distance > 0 ? log : -log;
    }

    private Value layer(Value x, String name, Value rows) {
        int heads = config.heads();
        int head = relative.head();
        float scale = (float) (1 / Math.sqrt(head * (double) TERMS));
        String self = name + ".attention.self.";
        Value q = layers.byHead(layers.scaled(x, self + "query_proj", scale), heads, head);
        Value k = layers.byHead(layers.linear(x, self + "key_proj"), heads, head);
        Value v = layers.byHead(layers.linear(x, self + "value_proj"), heads, head);
        Value asked =
                graph.gatherElements(graph.matMul(q, ofDistances(self + "key_proj", 1)), rows, 3);
        Value asking =
                graph.gatherElements(
                        graph.matMul(k, ofDistances(self + "query_proj", scale)),
                        graph.transpose(rows, 0, 1, 3, 2),
                        3);
        Value score =
                graph.add(
                        graph.add(graph.matMul(q, graph.transpose(k, 0, 1, 3, 2)), asked),
                        graph.transpose(asking, 0, 1, 3, 2));
        Value mixed = layers.joined(graph.matMul(graph.softmax(score, 3), v), heads * head);
        return layers.rest(mixed, x, name);
    }

    /** A projection of the distances, of shape [1, heads, head, 2 * buckets]. */
    private Value ofDistances(String projection, float factor) {
        int count = 2 * relative.buckets();
        return graph.weight(
                projection + ".distances",
                () -> projected(projection, factor),
                1,
                config.heads(),
                relative.head(),
                count);
    }

    private float[] projected(String projection, float factor) {
        Tensor tensor = layers.tensor(projection + ".weight");
        float[] bias = layers.tensor(projection + ".bias").floats();
        int out = (int) tensor.size(0);
        int in = (int) tensor.size(1);
        float[] weight = LayerBuilder.transposed(tensor.floats(), out, in, 1);
        int count = 2 * relative.buckets();
        float[] projected = new float[out * count];
        float[] row = new float[out];
        for (int d = 0; d < count; d++) {
            System.arraycopy(bias, 0, row, 0, out);
            for (int i = 0; i < in; i++) {
                float value = distances[d * in + i];
                int at = i * out;
                for (int o = 0; o < out; o++) {
                    row[o] += value * weight[at + o];
                }
            }
            for (int o = 0; o < out; o++) {
                projected[o * count + d] = row[o] * factor;
            }
        }
        return projected;
    }

    private float[] normalized() {
        float[] values = layers.tensor(DISTANCES).floats();
        float[] weight = layers.tensor(DISTANCE_NORM + ".weight").floats();
        float[] bias = layers.tensor(DISTANCE_NORM + ".bias").floats();
        int channels = weight.length;
        float[] normalized = new float[values.length];
        for (int from = 0; from < values.length; from += channels) {
            float[] row = Arrays.copyOfRange(values, from, from + channels);
            double mean = 0;
            for (float value : row) {
                mean += value;
            }
            mean /= channels;
            double variance = 0;
            for (float value : row) {
                variance += (value - mean) * (value - mean);
            }
            double deviation = Math.sqrt(variance / channels + config.epsilon());
            for (int i = 0; i < channels; i++) {
                normalized[from + i] = (float) ((row[i] - mean) / deviation * weight[i] + bias[i]);
            }
        }
        return normalized;
    }
}
