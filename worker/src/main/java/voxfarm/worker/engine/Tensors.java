package voxfarm.worker.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Input tensors of one run, in memory that is freed at once when the run is over. Used by one
 * thread.
 */
final class Tensors implements AutoCloseable {
    private static final int VECTOR_BYTES = 64;

    private final OrtEnvironment environment;
    private final Arena arena = Arena.ofConfined();
    private final Map<String, OnnxTensor> byName = new HashMap<>();

    Tensors(OrtEnvironment environment) {
        this.environment = environment;
    }

    /** What was put so far, for {@link OrtSession#run(Map)}. */
    Map<String, OnnxTensor> byName() {
        return byName;
    }

    void put(String name, long[] values, long... shape) throws OrtException {
        LongBuffer buffer =
                arena.allocate(Long.BYTES * (long) values.length, VECTOR_BYTES)
                        .asByteBuffer()
                        .order(ByteOrder.nativeOrder())
                        .asLongBuffer();
        buffer.put(0, values);
        byName.put(name, OnnxTensor.createTensor(environment, buffer, shape));
    }

    void put(String name, float[] values, long... shape) throws OrtException {
        FloatBuffer buffer =
                arena.allocate(Float.BYTES * (long) values.length, VECTOR_BYTES)
                        .asByteBuffer()
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer();
        buffer.put(0, values);
        byName.put(name, OnnxTensor.createTensor(environment, buffer, shape));
    }

    /** An input of zeros, to be filled before the run. */
    FloatBuffer floats(String name, long... shape) throws OrtException {
        long count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, size);
        }
        FloatBuffer buffer =
                arena.allocate(Math.multiplyExact(Float.BYTES, count), VECTOR_BYTES)
                        .asByteBuffer()
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer();
        byName.put(name, OnnxTensor.createTensor(environment, buffer, shape));
        return buffer;
    }

    /** An input of arrays below each other, zeros behind those that are shorter than its rows. */
    void rows(String name, List<float[]> arrays, long... shape) throws OrtException {
        FloatBuffer buffer = floats(name, shape);
        int row = buffer.capacity() / arrays.size();
        for (int i = 0; i < arrays.size(); i++) {
            buffer.put(i * row, arrays.get(i));
        }
    }

    /** An output's values where they lie, row-major; gone with the result. */
    static FloatBuffer view(OrtSession.Result result, String name) {
        OnnxTensor tensor =
                (OnnxTensor)
                        result.get(name)
                                .orElseThrow(() -> new IllegalStateException("no output " + name));
        return tensor.getFloatBuffer();
    }

    /** A fresh array of an output's values, row-major. */
    static float[] floats(OrtSession.Result result, String name) {
        FloatBuffer buffer = view(result, name);
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    /** As {@link #floats}, of 64-bit integers. */
    static long[] longs(OrtSession.Result result, String name) {
        OnnxTensor tensor =
                (OnnxTensor)
                        result.get(name)
                                .orElseThrow(() -> new IllegalStateException("no output " + name));
        LongBuffer buffer = tensor.getLongBuffer();
        long[] values = new long[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    @Override
    public void close() {
        byName.values().forEach(OnnxTensor::close);
        arena.close();
    }
}
