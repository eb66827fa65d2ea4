package voxfarm.worker.cuda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a library that holds nothing but what it needs. */
final class MadeElf {
    /** Where the file lies in memory: names are found by address, not by place. */
    private static final long BASE = 0x10000;

    private static final int HEADERS = 64 + 2 * 56;

    private MadeElf() {}

    static Path write(Path file, String runPath, String... needed) throws IOException {
        StringBuilder strings = new StringBuilder("\0");
        List<long[]> entries = new ArrayList<>();
        for (String name : needed) {
            entries.add(new long[] {1, strings.length()});
            strings.append(name).append('\0');
        }
        if (!runPath.isEmpty()) {
            entries.add(new long[] {29, strings.length()});
            strings.append(runPath).append('\0');
        }
        int dynamicBytes = 16 * (entries.size() + 3);
        int stringsAt = HEADERS + dynamicBytes;
        entries.add(new long[] {5, BASE + stringsAt});
        entries.add(new long[] {10, strings.length()});
        entries.add(new long[] {0, 0});
        int size = stringsAt + strings.length();
        ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1);
        elf.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 2);
        segment(elf, 64, 1, 0, size);
        segment(elf, 64 + 56, 2, HEADERS, dynamicBytes);
        elf.position(HEADERS);
        entries.forEach(entry -> elf.putLong(entry[0]).putLong(entry[1]));
        elf.put(strings.toString().getBytes(StandardCharsets.US_ASCII));
        Files.createDirectories(file.toAbsolutePath().getParent());
        return Files.write(file, elf.array());
    }

    private static void segment(ByteBuffer elf, int at, int type, long offset, long bytes) {
        elf.putInt(at, type)
                .putLong(at + 8, offset)
                .putLong(at + 16, BASE + offset)
                .putLong(at + 32, bytes);
    }
}
