package voxfarm.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.VoxfarmException;

/** Small files that would become large in memory. */
class FileBudgetsTest {
    private static final byte[] PROTOCOL = {(byte) 0x80, 2};
    private static final int EMPTY_DICT = '}';
    private static final int MEMOIZE = 0x94;

    @TempDir private Path folder;

    /** As torch writes it: stored. */
    private Path zip(byte[] pickle) throws IOException {
        Path file = folder.resolve("m.pth");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            ZipEntry entry = new ZipEntry("archive/data.pkl");
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(pickle.length);
            CRC32 crc = new CRC32();
            crc.update(pickle);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(pickle);
        }
        return file;
    }

    private static byte[] repeated(byte[] start, int times, int... opcodes) {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(start);
        byte[] unit = new byte[opcodes.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (byte) opcodes[i];
        }
        for (int i = 0; i < times; i++) {
            pickle.writeBytes(unit);
        }
        return pickle.toByteArray();
    }

    private static void refused(Path file, String why, long mostBytes) {
        long before = allocated();
        assertThatThrownBy(() -> Checkpoint.open(file).close())
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining(why);
        assertThat(allocated() - before).as("bytes allocated").isLessThan(mostBytes);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Test
    void refusesAPickleOfMillionsOfDicts() throws IOException {
        // popped at once, so that neither the stack nor its marks grow
        Path file = zip(repeated(PROTOCOL, 3_000_000, EMPTY_DICT, '0'));

        refused(file, "more than 2000000 values", 400L << 20);
    }

    @Test
    void refusesAMemoOfMillions() throws IOException {
        byte[] start = Arrays.copyOf(PROTOCOL, 3);
        start[2] = EMPTY_DICT;
        Path file = zip(repeated(start, 3_000_000, MEMOIZE));

        refused(file, "more than 2000000 values", 400L << 20);
    }

    @Test
    void refusesAPickleOfMoreThan8MebibytesUnread() throws IOException {
        Path file = zip(repeated(PROTOCOL, 60_000_000, EMPTY_DICT));

        refused(file, "expected at most 8388608 bytes, was 60000002", 8L << 20);
    }

    /** The old format says nowhere how long a pickle is. */
    @Test
    void boundsThePicklesOfTheOldFormatTogether() throws IOException {
        ByteArrayOutputStream dicts = new ByteArrayOutputStream();
        dicts.writeBytes(legacyHead());
        dicts.writeBytes(repeated(PROTOCOL, 3_000_000, EMPTY_DICT, '0'));
        Path file = folder.resolve("old.pth");
        Files.write(file, dicts.toByteArray());
        refused(file, "more than 2000000 values", 400L << 20);

        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(legacyHead());
            out.write(PROTOCOL);
            byte[] text = new byte[1 << 20];
            for (int i = 0; i < 12; i++) { // one string after another, each popped
                out.write('X');
                out.write(
                        ByteBuffer.allocate(4)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putInt(text.length)
                                .array());
                out.write(text);
                out.write('0');
            }
        }
        refused(file, "more than 8388608 bytes", 100L << 20);
    }

    private static byte[] legacyHead() {
        return HexFormat.of()
                .parseHex("80028a0a6cfc9c46f920" + "6aa850192e" + "80024de9032e" + "80027d2e");
    }

    @Test
    void doesNotCopyALongTupleToRefuseItAsAShape() throws IOException {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(PROTOCOL);
        pickle.writeBytes("ctorch._utils\n_rebuild_tensor_v2\n(".getBytes(StandardCharsets.UTF_8));
        pickle.writeBytes(
                "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0000X\3\0\0\0cpuK\0tQK\0("
                        .getBytes(StandardCharsets.ISO_8859_1));
        pickle.writeBytes(repeated(new byte[0], 500_000, 'K', 1));
        pickle.writeBytes("t)tR.".getBytes(StandardCharsets.UTF_8));
        Path file = folder.resolve("m.pth");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            stored(zip, "archive/data.pkl", pickle.toByteArray());
            stored(zip, "archive/data/0", new byte[0]);
        }
        refused(file, "500000 numbers as its shape", 80L << 20);
    }

    private static void stored(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
    }

    @Test
    void boundsTheNamesOfAnArchive() throws IOException {
        Path file = folder.resolve("m.pth");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < 400; i++) {
                stored(zip, i + "/" + "n".repeat(60_000), new byte[0]);
            }
        }
        refused(file, "a directory of", 8L << 20);
    }

    private Path safetensors(String header) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        return Files.write(folder.resolve("m.safetensors"), file.array());
    }

    @Test
    void refusesALongSafetensorsHeaderUnread() throws IOException {
        refused(safetensors("{" + " ".repeat(9 << 20) + "}"), "a header of 9437186 bytes", 4 << 20);
    }

    @Test
    void keepsNothingOfAHeaderButItsTensors() throws IOException {
        String objects = "{\"x\":[" + "{},".repeat(2_000_000) + "{}]}";
        refused(safetensors(objects), "\"x\": expected an object", 20 << 20);
        refused(
                safetensors("{\"x\":{\"y\":[" + "{},".repeat(2_000_000) + "{}]}}"),
                "a value of more than 100000 tokens",
                40 << 20);
        refused(
                safetensors("{\"__metadata__\":[" + "{},".repeat(2_000_000) + "{}]}"),
                "a value of more than 100000 tokens",
                40 << 20);
    }

    @Test
    void refusesNumbersOfSafetensorsBeyondAllBounds() throws IOException {
        refused(
                safetensors("{\"a\":{\"dtype\":\"F32\",\"shape\":[1e999999999]}}"),
                "the header is not well-formed JSON, near byte",
                8 << 20);
        for (String number : new String[] {"1e999", "1.5", "9".repeat(19), "\"1\"", "[1]"}) {
            Path file =
                    safetensors(
                            "{\"a\":{\"dtype\":\"F32\",\"shape\":["
                                    + number
                                    + "],\"data_offsets\":[0,16]}}");
            refused(file, "\"a\".shape: expected whole numbers", 8 << 20);
        }
    }

    @Test
    void readsASafetensorsHeaderWithNotes() throws IOException {
        Path file =
                safetensors(
                        "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],"
                            + "\"data_offsets\":[0,16],\"later\":{\"b\":[1]}}}");
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(checkpoint.weights()).containsOnlyKeys("a");
        }
    }

    @Test
    void refusesALongNpyHeaderInOneShortLine() throws IOException {
        ByteBuffer npy = ByteBuffer.allocate(12 + (20 << 20)).order(ByteOrder.LITTLE_ENDIAN);
        npy.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0}).putInt(20 << 20);
        Path file = Files.write(folder.resolve("m.npy"), npy.array());
        assertThatThrownBy(() -> NpyFile.read(file))
                .hasMessage("m.npy: a header of 20971520 bytes");

        byte[] text =
                ("{'descr': 'forged'\n2026-11-26 ERROR \u001b[31m" + "x".repeat(500))
                        .getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer small = ByteBuffer.allocate(10 + text.length).order(ByteOrder.LITTLE_ENDIAN);
        small.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        small.putShort((short) text.length).put(text);
        Files.write(file, small.array());
        assertThatThrownBy(() -> NpyFile.read(file))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "\u001b"))
                .satisfies(
                        e -> assertThat(String.valueOf(e.getMessage()).length()).isLessThan(250));
    }
}
