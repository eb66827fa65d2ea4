package voxfarm.models.piper;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.models.onnx.Subgraph;
import voxfarm.models.onnx.Values;

/**
 * Cuts the one graph of a Piper voice in three, so that the same input always gives the same
 * samples and the length is known before the costly part runs. As exported, the graph draws its
 * noise inside. Here
 *
 * <ul>
 *   <li>the <em>encoder</em> turns symbols and the noise of the durations into the prior's mean and
 *       log deviation per symbol, and frames per symbol;
 *   <li>the <em>flow</em> turns the sampled prior per frame into the latent per frame;
 *   <li>the <em>decoder</em> turns the latent into samples. A sample depends on few frames, so that
 *       a long latent may be decoded in pieces.
 * </ul>
 *
 * <p>Between the first two, the engine repeats each symbol for its frames and adds the noise of the
 * prior. The cuts are found by following the graph from its two draws and from the first
 * up-sampling, not by names.
 */
public final class PiperGraph {
    /** Encoder input [1, 2, T]: noise of the stochastic duration predictor. */
    public static final String DURATION_NOISE = "noise_w";

    /** Encoder output [1, C, T]: mean of the prior. */
    public static final String MEAN = "m_p";

    /** Encoder output [1, C, T]: logarithm of the prior's standard deviation. */
    public static final String LOG_DEVIATION = "logs_p";

    /** Encoder output, flow input [1, 1, T]: frames per symbol, whole numbers. */
    public static final String DURATIONS = "durations";

    /** Flow input [1, C, frames]: the sampled prior. */
    public static final String SAMPLED_PRIOR = "z_p";

    /** Flow output, decoder input [1, C, frames]. */
    public static final String LATENT = "z";

    /** Decoder output [1, 1, 1, frames * hop]. */
    public static final String OUTPUT = "output";

    /** Input [1] of all graphs, of voices with several speakers. */
    public static final String SPEAKER = "sid";

    private static final String RANDOM = "RandomNormalLike";
    private static final Set<String> OTHER_RANDOM =
            Set.of(
                    "RandomNormal",
                    "RandomUniform",
                    "RandomUniformLike",
                    "Multinomial",
                    "Bernoulli");

    private final GraphProto graph;
    private final Map<String, NodeProto> producers;

    private PiperGraph(GraphProto graph) {
        this.graph = graph;
        this.producers = Subgraph.producers(graph);
    }

    /** The parts; their weights still lie in the model that they were cut from. */
    public record Parts(ModelProto encoder, ModelProto flow, ModelProto decoder) {}

    /**
     * @throws VoxfarmException {@code INVALID_VOICE} if the graph is not a VITS of Piper's form
     */
    public static Parts split(ModelProto model) {
        return new PiperGraph(model.getGraph()).parts(model);
    }

    private Parts parts(ModelProto model) {
        checkRandomness();
        String durations = only("Ceil").getOutput(0);
        NodeProto durationDraw = draw(durations, true);
        NodeProto priorDraw = draw(durations, false);
        Prior prior = findPrior(priorDraw);
        Map<String, String> names = new HashMap<>();
        names.put(durationDraw.getOutput(0), DURATION_NOISE);
        names.put(durations, DURATIONS);
        names.put(prior.mean(), MEAN);
        names.put(prior.logDeviation(), LOG_DEVIATION);
        names.put(prior.latent(), SAMPLED_PRIOR);
        names.put(latent(prior.latent()), LATENT);
        ModelProto renamed = rename(model, names);
        return new Parts(
                Subgraph.extract(
                        renamed,
                        List.of(Values.floats(DURATION_NOISE, 1, 2, "symbols")),
                        List.of(
                                Values.floats(MEAN, 1, "channels", "symbols"),
                                Values.floats(LOG_DEVIATION, 1, "channels", "symbols"),
                                Values.floats(DURATIONS, 1, 1, "symbols"))),
                Subgraph.extract(
                        renamed,
                        List.of(
                                Values.floats(SAMPLED_PRIOR, 1, "channels", "frames"),
                                Values.floats(DURATIONS, 1, 1, "symbols")),
                        List.of(Values.floats(LATENT, 1, "channels", "frames"))),
                Subgraph.extract(
                        renamed,
                        List.of(Values.floats(LATENT, 1, "channels", "frames")),
                        List.of(renamed.getGraph().getOutput(0))));
    }

    private void checkRandomness() {
        for (NodeProto node : graph.getNodeList()) {
            if (OTHER_RANDOM.contains(node.getOpType())) {
                throw invalid(
                        "operator "
                                + node.getOpType()
                                + ": expected noise from "
                                + RANDOM
                                + " only");
            }
        }
        if (graph.getOutputCount() != 1 || !graph.getOutput(0).getName().equals(OUTPUT)) {
            throw invalid("expected one output named " + OUTPUT);
        }
    }

    private NodeProto only(String operator) {
        List<NodeProto> found =
                graph.getNodeList().stream()
                        .filter(node -> node.getOpType().equals(operator))
                        .toList();
        if (found.size() != 1) {
            throw invalid("expected one operator " + operator + ", found " + found.size());
        }
        return found.getFirst();
    }

    /** The draw of noise that the durations depend on, or the one that they do not. */
    private NodeProto draw(String durations, boolean beforeDurations) {
        Set<String> before = ancestors(durations);
        List<NodeProto> draws = new ArrayList<>();
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals(RANDOM)
                    && before.contains(node.getOutput(0)) == beforeDurations) {
                draws.add(node);
            }
        }
        if (draws.size() != 1) {
            throw invalid(
                    "expected one draw of noise "
                            + (beforeDurations ? "before" : "after")
                            + " the durations, found "
                            + draws.size());
        }
        return draws.getFirst();
    }

    private Set<String> ancestors(String value) {
        Set<String> seen = new HashSet<>();
        List<String> toVisit = new ArrayList<>(List.of(value));
        while (!toVisit.isEmpty()) {
            String name = toVisit.removeLast();
            NodeProto producer = producers.get(name);
            if (seen.add(name) && producer != null) {
                toVisit.addAll(producer.getInputList());
            }
        }
        return seen;
    }

    /** Names of values of the prior as the file has them. */
    private record Prior(String mean, String logDeviation, String latent) {}

    /**
     * z = m + noise * exp(logs) * noise_scale, where m and logs are repeated by a product with the
     * alignment.
     */
    private Prior findPrior(NodeProto draw) {
        NodeProto spread = consumer(draw.getOutput(0), "Mul");
        NodeProto exp = producer(other(spread, draw.getOutput(0)), "Exp");
        NodeProto scaled = consumer(spread.getOutput(0), "Mul");
        NodeProto sum = consumer(scaled.getOutput(0), "Add");
        String mean = other(sum, scaled.getOutput(0));
        return new Prior(
                beforeRepetition(mean), beforeRepetition(exp.getInput(0)), sum.getOutput(0));
    }

    /** transpose(alignment x transpose(value)) back to value. */
    private String beforeRepetition(String repeated) {
        NodeProto product = producer(producer(repeated, "Transpose").getInput(0), "MatMul");
        return producer(product.getInput(1), "Transpose").getInput(0);
    }

    /**
     * What the generator reads: the input of its first convolution, whose output, with the
     * speaker's condition added where there are several, is up-sampled first.
     */
    private String latent(String sampledPrior) {
        NodeProto upsampling =
                graph.getNodeList().stream()
                        .filter(node -> node.getOpType().equals("ConvTranspose"))
                        .findFirst()
                        .orElseThrow(
                                () -> invalid("expected an operator ConvTranspose, found none"));
        String value = producer(upsampling.getInput(0), "LeakyRelu").getInput(0);
        NodeProto node = producers.get(value);
        if (node != null && node.getOpType().equals("Add")) {
            value =
                    ancestors(node.getInput(0)).contains(sampledPrior)
                            ? node.getInput(0)
                            : node.getInput(1);
        }
        String latent = producer(value, "Conv").getInput(0);
        if (!ancestors(latent).contains(sampledPrior)) {
            throw invalid("expected the first up-sampling to depend on the prior");
        }
        return latent;
    }

    private NodeProto producer(String value, String operator) {
        NodeProto node = producers.get(value);
        if (node == null || !node.getOpType().equals(operator)) {
            throw invalid("expected " + value + " to come from " + operator);
        }
        return node;
    }

    private NodeProto consumer(String value, String operator) {
        List<NodeProto> found =
                graph.getNodeList().stream()
                        .filter(node ->
                                node.getInputList().contains(value)
                                        && node.getOpType().equals(operator))
                        .toList();
        if (found.size() != 1) {
            throw invalid("expected one " + operator + " of " + value + ", found " + found.size());
        }
        return found.getFirst();
    }

    private static String other(NodeProto node, String input) {
        return node.getInput(0).equals(input) ? node.getInput(1) : node.getInput(0);
    }

    private static ModelProto rename(ModelProto model, Map<String, String> names) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            NodeProto.Builder renamed = node.toBuilder().clearInput().clearOutput();
            node.getInputList().forEach(name -> renamed.addInput(names.getOrDefault(name, name)));
            node.getOutputList().forEach(name -> renamed.addOutput(names.getOrDefault(name, name)));
            graph.setNode(i, renamed);
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private static VoxfarmException invalid(String message) {
        return new VoxfarmException(ErrorCode.INVALID_VOICE, "Piper graph: " + message);
    }
}
