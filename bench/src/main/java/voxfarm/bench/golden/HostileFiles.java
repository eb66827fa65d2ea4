package voxfarm.bench.golden;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** Makes the hostile files that are too large to be kept. */
public final class HostileFiles {
    private static final byte[] PROTOCOL_2 = {(byte) 0x80, 2};
    private static final int CONSTANT_OF_SHAPE_ELEMENTS = 40;

    private final Path voice;

    /**
     * @param voice graph of a sound Piper voice
     */
    public HostileFiles(Path voice) {
        this.voice = voice;
    }

    /**
     * @param name of the file, without its folder
     * @throws VoxfarmException {@code INVALID_REQUEST} if this build makes no such file
     */
    public void make(String name, Path file) throws IOException {
        switch (name.substring(0, name.indexOf('-'))) {
            case "p17" -> archive(file, memoFlood());
            case "p18" -> archive(file, repeated(8_000_000, '}'));
            case "p19" -> archive(file, repeated(60_000_000, '}'));
            case "p21" -> archive(file, strings());
            case "p23" -> archive(file, longShape());
            case "z13" -> longNames(file);
            case "s05" -> safetensors(file, "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000));
            case "s11" -> safetensors(file, "{\"a\":[" + "{},".repeat(10_000_000) + "{}]}");
            case "n02" -> npy(file);
            case "o01" -> onnx(file, graph(node("Loop", "")));
            case "o02" -> onnx(file, join(function(node("Loop", "")), graph(call())));
            case "o03" -> onnx(file, join(function(constant(external("../../etc/passwd")))));
            case "o05" -> onnx(file, function(constant(external("*/_ORT_MEM_ADDR_/*"))));
            case "o07" -> onnx(file, graph(field(5, external("/etc/passwd"))));
            case "o09" -> onnx(file, graph(node("Relu", "com.example")));
            case "o11" -> onnx(file, graph(huge()));
            case "o13" -> onnx(file, graph(nested(120)));
            case "o15" -> onnx(file, graph(cycle()));
            case "o17" -> onnx(file, doubling(24));
            default ->
                    throw VoxfarmException.of(
                            ErrorCode.INVALID_REQUEST, "%s: this build cannot make it", name);
        }
    }

    // checkpoints

    private static byte[] repeated(int times, char opcode) {
        byte[] pickle = new byte[times + 2];
        Arrays.fill(pickle, (byte) opcode);
        System.arraycopy(PROTOCOL_2, 0, pickle, 0, 2);
        return pickle;
    }

    private static byte[] memoFlood() {
        ByteBuffer pickle = ByteBuffer.allocate(3 + 5 * 4_000_000).order(ByteOrder.LITTLE_ENDIAN);
        pickle.put(PROTOCOL_2).put((byte) '}');
        for (int slot = 0; slot < 4_000_000; slot++) {
            pickle.put((byte) 'r').putInt(slot);
        }
        return pickle.array();
    }

    private static byte[] strings() {
        int bytes = 1_000_000;
        ByteBuffer pickle =
                ByteBuffer.allocate(2 + 60 * (bytes + 5)).order(ByteOrder.LITTLE_ENDIAN);
        pickle.put(PROTOCOL_2);
        for (int i = 0; i < 60; i++) {
            pickle.put((byte) 'X').putInt(bytes);
            pickle.position(pickle.position() + bytes);
        }
        return pickle.array();
    }

    private static byte[] longShape() {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(PROTOCOL_2);
        pickle.writeBytes(
                ("ctorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storagectorch\nFloatStorage\n"
                                + "X\1\0\0\0000X\3\0\0\0cpuK\0tQK\0(")
                        .getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < 500_000; i++) {
            pickle.write('K');
            pickle.write(1);
        }
        pickle.writeBytes("t)tR.".getBytes(StandardCharsets.ISO_8859_1));
        return pickle.toByteArray();
    }

    private static void archive(Path file, byte[] pickle) throws IOException {
        try (ZipOutputStream zip = zip(file)) {
            store(zip, "archive/data.pkl", pickle);
            store(zip, "archive/data/0", new byte[0]);
        }
    }

    private static void longNames(Path file) throws IOException {
        try (ZipOutputStream zip = zip(file)) {
            for (int i = 0; i < 1000; i++) {
                store(zip, i + "n".repeat(60_000), new byte[0]);
            }
        }
    }

    private static ZipOutputStream zip(Path file) throws IOException {
        return new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
    }

    /** An entry as torch writes them: not compressed, with a checksum that holds. */
    public static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
    }

    private static void safetensors(Path file, String header) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(
                    ByteBuffer.allocate(Long.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(header.length())
                            .array());
            out.write(header.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void npy(Path file) throws IOException {
        int headerBytes = 20 << 20;
        ByteBuffer npy = ByteBuffer.allocate(12 + headerBytes).order(ByteOrder.LITTLE_ENDIAN);
        npy.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0}).putInt(headerBytes);
        Arrays.fill(npy.array(), 12, npy.capacity(), (byte) 'x');
        Files.write(file, npy.array());
    }

    // graphs: fields behind the end of a message are added to it

    private void onnx(Path file, byte[] more) throws IOException {
        Files.copy(voice, file, StandardCopyOption.REPLACE_EXISTING);
        Files.write(file, more, StandardOpenOption.APPEND);
    }

    private static byte[] field(int number, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        varint(out, ((long) number << 3) | 2);
        varint(out, content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] field(int number, String text) {
        return field(number, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] number(int number, long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        varint(out, (long) number << 3);
        varint(out, value);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] graph(byte[] fields) {
        return field(7, fields);
    }

    private static byte[] node(String operator, String domain, byte[]... more) {
        return field(
                1,
                join(
                        field(1, "input"),
                        field(2, "hostile"),
                        field(4, operator),
                        field(7, domain),
                        join(more)));
    }

    /** A function's nodes are its field 7, a graph's its field 1: the content is the same. */
    private static byte[] function(byte[] node) {
        byte[] content = node.clone();
        content[0] = (7 << 3) | 2;
        return field(
                25,
                join(
                        field(1, "Slow"),
                        field(4, "input"),
                        field(5, "hostile"),
                        content,
                        field(10, "local")));
    }

    private static byte[] call() {
        return node("Slow", "local");
    }

    private static byte[] constant(byte[] tensor) {
        return node(
                "Constant", "", field(5, join(field(1, "value"), field(5, tensor), number(20, 4))));
    }

    private static byte[] external(String location) {
        return join(
                number(1, 4),
                number(2, 1),
                field(8, "w"),
                field(13, join(field(1, "location"), field(2, location))),
                number(14, 1));
    }

    private static byte[] huge() {
        byte[] shape =
                join(
                        number(1, 1),
                        number(2, 7),
                        number(7, 1L << CONSTANT_OF_SHAPE_ELEMENTS),
                        field(8, "huge"));
        return join(
                field(5, shape),
                field(1, join(field(1, "huge"), field(2, "hostile"), field(4, "ConstantOfShape"))));
    }

    private static byte[] nested(int levels) {
        byte[] inner = node("Relu", "");
        for (int i = 0; i < levels; i++) {
            inner =
                    node(
                            "If",
                            "",
                            field(
                                    5,
                                    join(field(1, "then_branch"), field(6, inner), number(20, 5))));
        }
        return inner;
    }

    private static byte[] cycle() {
        return join(
                field(1, join(field(1, "b"), field(2, "a"), field(4, "Relu"))),
                field(1, join(field(1, "a"), field(2, "b"), field(4, "Relu"))));
    }

    /** Each function calls the one before it twice. */
    private static byte[] doubling(int levels) {
        byte[] all = new byte[0];
        for (int i = 1; i <= levels; i++) {
            byte[] twice =
                    field(
                            7,
                            join(
                                    field(1, "x"),
                                    field(2, "x"),
                                    field(4, "f" + (i - 1)),
                                    field(7, "local")));
            all = join(all, field(25, join(field(1, "f" + i), twice, twice, field(10, "local"))));
        }
        return all;
    }
}
