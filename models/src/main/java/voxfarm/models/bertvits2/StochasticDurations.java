package voxfarm.models.bertvits2;

import java.util.List;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.Value;

/**
 * The stochastic duration predictor, run from noise to log durations: an affine flow and spline
 * flows in reverse (Kim et al., "Conditional variational autoencoder with adversarial learning for
 * end-to-end text-to-speech", 2021, section 2.2.1; {@code StochasticDurationPredictor} of {@code
 * models.py}, {@code ConvFlow} of {@code modules.py}; the splines after Durkan et al., "Neural
 * spline flows", 2019). Inputs: the encoder's last layer [N, T, H], the speaker [N, 1, gin], the
 * noise [N, T, 2] that it adds to the graph's inputs. Output: log frames [N, T].
 */
final class StochasticDurations {
    private static final int BINS = HyperParameters.SPLINE_BINS;

    /** Outside of [-BOUND, BOUND] a spline is the identity. */
    private static final float BOUND = 5;

    private static final float MIN_BIN = 1e-3f;
    private static final float MIN_DERIVATIVE = 1e-3f;

    private final TokenLayers layers;
    private final GraphBuilder graph;
    private final Weights weights;

    StochasticDurations(TokenLayers layers) {
        this.layers = layers;
        this.graph = layers.graph();
        this.weights = layers.weights();
    }

    /**
     * @param x [N, T, H]
     * @param speaker [N, 1, gin]
     * @return [N, T]
     */
    Value predict(Value x, Value speaker) {
        Value condition =
                graph.add(layers.linear(x, "sdp.pre"), layers.linear(speaker, "sdp.cond"));
        condition = layers.dilatedStack(condition, "sdp.convs");
        condition = layers.masked(layers.linear(condition, "sdp.proj"));

        Value noise = graph.input(BertVits2Graphs.DURATION_NOISE, "N", "T", 2);
        List<Value> channels = graph.split(noise, 2, 1, 1);
        Value first = channels.get(0);
        Value second = channels.get(1);
        for (int i = HyperParameters.DURATION_FLOWS - 1; i >= 1; i--) {
            Value flipped = first; // each spline flow follows an exchange of both channels
            first = second;
            second = flipped;
            second = spline(first, second, condition, "sdp.flows." + (2 * i + 1));
        }
        // the exchange that follows the last spline flow, then the affine one; only its first
        // channel is used
        return graph.squeeze(layers.masked(affine(second)), 2);
    }

    /** (x - m) exp(-logs) for the first channel: [N, T, 1]. */
    private Value affine(Value x) {
        Value mean =
                graph.weight(
                        "sdp.flows.0.m.first",
                        () -> new float[] {weights.floats("sdp.flows.0.m")[0]},
                        1);
        Value scale =
                graph.weight(
                        "sdp.flows.0.scale.first",
                        () ->
                                new float[] {
                                    (float) Math.exp(-weights.floats("sdp.flows.0.logs")[0])
                                },
                        1);
        return graph.mul(graph.sub(x, mean), scale);
    }

    /**
     * A rational-quadratic spline on {@code x} [N, T, 1], its knots from {@code given} [N, T, 1]
     * and the condition [N, T, C]: {@code ConvFlow} of {@code modules.py}, in reverse.
     */
    private Value spline(Value given, Value x, Value condition, String name) {
        Value h = graph.add(layers.linear(given, name + ".pre"), condition);
        h = layers.dilatedStack(h, name + ".convs");
        h = layers.masked(layers.linear(h, name + ".proj")); // [N, T, 3 BINS - 1]
        List<Value> parts = graph.split(h, 2, BINS, BINS, BINS - 1);
        Value scale =
                graph.scalar(
                        (float) (1 / Math.sqrt((double) weights.size(name + ".pre.weight", 0))));
        Knots widths = knots(graph.mul(parts.get(0), scale));
        Knots heights = knots(graph.mul(parts.get(1), scale));
        return layers.masked(invert(x, widths, heights, derivatives(parts.get(2))));
    }

    /**
     * @param sizes of the bins [N, T, BINS]
     * @param edges left edge of each bin [N, T, BINS]
     */
    private record Knots(Value sizes, Value edges) {}

    private Knots knots(Value raw) {
        Value shares =
                graph.add(
                        graph.mul(graph.softmax(raw, 2), graph.scalar(1 - MIN_BIN * BINS)),
                        graph.scalar(MIN_BIN));
        // edges 0 to BINS: sums of the shares before each, stretched to the bound
        Value sums = graph.weight("spline.sums", StochasticDurations::sumsBefore, BINS, BINS + 1L);
        Value edges =
                graph.sub(
                        graph.mul(graph.matMul(shares, sums), graph.scalar(2 * BOUND)),
                        graph.scalar(BOUND));
        Value left = graph.slice(edges, 2, 0, BINS);
        // the last edge is the bound itself, whatever rounding made of the sum
        Value right =
                graph.concat(
                        2,
                        List.of(
                                graph.slice(edges, 2, 1, BINS),
                                graph.add(
                                        graph.mul(graph.slice(edges, 2, BINS, 0), graph.scalar(0)),
                                        graph.scalar(BOUND))));
        return new Knots(graph.sub(right, left), left);
    }

    /** [BINS, BINS + 1]: column j adds the bins before j. */
    private static float[] sumsBefore() {
        float[] ones = new float[BINS * (BINS + 1)];
        for (int row = 0; row < BINS; row++) {
            for (int column = row + 1; column <= BINS; column++) {
                ones[row * (BINS + 1) + column] = 1;
            }
        }
        return ones;
    }

    /** Slopes at all knots [N, T, BINS + 1]; 1 at both ends, where the identity goes on. */
    private Value derivatives(Value raw) {
        Value inner = graph.add(graph.unary("Softplus", raw), graph.scalar(MIN_DERIVATIVE));
        Value end =
                graph.add(graph.mul(graph.slice(inner, 2, 0, 1), graph.scalar(0)), graph.scalar(1));
        return graph.concat(2, List.of(end, inner, end));
    }

    /** The input [N, T, 1] at which the spline has the value x [N, T, 1]. */
    private Value invert(Value x, Knots widths, Knots heights, Value slopes) {
        Value inside =
                graph.compare(
                        "And",
                        graph.compare("GreaterOrEqual", x, graph.scalar(-BOUND)),
                        graph.compare("LessOrEqual", x, graph.scalar(BOUND)));
        Value y = graph.where(inside, x, graph.scalar(0));
        // the bin that holds y: as many as have their left edge at or below it, less one
        Value below = graph.toFloat(graph.compare("GreaterOrEqual", y, heights.edges()));
        Value bin = graph.sub(graph.reduceSum(below, 2, true), graph.scalar(1)); // [N, T, 1]
        Value chosen =
                graph.toFloat(
                        graph.compare(
                                "Equal",
                                graph.weight("spline.bins", StochasticDurations::bins, BINS),
                                bin));
        Value left = pick(chosen, widths.edges());
        Value width = pick(chosen, widths.sizes());
        Value bottom = pick(chosen, heights.edges());
        Value height = pick(chosen, heights.sizes());
        Value slope = pick(chosen, graph.slice(slopes, 2, 0, BINS));
        Value nextSlope = pick(chosen, graph.slice(slopes, 2, 1, 0));
        Value root = root(graph.sub(y, bottom), height, graph.div(height, width), slope, nextSlope);
        return graph.where(inside, graph.add(graph.mul(root, width), left), x);
    }

    /** Place within the bin, 0 to 1 (Durkan et al., "Neural spline flows", 2019, appendix A). */
    private Value root(Value above, Value height, Value delta, Value slope, Value nextSlope) {
        Value bend = graph.sub(graph.add(slope, nextSlope), graph.mul(graph.scalar(2), delta));
        Value bent = graph.mul(above, bend);
        Value a = graph.add(bent, graph.mul(height, graph.sub(delta, slope)));
        Value b = graph.sub(graph.mul(height, slope), bent);
        Value c = graph.unary("Neg", graph.mul(delta, above));
        Value discriminant =
                graph.sub(graph.mul(b, b), graph.mul(graph.scalar(4), graph.mul(a, c)));
        return graph.div(
                graph.mul(graph.scalar(2), c),
                graph.sub(graph.unary("Neg", b), graph.unary("Sqrt", discriminant)));
    }

    private static float[] bins() {
        float[] bins = new float[BINS];
        for (int i = 0; i < BINS; i++) {
            bins[i] = i;
        }
        return bins;
    }

    private Value pick(Value chosen, Value values) {
        return graph.reduceSum(graph.mul(chosen, values), 2, true);
    }
}
