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
import java.util.HashMap;
import java.util.Map;

/**
 * Writes models as small graphs and one file of weights beside them. The runtime maps the weights,
 * so they are counted once and shared between processes; inside a graph they would be held twice. A
 * weight that several graphs use is written once.
 */
public final class OnnxWriter implements AutoCloseable {
    /** Smaller tensors stay in the graph: the runtime folds them at load. */
    private static final int MIN_EXTERNAL_BYTES = 1024;

    /** Any element type can then be read in place, and so can a vector register. */
    private static final int ALIGNMENT = 64;

    private static final int BUFFER_BYTES = 1 << 20;

    private final Path folder;
    private final String weightsFile;
    private final OutputStream weights;
    private final Map<String, Place> places = new HashMap<>();
    private long position;

    private record Place(long offset, ByteString content) {}

    /** Makes the file of weights. */
    public OnnxWriter(Path folder, String weightsFile) throws IOException {
        this.folder = folder;
        this.weightsFile = weightsFile;
        this.weights =
                new BufferedOutputStream(
                        Files.newOutputStream(folder.resolve(weightsFile)), BUFFER_BYTES);
    }

    /** Adds the model's weights to the common file and writes its graph. */
    public void write(ModelProto model, String graphFile) throws IOException {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            TensorProto tensor = graph.getInitializer(i);
            if (tensor.getRawData().size() >= MIN_EXTERNAL_BYTES) {
                graph.setInitializer(i, external(tensor, place(tensor)));
            }
        }
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(folder.resolve(graphFile)))) {
            model.toBuilder().setGraph(graph).build().writeTo(out);
        }
    }

    private Place place(TensorProto tensor) throws IOException {
        ByteString raw = tensor.getRawData();
        Place known = places.get(tensor.getName());
        if (known != null && known.content().equals(raw)) {
            return known;
        }
        int padding = (int) Math.floorMod(-position, (long) ALIGNMENT);
        weights.write(new byte[padding]);
        raw.writeTo(weights);
        Place place = new Place(position + padding, raw);
        position = place.offset() + raw.size();
        places.put(tensor.getName(), place);
        return place;
    }

    private TensorProto external(TensorProto tensor, Place place) {
        return tensor.toBuilder()
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", weightsFile))
                .addExternalData(entry("offset", Long.toString(place.offset())))
                .addExternalData(entry("length", Long.toString(place.content().size())))
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    @Override
    public void close() throws IOException {
        weights.close();
    }
}
