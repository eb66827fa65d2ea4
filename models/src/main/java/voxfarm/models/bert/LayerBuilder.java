package voxfarm.models.bert;

import java.util.Map;
import java.util.Objects;
import voxfarm.models.checkpoint.Tensor;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.Value;

/** Parts that the encoders of all BERT models are made of, with their weights by name. */
final class LayerBuilder {
    /** Elements from which a weight is copied from file to file. */
    private static final long LARGE = 1 << 20;

    private final GraphBuilder graph;
    private final Map<String, Tensor> tensors;
    private final double epsilon;

    /**
     * @param epsilon of layer norm
     */
    LayerBuilder(GraphBuilder graph, Map<String, Tensor> tensors, double epsilon) {
        this.graph = graph;
        this.tensors = tensors;
        this.epsilon = epsilon;
    }

    /** Adds the weights of a linear layer to those that are expected. */
    static void expectLinear(Map<String, long[]> shapes, String name, long out, long in) {
        shapes.put(name + ".weight", new long[] {out, in});
        shapes.put(name + ".bias", new long[] {out});
    }

    static void expectNorm(Map<String, long[]> shapes, String name, long channels) {
        shapes.put(name + ".weight", new long[] {channels});
        shapes.put(name + ".bias", new long[] {channels});
    }

    Tensor tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    Value weight(String name) {
        Tensor tensor = tensor(name);
        if (tensor.elements() >= LARGE && tensor.mapped().isPresent()) {
            return graph.rawWeight(name, () -> tensor.mapped().orElseThrow(), tensor.shape());
        }
        return graph.weight(name, tensor::floats, tensor.shape());
    }

    /** Over the last axis. */
    Value norm(Value x, String name) {
        return graph.layerNorm(
                x, weight(name + ".weight"), weight(name + ".bias"), (float) epsilon);
    }

    /** [.., in] to [.., out]. */
    Value linear(Value x, String name) {
        Tensor tensor = tensor(name + ".weight");
        Value weight =
                graph.weight(
                        name + ".t",
                        () -> transposed(tensor.floats(), tensor.size(0), tensor.size(1), 1),
                        tensor.size(1),
                        tensor.size(0));
        return graph.add(graph.matMul(x, weight), weight(name + ".bias"));
    }

    /** A linear layer with a factor in its weights. */
    Value scaled(Value x, String name, float factor) {
        Tensor tensor = tensor(name + ".weight");
        Value weight =
                graph.weight(
                        name + ".scaled",
                        () -> transposed(tensor.floats(), tensor.size(0), tensor.size(1), factor),
                        tensor.size(1),
                        tensor.size(0));
        Value bias =
                graph.weight(
                        name + ".scaled.bias",
                        () ->
                                transposed(
                                        tensor(name + ".bias").floats(), 1, tensor.size(0), factor),
                        tensor.size(0));
        return graph.add(graph.matMul(x, weight), bias);
    }

    /** [N, T, heads * head] to [N, heads, T, head]. */
    Value byHead(Value x, int heads, int head) {
        return graph.transpose(graph.reshape(x, 0, 0, heads, head), 0, 2, 1, 3);
    }

    /** [N, T, heads * head] to [N, heads, head, T]. */
    Value byHeadTransposed(Value x, int heads, int head) {
        return graph.transpose(graph.reshape(x, 0, 0, heads, head), 0, 2, 3, 1);
    }

    /** [N, heads, T, head] to [N, T, channels]. */
    Value joined(Value x, int channels) {
        return graph.reshape(graph.transpose(x, 0, 2, 1, 3), 0, 0, channels);
    }

    /** What follows the attention in a layer. */
    Value rest(Value mixed, Value x, String name) {
        Value attended =
                norm(
                        graph.add(linear(mixed, name + ".attention.output.dense"), x),
                        name + ".attention.output.LayerNorm");
        Value inner = graph.gelu(linear(attended, name + ".intermediate.dense"));
        return norm(
                graph.add(linear(inner, name + ".output.dense"), attended),
                name + ".output.LayerNorm");
    }

    static float[] transposed(float[] w, long rows, long columns, float factor) {
        int out = (int) rows;
        int in = (int) columns;
        float[] t = new float[w.length];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                t[i * out + o] = w[o * in + i] * factor;
            }
        }
        return t;
    }
}
