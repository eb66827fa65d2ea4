package voxfarm.models.bertvits2;

import java.util.List;
import java.util.Optional;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.Value;

/**
 * The flow in reverse: from the sampled prior to the decoder's latent, [N, F, C] both. Channels are
 * never turned round in memory: where the network works on reversed halves, the weights before and
 * behind are reversed instead.
 *
 * <p>Follows {@code ResidualCouplingBlock} and, where the configuration asks for it, {@code
 * TransformerCouplingBlock} of {@code models.py}, with their coupling layers and {@code WN} of
 * {@code modules.py} and {@code Encoder} of {@code attentions.py} (Kim et al., 2021, section
 * 2.2.2). Inputs: the sampled prior [N, F, C], the speaker [N, gin], in ragged batches the mask [N,
 * F, 1]. Output: the latent [N, F, C].
 */
final class FlowGraph {
    private final TokenLayers layers;
    private final GraphBuilder graph;
    private final Weights weights;
    private final HyperParameters p;
    private final HyperParameters.Widths widths;
    private final int half;

    private FlowGraph(GraphBuilder graph, Weights weights, Optional<Value> mask) {
        this.graph = graph;
        this.weights = weights;
        this.layers = new TokenLayers(graph, weights, mask);
        this.p = weights.parameters();
        this.widths = p.widths();
        this.half = widths.inter() / 2;
    }

    /**
     * @param latent [N, F, C]
     * @param speaker [N, gin]
     * @param mask [N, F, 1] in a ragged batch
     */
    static Value append(
            GraphBuilder graph,
            Weights weights,
            Value latent,
            Value speaker,
            Optional<Value> mask) {
        return new FlowGraph(graph, weights, mask).reverse(latent, graph.unsqueeze(speaker, 1));
    }

    private Value reverse(Value latent, Value speaker) {
        List<Value> halves = graph.split(latent, 2, half, half);
        Value front = halves.get(0);
        Value back = halves.get(1);
        int flows = weights.network().flows();
        boolean turned = false;
        for (int i = flows - 1; i >= 0; i--) {
            turned = !turned; // each coupling follows a turn of all channels
            String name = "flow.flows." + 2 * i;
            if (turned) {
                front = graph.sub(front, shift(back, speaker, name, true));
            } else {
                back = graph.sub(back, shift(front, speaker, name, false));
            }
        }
        Value joined = graph.concat(2, List.of(front, back));
        if (turned) {
            long[] order = new long[widths.inter()];
            for (int c = 0; c < order.length; c++) {
                order[c] = order.length - 1L - c;
            }
            joined = graph.gather(joined, graph.wholes(order), 2);
        }
        return layers.masked(joined);
    }

    /** What a coupling layer takes off one half, given the other: [N, F, C / 2] both. */
    private Value shift(Value given, Value speaker, String name, boolean turned) {
        Value h = layers.masked(pre(given, name, turned));
        h =
                p.flow().transformer()
                        ? layers.transformer(
                                h,
                                speaker,
                                name + ".enc",
                                weights.network().flowLayers(),
                                p.encoder().heads())
                        : waveNet(h, speaker, name + ".enc");
        return layers.masked(post(h, name, turned));
    }

    /** One half [N, F, C / 2] to the coupling's hidden channels [N, F, H]. */
    private Value pre(Value x, String name, boolean turned) {
        Value weight =
                graph.weight(
                        name + ".pre.t",
                        () -> {
                            float[] w = weights.floats(name + ".pre.weight"); // [H, half]
                            return Layouts.transposed(
                                    turned ? Layouts.columnsReversed(w, half) : w,
                                    widths.hidden(),
                                    half);
                        },
                        half,
                        widths.hidden());
        return graph.add(graph.matMul(x, weight), layers.vector(name + ".pre.bias"));
    }

    /** Hidden channels [N, F, H] to the shift of the other half [N, F, C / 2]. */
    private Value post(Value x, String name, boolean turned) {
        Value weight =
                graph.weight(
                        name + ".post.t",
                        () -> {
                            float[] w = weights.floats(name + ".post.weight"); // [half, H]
                            return Layouts.transposed(
                                    turned ? Layouts.rowsReversed(w, widths.hidden()) : w,
                                    half,
                                    widths.hidden());
                        },
                        widths.hidden(),
                        half);
        Value bias =
                graph.weight(
                        name + ".post.bias.turned",
                        () -> {
                            float[] b = weights.floats(name + ".post.bias");
                            return turned ? Layouts.rowsReversed(b, 1) : b;
                        },
                        half);
        return graph.add(graph.matMul(x, weight), bias);
    }

    /**
     * Gated convolutions with skips (van den Oord et al., "WaveNet", 2016; {@code WN} of {@code
     * modules.py}): [N, F, H] to [N, F, H].
     */
    private Value waveNet(Value x, Value speaker, String name) {
        int h = widths.hidden();
        int count = weights.network().flowLayers();
        long[] sizes = new long[count];
        java.util.Arrays.fill(sizes, 2L * h);
        Value conditions =
                layers.convolution(speaker, name + ".cond_layer", 2 * h * count, widths.gin(), 1);
        List<Value> condition =
                count == 1 ? List.of(conditions) : graph.split(conditions, 2, sizes);
        Value value = x;
        Value skips = null;
        for (int i = 0; i < count; i++) {
            Value in =
                    layers.convolution(
                            value, name + ".in_layers." + i, 2 * h, h, HyperParameters.FLOW_KERNEL);
            List<Value> gates = graph.split(graph.add(in, condition.get(i)), 2, h, h);
            Value acts =
                    graph.mul(
                            graph.unary("Tanh", gates.get(0)),
                            graph.unary("Sigmoid", gates.get(1)));
            boolean last = i == count - 1;
            Value out =
                    layers.convolution(
                            acts, name + ".res_skip_layers." + i, last ? h : 2 * h, h, 1);
            List<Value> parts = last ? List.of(out) : graph.split(out, 2, h, h);
            if (!last) {
                value = layers.masked(graph.add(value, parts.get(0)));
            }
            skips = skips == null ? parts.getLast() : graph.add(skips, parts.getLast());
        }
        return layers.masked(java.util.Objects.requireNonNull(skips));
    }
}
