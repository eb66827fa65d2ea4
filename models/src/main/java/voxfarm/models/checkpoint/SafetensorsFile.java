package voxfarm.models.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;

/**
 * The safetensors format: the length of a JSON header as 8 bytes, the header, the numbers. After
 * the format's description in huggingface/safetensors, README.md.
 */
final class SafetensorsFile {
    private static final long MAX_HEADER_BYTES = 100L << 20;
    private static final int PREFIX_BYTES = 8;

    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private SafetensorsFile() {}

    static boolean looksLike(MemorySegment file) {
        if (file.byteSize() < PREFIX_BYTES + 2) {
            return false;
        }
        long header = file.get(LONG, 0);
        return header >= 2
                && header <= file.byteSize() - PREFIX_BYTES
                && file.get(ValueLayout.JAVA_BYTE, PREFIX_BYTES) == '{';
    }

    static Map<String, Tensor> read(MemorySegment file) {
        if (!looksLike(file)) {
            throw invalid("not a safetensors file, or cut");
        }
        long headerBytes = file.get(LONG, 0);
        if (headerBytes > MAX_HEADER_BYTES) {
            throw invalid("a header of " + headerBytes + " bytes");
        }
        ObjectNode header =
                Json.readObject(
                        file.asSlice(PREFIX_BYTES, headerBytes).toArray(ValueLayout.JAVA_BYTE),
                        "safetensors header",
                        ErrorCode.INVALID_VOICE);
        MemorySegment numbers = file.asSlice(PREFIX_BYTES + headerBytes);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        header.properties()
                .forEach(entry -> {
                    if (!entry.getKey().equals("__metadata__")) {
                        tensors.put(
                                entry.getKey(), tensor(entry.getKey(), entry.getValue(), numbers));
                    }
                });
        return tensors;
    }

    private static Tensor tensor(String name, JsonNode entry, MemorySegment numbers) {
        ElementType type =
                ElementType.ofSafetensorsName(entry.path("dtype").asText())
                        .orElseThrow(() ->
                                invalid(
                                        Problems.quote(name)
                                                + ": dtype "
                                                + Problems.quote(entry.path("dtype").asText())));
        long[] shape = longs(name, "shape", entry.path("shape"));
        long[] range = longs(name, "data_offsets", entry.path("data_offsets"));
        if (range.length != 2
                || range[0] < 0
                || range[1] < range[0]
                || range[1] > numbers.byteSize()) {
            throw invalid(Problems.quote(name) + ": data_offsets leave the file");
        }
        long elements = (range[1] - range[0]) / type.bytes();
        MemorySegment bytes = numbers.asSlice(range[0], range[1] - range[0]);
        Tensor tensor =
                new Tensor(
                        new Storage(type, elements, () -> bytes),
                        0,
                        shape,
                        Tensor.denseStrides(shape));
        if (tensor.elements() != elements || elements * type.bytes() != bytes.byteSize()) {
            throw invalid(Problems.quote(name) + ": shape and data_offsets differ in size");
        }
        return tensor;
    }

    private static long[] longs(String name, String field, JsonNode node) {
        if (!node.isArray() || node.size() > 64) {
            throw invalid(Problems.quote(name) + "." + field + ": expected a list of numbers");
        }
        long[] values = new long[node.size()];
        for (int i = 0; i < values.length; i++) {
            if (!node.get(i).isIntegralNumber() || !node.get(i).canConvertToLong()) {
                throw invalid(Problems.quote(name) + "." + field + ": expected whole numbers");
            }
            values[i] = node.get(i).longValue();
        }
        return values;
    }

    private static VoxfarmException invalid(String why) {
        return new VoxfarmException(ErrorCode.INVALID_VOICE, "safetensors: " + why);
    }
}
