package voxfarm.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.error.VoxfarmException;

class NpyFileTest {
    @TempDir Path folder;

    private Path npy(String header, byte[] numbers) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer bytes =
                ByteBuffer.allocate(10 + text.length + numbers.length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) text.length)
                .put(text)
                .put(numbers);
        return Files.write(folder.resolve("x.npy"), bytes.array());
    }

    private static String header(String type, boolean fortran, String shape) {
        return "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
                .formatted(type, fortran ? "True" : "False", shape);
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    private static byte[] doubles(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putDouble(value);
        }
        return bytes.array();
    }

    @Test
    void readsRowsWhateverTheirOrder() throws IOException {
        NpyFile.Matrix rows =
                NpyFile.read(npy(header("<f4", false, "(2, 3)"), floats(1, 2, 3, 4, 5, 6)));
        assertThat(rows.row(1)).containsExactly(4, 5, 6);

        NpyFile.Matrix columns =
                NpyFile.read(npy(header("<f4", true, "(2, 3)"), floats(1, 4, 2, 5, 3, 6)));
        assertThat(columns.values()).isEqualTo(rows.values());
        assertThat(columns.rows()).isEqualTo(2);
    }

    @Test
    void readsDoublesAndSingleRows() throws IOException {
        NpyFile.Matrix row = NpyFile.read(npy(header("<f8", false, "(3,)"), doubles(0.5, -1, 2)));

        assertThat(row.rows()).isEqualTo(1);
        assertThat(row.values()).containsExactly(0.5f, -1, 2);
    }

    /** An array of objects is a pickle. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "~|O~    | (1,)    | expected floats",
                "<i4     | (1,)    | expected floats",
                ">f4     | (1,)    | expected floats",
                "<f4     | (1,1,1) | expected floats",
                "<f4     | ()      | its shape and its length differ",
                "<f4     | (2,)    | its shape and its length differ",
                "<f4     | (999999999, 999999999) | its shape and its length differ",
                "<f4     | (0, 1)  | its shape and its length differ"
            },
            quoteCharacter = '~')
    void refusesWhatIsNoArrayOfFloats(String type, String shape, String why) throws IOException {
        Path file = npy(header(type, false, shape), floats(1));

        assertThatThrownBy(() -> NpyFile.read(file))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining(why);
    }

    @Test
    void refusesWhatIsNotFinite() throws IOException {
        Path file = npy(header("<f8", true, "(1, 2)"), doubles(1, 1e300));

        assertThatThrownBy(() -> NpyFile.read(file)).hasMessage("x.npy: number 1 is not finite");
    }
}
