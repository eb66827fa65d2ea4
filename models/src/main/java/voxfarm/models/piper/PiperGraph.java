package voxfarm.models.piper;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Rewrites the graph of a Piper voice so that the same input always gives the same samples. As
 * exported it draws its noise inside; here both draws become inputs, and the durations become an
 * output.
 *
 * <p>The frame count is known only while the graph runs, so each noise input may be longer than
 * needed and is cut to the length of the tensor that the draw stood beside.
 */
public final class PiperGraph {
    /** Input [1, 2, at least T]: noise of the stochastic duration predictor. */
    public static final String DURATION_NOISE = "noise_w";

    /** Input [1, C, at least the frame count]: noise of the prior. */
    public static final String PRIOR_NOISE = "noise";

    /** Output [1, 1, T]: frames per symbol. */
    public static final String DURATIONS = "durations";

    /** Name of the metadata entry that holds C. */
    public static final String CHANNELS_ENTRY = "voxfarm.prior_channels";

    /** Name of the metadata entry that says whether the graph takes {@code sid}. */
    public static final String SPEAKERS_ENTRY = "voxfarm.takes_speaker";

    private static final String RANDOM = "RandomNormalLike";
    private static final Set<String> OTHER_RANDOM =
            Set.of(
                    "RandomNormal",
                    "RandomUniform",
                    "RandomUniformLike",
                    "Multinomial",
                    "Bernoulli");
    private static final String PRIOR_WEIGHT = "enc_p.proj.weight";

    private PiperGraph() {}

    /**
     * @throws VoxfarmException {@code INVALID_VOICE} if the graph is not a VITS of Piper's form
     */
    public static ModelProto withNoiseInputs(ModelProto model) {
        GraphProto old = model.getGraph();
        NodeProto ceil = only(old, "Ceil");
        Set<String> beforeDurations = ancestors(old, ceil.getOutput(0));
        GraphProto.Builder graph = old.toBuilder().clearNode();
        addConstants(graph);
        int durationDraws = 0;
        int priorDraws = 0;
        for (NodeProto node : old.getNodeList()) {
            if (OTHER_RANDOM.contains(node.getOpType())) {
                throw invalid(
                        "operator "
                                + node.getOpType()
                                + ": expected noise from "
                                + RANDOM
                                + " only");
            }
            if (!node.getOpType().equals(RANDOM)) {
                graph.addNode(node);
            } else if (beforeDurations.contains(node.getOutput(0))) {
                addCut(graph, node, DURATION_NOISE);
                durationDraws++;
            } else {
                addCut(graph, node, PRIOR_NOISE);
                priorDraws++;
            }
        }
        if (durationDraws != 1 || priorDraws != 1) {
            throw invalid(
                    "expected one draw of noise before the durations and one after, found "
                            + durationDraws
                            + " and "
                            + priorDraws);
        }
        graph.addInput(floatInput(DURATION_NOISE)).addInput(floatInput(PRIOR_NOISE));
        addDurationsOutput(graph, ceil);
        return model.toBuilder()
                .setGraph(graph)
                .addMetadataProps(entry(CHANNELS_ENTRY, String.valueOf(priorChannels(old))))
                .addMetadataProps(entry(SPEAKERS_ENTRY, String.valueOf(takesSpeaker(old))))
                .build();
    }

    private static NodeProto only(GraphProto graph, String operator) {
        List<NodeProto> found =
                graph.getNodeList().stream().filter(n -> n.getOpType().equals(operator)).toList();
        if (found.size() != 1) {
            throw invalid("expected one operator " + operator + ", found " + found.size());
        }
        return found.getFirst();
    }

    /** Names of all values that {@code value} is computed from. */
    private static Set<String> ancestors(GraphProto graph, String value) {
        Map<String, NodeProto> producers = new HashMap<>();
        graph.getNodeList()
                .forEach(node ->
                        node.getOutputList().forEach(output -> producers.put(output, node)));
        Set<String> seen = new HashSet<>();
        Deque<String> toVisit = new ArrayDeque<>(List.of(value));
        while (!toVisit.isEmpty()) {
            String name = toVisit.pop();
            NodeProto producer = producers.get(name);
            if (seen.add(name) && producer != null) {
                toVisit.addAll(producer.getInputList());
            }
        }
        return seen;
    }

    private static void addConstants(GraphProto.Builder graph) {
        graph.addInitializer(longs("voxfarm.zero", 0))
                .addInitializer(longs("voxfarm.last_axis", 2));
    }

    /** Shape, Gather and Slice: forms that every opset has. */
    private static void addCut(GraphProto.Builder graph, NodeProto draw, String input) {
        String shape = input + ".shape";
        String length = input + ".length";
        graph.addNode(node("Shape", shape, draw.getInput(0)));
        graph.addNode(node("Gather", length, shape, "voxfarm.last_axis"));
        graph.addNode(
                node(
                        "Slice",
                        draw.getOutput(0),
                        input,
                        "voxfarm.zero",
                        length,
                        "voxfarm.last_axis"));
    }

    private static NodeProto node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName("voxfarm." + output)
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .build();
    }

    private static void addDurationsOutput(GraphProto.Builder graph, NodeProto ceil) {
        graph.addNode(node("Identity", DURATIONS, ceil.getOutput(0)));
        graph.addOutput(floatInput(DURATIONS));
    }

    /**
     * Half of what the text encoder's last layer puts out is the mean, the other half the spread.
     */
    private static long priorChannels(GraphProto graph) {
        Optional<TensorProto> weight =
                graph.getInitializerList().stream()
                        .filter(t -> t.getName().equals(PRIOR_WEIGHT))
                        .findFirst();
        if (weight.isEmpty() || weight.get().getDimsCount() != 3) {
            throw invalid("expected a weight " + PRIOR_WEIGHT + " of three dimensions");
        }
        long channels = weight.get().getDims(0) / 2;
        if (channels < 1 || channels > 4096) {
            throw invalid("expected 1 to 4096 prior channels, found " + channels);
        }
        return channels;
    }

    private static boolean takesSpeaker(GraphProto graph) {
        return graph.getInputList().stream().anyMatch(input -> input.getName().equals("sid"));
    }

    private static TensorProto longs(String name, long value) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64_VALUE)
                .addDims(1)
                .addInt64Data(value)
                .build();
    }

    private static ValueInfoProto floatInput(String name) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDimBuilder().setDimValue(1);
        shape.addDimBuilder().setDimParam(name + ".channels");
        shape.addDimBuilder().setDimParam(name + ".length");
        TypeProto.Tensor tensor =
                TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT_VALUE)
                        .setShape(shape)
                        .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static VoxfarmException invalid(String message) {
        return new VoxfarmException(ErrorCode.INVALID_VOICE, "Piper graph: " + message);
    }
}
