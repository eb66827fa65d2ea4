package voxfarm.models.importer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.PlainFile;

/**
 * Which files of a folder may be opened as those of a voice: regular ones that lie, links followed,
 * below given folders. A folder that somebody unpacked may hold links to files that are none of its
 * business, and devices. Remembers what it did not let pass. For one thread.
 */
final class SourceFiles {
    private static final String OUTSIDE =
            "a link that leads out of the folders of voices; put what it leads to in its place, or"
                    + " name that folder in voices.roots";

    /** Real paths. */
    private final Optional<List<Path>> within;

    private final Map<Path, String> faults = new LinkedHashMap<>();

    private SourceFiles(Optional<List<Path>> within) {
        this.within = within;
    }

    /**
     * @param roots folders that exist; their real paths count
     */
    static SourceFiles within(List<Path> roots) {
        List<Path> real = new ArrayList<>();
        for (Path root : roots) {
            real(root).ifPresent(real::add);
        }
        return new SourceFiles(Optional.of(List.copyOf(real)));
    }

    /** Of a folder that whoever starts the program named: links may lead anywhere. */
    static SourceFiles anywhere() {
        return new SourceFiles(Optional.empty());
    }

    /** The same rules, nothing remembered yet. */
    SourceFiles anew() {
        return new SourceFiles(within);
    }

    private static Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether there is a file to open. What is there and is none, folders aside, is a fault. */
    boolean has(Path file) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) || Files.isDirectory(file)) {
            return false;
        }
        Optional<String> fault = fault(file);
        fault.ifPresent(why -> faults.put(file, why));
        return fault.isEmpty();
    }

    /** Whether there is a folder to look into. One that leads elsewhere is a fault. */
    boolean hasFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        Optional<String> fault = outside(folder);
        fault.ifPresent(why -> faults.put(folder, why));
        return fault.isEmpty();
    }

    /** Why a file is not to be opened; empty if it is. */
    Optional<String> fault(Path file) {
        Optional<String> fault = outside(file);
        return fault.isPresent() ? fault : PlainFile.fault(file);
    }

    /** Why a file or a folder does not lie where it may; empty if it does. */
    Optional<String> outside(Path path) {
        try {
            Path real = path.toRealPath();
            return within.map(roots -> roots.stream().anyMatch(real::startsWith)).orElse(true)
                    ? Optional.empty()
                    : Optional.of(OUTSIDE);
        } catch (IOException e) {
            return Optional.of(
                    Files.isSymbolicLink(path)
                            ? "a link that leads to nothing"
                            : FileFailure.reason(e));
        }
    }

    /** What was not let pass and why, a line each, in the order asked. */
    List<String> faults(Path folder) {
        return faults.entrySet().stream()
                .map(fault -> folder.relativize(fault.getKey()) + ": " + fault.getValue())
                .toList();
    }
}
