package voxfarm.models.bertvits2;

import java.util.List;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.GraphBuilder.Window;
import voxfarm.models.onnx.Value;

/**
 * Residual blocks computed on even and odd samples apart, with three convolutions of about half the
 * taps in place of two: 17 products for 22 at eleven taps, 11 for 14 at seven (the fast FIR
 * algorithm; Parhi, "VLSI Digital Signal Processing Systems", 1999, chapter 9).
 *
 * <p>With dilation d, an even output needs the taps at even distances from the even samples and
 * those at odd distances from the odd samples, and an odd output the other way round. Written E, O
 * and O' (the odd taps, shifted by one):
 *
 * <pre>
 * s = E * (even + odd)     even' = s + (O - E) * odd     odd' = s + (O' - E) * even
 * </pre>
 *
 * <p>For d above 1, odd samples are moved by (d - 1) / 2 so that all taps lie on multiples of d;
 * both halves grow by that many columns of zeros, which the copy behind cuts off again. Such copies
 * are convolutions of one channel each: the runtime computes them in its blocked layout, with the
 * activation built in, where an activation alone would leave the layout and come back.
 */
final class FastFirBlock {
    /** Narrower stages spend more on the extra additions than they save. */
    private static final int MIN_CHANNELS = 32;

    /** Below this many taps, the split saves next to nothing. */
    private static final int MIN_KERNEL = 7;

    private static final float SLOPE = 0.1f;

    private final GraphBuilder graph;
    private final Weights weights;
    private final int channels;

    /** Even and odd samples, each [N, C, 1, W / 2]. */
    record Phases(Value even, Value odd) {}

    FastFirBlock(GraphBuilder graph, Weights weights, int channels) {
        this.graph = graph;
        this.weights = weights;
        this.channels = channels;
    }

    static boolean pays(int kernel, int channels, List<Integer> dilations) {
        return kernel >= MIN_KERNEL
                && channels >= MIN_CHANNELS
                && dilations.stream().allMatch(d -> d % 2 == 1);
    }

    /** Takes every second sample: [N, C, 1, W] to two of [N, C, 1, W / 2]. */
    Phases split(Value x) {
        return new Phases(
                graph.convolveStrided(x, oneHot(1, 0), channels, 1, 2),
                graph.convolveStrided(x, oneHot(2, 1), channels, 2, 2));
    }

    /** The samples in their order again: [N, C, 1, W]. */
    Value join(Phases x) {
        Value even = graph.reshape(x.even(), 0, channels, -1, 1);
        Value odd = graph.reshape(x.odd(), 0, channels, -1, 1);
        return graph.reshape(graph.concat(3, List.of(even, odd)), 0, channels, 1, -1);
    }

    /** One residual block of kind 1 or 2, as {@link DecoderGraph} has them; the shapes stay. */
    Phases block(Phases x, String name, int kernel, List<Integer> dilations, int kind) {
        Phases value = x;
        for (int i = 0; i < dilations.size(); i++) {
            int dilation = dilations.get(i);
            Phases y;
            if (kind == 1) {
                y = convolve(activate(value, dilation), name + ".convs1." + i, kernel, dilation);
                y = convolve(cutAndActivate(y, dilation), name + ".convs2." + i, kernel, 1);
            } else {
                y = convolve(activate(value, dilation), name + ".convs." + i, kernel, dilation);
                y = cut(y, dilation);
            }
            value = new Phases(graph.add(y.even(), value.even()), graph.add(y.odd(), value.odd()));
        }
        return value;
    }

    private static int shift(int dilation) {
        return (dilation - 1) / 2;
    }

    /** Activated, with room for the shift: even samples behind zeros, odd ones before them. */
    private Phases activate(Phases x, int dilation) {
        int shift = shift(dilation);
        return new Phases(
                graph.leakyRelu(copy(x.even(), shift, 0), SLOPE),
                graph.leakyRelu(copy(x.odd(), 0, shift), SLOPE));
    }

    /** Each channel as it is, between columns of zeros. */
    Value copy(Value x, int before, int after) {
        return graph.convolve(
                x, oneHot(1, 0), List.of(), new Window(1, 1, channels, before, after));
    }

    /** Without the columns of the shift. */
    private Phases cut(Phases y, int dilation) {
        int shift = shift(dilation);
        Window window = new Window(shift + 1, 1, channels, 0, 0);
        return shift == 0
                ? y
                : new Phases(
                        graph.convolve(y.even(), oneHot(shift + 1, shift), List.of(), window),
                        graph.convolve(y.odd(), oneHot(shift + 1, 0), List.of(), window));
    }

    private Phases cutAndActivate(Phases y, int dilation) {
        Phases x = shift(dilation) == 0 ? y : cut(y, dilation);
        return shift(dilation) == 0
                ? activate(x, 1)
                : new Phases(graph.leakyRelu(x.even(), SLOPE), graph.leakyRelu(x.odd(), SLOPE));
    }

    private Phases convolve(Phases x, String name, int kernel, int dilation) {
        Taps both = Taps.both(kernel);
        Taps even = Taps.even(kernel);
        Taps odd = Taps.odd(kernel);
        Value bias = graph.weight(name + ".bias", () -> weights.floats(name + ".bias"), channels);
        Value shared =
                part(
                        graph.add(x.even(), x.odd()),
                        name + ".fir.even",
                        both,
                        kernel,
                        dilation,
                        List.of(bias));
        return new Phases(
                graph.add(
                        shared, part(x.odd(), name + ".fir.o", even, kernel, dilation, List.of())),
                graph.add(
                        shared, part(x.even(), name + ".fir.p", odd, kernel, dilation, List.of())));
    }

    private Value part(
            Value x, String name, Taps taps, int kernel, int dilation, List<Value> bias) {
        String layer = name.substring(0, name.lastIndexOf(".fir."));
        Value weight =
                graph.weight(
                        name,
                        () -> taps.of(weights.folded(layer), kernel),
                        channels,
                        channels,
                        1,
                        taps.count());
        return graph.convolve(
                x,
                weight,
                bias,
                new Window(
                        taps.count(), dilation, 1, -taps.first * dilation, taps.last * dilation));
    }

    /**
     * Which taps of a kernel, by their distance from its middle, make one of the three filters.
     *
     * @param first place of the first tap of the filter, 0 or below
     * @param last place of the last one
     * @param added tap 2 t + added, less tap 2 t, at place t; NONE for tap 2 t alone
     */
    private record Taps(int first, int last, int added) {
        private static final int NONE = Integer.MAX_VALUE;

        static Taps both(int kernel) {
            int reach = kernel / 2 / 2;
            return new Taps(-reach, reach, NONE);
        }

        /** O - E: odd tap 2 t + 1 at place t. */
        static Taps even(int kernel) {
            int half = kernel / 2;
            int reach = half / 2;
            int odd = half % 2 == 1 ? half : half - 1;
            return new Taps(Math.min(-reach, (-odd - 1) / 2), Math.max(reach, (odd - 1) / 2), 1);
        }

        /** O' - E: odd tap 2 t - 1 at place t. */
        static Taps odd(int kernel) {
            Taps mirrored = even(kernel);
            return new Taps(-mirrored.last, -mirrored.first, -1);
        }

        int count() {
            return last - first + 1;
        }

        /** [O, I, kernel] to [O, I, count]. */
        float[] of(float[] w, int kernel) {
            int rows = w.length / kernel;
            float[] filter = new float[rows * count()];
            for (int row = 0; row < rows; row++) {
                for (int t = first; t <= last; t++) {
                    float value = tap(w, row, kernel, 2 * t);
                    if (added != NONE) {
                        value = tap(w, row, kernel, 2 * t + added) - value;
                    }
                    filter[row * count() + t - first] = value;
                }
            }
            return filter;
        }

        private static float tap(float[] w, int row, int kernel, int distance) {
            int half = kernel / 2;
            return Math.abs(distance) > half ? 0 : w[row * kernel + half + distance];
        }
    }

    /** A filter [C, 1, 1, count] that picks one place. */
    private Value oneHot(int count, int place) {
        return graph.weight(
                "pick." + count + "." + place + "." + channels,
                () -> {
                    float[] w = new float[channels * count];
                    for (int c = 0; c < channels; c++) {
                        w[c * count + place] = 1;
                    }
                    return w;
                },
                channels,
                1,
                1,
                count);
    }
}
