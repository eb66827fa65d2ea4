package voxfarm.models.bert;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import voxfarm.models.checkpoint.Tensor;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.Value;

/**
 * BERT up to the layer before the last two (Devlin et al., 2019): token ids [N, T] to hidden states
 * [N, T, H]. One sentence at a time, so there is no mask and one token type.
 */
public final class BertGraph {
    /** Input [N, T]. */
    public static final String IDS = "ids";

    /** Output [N, T, H]. */
    public static final String HIDDEN = "hidden";

    /** Elements from which a weight is copied from file to file. */
    private static final long LARGE = 1 << 20;

    private final GraphBuilder graph;
    private final BertConfig config;
    private final Map<String, Tensor> tensors;

    private BertGraph(GraphBuilder graph, BertConfig config, Map<String, Tensor> tensors) {
        this.graph = graph;
        this.config = config;
        this.tensors = tensors;
    }

    static ModelProto build(
            BertConfig config, Map<String, Tensor> tensors, GraphBuilder.WeightStore store) {
        GraphBuilder graph = new GraphBuilder("bert", store);
        new BertGraph(graph, config, tensors).write();
        return graph.build();
    }

    /** Names and shapes of the weights that are needed. */
    static Map<String, long[]> expected(BertConfig c) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        long h = c.hidden();
        shapes.put("embeddings.word_embeddings.weight", new long[] {c.vocabulary(), h});
        shapes.put("embeddings.position_embeddings.weight", new long[] {c.positions(), h});
        shapes.put("embeddings.token_type_embeddings.weight", new long[] {2, h});
        norm(shapes, "embeddings.LayerNorm", h);
        for (int i = 0; i < c.layers() - BertConfig.UNUSED_LAYERS; i++) {
            String layer = "encoder.layer." + i;
            for (String part : List.of("query", "key", "value")) {
                linear(shapes, layer + ".attention.self." + part, h, h);
            }
            linear(shapes, layer + ".attention.output.dense", h, h);
            norm(shapes, layer + ".attention.output.LayerNorm", h);
            linear(shapes, layer + ".intermediate.dense", c.intermediate(), h);
            linear(shapes, layer + ".output.dense", h, c.intermediate());
            norm(shapes, layer + ".output.LayerNorm", h);
        }
        return shapes;
    }

    private static void linear(Map<String, long[]> shapes, String name, long out, long in) {
        shapes.put(name + ".weight", new long[] {out, in});
        shapes.put(name + ".bias", new long[] {out});
    }

    private static void norm(Map<String, long[]> shapes, String name, long channels) {
        shapes.put(name + ".weight", new long[] {channels});
        shapes.put(name + ".bias", new long[] {channels});
    }

    private Tensor tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private Value weight(String name) {
        Tensor tensor = tensor(name);
        if (tensor.elements() >= LARGE && tensor.mapped().isPresent()) {
            return graph.rawWeight(name, () -> tensor.mapped().orElseThrow(), tensor.shape());
        }
        return graph.weight(name, tensor::floats, tensor.shape());
    }

    private void write() {
        Value ids = graph.integerInput(IDS, "N", "T");
        Value words = graph.gather(weight("embeddings.word_embeddings.weight"), ids, 0);
        Value places = graph.range(graph.whole(0), graph.size(ids, 1));
        Value positions = graph.gather(weight("embeddings.position_embeddings.weight"), places, 0);
        Value type =
                graph.gather(weight("embeddings.token_type_embeddings.weight"), graph.whole(0), 0);
        Value x = graph.add(words, graph.add(positions, type));
        x = norm(x, "embeddings.LayerNorm");
        for (int i = 0; i < config.layers() - BertConfig.UNUSED_LAYERS; i++) {
            x = layer(x, "encoder.layer." + i);
        }
        graph.output(HIDDEN, x, "N", "T", config.hidden());
    }

    private Value norm(Value x, String name) {
        return graph.layerNorm(
                x, weight(name + ".weight"), weight(name + ".bias"), (float) config.epsilon());
    }

    private Value linear(Value x, String name) {
        Tensor tensor = tensor(name + ".weight");
        Value weight =
                graph.weight(
                        name + ".t",
                        () -> transposed(tensor.floats(), tensor.size(0), tensor.size(1), 1),
                        tensor.size(1),
                        tensor.size(0));
        return graph.add(graph.matMul(x, weight), weight(name + ".bias"));
    }

    private static float[] transposed(float[] w, long rows, long columns, float scale) {
        int out = (int) rows;
        int in = (int) columns;
        float[] t = new float[w.length];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                t[i * out + o] = w[o * in + i] * scale;
            }
        }
        return t;
    }

    private Value layer(Value x, String name) {
        int heads = config.heads();
        int head = config.hidden() / heads;
        String self = name + ".attention.self.";
        Value queries = scaled(x, self + "query", (float) (1 / Math.sqrt(head)));
        Value q = graph.transpose(graph.reshape(queries, 0, 0, heads, head), 0, 2, 1, 3);
        Value k =
                graph.transpose(
                        graph.reshape(linear(x, self + "key"), 0, 0, heads, head), 0, 2, 3, 1);
        Value v =
                graph.transpose(
                        graph.reshape(linear(x, self + "value"), 0, 0, heads, head), 0, 2, 1, 3);
        Value chances = graph.softmax(graph.matMul(q, k), 3);
        Value mixed =
                graph.reshape(
                        graph.transpose(graph.matMul(chances, v), 0, 2, 1, 3),
                        0,
                        0,
                        config.hidden());
        Value attended =
                norm(
                        graph.add(linear(mixed, name + ".attention.output.dense"), x),
                        name + ".attention.output.LayerNorm");
        Value inner = graph.gelu(linear(attended, name + ".intermediate.dense"));
        return norm(
                graph.add(linear(inner, name + ".output.dense"), attended),
                name + ".output.LayerNorm");
    }

    /** A linear layer with the softmax's scale in its weights. */
    private Value scaled(Value x, String name, float scale) {
        Tensor tensor = tensor(name + ".weight");
        Value weight =
                graph.weight(
                        name + ".scaled",
                        () -> transposed(tensor.floats(), tensor.size(0), tensor.size(1), scale),
                        tensor.size(1),
                        tensor.size(0));
        Value bias =
                graph.weight(
                        name + ".scaled.bias",
                        () -> transposed(tensor(name + ".bias").floats(), 1, tensor.size(0), scale),
                        tensor.size(0));
        return graph.add(graph.matMul(x, weight), bias);
    }
}
