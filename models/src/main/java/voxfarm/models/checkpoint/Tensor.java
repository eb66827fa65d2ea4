package voxfarm.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * A view on numbers in a file. Nothing is read before {@link #floats()}.
 *
 * <p>Construction checks that every element lies inside the storage and that there are no more of
 * them than the storage holds, so that writing one out never takes more memory than the file.
 */
public final class Tensor {
    private static final int MAX_RANK = 8;

    private final Storage storage;
    private final long offset;
    private final long[] shape;
    private final long[] strides;
    private final long elements;

    /**
     * @param offset of the first element in the storage
     * @param shape sizes, outermost first
     * @param strides in elements, one a dimension
     * @throws VoxfarmException {@code INVALID_VOICE} if the view leaves its storage
     */
    Tensor(Storage storage, long offset, long[] shape, long[] strides) {
        this.storage = storage;
        this.offset = offset;
        this.shape = shape.clone();
        this.strides = strides.clone();
        this.elements = check();
    }

    /** A tensor of numbers in memory, dense. */
    public static Tensor of(float[] values, long... shape) {
        MemorySegment segment = MemorySegment.ofArray(values);
        return new Tensor(
                new Storage(ElementType.FLOAT32, values.length, () -> segment),
                0,
                shape,
                denseStrides(shape));
    }

    /** Strides of a dense tensor; sizes beyond all bounds give strides that are refused. */
    static long[] denseStrides(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= Math.max(1, shape[d]);
        }
        return strides;
    }

    private long check() {
        if (shape.length > MAX_RANK || shape.length != strides.length) {
            throw invalid("expected at most " + MAX_RANK + " dimensions with a stride each");
        }
        long count = 1;
        long others = 1;
        long last = offset;
        try {
            for (int i = 0; i < shape.length; i++) {
                if (shape[i] < 0 || strides[i] < 0) {
                    throw invalid("expected no negative size or stride");
                }
                count = Math.multiplyExact(count, shape[i]);
                // a size of zero must not hide what the others come to
                others = Math.multiplyExact(others, Math.max(1, shape[i]));
                last =
                        Math.addExact(
                                last, Math.multiplyExact(Math.max(0, shape[i] - 1), strides[i]));
            }
        } catch (ArithmeticException e) {
            throw invalid("the sizes are beyond 64 bits");
        }
        if (offset < 0 || count > storage.elements()) {
            throw invalid("expected at most the storage's " + storage.elements() + " elements");
        }
        if (count > 0 && last >= storage.elements()) {
            throw invalid("the view leaves its storage of " + storage.elements() + " elements");
        }
        return count;
    }

    private VoxfarmException invalid(String why) {
        return VoxfarmException.of(
                ErrorCode.INVALID_VOICE,
                "tensor of shape %s, strides %s, offset %d: %s",
                abbreviated(shape),
                abbreviated(strides),
                offset,
                why);
    }

    private static String abbreviated(long[] values) {
        return values.length <= MAX_RANK
                ? Arrays.toString(values)
                : "[" + values.length + " dimensions]";
    }

    public ElementType type() {
        return storage.type();
    }

    public long[] shape() {
        return shape.clone();
    }

    public int rank() {
        return shape.length;
    }

    public long size(int dimension) {
        return shape[dimension];
    }

    public boolean hasShape(long... expected) {
        return Arrays.equals(shape, expected);
    }

    public long elements() {
        return elements;
    }

    /**
     * A fresh array of the values, row-major whatever the strides.
     *
     * @throws VoxfarmException {@code INVALID_VOICE} if the file is damaged, or the tensor holds
     *     more than an array can
     */
    public float[] floats() {
        if (elements > Integer.MAX_VALUE - 8) {
            throw invalid("expected fewer than 2^31 elements");
        }
        float[] values = new float[(int) elements];
        if (elements == 0) {
            return values;
        }
        var bytes = storage.source().bytes();
        if (dense()) {
            storage.type().copy(bytes, offset, values);
            return values;
        }
        long[] index = new long[shape.length];
        long at = offset;
        for (int i = 0; i < values.length; i++) {
            values[i] = storage.type().read(bytes, at);
            for (int d = shape.length - 1; d >= 0; d--) {
                at += strides[d];
                if (++index[d] < shape[d]) {
                    break;
                }
                at -= shape[d] * strides[d];
                index[d] = 0;
            }
        }
        return values;
    }

    /**
     * The values as little-endian floats in the file itself; empty if they are of another type, not
     * dense, or larger than a buffer can be. Valid while the checkpoint is open.
     */
    public Optional<ByteBuffer> mapped() {
        long bytes = elements * Float.BYTES;
        if (type() != ElementType.FLOAT32 || !dense() || bytes > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        return Optional.of(
                storage.source()
                        .bytes()
                        .asSlice(offset * Float.BYTES, bytes)
                        .asByteBuffer()
                        .order(ByteOrder.LITTLE_ENDIAN));
    }

    private boolean dense() {
        long expected = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            if (shape[d] != 1 && strides[d] != expected) {
                return false;
            }
            expected *= shape[d];
        }
        return true;
    }

    @Override
    public String toString() {
        return storage.type() + Arrays.toString(shape);
    }
}
