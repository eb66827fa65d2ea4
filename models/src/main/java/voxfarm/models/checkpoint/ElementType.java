package voxfarm.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** How a number lies in a file, and how it becomes a float. Files are little-endian. */
public enum ElementType {
    FLOAT32("FloatStorage", "F32", 4),
    FLOAT16("HalfStorage", "F16", 2),
    BFLOAT16("BFloat16Storage", "BF16", 2),
    FLOAT64("DoubleStorage", "F64", 8),
    INT64("LongStorage", "I64", 8),
    INT32("IntStorage", "I32", 4),
    INT16("ShortStorage", "I16", 2),
    INT8("CharStorage", "I8", 1),
    UINT8("ByteStorage", "U8", 1),
    BOOL("BoolStorage", "BOOL", 1);

    private static final ValueLayout.OfFloat FLOAT = little(ValueLayout.JAVA_FLOAT_UNALIGNED);
    private static final ValueLayout.OfDouble DOUBLE = little(ValueLayout.JAVA_DOUBLE_UNALIGNED);
    private static final ValueLayout.OfShort SHORT = little(ValueLayout.JAVA_SHORT_UNALIGNED);
    private static final ValueLayout.OfInt INT = little(ValueLayout.JAVA_INT_UNALIGNED);
    private static final ValueLayout.OfLong LONG = little(ValueLayout.JAVA_LONG_UNALIGNED);

    private final String storageName;
    private final String safetensorsName;
    private final int bytes;

    ElementType(String storageName, String safetensorsName, int bytes) {
        this.storageName = storageName;
        this.safetensorsName = safetensorsName;
        this.bytes = bytes;
    }

    @SuppressWarnings("unchecked") // withOrder keeps the kind of layout
    private static <T extends ValueLayout> T little(T layout) {
        return (T) layout.withOrder(ByteOrder.LITTLE_ENDIAN);
    }

    public int bytes() {
        return bytes;
    }

    /** Whether it holds fractions, as weights do. */
    public boolean floating() {
        return switch (this) {
            case FLOAT32, FLOAT16, BFLOAT16, FLOAT64 -> true;
            case INT64, INT32, INT16, INT8, UINT8, BOOL -> false;
        };
    }

    /** The type of torch's storage class of that name, without its module. */
    static Optional<ElementType> ofStorageName(String name) {
        return Arrays.stream(values()).filter(type -> type.storageName.equals(name)).findFirst();
    }

    static Optional<ElementType> ofSafetensorsName(String name) {
        return Arrays.stream(values())
                .filter(type -> type.safetensorsName.equals(name))
                .findFirst();
    }

    /** Element {@code index} of a segment that begins at element 0. */
    float read(MemorySegment segment, long index) {
        long at = index * bytes;
        return switch (this) {
            case FLOAT32 -> segment.get(FLOAT, at);
            case FLOAT16 -> Float.float16ToFloat(segment.get(SHORT, at));
            case BFLOAT16 -> Float.intBitsToFloat(segment.get(SHORT, at) << 16);
            case FLOAT64 -> (float) segment.get(DOUBLE, at);
            case INT64 -> (float) segment.get(LONG, at);
            case INT32 -> (float) segment.get(INT, at);
            case INT16 -> segment.get(SHORT, at);
            case INT8, BOOL -> segment.get(ValueLayout.JAVA_BYTE, at);
            case UINT8 -> segment.get(ValueLayout.JAVA_BYTE, at) & 0xff;
        };
    }

    /** Copies a dense run of elements. */
    void copy(MemorySegment segment, long index, float[] into) {
        if (this == FLOAT32) {
            MemorySegment.copy(segment, FLOAT, index * bytes, into, 0, into.length);
            return;
        }
        for (int i = 0; i < into.length; i++) {
            into[i] = read(segment, index + i);
        }
    }
}
