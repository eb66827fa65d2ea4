package voxfarm.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** Cuts the part of a graph that computes some values from others. */
public final class Subgraph {
    private Subgraph() {}

    /**
     * The nodes and weights that {@code outputs} need, when the values named by {@code cuts} are
     * given from outside. Of the model's own inputs, those that are still needed stay.
     *
     * @throws VoxfarmException {@code INVALID_VOICE} if an output is computed nowhere
     */
    public static ModelProto extract(
            ModelProto model, List<ValueInfoProto> cuts, List<ValueInfoProto> outputs) {
        GraphProto graph = model.getGraph();
        Set<String> given = cuts.stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
        Map<String, NodeProto> producers = producers(graph);
        Set<NodeProto> needed = new HashSet<>();
        Set<String> values = new HashSet<>();
        Deque<String> toVisit = new ArrayDeque<>();
        for (ValueInfoProto output : outputs) {
            if (!producers.containsKey(output.getName())) {
                throw new VoxfarmException(
                        ErrorCode.INVALID_VOICE, "graph: nothing computes " + output.getName());
            }
            toVisit.add(output.getName());
        }
        while (!toVisit.isEmpty()) {
            String value = toVisit.pop();
            NodeProto producer = producers.get(value);
            if (values.add(value)
                    && !given.contains(value)
                    && producer != null
                    && needed.add(producer)) {
                toVisit.addAll(inputsOf(producer));
            }
        }
        return assemble(model, cuts, outputs, needed, values, given);
    }

    private static ModelProto assemble(
            ModelProto model,
            List<ValueInfoProto> cuts,
            List<ValueInfoProto> outputs,
            Set<NodeProto> needed,
            Set<String> values,
            Set<String> given) {
        GraphProto old = model.getGraph();
        GraphProto.Builder graph =
                old.toBuilder()
                        .clearNode()
                        .clearInitializer()
                        .clearInput()
                        .clearOutput()
                        .clearValueInfo();
        for (NodeProto node : old.getNodeList()) {
            if (needed.contains(node)) {
                graph.addNode(node);
            }
        }
        for (TensorProto tensor : old.getInitializerList()) {
            if (values.contains(tensor.getName())) {
                graph.addInitializer(tensor);
            }
        }
        for (ValueInfoProto input : old.getInputList()) {
            if (values.contains(input.getName()) && !given.contains(input.getName())) {
                graph.addInput(input);
            }
        }
        cuts.stream().filter(cut -> values.contains(cut.getName())).forEach(graph::addInput);
        graph.addAllOutput(outputs);
        return model.toBuilder().setGraph(graph).build();
    }

    /** Which node computes a value. */
    public static Map<String, NodeProto> producers(GraphProto graph) {
        Map<String, NodeProto> producers = new HashMap<>();
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().forEach(output -> producers.put(output, node));
        }
        return producers;
    }

    /** What a node reads, and what the graphs inside it may read from outside. */
    private static List<String> inputsOf(NodeProto node) {
        List<String> inputs = new ArrayList<>(node.getInputList());
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                attribute.getG().getNodeList().forEach(inner -> inputs.addAll(inputsOf(inner)));
                attribute.getG().getOutputList().forEach(output -> inputs.add(output.getName()));
            }
        }
        return inputs;
    }
}
