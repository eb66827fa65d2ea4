package voxfarm.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** Reads ONNX files that strangers made. */
public final class OnnxReader {
    /** Control flow can run for ever; no speech model that we take needs it. */
    private static final Set<String> REFUSED_OPERATORS = Set.of("Loop", "Scan");

    private static final int MAX_DEPTH = 8;

    private OnnxReader() {}

    /**
     * Reads a model with its weights inside. The weights stay in the mapped file: the heap holds
     * the structure only. The file must not change while the model is in use.
     *
     * @throws VoxfarmException {@code INVALID_VOICE} if it is not such a model, names other files
     *     or holds operators that could run without bound
     */
    public static ModelProto read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw invalid(file, "expected less than 2 GiB, was " + channel.size() + " bytes");
            }
            ByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            CodedInputStream in = UnsafeByteOperations.unsafeWrap(map).newCodedInput();
            in.enableAliasing(true);
            in.setSizeLimit(Integer.MAX_VALUE);
            ModelProto model = ModelProto.parseFrom(in);
            check(file, model.getGraph(), 0);
            return model;
        } catch (InvalidProtocolBufferException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE,
                    file.getFileName() + ": not an ONNX model: " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE, file.getFileName() + ": cannot be read: " + e, e);
        }
    }

    private static void check(Path file, GraphProto graph, int depth) {
        if (graph.getNodeCount() == 0) {
            throw invalid(file, "expected an ONNX model, found no graph");
        }
        if (depth > MAX_DEPTH) {
            throw invalid(file, "expected graphs nested at most " + MAX_DEPTH + " deep");
        }
        graph.getInitializerList().forEach(tensor -> check(file, tensor));
        if (graph.getSparseInitializerCount() > 0) {
            throw invalid(file, "expected dense weights, found sparse ones");
        }
        for (NodeProto node : graph.getNodeList()) {
            if (REFUSED_OPERATORS.contains(node.getOpType())) {
                throw invalid(
                        file,
                        "operator " + node.getOpType() + " is refused: it can run without bound");
            }
            for (AttributeProto attribute : node.getAttributeList()) {
                check(file, attribute, depth);
            }
        }
    }

    private static void check(Path file, AttributeProto attribute, int depth) {
        if (attribute.hasT()) {
            check(file, attribute.getT());
        }
        attribute.getTensorsList().forEach(tensor -> check(file, tensor));
        if (attribute.hasG()) {
            check(file, attribute.getG(), depth + 1);
        }
        attribute.getGraphsList().forEach(graph -> check(file, graph, depth + 1));
    }

    /** A path inside a model would be opened by the runtime, wherever it leads. */
    private static void check(Path file, TensorProto tensor) {
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL
                || tensor.getExternalDataCount() > 0) {
            throw invalid(file, "weights in other files are refused: " + tensor.getName());
        }
    }

    private static VoxfarmException invalid(Path file, String message) {
        return new VoxfarmException(ErrorCode.INVALID_VOICE, file.getFileName() + ": " + message);
    }
}
