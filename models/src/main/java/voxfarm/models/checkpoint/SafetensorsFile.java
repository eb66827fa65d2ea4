package voxfarm.models.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;

/**
 * The safetensors format: the length of a JSON header as 8 bytes, the header, the numbers. After
 * the format's description in huggingface/safetensors, README.md.
 */
final class SafetensorsFile {
    /** A full-size voice has 0.2 MB. */
    private static final long MAX_HEADER_BYTES = 8 << 20;

    private static final int MAX_TENSORS = 100_000;
    private static final int MAX_SKIPPED_TOKENS = 100_000;
    private static final int MAX_SIZES = 64;

    /** Digits that fit into 64 bits, whatever they are. */
    private static final int LONGEST_NUMBER = 18;

    private static final String METADATA = "__metadata__";
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
        byte[] header = file.asSlice(PREFIX_BYTES, headerBytes).toArray(ValueLayout.JAVA_BYTE);
        MemorySegment numbers = file.asSlice(PREFIX_BYTES + headerBytes);
        try (JsonParser parser = Json.parser(header, JsonBudget.STREAM)) {
            return tensors(parser, numbers);
        } catch (JsonProcessingException e) {
            throw invalid(
                    "the header is not well-formed JSON, near byte "
                            + place(e)
                            + ": "
                            + Json.reason(e));
        } catch (IOException e) {
            throw invalid("the header is not JSON in UTF-8");
        }
    }

    private static long place(JsonProcessingException e) {
        return e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
    }

    /** Token by token: nothing of a header is kept but the tensors that it describes. */
    private static Map<String, Tensor> tensors(JsonParser parser, MemorySegment numbers)
            throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<long[]> ranges = new ArrayList<>();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw invalid("expected an object as the header");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals(METADATA)) {
                skip(parser);
                continue;
            }
            if (value != JsonToken.START_OBJECT) {
                throw invalid(Problems.quote(name) + ": expected an object");
            }
            if (tensors.size() == MAX_TENSORS) {
                throw invalid("more than " + MAX_TENSORS + " tensors");
            }
            Entry entry = Entry.read(parser, name);
            tensors.put(name, tensor(name, entry, numbers));
            ranges.add(entry.range());
        }
        if (parser.nextToken() != null) {
            throw invalid("the header goes on behind its end");
        }
        refuseOverlaps(ranges);
        return tensors;
    }

    /** The format allows none, and the same numbers told a thousand times would be written so. */
    private static void refuseOverlaps(List<long[]> ranges) {
        ranges.sort(
                Comparator.<long[]>comparingLong(range -> range[0])
                        .thenComparingLong(range -> range[1]));
        for (int i = 1; i < ranges.size(); i++) {
            if (ranges.get(i)[0] < ranges.get(i - 1)[1]) {
                throw invalid("data_offsets of two tensors overlap at byte " + ranges.get(i)[0]);
            }
        }
    }

    /** Passes over a value; the names in one object are remembered, to find doubles. */
    private static void skip(JsonParser parser) throws IOException {
        int open = parser.currentToken().isStructStart() ? 1 : 0;
        for (int tokens = 0; open > 0; tokens++) {
            JsonToken token = parser.nextToken();
            if (token == null || tokens > MAX_SKIPPED_TOKENS) {
                throw invalid("a value of more than " + MAX_SKIPPED_TOKENS + " tokens, or cut");
            }
            open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
    }

    /** What the header says of a tensor. */
    private record Entry(String dtype, long[] shape, long[] range) {
        static Entry read(JsonParser parser, String name) throws IOException {
            String dtype = "";
            long[] shape = {};
            long[] range = {};
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (field) {
                    case "dtype" -> dtype = value.isScalarValue() ? parser.getText() : "";
                    case "shape" -> shape = longs(parser, name, field);
                    case "data_offsets" -> range = longs(parser, name, field);
                    default -> {} // of a later version of the format
                }
                skip(parser);
            }
            return new Entry(dtype, shape, range);
        }
    }

    private static Tensor tensor(String name, Entry entry, MemorySegment numbers) {
        ElementType type =
                ElementType.ofSafetensorsName(entry.dtype())
                        .orElseThrow(() ->
                                invalid(
                                        Problems.quote(name)
                                                + ": dtype "
                                                + Problems.quote(entry.dtype())));
        long[] shape = entry.shape();
        long[] range = entry.range();
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

    private static long[] longs(JsonParser parser, String name, String field) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw invalid(Problems.quote(name) + "." + field + ": expected a list of numbers");
        }
        long[] values = new long[MAX_SIZES];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || parser.getTextLength() > LONGEST_NUMBER) {
                throw invalid(Problems.quote(name) + "." + field + ": expected whole numbers");
            }
            if (count == MAX_SIZES) {
                throw invalid(
                        Problems.quote(name)
                                + "."
                                + field
                                + ": more than "
                                + MAX_SIZES
                                + " numbers");
            }
            values[count++] = parser.getLongValue();
        }
        return Arrays.copyOf(values, count);
    }

    private static VoxfarmException invalid(String why) {
        return new VoxfarmException(ErrorCode.INVALID_VOICE, "safetensors: " + why);
    }
}
