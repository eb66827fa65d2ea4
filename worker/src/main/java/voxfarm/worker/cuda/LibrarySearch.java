package voxfarm.worker.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds shared libraries as the loader does, and loads none: the library's own run path, {@code
 * LD_LIBRARY_PATH}, the loader's cache, the standard folders. Immutable.
 */
final class LibrarySearch {
    private static final Logger LOG = LoggerFactory.getLogger(LibrarySearch.class);
    private static final List<Path> STANDARD =
            List.of(
                    Path.of("/lib/x86_64-linux-gnu"),
                    Path.of("/usr/lib/x86_64-linux-gnu"),
                    Path.of("/lib64"),
                    Path.of("/usr/lib64"),
                    Path.of("/lib"),
                    Path.of("/usr/lib"),
                    Path.of("/usr/lib/wsl/lib"));

    private final List<Path> folders;
    private final Map<String, Path> cache;
    private final List<Path> standard;

    /**
     * @param folders of {@code LD_LIBRARY_PATH}
     * @param cache paths by name
     * @param standard folders that count in the end
     */
    LibrarySearch(List<Path> folders, Map<String, Path> cache, List<Path> standard) {
        this.folders = List.copyOf(folders);
        this.cache = Map.copyOf(cache);
        this.standard = List.copyOf(standard);
    }

    /** As a process with this one's environment finds them. */
    static LibrarySearch ofThisProcess() {
        List<Path> folders = new ArrayList<>();
        String path = Optional.ofNullable(System.getenv("LD_LIBRARY_PATH")).orElse("");
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (!folder.isEmpty()) {
                folders.add(Path.of(folder));
            }
        }
        Map<String, Path> cache = Map.of();
        try {
            cache = LoaderCache.read(Path.of("/etc/ld.so.cache"));
        } catch (IOException e) { // other systems have none
            LOG.debug("libraries are looked for without the loader's cache: {}", e.toString());
        }
        return new LibrarySearch(folders, cache, STANDARD);
    }

    /**
     * The libraries that one needs, and those that these need in turn, which are nowhere.
     *
     * @param library a file; one that cannot be read lacks nothing that could be told
     * @return names, each with who needs it, in the order in which they were missed
     */
    Map<String, String> missing(Path library) {
        Map<String, String> missing = new LinkedHashMap<>();
        look(library, new LinkedHashMap<>(), missing);
        return missing;
    }

    private void look(Path library, Map<Path, ElfFile> seen, Map<String, String> missing) {
        if (seen.containsKey(library)) {
            return;
        }
        ElfFile elf;
        try {
            elf = ElfFile.read(library);
        } catch (IOException e) {
            LOG.debug("{} cannot be read: {}", library, e.toString());
            return;
        }
        seen.put(library, elf);
        for (String name : elf.needed()) {
            Optional<Path> found = find(name, library, elf.runPaths());
            if (found.isPresent()) {
                look(found.get(), seen, missing);
            } else {
                missing.putIfAbsent(name, String.valueOf(library.getFileName()));
            }
        }
    }

    /** Where a library is that is opened by name. */
    Optional<Path> find(String name) {
        return find(name, Path.of(name), List.of());
    }

    private Optional<Path> find(String name, Path asking, List<String> runPaths) {
        List<Path> places = new ArrayList<>();
        Path own = Optional.ofNullable(asking.toAbsolutePath().getParent()).orElse(asking);
        for (String runPath : runPaths) {
            places.add(
                    Path.of(
                            runPath.replace("${ORIGIN}", own.toString())
                                    .replace("$ORIGIN", own.toString())));
        }
        places.addAll(folders);
        Optional<Path> first = in(places, name);
        if (first.isPresent()) {
            return first;
        }
        Path known = cache.get(name);
        return known != null && Files.exists(known) ? Optional.of(known) : in(standard, name);
    }

    private static Optional<Path> in(List<Path> folders, String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
