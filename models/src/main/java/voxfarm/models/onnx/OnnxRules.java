package voxfarm.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * What a stranger's model may hold: operators of a list, each a bounded computation on its inputs,
 * and weights inside the file. All else is refused by its name, as the runtime would follow it:
 * functions, other domains, sparse tensors, paths.
 */
final class OnnxRules {
    private static final int MAX_DEPTH = 8;

    /** The format's own operators. */
    private static final Set<String> DOMAINS = Set.of("", "ai.onnx");

    /**
     * What exporters write for speech models. Not among them: control flow that can run for ever
     * (Loop, Scan, SequenceMap), operators on strings and sequences, and those that no speech model
     * needs.
     */
    private static final Set<String> OPERATORS =
            Set.of(
                    "Abs",
                    "Add",
                    "And",
                    "ArgMax",
                    "ArgMin",
                    "AveragePool",
                    "BatchNormalization",
                    "Cast",
                    "CastLike",
                    "Ceil",
                    "Clip",
                    "Concat",
                    "Constant",
                    "ConstantOfShape",
                    "Conv",
                    "ConvTranspose",
                    "Cos",
                    "CumSum",
                    "DepthToSpace",
                    "DequantizeLinear",
                    "Div",
                    "Dropout",
                    "DynamicQuantizeLinear",
                    "Einsum",
                    "Elu",
                    "Equal",
                    "Erf",
                    "Exp",
                    "Expand",
                    "EyeLike",
                    "Flatten",
                    "Floor",
                    "Gather",
                    "GatherElements",
                    "GatherND",
                    "Gelu",
                    "Gemm",
                    "GlobalAveragePool",
                    "Greater",
                    "GreaterOrEqual",
                    "GroupNormalization",
                    "HardSigmoid",
                    "Identity",
                    "If",
                    "InstanceNormalization",
                    "IsInf",
                    "IsNaN",
                    "LSTM",
                    "GRU",
                    "LayerNormalization",
                    "LeakyRelu",
                    "Less",
                    "LessOrEqual",
                    "Log",
                    "LogSoftmax",
                    "MatMul",
                    "MatMulInteger",
                    "Max",
                    "MaxPool",
                    "Mean",
                    "Min",
                    "Mod",
                    "Mul",
                    "Neg",
                    "NonZero",
                    "Not",
                    "OneHot",
                    "Or",
                    "PRelu",
                    "Pad",
                    "Pow",
                    "QuantizeLinear",
                    "RandomNormal",
                    "RandomNormalLike",
                    "RandomUniform",
                    "RandomUniformLike",
                    "Range",
                    "Reciprocal",
                    "ReduceL2",
                    "ReduceLogSumExp",
                    "ReduceMax",
                    "ReduceMean",
                    "ReduceMin",
                    "ReduceProd",
                    "ReduceSum",
                    "ReduceSumSquare",
                    "Relu",
                    "Reshape",
                    "Resize",
                    "Round",
                    "ScatterElements",
                    "ScatterND",
                    "Selu",
                    "Shape",
                    "Sigmoid",
                    "Sign",
                    "Sin",
                    "Size",
                    "Slice",
                    "Softmax",
                    "Softplus",
                    "Softsign",
                    "SpaceToDepth",
                    "Split",
                    "Sqrt",
                    "Squeeze",
                    "Sub",
                    "Sum",
                    "Tan",
                    "Tanh",
                    "Tile",
                    "TopK",
                    "Transpose",
                    "Trilu",
                    "Unsqueeze",
                    "Where",
                    "Xor");

    private final String file;

    /** Values that a node may take: of its graph up to it, and of the graphs around. */
    private final Set<String> known = new HashSet<>();

    private OnnxRules(String file) {
        this.file = file;
    }

    /**
     * @param file its name, for messages
     * @throws VoxfarmException {@code INVALID_VOICE} with the name of what is refused
     */
    static void check(String file, ModelProto model) {
        new OnnxRules(file).check(model);
    }

    private void check(ModelProto model) {
        if (model.getFunctionsCount() > 0) {
            throw refused("function " + Problems.quote(model.getFunctions(0).getName()));
        }
        if (model.getTrainingInfoCount() > 0) {
            throw refused("graphs for training");
        }
        for (OperatorSetIdProto set : model.getOpsetImportList()) {
            checkDomain(set.getDomain());
        }
        check(model.getGraph(), 0);
    }

    private void checkDomain(String domain) {
        if (!DOMAINS.contains(domain)) {
            throw refused("operators of domain " + Problems.quote(domain));
        }
    }

    private void check(GraphProto graph, int depth) {
        if (graph.getNodeCount() == 0 && depth == 0) {
            throw invalid("expected an ONNX model, found no graph");
        }
        if (depth > MAX_DEPTH) {
            throw invalid("expected graphs nested at most " + MAX_DEPTH + " deep");
        }
        if (graph.getSparseInitializerCount() > 0) {
            throw refused("sparse weights, and so " + firstSparse(graph));
        }
        List<String> own = new ArrayList<>();
        graph.getInputList().forEach(input -> learn(input.getName(), own));
        for (TensorProto tensor : graph.getInitializerList()) {
            check(tensor);
            learn(tensor.getName(), own);
        }
        for (NodeProto node : graph.getNodeList()) {
            check(node, depth);
            node.getOutputList().forEach(output -> learn(output, own));
        }
        own.forEach(known::remove); // what is outside does not see inside
    }

    private void learn(String value, List<String> own) {
        if (known.add(value)) {
            own.add(value);
        }
    }

    private static String firstSparse(GraphProto graph) {
        return Problems.quote(graph.getSparseInitializer(0).getValues().getName());
    }

    private void check(NodeProto node, int depth) {
        checkDomain(node.getDomain());
        if (!OPERATORS.contains(node.getOpType())) {
            throw refused("operator " + Problems.quote(node.getOpType()));
        }
        for (String input : node.getInputList()) {
            if (!input.isEmpty() && !known.contains(input)) {
                throw invalid(
                        "node %s takes %s, which no node before it makes"
                                .formatted(Problems.quote(node.getName()), Problems.quote(input)));
            }
        }
        for (AttributeProto attribute : node.getAttributeList()) {
            check(attribute, depth);
        }
    }

    private void check(AttributeProto attribute, int depth) {
        if (attribute.hasSparseTensor() || attribute.getSparseTensorsCount() > 0) {
            throw refused("sparse numbers in " + Problems.quote(attribute.getName()));
        }
        if (!attribute.getRefAttrName().isEmpty()) {
            throw refused("attribute of a function " + Problems.quote(attribute.getRefAttrName()));
        }
        if (attribute.hasT()) {
            check(attribute.getT());
        }
        List<TensorProto> tensors = attribute.getTensorsList();
        tensors.forEach(this::check);
        if (attribute.hasG()) {
            check(attribute.getG(), depth + 1);
        }
        attribute.getGraphsList().forEach(graph -> check(graph, depth + 1));
    }

    /** A path inside a model would be opened by the runtime, wherever it leads. */
    private void check(TensorProto tensor) {
        if (tensor.getDataLocation() != TensorProto.DataLocation.DEFAULT
                || tensor.getExternalDataCount() > 0) {
            throw refused("weights in other files, and so " + Problems.quote(tensor.getName()));
        }
    }

    private VoxfarmException refused(String what) {
        return invalid("refused: " + what);
    }

    private VoxfarmException invalid(String message) {
        return new VoxfarmException(ErrorCode.INVALID_VOICE, file + ": " + message);
    }
}
