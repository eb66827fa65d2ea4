package voxfarm.embedded;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The names in a folder in order. Reads the folder once for every {@value #WINDOW} names, and holds
 * no more than twice as many: a folder of a million costs sixteen readings and a few megabytes.
 * Names that come while it is read may be missed; those that are there all the time are not. On one
 * thread.
 */
final class FolderNames {
    static final int WINDOW = 1 << 16;

    private final Path folder;
    private final Predicate<String> wanted;
    private final int window;

    /** Names that were put back under another name, which comes later. */
    private final PriorityQueue<String> again = new PriorityQueue<>();

    private List<String> names = List.of();
    private int at;

    /** Everything up to here was read, inclusive; null before the first reading. */
    private @Nullable String readTo;

    private boolean complete;

    /**
     * @param wanted which names count at all
     * @param window how many names to read at once, at least 1
     */
    FolderNames(Path folder, Predicate<String> wanted, int window) {
        this.folder = folder;
        this.wanted = wanted;
        this.window = window;
    }

    /** The next name; null behind the last. A folder that is not there has none. */
    @Nullable String next() throws IOException {
        while (true) {
            String name = at < names.size() ? names.get(at) : null;
            String other = again.peek();
            if (other != null && (name == null || other.compareTo(name) < 0)) {
                if (complete || (readTo != null && other.compareTo(readTo) <= 0)) {
                    return again.remove();
                }
            } else if (name != null) {
                at++;
                return name;
            } else if (complete) {
                return null;
            }
            read();
        }
    }

    /** Lets a later name follow in its place. */
    void putBack(String later) {
        again.add(later);
    }

    private void read() throws IOException {
        List<String> rest = new ArrayList<>(names.subList(at, names.size()));
        List<String> found = new ArrayList<>();
        boolean dropped = gather(found);
        if (found.size() > window) {
            dropped = true;
            cutOff(found);
        }
        Collections.sort(found);
        complete = !dropped;
        if (dropped) {
            readTo = found.getLast();
        }
        rest.addAll(found);
        names = rest;
        at = 0;
    }

    /**
     * Takes the first names behind those that were read, up to twice the window of them.
     *
     * @return whether later ones were left out
     */
    private boolean gather(List<String> found) throws IOException {
        boolean dropped = false;
        @Nullable String cut = null;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if ((readTo != null && name.compareTo(readTo) <= 0) || !wanted.test(name)) {
                    continue;
                }
                if (cut != null && name.compareTo(cut) > 0) {
                    dropped = true;
                    continue;
                }
                found.add(name);
                if (found.size() == 2 * window) {
                    dropped = true;
                    cut = cutOff(found);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // nothing there, or not any more
        } catch (DirectoryIteratorException e) {
            if (!(e.getCause() instanceof NoSuchFileException)) {
                throw e.getCause();
            }
        }
        return dropped;
    }

    /** Keeps the first names only; returns the last of them. */
    private String cutOff(List<String> found) {
        Collections.sort(found);
        found.subList(window, found.size()).clear();
        return found.getLast();
    }
}
