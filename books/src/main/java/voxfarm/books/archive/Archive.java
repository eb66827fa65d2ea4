package voxfarm.books.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;

/**
 * A zip archive that somebody sent. Entries are read by name into memory, each and all together in
 * bounds, whatever the archive says of their sizes; a name that leads out of the archive finds
 * nothing. On one thread.
 */
public final class Archive implements AutoCloseable {
    private static final int MOST_ENTRIES = 100_000;
    private static final int ENTRY_BYTES = 64 << 20;
    private static final long ALL_BYTES = 512L << 20;

    private final ZipFile zip;
    private final String file;
    private final Map<String, ZipEntry> entries = new HashMap<>();
    private long read;

    private Archive(ZipFile zip, String file) {
        this.zip = zip;
        this.file = file;
        Enumeration<? extends ZipEntry> all = zip.entries();
        while (all.hasMoreElements()) {
            ZipEntry entry = all.nextElement();
            entries.putIfAbsent(entry.getName(), entry);
            entries.putIfAbsent(entry.getName().toLowerCase(Locale.ROOT), entry);
        }
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if the file is no zip archive, is damaged,
     *     encrypted, or has too many entries
     */
    public static Archive open(Path file) {
        try {
            ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
            if (zip.size() > MOST_ENTRIES) {
                zip.close();
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "%s: expected at most %d files in the archive, was %d",
                        file,
                        MOST_ENTRIES,
                        zip.size());
            }
            return new Archive(zip, file.toString());
        } catch (IOException | IllegalArgumentException e) {
            String why =
                    String.valueOf(e.getMessage()).contains("encrypted")
                            ? "its entries are encrypted"
                            : e instanceof IOException io
                                    ? FileFailure.reason(io)
                                    : "names of its entries are no UTF-8";
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, file + ": cannot be read as an archive: " + why, e);
        }
    }

    /** Whether there is a file of that name, in capitals or small letters. */
    public boolean has(String name) {
        return entry(name) != null;
    }

    private @Nullable ZipEntry entry(String name) {
        ZipEntry exact = entries.get(name);
        return exact == null ? entries.get(name.toLowerCase(Locale.ROOT)) : exact;
    }

    /**
     * All bytes of a file in the archive.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if there is none, it is damaged, or it or
     *     all that was read together is too large
     */
    public byte[] read(String name) {
        ZipEntry entry = entry(name);
        if (entry == null) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: there is no %s in it",
                    file,
                    Problems.quote(name));
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(ENTRY_BYTES + 1);
            read += bytes.length;
            if (bytes.length > ENTRY_BYTES || read > ALL_BYTES) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "%s: %s: unpacked, expected at most %s a file and %s of all: is it a bomb?",
                        file,
                        Problems.quote(name),
                        ByteSize.shown(ENTRY_BYTES),
                        ByteSize.shown(ALL_BYTES));
            }
            return bytes;
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    file + ": " + Problems.quote(name) + " is damaged: " + FileFailure.reason(e),
                    e);
        }
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            // it was only read
        }
    }
}
