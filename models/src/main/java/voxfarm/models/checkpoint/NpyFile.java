package voxfarm.models.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;

/**
 * Reads arrays of floats that numpy saved: magic, version, a header that describes the array, the
 * numbers. After numpy's {@code doc/neps/nep-0001-npy-format}.
 */
public final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_BYTES = 64 << 20;

    /** As numpy's own reader has it; numpy writes less than a tenth. */
    private static final int MAX_HEADER_BYTES = 10_000;

    private static final Pattern TYPE = Pattern.compile("'descr':\\s*+'(<f4|<f8|<f2)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order':\\s*+True");
    private static final Pattern SHAPE =
            Pattern.compile("'shape':\\s*+\\((\\d{0,9}+)(?:,\\s*+(\\d{0,9}+))?,?\\s*+\\)");

    private NpyFile() {}

    /**
     * @param rows 1 for an array of one dimension
     * @param values row-major
     */
    public record Matrix(int rows, int columns, float[] values) {
        /** A fresh array of one row. */
        public float[] row(int index) {
            return java.util.Arrays.copyOfRange(values, index * columns, (index + 1) * columns);
        }
    }

    /**
     * @throws VoxfarmException {@code INVALID_VOICE} if it is not an array of floats with one or
     *     two dimensions
     */
    public static Matrix read(Path file) {
        return read(
                file, ByteBuffer.wrap(BoundedFile.read(file, MAX_BYTES, ErrorCode.INVALID_VOICE)));
    }

    private static Matrix read(Path file, ByteBuffer bytes) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < 12 || !startsWithMagic(bytes)) {
            throw invalid(file, "expected a .npy file");
        }
        int version = bytes.get(MAGIC.length);
        bytes.position(MAGIC.length + 2);
        int headerBytes = version == 1 ? bytes.getShort() & 0xffff : bytes.getInt();
        if (headerBytes < 0 || headerBytes > MAX_HEADER_BYTES) {
            throw invalid(file, "a header of " + (headerBytes & 0xffffffffL) + " bytes");
        }
        if (headerBytes > bytes.remaining()) {
            throw invalid(file, "the header leaves the file");
        }
        byte[] headerText = new byte[headerBytes];
        bytes.get(headerText);
        String header = new String(headerText, StandardCharsets.ISO_8859_1);
        Matcher type = TYPE.matcher(header);
        Matcher shape = SHAPE.matcher(header);
        if (!type.find() || !shape.find()) {
            throw invalid(
                    file,
                    "expected floats of one or two dimensions, was " + Problems.quote(header));
        }
        Matrix read =
                numbers(file, bytes, type.group(1), size(shape.group(1)), size(shape.group(2)));
        return FORTRAN.matcher(header).find() ? rowMajor(read) : read;
    }

    private static Matrix numbers(Path file, ByteBuffer bytes, String type, int first, int second) {
        int rows = second < 0 ? 1 : first;
        int columns = second < 0 ? first : second;
        int width = type.charAt(2) - '0';
        if (rows <= 0 || columns <= 0 || (long) rows * columns * width != bytes.remaining()) {
            throw invalid(file, "its shape and its length differ");
        }
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    switch (width) {
                        case 2 -> Float.float16ToFloat(bytes.getShort());
                        case 4 -> bytes.getFloat();
                        default -> (float) bytes.getDouble();
                    };
            if (!Float.isFinite(values[i])) {
                throw invalid(file, "number " + i + " is not finite");
            }
        }
        return new Matrix(rows, columns, values);
    }

    /** The same, of numbers that were stored column by column. */
    private static Matrix rowMajor(Matrix stored) {
        float[] values = new float[stored.values().length];
        for (int row = 0; row < stored.rows(); row++) {
            for (int column = 0; column < stored.columns(); column++) {
                values[row * stored.columns() + column] =
                        stored.values()[column * stored.rows() + row];
            }
        }
        return new Matrix(stored.rows(), stored.columns(), values);
    }

    private static int size(@org.jspecify.annotations.Nullable String digits) {
        return digits == null || digits.isEmpty() ? -1 : Integer.parseInt(digits);
    }

    private static boolean startsWithMagic(ByteBuffer bytes) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (bytes.get(i) != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    private static VoxfarmException invalid(Path file, String why) {
        return new VoxfarmException(ErrorCode.INVALID_VOICE, file.getFileName() + ": " + why);
    }
}
