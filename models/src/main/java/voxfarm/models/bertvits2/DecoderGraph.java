package voxfarm.models.bertvits2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.GraphBuilder.Window;
import voxfarm.models.onnx.Value;

/**
 * The decoder: latent [N, F, C] to samples [N, S] in [-1, 1] (Kong et al., "HiFi-GAN: generative
 * adversarial networks for efficient and high fidelity speech synthesis", 2020; {@code Generator}
 * of {@code models.py}). Inputs: the latent and the speaker [N, gin], added behind the first
 * convolution. S is F times the product of the up-sampling rates, and a few more samples where
 * kernels are odd.
 *
 * <p>For the CPU, written as two-dimensional convolutions of height 1, which the runtime computes
 * in channels blocked by vector width, and with up-sampling as plain convolutions of one output
 * channel a phase. For the GPU, as one-dimensional convolutions and transposed ones.
 */
final class DecoderGraph {
    private static final float SLOPE = 0.1f;
    private static final float LAST_SLOPE = 0.01f;

    private final GraphBuilder graph;
    private final Weights weights;
    private final HyperParameters.Decoder sizes;
    private final Form form;

    /** Which convolutions the graph is written with. */
    enum Form {
        /** [N, C, 1, W]. */
        BLOCKED,
        /** [N, C, W]. */
        PLAIN,
        /** [N, C, W] in half precision, but for the last step. */
        PLAIN_HALF
    }

    private boolean half() {
        return form == Form.PLAIN_HALF;
    }

    private Value weight(String name, Supplier<float[]> numbers, long... shape) {
        return half() ? graph.halfWeight(name, numbers, shape) : graph.weight(name, numbers, shape);
    }

    private Value scalar(float number) {
        return half() ? graph.toHalf(graph.scalar(number)) : graph.scalar(number);
    }

    private DecoderGraph(GraphBuilder graph, Weights weights, Form form) {
        this.graph = graph;
        this.weights = weights;
        this.sizes = weights.parameters().decoder();
        this.form = form;
    }

    /**
     * @param latent [N, F, C]
     * @param speaker [N, gin]
     * @param frames [N] lengths in a ragged batch
     */
    static Value append(
            GraphBuilder graph,
            Weights weights,
            Form form,
            Value latent,
            Value speaker,
            Optional<Value> frames) {
        return new DecoderGraph(graph, weights, form).decode(latent, speaker, frames);
    }

    private Value decode(Value latent, Value voice, Optional<Value> frames) {
        Optional<Value> length = frames;
        Value speaker = half() ? graph.toHalf(voice) : voice;
        Value x = graph.transpose(half() ? graph.toHalf(latent) : latent, 0, 2, 1);
        if (form == Form.BLOCKED) {
            x = graph.unsqueeze(x, 2);
        }
        x = convolution(masked(x, length), "dec.conv_pre", HyperParameters.EDGE_KERNEL, 1);
        x = graph.add(x, condition(speaker));
        for (int stage = 0; stage < sizes.rates().size(); stage++) {
            x = upsample(masked(graph.leakyRelu(x, SLOPE), length), stage);
            length = lengthAfter(length, stage);
            x = blocks(x, stage, length);
        }
        x = masked(graph.leakyRelu(x, LAST_SLOPE), length);
        Value wave = last(x);
        x = graph.unary("Tanh", half() ? graph.toFloat(wave) : wave);
        return graph.reshape(x, 0, -1);
    }

    /** The mean of a stage's residual blocks, each as long and wide as what it is given. */
    private Value blocks(Value x, int stage, Optional<Value> length) {
        int kernels = sizes.resblockKernels().size();
        int channels = sizes.channelsAfter(stage);
        FastFirBlock fast = new FastFirBlock(graph, weights, channels);
        List<Value> whole = new ArrayList<>();
        List<FastFirBlock.Phases> halved = new ArrayList<>();
        Optional<FastFirBlock.Phases> phases = Optional.empty();
        for (int j = 0; j < kernels; j++) {
            int number = stage * kernels + j;
            if (!fastPays(stage, j)) {
                whole.add(block(x, number, j, length));
                continue;
            }
            if (phases.isEmpty()) {
                phases = Optional.of(fast.split(x));
            }
            halved.add(
                    fast.block(
                            phases.get(),
                            "dec.resblocks." + number,
                            sizes.resblockKernels().get(j),
                            sizes.dilations().get(j),
                            sizes.resblock()));
        }
        halved.stream()
                .reduce((a, b) ->
                        new FastFirBlock.Phases(
                                graph.add(a.even(), b.even()), graph.add(a.odd(), b.odd())))
                .ifPresent(sum -> whole.add(fast.join(sum)));
        return graph.mul(graph.addAll(whole), scalar(1f / kernels));
    }

    /** Even and odd samples can be told apart only where their number is even. */
    private boolean fastPays(int stage, int j) {
        int rate = sizes.rates().get(stage);
        boolean even =
                rate % 2 == 0
                        && sizes.upsampleKernels().get(stage) - rate
                                == 2 * sizes.upsamplePadding(stage);
        return form == Form.BLOCKED
                && even
                && FastFirBlock.pays(
                        sizes.resblockKernels().get(j),
                        sizes.channelsAfter(stage),
                        sizes.dilations().get(j));
    }

    /** The speaker [N, gin] to what is added to every place: [N, C0, 1], blocked [N, C0, 1, 1]. */
    private Value condition(Value speaker) {
        int channels = sizes.initialChannels();
        Value weight =
                weight(
                        "dec.cond.t",
                        () ->
                                Layouts.transposed(
                                        weights.floats("dec.cond.weight"),
                                        channels,
                                        weights.parameters().widths().gin()),
                        weights.parameters().widths().gin(),
                        channels);
        Value sum = graph.add(graph.matMul(speaker, weight), vector("dec.cond.bias"));
        return form == Form.BLOCKED ? graph.unsqueeze(sum, 2, 3) : graph.unsqueeze(sum, 2);
    }

    private Value vector(String name) {
        return weight(name, () -> weights.floats(name), weights.size(name, 0));
    }

    /**
     * One residual block, {@code ResBlock1} or {@code ResBlock2} of {@code modules.py}; of the
     * second kind, each convolution stands alone.
     */
    private Value block(Value x, int number, int j, Optional<Value> length) {
        String name = "dec.resblocks." + number;
        int kernel = sizes.resblockKernels().get(j);
        List<Integer> dilations = sizes.dilations().get(j);
        Value value = x;
        for (int i = 0; i < dilations.size(); i++) {
            Value y = masked(graph.leakyRelu(value, SLOPE), length);
            if (sizes.resblock() == 1) {
                y = convolution(y, name + ".convs1." + i, kernel, dilations.get(i));
                y = masked(graph.leakyRelu(y, SLOPE), length);
                y = convolution(y, name + ".convs2." + i, kernel, 1);
            } else {
                y = convolution(y, name + ".convs." + i, kernel, dilations.get(i));
            }
            value = graph.add(y, value);
        }
        return value;
    }

    private Value convolution(Value x, String name, int kernel, int dilation) {
        String weightName = weights.has(name + ".weight_v") ? ".weight_v" : ".weight";
        long out = weights.size(name + weightName, 0);
        long in = weights.size(name + weightName, 1);
        return convolve(
                x,
                name,
                out,
                in,
                kernel,
                List.of(vector(name + ".bias")),
                Window.same(kernel, dilation));
    }

    private Value convolve(
            Value x, String name, long out, long in, int kernel, List<Value> bias, Window window) {
        if (form == Form.BLOCKED) {
            Value weight = graph.weight(name, () -> weights.folded(name), out, in, 1, kernel);
            return graph.convolve(x, weight, bias, window);
        }
        Value weight = weight(name, () -> weights.folded(name), out, in, kernel);
        return graph.convolve1d(x, weight, bias, window);
    }

    /** All channels to one: [N, 1, S], blocked [N, 1, 1, S]. */
    private Value last(Value x) {
        int channels = sizes.channelsAfter(sizes.rates().size() - 1);
        int kernel = HyperParameters.EDGE_KERNEL;
        return convolve(x, "dec.conv_post", 1, channels, kernel, List.of(), Window.same(kernel, 1));
    }

    /**
     * A transposed convolution of the stage's rate: [N, C, L] to [N, C / 2, (L - 1) rate + kernel -
     * 2 padding], both with a height of 1 where blocked.
     */
    private Value upsample(Value x, int stage) {
        String name = "dec.ups." + stage;
        int in = sizes.initialChannels() >> stage;
        int out = sizes.channelsAfter(stage);
        int rate = sizes.rates().get(stage);
        int kernel = sizes.upsampleKernels().get(stage);
        int padding = sizes.upsamplePadding(stage);
        if (form != Form.BLOCKED) {
            Value weight = weight(name, () -> weights.folded(name), in, out, kernel);
            return graph.deconvolve1d(
                    x, weight, List.of(vector(name + ".bias")), kernel, rate, padding);
        }
        int taps = (kernel + rate - 1) / rate;
        Value weight =
                graph.weight(
                        name + ".phases",
                        () -> Layouts.polyphase(weights.folded(name), in, out, kernel, rate),
                        (long) out * rate,
                        in,
                        1,
                        taps);
        Value bias =
                graph.weight(
                        name + ".phases.bias",
                        () -> Layouts.repeated(weights.floats(name + ".bias"), rate),
                        (long) out * rate);
        Value phases =
                graph.convolve(
                        x,
                        weight,
                        List.of(bias),
                        new Window(taps, 1, 1, taps - 1, taps - 1)); // [N, out * rate, 1, L]
        Value split = graph.transpose(graph.reshape(phases, 0, out, rate, -1), 0, 1, 3, 2);
        Value full = graph.reshape(split, 0, out, 1, -1);
        return graph.slice(full, 3, padding, -((long) rate * taps + padding - kernel));
    }

    // ragged batches

    /** Lengths [N] behind a stage's up-sampling. */
    private Optional<Value> lengthAfter(Optional<Value> length, int stage) {
        long rate = sizes.rates().get(stage);
        long rest = sizes.upsampleKernels().get(stage) - rate - 2L * sizes.upsamplePadding(stage);
        return length.map(l -> graph.add(graph.mul(l, graph.whole(rate)), graph.whole(rest)));
    }

    /** Zeros behind the end of each row, where a text alone would have the edge. */
    private Value masked(Value x, Optional<Value> length) {
        if (length.isEmpty()) {
            return x;
        }
        int axis = form == Form.BLOCKED ? 3 : 2;
        Value places = graph.range(graph.whole(0), graph.size(x, axis));
        Value inside =
                graph.toFloat(graph.compare("Less", places, graph.unsqueeze(length.get(), 1)));
        if (half()) {
            inside = graph.toHalf(inside);
        }
        return graph.mul(
                x,
                form == Form.BLOCKED ? graph.unsqueeze(inside, 1, 2) : graph.unsqueeze(inside, 1));
    }
}
