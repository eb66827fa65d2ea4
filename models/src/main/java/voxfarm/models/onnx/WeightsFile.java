package voxfarm.models.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One file that holds the weights of several graphs, written from front to back. The runtime maps
 * it, so weights are counted once and shared between processes; inside a graph they would be held
 * twice. Used by one thread.
 */
public final class WeightsFile implements Closeable {
    /** Smaller tensors stay in the graph: the runtime folds them at load. */
    public static final int MIN_BYTES = 1024;

    /** Any element type can then be read in place, and so can a vector register. */
    private static final int ALIGNMENT = 64;

    private static final int BUFFER_BYTES = 1 << 18;

    private final String name;
    private final FileChannel channel;
    private long position;

    /** Where one tensor's numbers are. */
    public record Place(long offset, long length) {}

    public WeightsFile(Path folder, String name) throws IOException {
        this.name = name;
        this.channel =
                FileChannel.open(
                        folder.resolve(name),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE);
    }

    /** Appends a tensor's numbers, little-endian. */
    Place append(ByteBuffer numbers) throws IOException {
        write(ByteBuffer.allocate((int) Math.floorMod(-position, (long) ALIGNMENT)));
        Place place = new Place(position, numbers.remaining());
        write(numbers);
        return place;
    }

    /**
     * Appends floats, or the same rounded to halves, little-endian; through a small buffer, so that
     * a large weight is not held twice.
     */
    Place append(float[] numbers, boolean half) throws IOException {
        write(ByteBuffer.allocate((int) Math.floorMod(-position, (long) ALIGNMENT)));
        long offset = position;
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            if (half) {
                buffer.putShort(Float.floatToFloat16(number));
            } else {
                buffer.putFloat(number);
            }
            if (!buffer.hasRemaining()) {
                write(buffer.flip());
                buffer.clear();
            }
        }
        write(buffer.flip());
        return new Place(offset, position - offset);
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            position += channel.write(bytes);
        }
    }

    /** The tensor, without its numbers: they are at that place. */
    TensorProto refer(TensorProto tensor, Place place) {
        return tensor.toBuilder()
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", name))
                .addExternalData(entry("offset", Long.toString(place.offset())))
                .addExternalData(entry("length", Long.toString(place.length())))
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
