package voxfarm.dispatcher.api.seed;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
