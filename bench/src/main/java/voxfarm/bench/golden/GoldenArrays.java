package voxfarm.bench.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** The recorded arrays of one case: raw, row-major, little-endian files, or constants. */
final class GoldenArrays {
    private static final int MAX_VALUES = 1 << 28;

    private final Path folder;
    private final Map<String, JsonNode> byName = new HashMap<>();

    /**
     * @param arrays the case's list, or an object of arrays by name
     */
    GoldenArrays(Path folder, JsonNode arrays) {
        this.folder = folder;
        if (arrays.isArray()) {
            arrays.forEach(array -> byName.put(array.path("name").asText(), array));
        } else {
            arrays.properties().forEach(entry -> byName.put(entry.getKey(), entry.getValue()));
        }
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    Optional<float[]> optionalFloats(String name) throws IOException {
        return has(name) ? Optional.of(floats(name)) : Optional.empty();
    }

    int[] shape(String name) {
        JsonNode shape = array(name).path("shape");
        int[] sizes = new int[shape.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = shape.get(i).asInt();
        }
        return sizes;
    }

    private JsonNode array(String name) {
        JsonNode array = byName.get(name);
        if (array == null) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST, "%s: expected an array %s", folder, name);
        }
        return array;
    }

    float[] floats(String name) throws IOException {
        JsonNode array = array(name);
        float[] values = new float[count(name)];
        if (array.has("fill")) {
            Arrays.fill(values, (float) array.get("fill").asDouble());
            return values;
        }
        ByteBuffer bytes = bytes(array);
        switch (array.path("dtype").asText()) {
            case "f32" -> bytes.asFloatBuffer().get(values);
            case "i8" -> {
                float scale = (float) array.path("scale").asDouble(1);
                for (int i = 0; i < values.length; i++) {
                    values[i] = bytes.get() * scale;
                }
            }
            case "i64" -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = bytes.getLong();
                }
            }
            default ->
                    throw VoxfarmException.of(
                            ErrorCode.INVALID_REQUEST,
                            "%s: %s: expected dtype f32, i64 or i8",
                            folder,
                            name);
        }
        return values;
    }

    long[] longs(String name) throws IOException {
        long[] values = new long[count(name)];
        bytes(array(name)).asLongBuffer().get(values);
        return values;
    }

    private int count(String name) {
        long count = 1;
        for (int size : shape(name)) {
            count *= size;
        }
        if (count < 0 || count > MAX_VALUES) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST, "%s: %s has %d values", folder, name, count);
        }
        return (int) count;
    }

    private ByteBuffer bytes(JsonNode array) throws IOException {
        Path file = folder.resolve(array.path("file").asText());
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** [C, T] to [T, C]. */
    static float[] tokensFirst(float[] values, int tokens) {
        float[] turned = new float[values.length];
        int channels = values.length / tokens;
        for (int c = 0; c < channels; c++) {
            for (int t = 0; t < tokens; t++) {
                turned[t * channels + c] = values[c * tokens + t];
            }
        }
        return turned;
    }
}
