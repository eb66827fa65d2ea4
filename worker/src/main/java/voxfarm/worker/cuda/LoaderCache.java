package voxfarm.worker.cuda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The libraries that the system's loader knows: {@code /etc/ld.so.cache} as glibc has written it
 * since 2.2, a header, entries of 24 bytes, and texts that they point to.
 */
final class LoaderCache {
    private static final String MAGIC = "glibc-ld.so.cache1.1";
    private static final int HEADER_BYTES = 48;
    private static final int ENTRY_BYTES = 24;

    private LoaderCache() {}

    /** Paths by name; of several with one name the first, as the loader takes it. */
    static Map<String, Path> read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        // older systems write the table of libc5 before it; offsets count from this magic
        int start = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(MAGIC);
        if (start < 0) {
            throw new IOException(file + ": not a cache of glibc's loader");
        }
        ByteBuffer cache =
                ByteBuffer.wrap(bytes, start, bytes.length - start)
                        .slice()
                        .order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Path> libraries = new HashMap<>();
        try {
            int count = cache.getInt(MAGIC.length());
            for (int i = 0; i < count; i++) {
                int at = HEADER_BYTES + i * ENTRY_BYTES;
                libraries.putIfAbsent(
                        text(cache, cache.getInt(at + 4)),
                        Path.of(text(cache, cache.getInt(at + 8))));
            }
        } catch (IndexOutOfBoundsException e) {
            throw new IOException(file + ": the cache ends early", e);
        }
        return libraries;
    }

    private static String text(ByteBuffer cache, int at) {
        int end = at;
        while (cache.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - at];
        cache.get(at, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
