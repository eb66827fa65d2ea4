package voxfarm.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a folder store below a prefix, in the order of their keys, one after the other:
 * each file is looked at once, whatever the length of the pages that are made of it. On one thread
 * at a time.
 */
final class FolderWalk {
    /** Names that the store keeps for itself. */
    private static final String UPLOADS = ".mpus-";

    private static final String SLASH = ".s3proxy-slash";
    private static final String VERSIONS = ".s3proxy-versions";

    /** Where the store keeps an object's entity tag: 16 bytes of MD5, or what it reads as. */
    private static final String TAG = "user.content-md5";

    private static final int MD5_BYTES = 16;
    private static final int LONGEST_TAG = 128;
    private static final String MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";

    private final Path bucket;
    private final String prefix;
    private final String after;
    private final boolean level;
    private final int window;
    private final Deque<Folder> open = new ArrayDeque<>();
    private boolean begun;
    private @Nullable Found ahead;

    /** What lies at the next place. */
    sealed interface Found {
        String key();

        record OfObject(String key, long bytes, @Nullable String etag, Instant lastModified)
                implements Found {}

        /** All that begins so, up to a slash. */
        record OfLevel(String key) implements Found {}
    }

    private record Folder(String path, FolderNames names) {}

    /**
     * @param prefix does not lead out of the bucket
     * @param after key behind which to begin
     * @param level whether the folders below the prefix are named instead of entered
     * @param window see {@link FolderNames}
     */
    FolderWalk(Path bucket, String prefix, String after, boolean level, int window) {
        this.bucket = bucket;
        this.prefix = prefix;
        this.after = after;
        this.level = level;
        this.window = window;
    }

    /** The next, without passing it; null behind the last. */
    @Nullable Found peek() throws IOException {
        if (ahead == null) {
            ahead = find();
        }
        return ahead;
    }

    /** Passes what {@link #peek} found. */
    void pass() {
        ahead = null;
    }

    private @Nullable Found find() throws IOException {
        if (!begun) {
            begun = true;
            Found marker = enter(prefix.substring(0, prefix.lastIndexOf('/') + 1));
            if (marker != null) {
                return marker;
            }
        }
        while (!open.isEmpty()) {
            Folder folder = open.element();
            String name = folder.names().next();
            if (name == null) {
                open.pop();
                continue;
            }
            Found found = look(folder, name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Found look(Folder folder, String name) throws IOException {
        String key = folder.path() + name;
        if (name.endsWith("/")) {
            return below(key);
        }
        BasicFileAttributes attributes = attributes(key);
        if (attributes == null) {
            return null; // deleted meanwhile
        }
        if (attributes.isDirectory()) {
            folder.names().putBack(name + "/"); // "a/b" comes behind "a.b"
            return null;
        }
        return wanted(key) ? object(key, attributes, tag(key)) : null;
    }

    private @Nullable BasicFileAttributes attributes(String key) throws IOException {
        try {
            return Files.readAttributes(bucket.resolve(key), BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private @Nullable Found below(String folder) throws IOException {
        if (level) {
            return wanted(folder) ? new Found.OfLevel(folder) : null;
        }
        if (folder.compareTo(after) < 0 && !after.startsWith(folder)) {
            return null; // all of it was passed
        }
        return enter(folder);
    }

    /** Goes on with what is in a folder; the folder itself is an object if somebody stored it. */
    private @Nullable Found enter(String folder) throws IOException {
        open.push(
                new Folder(
                        folder,
                        new FolderNames(
                                bucket.resolve(folder), name -> mayBegin(folder, name), window)));
        if (folder.isEmpty() || !wanted(folder)) {
            return null;
        }
        String tag = tag(folder);
        BasicFileAttributes attributes = tag == null ? null : attributes(folder);
        return attributes != null && attributes.isDirectory()
                ? object(folder, attributes, MD5_OF_NOTHING)
                : null;
    }

    private boolean wanted(String key) {
        return key.startsWith(prefix) && key.compareTo(after) > 0;
    }

    /** Whether a name in a folder is, or may begin, a key that is wanted. */
    private boolean mayBegin(String folder, String name) {
        if (name.startsWith(UPLOADS)
                || name.equals(SLASH)
                || (folder.isEmpty()
                        && (name.equals(VERSIONS) || name.equals(SafeWrites.WRITING)))) {
            return false;
        }
        String key = folder + name;
        boolean passed = key.compareTo(after) < 0 && !after.startsWith(key);
        return key.startsWith(prefix) && !passed;
    }

    private static Found object(String key, BasicFileAttributes attributes, @Nullable String tag) {
        return new Found.OfObject(
                key,
                attributes.isDirectory() ? 0 : attributes.size(),
                tag,
                Instant.ofEpochMilli(attributes.lastModifiedTime().toMillis()));
    }

    /** Null if the store wrote none: the file was put there by hand, or went meanwhile. */
    private @Nullable String tag(String key) throws IOException {
        UserDefinedFileAttributeView attributes =
                Files.getFileAttributeView(bucket.resolve(key), UserDefinedFileAttributeView.class);
        if (attributes == null) {
            return null;
        }
        ByteBuffer value = ByteBuffer.allocate(LONGEST_TAG);
        try {
            attributes.read(TAG, value);
        } catch (FileSystemException e) {
            return null;
        }
        byte[] tag = Arrays.copyOf(value.array(), value.position());
        return tag.length == MD5_BYTES
                ? HexFormat.of().formatHex(tag)
                : new String(tag, StandardCharsets.US_ASCII);
    }
}
