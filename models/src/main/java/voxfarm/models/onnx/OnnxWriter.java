package voxfarm.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes models that hold their weights as small graphs and one file of weights beside them. A
 * weight that several graphs use is written once.
 */
public final class OnnxWriter implements AutoCloseable {
    private final Path folder;
    private final WeightsFile weights;
    private final Map<String, Known> known = new HashMap<>();

    private record Known(WeightsFile.Place place, ByteString content) {}

    /** Makes the file of weights. */
    public OnnxWriter(Path folder, String weightsFile) throws IOException {
        this.folder = folder;
        this.weights = new WeightsFile(folder, weightsFile);
    }

    /** Adds the model's weights to the common file and writes its graph. */
    public void write(ModelProto model, String graphFile) throws IOException {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            TensorProto tensor = graph.getInitializer(i);
            if (tensor.getRawData().size() >= WeightsFile.MIN_BYTES) {
                graph.setInitializer(i, weights.refer(tensor, place(tensor)));
            }
        }
        writeGraph(model.toBuilder().setGraph(graph).build(), folder.resolve(graphFile));
    }

    /** Writes a model as it is. */
    public static void writeGraph(ModelProto model, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            model.writeTo(out);
        }
    }

    private WeightsFile.Place place(TensorProto tensor) throws IOException {
        ByteString raw = tensor.getRawData();
        Known before = known.get(tensor.getName());
        if (before != null && before.content().equals(raw)) {
            return before.place();
        }
        WeightsFile.Place place = weights.append(raw.asReadOnlyByteBuffer());
        known.put(tensor.getName(), new Known(place, raw));
        return place;
    }

    @Override
    public void close() throws IOException {
        weights.close();
    }
}
