package voxfarm.dispatcher.api.seed;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Paths that callers may name: those below configured folders, links followed first. A relative
 * path counts from each folder, and from the folder that holds it, so that {@code Data/kobe} is
 * found whether {@code Data} or what holds it is configured.
 */
public final class PathRoots {
    private final List<Path> roots;

    public PathRoots(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /** The folders themselves, where they exist. */
    List<Path> existing() {
        List<Path> real = new ArrayList<>();
        for (Path root : roots) {
            real(root).ifPresent(real::add);
        }
        return real;
    }

    /** The real path, or empty if there is none or it lies elsewhere. */
    Optional<Path> resolve(String path) {
        Path asked;
        try {
            asked = Path.of(path);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        List<Path> inside = existing();
        for (Path candidate : candidates(asked, inside)) {
            Optional<Path> real = real(candidate);
            if (real.isPresent() && inside.stream().anyMatch(real.get()::startsWith)) {
                return real;
            }
        }
        return Optional.empty();
    }

    /**
     * A file that is open.
     *
     * @param file its real path
     * @param bytes how long it was when it was opened
     */
    record Opened(Path file, SeekableByteChannel channel, long bytes) {}

    /**
     * Opens a regular file for reading; empty if there is none or it lies elsewhere. From the root
     * on, every folder and the file are opened as part of the one before, and no link is followed
     * any more: what is put in their place meanwhile is either inside, too, or not opened.
     */
    Optional<Opened> open(String path) {
        Optional<Path> real = resolve(path);
        if (real.isEmpty()) {
            return Optional.empty();
        }
        Path file = real.get();
        for (Path root : existing()) {
            if (file.startsWith(root) && !file.equals(root)) {
                try {
                    return open(root, file);
                } catch (IOException | SecurityException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Opened> open(Path root, Path file) throws IOException {
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(root)) {
            if (folder instanceof SecureDirectoryStream<Path> secure) {
                return open(secure, root.relativize(file), file);
            }
        }
        return Optional.empty(); // a system that cannot hold a folder fast serves none
    }

    private static Optional<Opened> open(SecureDirectoryStream<Path> folder, Path rest, Path file)
            throws IOException {
        Path first = rest.getName(0);
        if (rest.getNameCount() > 1) {
            try (SecureDirectoryStream<Path> inner =
                    folder.newDirectoryStream(first, LinkOption.NOFOLLOW_LINKS)) {
                return open(inner, rest.subpath(1, rest.getNameCount()), file);
            }
        }
        BasicFileAttributes found =
                folder.getFileAttributeView(
                                first, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes();
        if (!found.isRegularFile()) {
            return Optional.empty();
        }
        SeekableByteChannel channel =
                folder.newByteChannel(
                        first, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        return Optional.of(new Opened(file, channel, channel.size()));
    }

    private static List<Path> candidates(Path asked, List<Path> inside) {
        if (asked.isAbsolute()) {
            return List.of(asked);
        }
        List<Path> candidates = new ArrayList<>();
        for (Path root : inside) {
            candidates.add(root.resolve(asked));
            if (root.getParent() != null) {
                candidates.add(root.getParent().resolve(asked));
            }
        }
        candidates.add(asked.toAbsolutePath());
        return candidates;
    }

    private static Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException | SecurityException e) {
            return Optional.empty();
        }
    }
}
