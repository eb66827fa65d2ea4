package voxfarm.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import voxfarm.app.client.FarmClient;
import voxfarm.books.plan.PlanFiles;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.Sha256;
import voxfarm.common.plan.RequestId;

/** Where the files of made books are written, each under a name that people understand. */
final class BookFolder {
    private final @Nullable Path folder;

    /**
     * @param folder of all books; none if nothing is written
     */
    BookFolder(@Nullable Path folder) {
        this.folder = folder;
    }

    boolean given() {
        return folder != null;
    }

    /**
     * Makes the folder if it is not there, before anything else is made: that would be work for
     * nothing.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if nothing can be written there
     */
    void checkWritable() {
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "--out %s: expected a folder, and it cannot be made: %s",
                    folder,
                    FileFailure.reason(e));
        }
        if (!Files.isWritable(folder)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "--out %s: expected a folder that can be written to",
                    folder);
        }
    }

    /**
     * Writes the files of a made book that are not there yet.
     *
     * @param made its document
     * @param print told of each file; nobody if null
     */
    void fetch(FarmClient client, RequestId book, ObjectNode made, @Nullable PrintWriter print) {
        if (folder == null) {
            return;
        }
        Path own = folder.resolve(book.value());
        Map<Integer, String> titles = new TreeMap<>();
        made.path("chapters")
                .forEach(chapter ->
                        titles.put(chapter.path("number").asInt(), chapter.path("title").asText()));
        try {
            Files.createDirectories(own);
            for (JsonNode file : made.path("result").path("files")) {
                Path target = own.resolve(name(book, made, file, titles));
                if (!isThere(target, file)) {
                    write(client, book, file, target);
                }
                if (print != null) {
                    print.println(target);
                    print.flush();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isThere(Path target, JsonNode file) throws IOException {
        return Files.isRegularFile(target)
                && Files.size(target) == file.path("bytes").asLong()
                && Sha256.hex(target).equals(file.path("sha256").asText());
    }

    /** Whole or not at all, and with the bytes that the farm promised. */
    private static void write(FarmClient client, RequestId book, JsonNode file, Path target)
            throws IOException {
        String key = file.path("key").asText();
        String prefix = "books/" + book + "/";
        if (!key.startsWith(prefix)) {
            throw VoxfarmException.of(
                    ErrorCode.INTERNAL, "the farm names a file that is not the book's: %s", key);
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            client.downloadBookFile(
                    book,
                    key.substring(prefix.length()),
                    in -> {
                        try (OutputStream out = Files.newOutputStream(part)) {
                            in.transferTo(out);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            if (!isThere(part, file)) {
                throw VoxfarmException.of(
                        ErrorCode.NOT_READY, "%s: came cut off, or changed on its way", key);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String name(
            RequestId book, ObjectNode made, JsonNode file, Map<Integer, String> titles) {
        String key = file.path("key").asText();
        String ending = key.substring(key.lastIndexOf('.'));
        int chapter = file.path("chapter").asInt();
        if (chapter > 0) {
            return String.format(
                    Locale.ROOT,
                    "%03d-%s%s",
                    chapter,
                    PlanFiles.fileName(titles.getOrDefault(chapter, "chapter")),
                    ending);
        }
        String kind = file.path("kind").asText();
        return kind.equals("book") || kind.equals("epub")
                ? PlanFiles.fileName(made.path("book").path("title").asText(book.value())) + ending
                : key.substring(key.lastIndexOf('/') + 1);
    }
}
