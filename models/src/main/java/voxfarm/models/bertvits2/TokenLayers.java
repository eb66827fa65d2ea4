package voxfarm.models.bertvits2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.Value;

/**
 * The layers of encoders and flows on values [N, T, C], one row a token or frame. Everything is a
 * matrix product or runs along rows in this order; nothing is transposed but attention's heads.
 * Follows {@code Encoder}, {@code MultiHeadAttention} and {@code FFN} of {@code attentions.py}, and
 * {@code LayerNorm} and {@code DDSConv} of {@code modules.py}.
 *
 * <p>Masks are there only where a batch is ragged. One text alone needs none.
 */
final class TokenLayers {
    private static final float EPSILON = 1e-5f;

    /** Log of what attention gives to places that are not there; the original's number. */
    private static final float NEVER = -1e4f;

    private final GraphBuilder graph;
    private final Weights weights;
    private final Optional<Value> mask;
    private final Map<Integer, Band> bands = new HashMap<>();

    /**
     * @param mask [N, T, 1], 1 where a token is and 0 behind it; empty if every row is full
     */
    TokenLayers(GraphBuilder graph, Weights weights, Optional<Value> mask) {
        this.graph = graph;
        this.weights = weights;
        this.mask = mask;
    }

    GraphBuilder graph() {
        return graph;
    }

    Weights weights() {
        return weights;
    }

    /** Zeros behind the end of each row; [N, T, C] as it came. */
    Value masked(Value x) {
        return mask.map(m -> graph.mul(x, m)).orElse(x);
    }

    /** A vector of {@code name.bias}'s kind. */
    Value vector(String name) {
        return graph.weight(name, () -> weights.floats(name), weights.size(name, 0));
    }

    /** x W + b for a linear layer [O, I] or a convolution of one tap [O, I, 1]: [N, T, O]. */
    Value linear(Value x, String name) {
        return graph.add(product(x, name), vector(name + ".bias"));
    }

    /** As {@link #linear}, without a bias: [N, T, I] to [N, T, O]. */
    Value product(Value x, String name) {
        int out = (int) weights.size(name + ".weight", 0);
        int in = (int) weights.size(name + ".weight", 1);
        return graph.matMul(
                x,
                graph.weight(
                        name + ".t",
                        () -> Layouts.transposed(weights.floats(name + ".weight"), out, in),
                        in,
                        out));
    }

    /**
     * Layer norm over the channels of [N, T, C], with weights {@code scale} and {@code bias} [C].
     */
    Value norm(Value x, String scale, String bias) {
        return graph.layerNorm(x, vector(scale), vector(bias), EPSILON);
    }

    private Value norm(Value x, String name) {
        return norm(x, name + ".gamma", name + ".beta");
    }

    /** A convolution along T that keeps its length, with a plain weight: [N, T, O]. */
    Value convolution(Value x, String name) {
        int out = (int) weights.size(name + ".weight", 0);
        int in = (int) weights.size(name + ".weight", 1);
        int kernel = (int) weights.size(name + ".weight", 2);
        return convolution(x, name, out, in, kernel);
    }

    /** The same of [N, T, I] for a layer that may be under weight norm: [N, T, O]. */
    Value convolution(Value x, String name, int out, int in, int kernel) {
        Value product =
                out >= in ? gathered(x, name, out, in, kernel) : added(x, name, out, in, kernel);
        return graph.add(product, vector(name + ".bias"));
    }

    /** Every row with its neighbours side by side, then one product. */
    private Value gathered(Value x, String name, int out, int in, int kernel) {
        Value weight =
                graph.weight(
                        name + ".down",
                        () -> Layouts.tapsDown(weights.folded(name), out, in, kernel),
                        (long) kernel * in,
                        out);
        if (kernel == 1) {
            return graph.matMul(x, weight);
        }
        return graph.matMul(graph.concat(2, shifted(x, kernel, 1)), weight);
    }

    /** One product for all taps, then the shifted parts added: fewer numbers move if O is small. */
    private Value added(Value x, String name, int out, int in, int kernel) {
        Value weight =
                graph.weight(
                        name + ".across",
                        () -> Layouts.tapsAcross(weights.folded(name), out, in, kernel),
                        in,
                        (long) kernel * out);
        Value product = graph.matMul(x, weight);
        if (kernel == 1) {
            return product;
        }
        long[] sizes = new long[kernel];
        java.util.Arrays.fill(sizes, out);
        List<Value> parts = graph.split(product, 2, sizes);
        List<Value> moved = new ArrayList<>();
        int before = (kernel - 1) / 2;
        for (int k = 0; k < kernel; k++) {
            moved.add(moved(parts.get(k), k - before));
        }
        return graph.sum(moved);
    }

    /** x[t + offset] at t, zeros outside. */
    private Value moved(Value x, int offset) {
        if (offset == 0) {
            return x;
        }
        return offset > 0
                ? graph.slice(graph.pad(x, 1, 0, offset), 1, offset, 0)
                : graph.slice(graph.pad(x, 1, -offset, 0), 1, 0, offset);
    }

    /** For each tap of a kernel, x moved so that the tap's input lies at its output. */
    private List<Value> shifted(Value x, int kernel, int dilation) {
        int reach = (kernel - 1) * dilation;
        int before = (kernel - 1) / 2 * dilation;
        Value padded = graph.pad(x, 1, before, (long) reach - before);
        List<Value> taps = new ArrayList<>();
        for (int k = 0; k < kernel; k++) {
            taps.add(graph.slice(padded, 1, (long) k * dilation, -(reach - (long) k * dilation)));
        }
        return taps;
    }

    /**
     * A transformer encoder with windowed relative positions (Shaw et al., "Self-attention with
     * relative position representations", 2018), the speaker joining before its third layer: {@code
     * Encoder} of {@code attentions.py}.
     *
     * @param x [N, T, H]
     * @param speaker [N, 1, gin]
     * @return [N, T, H]
     */
    Value transformer(Value x, Value speaker, String name, int layers, int heads) {
        Value value = masked(x);
        for (int i = 0; i < layers; i++) {
            if (i == HyperParameters.SPEAKER_LAYER) {
                value = masked(graph.add(value, linear(speaker, name + ".spk_emb_linear")));
            }
            Value attended = attention(value, name + ".attn_layers." + i, heads);
            value = norm(graph.add(value, attended), name + ".norm_layers_1." + i);
            String feedForward = name + ".ffn_layers." + i;
            Value inner = convolution(masked(value), feedForward + ".conv_1");
            Value outer = convolution(masked(graph.unary("Relu", inner)), feedForward + ".conv_2");
            value = norm(graph.add(value, masked(outer)), name + ".norm_layers_2." + i);
        }
        return masked(value);
    }

    /** {@code MultiHeadAttention} of {@code attentions.py}: [N, T, H] to [N, T, H]. */
    private Value attention(Value x, String name, int heads) {
        int channels = (int) weights.size(name + ".conv_q.weight", 0);
        int head = channels / heads;
        List<Value> parts =
                graph.split(
                        queriesKeysValues(x, name, channels, head),
                        2,
                        channels,
                        channels,
                        channels);
        Value queries = graph.transpose(graph.reshape(parts.get(0), 0, 0, heads, head), 0, 2, 1, 3);
        Value keys = graph.transpose(graph.reshape(parts.get(1), 0, 0, heads, head), 0, 2, 3, 1);
        Value values = graph.transpose(graph.reshape(parts.get(2), 0, 0, heads, head), 0, 2, 1, 3);

        int positions = (int) weights.size(name + ".emb_rel_k", 1);
        Value relativeKeys =
                graph.weight(
                        name + ".emb_rel_k.t",
                        () ->
                                Layouts.transposed(
                                        weights.floats(name + ".emb_rel_k"), positions, head),
                        head,
                        positions);
        Value relativeValues =
                graph.weight(
                        name + ".emb_rel_v",
                        () -> weights.floats(name + ".emb_rel_v"),
                        positions,
                        head);
        Value near = graph.matMul(queries, relativeKeys); // [N, heads, T, positions]
        Band band = bands.computeIfAbsent(positions, p -> new Band(x, near, p));
        Value scores = band.addTo(graph.matMul(queries, keys), near);
        if (mask.isPresent()) {
            scores = graph.add(scores, absent(mask.get()));
        }
        Value chances = graph.softmax(scores, 3);
        Value mixed =
                graph.add(
                        graph.matMul(chances, values),
                        graph.matMul(band.of(chances), relativeValues));
        Value joined = graph.reshape(graph.transpose(mixed, 0, 2, 1, 3), 0, 0, channels);
        return linear(joined, name + ".conv_o");
    }

    /** The three projections as one product [N, T, 3 H], queries scaled for the softmax. */
    private Value queriesKeysValues(Value x, String name, int channels, int head) {
        float scale = (float) (1 / Math.sqrt(head));
        Value weight =
                graph.weight(
                        name + ".qkv",
                        () ->
                                Layouts.transposed(
                                        Layouts.joined(
                                                Layouts.scaled(
                                                        weights.floats(name + ".conv_q.weight"),
                                                        scale),
                                                weights.floats(name + ".conv_k.weight"),
                                                weights.floats(name + ".conv_v.weight")),
                                        3 * channels,
                                        channels),
                        channels,
                        3L * channels);
        Value bias =
                graph.weight(
                        name + ".qkv.bias",
                        () ->
                                Layouts.joined(
                                        Layouts.scaled(
                                                weights.floats(name + ".conv_q.bias"), scale),
                                        weights.floats(name + ".conv_k.bias"),
                                        weights.floats(name + ".conv_v.bias")),
                        3L * channels);
        return graph.add(graph.matMul(x, weight), bias);
    }

    /** [N, 1, 1, T]: 0 where a token is, a large negative number behind the end. */
    private Value absent(Value m) {
        Value missing = graph.mul(graph.sub(graph.scalar(1), m), graph.scalar(NEVER));
        return graph.unsqueeze(graph.transpose(missing, 0, 2, 1), 1);
    }

    /**
     * The band of attention scores that relative positions touch: for each query its neighbours up
     * to the window on both sides. Touching these alone replaces the original's product over all
     * 2T-1 distances.
     */
    private final class Band {
        private final Value places;
        private final Value inside;

        /**
         * @param near [N, heads, T, positions], for its shape
         */
        Band(Value x, Value near, int positions) {
            Value length = graph.size(x, 1);
            Value queries = graph.unsqueeze(graph.range(graph.whole(0), length), 1);
            Value offsets =
                    graph.sub(
                            graph.range(graph.whole(0), graph.whole(positions)),
                            graph.whole(positions / 2));
            Value keys = graph.add(queries, graph.unsqueeze(offsets, 0)); // [T, positions]
            Value last = graph.sub(length, graph.whole(1));
            Value clipped = graph.clip(keys, graph.whole(0), last);
            this.inside = graph.toFloat(graph.compare("Equal", keys, clipped));
            this.places = graph.expand(clipped, graph.shape(near));
        }

        Value addTo(Value scores, Value near) {
            return graph.scatterAdd(scores, places, graph.mul(near, inside), 3);
        }

        /** [N, heads, T, positions] of [N, heads, T, T]. */
        Value of(Value chances) {
            return graph.mul(graph.gatherElements(chances, places, 3), inside);
        }
    }

    /**
     * Dilated depthwise-separable convolutions, the stack of both the spline flows and what
     * conditions them: {@code DDSConv} of {@code modules.py}.
     *
     * @param x [N, T, C]
     * @return [N, T, C]
     */
    Value dilatedStack(Value x, String name) {
        Value value = x;
        int dilation = 1;
        for (int i = 0; i < HyperParameters.DILATED_LAYERS; i++) {
            Value y = depthwise(masked(value), name + ".convs_sep." + i, dilation);
            y = graph.gelu(norm(y, name + ".norms_1." + i));
            y = linear(y, name + ".convs_1x1." + i);
            y = graph.gelu(norm(y, name + ".norms_2." + i));
            value = graph.add(value, y);
            dilation *= HyperParameters.DURATION_KERNEL;
        }
        return masked(value);
    }

    /** Each channel of [N, T, C] with its own taps [C, 1, K]. */
    private Value depthwise(Value x, String name, int dilation) {
        int channels = (int) weights.size(name + ".weight", 0);
        int kernel = (int) weights.size(name + ".weight", 2);
        List<Value> taps = shifted(x, kernel, dilation);
        List<Value> terms = new ArrayList<>();
        for (int k = 0; k < kernel; k++) {
            int tap = k;
            Value weight =
                    graph.weight(
                            name + ".tap" + k,
                            () -> column(weights.floats(name + ".weight"), kernel, tap),
                            channels);
            terms.add(graph.mul(taps.get(k), weight));
        }
        terms.add(vector(name + ".bias"));
        return graph.sum(terms);
    }

    private static float[] column(float[] w, int columns, int column) {
        float[] values = new float[w.length / columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = w[i * columns + column];
        }
        return values;
    }
}
