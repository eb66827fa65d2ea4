package voxfarm.bench.speed;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import voxfarm.models.bertvits2.HyperParameters;
import voxfarm.models.checkpoint.Tensor;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.GraphBuilder.Window;
import voxfarm.models.onnx.OnnxWriter;
import voxfarm.models.onnx.Value;
import voxfarm.models.onnx.WeightsFile;

/**
 * The flow and the decoder of a Bert-VITS2 voice as an exporter would write them, module by module:
 * values [N, C, T], one-dimensional and transposed convolutions, attention over all 2T-1 relative
 * distances, weight norm folded. The baseline of the engine's benchmark; the text encoder and the
 * durations, one hundredth of the work, are left out on both sides.
 */
final class PlainExport {
    static final String FLOW = "plain-flow.onnx";
    static final String DECODER = "plain-decoder.onnx";

    private static final int FLOW_KERNEL = 5;
    private static final int EDGE_KERNEL = 7;
    private static final int SPEAKER_LAYER = 2;

    private final Map<String, Tensor> weights;
    private final HyperParameters p;
    private final HyperParameters.Decoder decoder;
    private GraphBuilder graph;

    private PlainExport(Map<String, Tensor> weights, HyperParameters p, GraphBuilder graph) {
        this.weights = weights;
        this.p = p;
        this.decoder = p.decoder();
        this.graph = graph;
    }

    static void write(Map<String, Tensor> weights, HyperParameters p, Path folder)
            throws IOException {
        try (WeightsFile file = new WeightsFile(folder, "plain-weights.bin")) {
            GraphBuilder.WeightStore store = new GraphBuilder.WeightStore(file);
            PlainExport export = new PlainExport(weights, p, new GraphBuilder("flow", store));
            OnnxWriter.writeGraph(export.flow(), folder.resolve(FLOW));
            export.graph = new GraphBuilder("decoder", store);
            OnnxWriter.writeGraph(export.decoder(), folder.resolve(DECODER));
        }
    }

    // weights

    private Tensor tensor(String name) {
        return java.util.Objects.requireNonNull(weights.get(name), name);
    }

    private float[] folded(String layer) {
        if (!weights.containsKey(layer + ".weight_v")) {
            return tensor(layer + ".weight").floats();
        }
        float[] v = tensor(layer + ".weight_v").floats();
        float[] g = tensor(layer + ".weight_g").floats();
        int row = v.length / g.length;
        for (int i = 0; i < g.length; i++) {
            double squares = 0;
            for (int j = i * row; j < (i + 1) * row; j++) {
                squares += (double) v[j] * v[j];
            }
            for (int j = i * row; j < (i + 1) * row; j++) {
                v[j] = (float) (v[j] * g[i] / Math.sqrt(squares));
            }
        }
        return v;
    }

    private long[] shape(String layer) {
        String name = layer + (weights.containsKey(layer + ".weight_v") ? ".weight_v" : ".weight");
        return tensor(name).shape();
    }

    private Value weight(String layer) {
        return graph.weight(layer + ".weight", () -> folded(layer), shape(layer));
    }

    private Value vector(String name, long... shape) {
        return graph.weight(name, () -> tensor(name).floats(), shape);
    }

    private Value convolution(Value x, String layer, int kernel, int dilation) {
        List<Value> bias =
                weights.containsKey(layer + ".bias")
                        ? List.of(vector(layer + ".bias", shape(layer)[0]))
                        : List.of();
        return graph.convolve1d(x, weight(layer), bias, Window.same(kernel, dilation));
    }

    // flow

    private ModelProto flow() {
        Value x = graph.input("z_p", 1, p.widths().inter(), "F");
        Value speaker = graph.input("g", 1, p.widths().gin(), 1);
        int half = p.widths().inter() / 2;
        long[] order = new long[p.widths().inter()];
        for (int c = 0; c < order.length; c++) {
            order[c] = order.length - 1L - c;
        }
        for (int i = p.flow().couplings() - 1; i >= 0; i--) {
            x = graph.gather(x, graph.wholes(order), 1);
            List<Value> halves = graph.split(x, 1, half, half);
            String name = "flow.flows." + 2 * i;
            Value h = convolution(halves.get(0), name + ".pre", 1, 1);
            h = transformer(h, speaker, name + ".enc");
            Value mean = convolution(h, name + ".post", 1, 1);
            x = graph.concat(1, List.of(halves.get(0), graph.sub(halves.get(1), mean)));
        }
        graph.output("z", x, 1, p.widths().inter(), "F");
        return graph.build();
    }

    private Value transformer(Value x, Value speaker, String name) {
        int layers = 0;
        while (weights.containsKey(name + ".attn_layers." + layers + ".conv_q.weight")) {
            layers++;
        }
        Value value = x;
        for (int i = 0; i < layers; i++) {
            if (i == SPEAKER_LAYER) {
                Value g =
                        graph.matMul(
                                graph.transpose(speaker, 0, 2, 1),
                                graph.transpose(weight(name + ".spk_emb_linear"), 1, 0));
                g = graph.add(g, vector(name + ".spk_emb_linear.bias", p.widths().hidden()));
                value = graph.add(value, graph.transpose(g, 0, 2, 1));
            }
            Value y = attention(value, name + ".attn_layers." + i);
            value = norm(graph.add(value, y), name + ".norm_layers_1." + i);
            String feedForward = name + ".ffn_layers." + i;
            y = graph.unary("Relu", convolution(value, feedForward + ".conv_1", FLOW_KERNEL, 1));
            y = convolution(y, feedForward + ".conv_2", FLOW_KERNEL, 1);
            value = norm(graph.add(value, y), name + ".norm_layers_2." + i);
        }
        return value;
    }

    private Value norm(Value x, String name) {
        Value y =
                graph.layerNorm(
                        graph.transpose(x, 0, 2, 1),
                        vector(name + ".gamma", p.widths().hidden()),
                        vector(name + ".beta", p.widths().hidden()),
                        1e-5f);
        return graph.transpose(y, 0, 2, 1);
    }

    private Value attention(Value x, String name) {
        int head = p.widths().hidden() / p.encoder().heads();
        int positions = (int) shapeOf(name + ".emb_rel_k")[1];
        Value query = heads(convolution(x, name + ".conv_q", 1, 1), head);
        Value key = heads(convolution(x, name + ".conv_k", 1, 1), head);
        Value value = heads(convolution(x, name + ".conv_v", 1, 1), head);
        query = graph.mul(query, graph.scalar((float) (1 / Math.sqrt(head))));
        Value scores = graph.matMul(query, graph.transpose(key, 0, 1, 3, 2));
        Value length = graph.size(x, 2);
        Value relativeKeys = relative(name + ".emb_rel_k", positions, head, length);
        Value logits =
                graph.matMul(query, graph.transpose(relativeKeys, 0, 1, 3, 2)); // [1, h, T, 2T-1]
        scores = graph.add(scores, toAbsolute(logits, length));
        Value chances = graph.softmax(scores, 3);
        Value out = graph.matMul(chances, value);
        Value relativeValues = relative(name + ".emb_rel_v", positions, head, length);
        out = graph.add(out, graph.matMul(toRelative(chances, length), relativeValues));
        Value joined = graph.reshape(graph.transpose(out, 0, 1, 3, 2), 1, p.widths().hidden(), -1);
        return convolution(joined, name + ".conv_o", 1, 1);
    }

    private long[] shapeOf(String name) {
        return tensor(name).shape();
    }

    private Value heads(Value x, int head) {
        return graph.transpose(graph.reshape(x, 1, p.encoder().heads(), head, -1), 0, 1, 3, 2);
    }

    /** The embeddings of all 2T-1 distances, zeros beyond the window: [1, 1, 2T-1, head]. */
    private Value relative(String name, int positions, int head, Value length) {
        Value table = vector(name, 1, 1, positions, head);
        Value beyond = graph.sub(length, graph.whole(positions / 2 + 1));
        Value pads =
                graph.concat(0, List.of(graph.unsqueeze(beyond, 0), graph.unsqueeze(beyond, 0)));
        return graph.pad(table, 2, pads);
    }

    /** [1, h, T, 2T-1] to [1, h, T, T] by padding, flattening and cutting. */
    private Value toAbsolute(Value x, Value length) {
        Value wide = graph.pad(x, 3, 0, 1); // [1, h, T, 2T]
        Value flat = graph.reshape(wide, 1, p.encoder().heads(), -1);
        Value rest = graph.unsqueeze(graph.sub(length, graph.whole(1)), 0);
        Value padded = graph.pad(flat, 2, graph.concat(0, List.of(graph.wholes(0), rest)));
        Value columns = graph.sub(graph.mul(length, graph.whole(2)), graph.whole(1));
        Value rows = graph.add(length, graph.whole(1));
        Value matrix =
                graph.reshape(
                        padded,
                        graph.concat(
                                0,
                                List.of(
                                        graph.wholes(1, p.encoder().heads()),
                                        graph.unsqueeze(rows, 0),
                                        graph.unsqueeze(columns, 0))));
        Value top = graph.slice(matrix, 2, graph.wholes(0), graph.unsqueeze(length, 0));
        return graph.slice(top, 3, rest, graph.wholes(Long.MAX_VALUE));
    }

    /** [1, h, T, T] to [1, h, T, 2T-1]. */
    private Value toRelative(Value x, Value length) {
        Value rest = graph.unsqueeze(graph.sub(length, graph.whole(1)), 0);
        Value wide = graph.pad(x, 3, graph.concat(0, List.of(graph.wholes(0), rest)));
        Value flat = graph.reshape(wide, 1, p.encoder().heads(), -1);
        Value padded =
                graph.pad(
                        flat,
                        2,
                        graph.concat(0, List.of(graph.unsqueeze(length, 0), graph.wholes(0))));
        Value matrix =
                graph.reshape(
                        padded,
                        graph.concat(
                                0,
                                List.of(
                                        graph.wholes(1, p.encoder().heads()),
                                        graph.unsqueeze(length, 0),
                                        graph.wholes(-1))));
        return graph.slice(matrix, 3, 1, 0);
    }

    // decoder

    private ModelProto decoder() {
        Value x = graph.input("z", 1, p.widths().inter(), "F");
        Value speaker = graph.input("g", 1, p.widths().gin(), 1);
        x = convolution(x, "dec.conv_pre", EDGE_KERNEL, 1);
        x = graph.add(x, convolution(speaker, "dec.cond", 1, 1));
        int kernels = decoder.resblockKernels().size();
        for (int stage = 0; stage < decoder.rates().size(); stage++) {
            String up = "dec.ups." + stage;
            int kernel = decoder.upsampleKernels().get(stage);
            int rate = decoder.rates().get(stage);
            x =
                    graph.deconvolve1d(
                            graph.leakyRelu(x, 0.1f),
                            weight(up),
                            List.of(vector(up + ".bias", shape(up)[1])),
                            kernel,
                            rate,
                            (kernel - rate) / 2);
            List<Value> blocks = new ArrayList<>();
            for (int j = 0; j < kernels; j++) {
                blocks.add(block(x, "dec.resblocks." + (stage * kernels + j), j));
            }
            x = graph.div(graph.addAll(blocks), graph.scalar(kernels));
        }
        x = convolution(graph.leakyRelu(x, 0.01f), "dec.conv_post", EDGE_KERNEL, 1);
        graph.output("o", graph.unary("Tanh", x), 1, 1, "S");
        return graph.build();
    }

    private Value block(Value x, String name, int j) {
        int kernel = decoder.resblockKernels().get(j);
        List<Integer> dilations = decoder.dilations().get(j);
        Value value = x;
        for (int i = 0; i < dilations.size(); i++) {
            boolean first = decoder.resblock() == 1;
            Value y = graph.leakyRelu(value, 0.1f);
            y =
                    convolution(
                            y,
                            name + (first ? ".convs1." : ".convs.") + i,
                            kernel,
                            dilations.get(i));
            if (first) {
                y = convolution(graph.leakyRelu(y, 0.1f), name + ".convs2." + i, kernel, 1);
            }
            value = graph.add(y, value);
        }
        return value;
    }

    /** Multiplications of the decoder for one frame. */
    static double decoderMultiplications(HyperParameters p) {
        HyperParameters.Decoder d = p.decoder();
        double sum = (double) p.widths().inter() * d.initialChannels() * EDGE_KERNEL;
        double length = 1;
        for (int stage = 0; stage < d.rates().size(); stage++) {
            double in = d.initialChannels() >> stage;
            double out = d.initialChannels() >> (stage + 1);
            sum += length * in * out * d.upsampleKernels().get(stage);
            length *= d.rates().get(stage);
            for (int j = 0; j < d.resblockKernels().size(); j++) {
                int each = d.dilations().get(j).size() * (d.resblock() == 1 ? 2 : 1);
                sum += length * out * out * d.resblockKernels().get(j) * each;
            }
        }
        return sum + length * (d.initialChannels() >> d.rates().size()) * EDGE_KERNEL;
    }
}
