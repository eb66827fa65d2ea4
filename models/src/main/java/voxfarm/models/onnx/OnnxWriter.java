package voxfarm.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a model as a small graph and one file of weights beside it. The runtime maps the weights,
 * so they are counted once and shared between processes; inside the graph they would be held twice.
 */
public final class OnnxWriter {
    /** Smaller tensors stay in the graph: the runtime folds them at load. */
    private static final int MIN_EXTERNAL_BYTES = 1024;

    /** Any element type can then be read in place, and so can a vector register. */
    private static final int ALIGNMENT = 64;

    private OnnxWriter() {}

    /**
     * Writes both files.
     *
     * @param weightsFile a plain file name in the folder of {@code graphFile}
     */
    public static void write(ModelProto model, Path graphFile, String weightsFile)
            throws IOException {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        try (OutputStream out =
                new BufferedOutputStream(
                        Files.newOutputStream(graphFile.resolveSibling(weightsFile)), 1 << 20)) {
            long position = 0;
            for (int i = 0; i < graph.getInitializerCount(); i++) {
                TensorProto tensor = graph.getInitializer(i);
                ByteString raw = tensor.getRawData();
                if (raw.size() < MIN_EXTERNAL_BYTES) {
                    continue;
                }
                int padding = (int) Math.floorMod(-position, (long) ALIGNMENT);
                out.write(new byte[padding]);
                position += padding;
                raw.writeTo(out);
                graph.setInitializer(i, external(tensor, weightsFile, position, raw.size()));
                position += raw.size();
            }
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(graphFile))) {
            model.toBuilder().setGraph(graph).build().writeTo(out);
        }
    }

    private static TensorProto external(TensorProto tensor, String file, long offset, long length) {
        return tensor.toBuilder()
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", file))
                .addExternalData(entry("offset", Long.toString(offset)))
                .addExternalData(entry("length", Long.toString(length)))
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
