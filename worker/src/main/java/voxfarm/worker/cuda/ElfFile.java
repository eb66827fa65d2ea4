package voxfarm.worker.cuda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What a shared library says of itself: the other libraries that it needs, and where it wants them
 * looked for. 64-bit, little-endian ELF, as on all Linux machines that run CUDA.
 *
 * @param needed names, such as {@code libcudart.so.12}, in the file's order
 * @param runPaths folders as written there, {@code $ORIGIN} for the library's own
 */
record ElfFile(List<String> needed, List<String> runPaths) {
    private static final int MAGIC = 0x464c457f;
    private static final int HEADER_BYTES = 64;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final int LOAD = 1;
    private static final int DYNAMIC = 2;
    private static final int ENTRY_BYTES = 16;
    private static final int NEEDED = 1;
    private static final int STRING_TABLE = 5;
    private static final int STRING_TABLE_BYTES = 10;
    private static final int RUN_PATH_OLD = 15;
    private static final int RUN_PATH = 29;

    /** Of one table; those of the largest libraries have some hundred KiB. */
    private static final long MAX_TABLE_BYTES = 64 << 20;

    ElfFile {
        needed = List.copyOf(needed);
        runPaths = List.copyOf(runPaths);
    }

    /** A part of the file, and where it lies in memory. */
    private record Load(long offset, long address, long bytes) {}

    /**
     * @throws IOException if it cannot be read or is no such file
     */
    static ElfFile read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(channel);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException(file + ": not a sound shared library", e);
        }
    }

    private static ElfFile read(FileChannel channel) throws IOException {
        ByteBuffer header = part(channel, 0, HEADER_BYTES);
        if (header.getInt(0) != MAGIC
                || header.get(4) != CLASS_64
                || header.get(5) != LITTLE_ENDIAN) {
            throw new IOException("not a 64-bit little-endian shared library");
        }
        int count = Short.toUnsignedInt(header.getShort(56));
        int stride = Short.toUnsignedInt(header.getShort(54));
        if (stride < PROGRAM_HEADER_BYTES) {
            throw new IOException("program headers of " + stride + " bytes");
        }
        ByteBuffer programs = part(channel, header.getLong(32), (long) count * stride);
        List<Load> loads = new ArrayList<>();
        ByteBuffer dynamic = ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            int at = i * stride;
            long offset = programs.getLong(at + 8);
            long bytes = programs.getLong(at + 32);
            switch (programs.getInt(at)) {
                case LOAD -> loads.add(new Load(offset, programs.getLong(at + 16), bytes));
                case DYNAMIC -> dynamic = part(channel, offset, bytes);
                default -> {} // of no interest here
            }
        }
        return read(channel, loads, dynamic);
    }

    private static ElfFile read(FileChannel channel, List<Load> loads, ByteBuffer dynamic)
            throws IOException {
        ByteBuffer strings =
                part(
                        channel,
                        offset(loads, first(dynamic, STRING_TABLE)),
                        first(dynamic, STRING_TABLE_BYTES));
        List<String> needed = new ArrayList<>();
        List<String> runPaths = new ArrayList<>();
        for (int at = 0; at + ENTRY_BYTES <= dynamic.limit(); at += ENTRY_BYTES) {
            long tag = dynamic.getLong(at);
            if (tag == 0) {
                break;
            }
            if (tag == NEEDED) {
                needed.add(text(strings, dynamic.getLong(at + 8)));
            }
            if (tag == RUN_PATH || tag == RUN_PATH_OLD) {
                runPaths.addAll(List.of(text(strings, dynamic.getLong(at + 8)).split(":", -1)));
            }
        }
        return new ElfFile(needed, runPaths);
    }

    private static long first(ByteBuffer dynamic, int tag) {
        for (int at = 0; at + ENTRY_BYTES <= dynamic.limit(); at += ENTRY_BYTES) {
            if (dynamic.getLong(at) == tag) {
                return dynamic.getLong(at + 8);
            }
        }
        return 0; // a library that needs no other
    }

    private static long offset(List<Load> loads, long address) {
        return loads.stream()
                .filter(load ->
                        address >= load.address() && address < load.address() + load.bytes())
                .findFirst()
                .map(load -> load.offset() + address - load.address())
                .orElse(0L);
    }

    private static String text(ByteBuffer strings, long at) throws IOException {
        if (at < 0 || at >= strings.limit()) {
            throw new IOException("a name at " + at + " of a table of " + strings.limit());
        }
        int begin = (int) at;
        int end = begin;
        while (strings.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - begin];
        strings.get(begin, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static ByteBuffer part(FileChannel channel, long offset, long bytes)
            throws IOException {
        if (bytes < 0 || bytes > MAX_TABLE_BYTES || offset < 0) {
            throw new IOException("a table of " + bytes + " bytes at " + offset);
        }
        ByteBuffer part = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (part.hasRemaining()) {
            if (channel.read(part, offset + part.position()) < 0) {
                throw new IOException("the file ends early");
            }
        }
        return part.flip();
    }
}
