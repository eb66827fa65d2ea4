package voxfarm.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;

/** The books that a command names. */
final class BookPaths {
    private BookPaths() {}

    /**
     * Files as they are, and the files of folders, those of each by name; without hidden ones,
     * which systems leave there.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if a folder cannot be listed or holds no
     *     file
     */
    static List<Path> all(List<Path> files) {
        List<Path> all = new ArrayList<>();
        for (Path file : files) {
            if (!Files.isDirectory(file)) {
                all.add(file);
                continue;
            }
            int before = all.size();
            try (Stream<Path> below = Files.list(file)) {
                below.filter(Files::isRegularFile)
                        .filter(one -> !String.valueOf(one.getFileName()).startsWith("."))
                        .sorted()
                        .forEach(all::add);
            } catch (IOException e) {
                throw new VoxfarmException(
                        ErrorCode.INVALID_REQUEST,
                        file + ": cannot be listed: " + FileFailure.reason(e),
                        e);
            }
            if (all.size() == before) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "%s: expected a book, or a folder of books; there is no file in it",
                        file);
            }
        }
        return all;
    }
}
