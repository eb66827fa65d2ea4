package voxfarm.bench.speed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import voxfarm.app.local.S3Credentials;
import voxfarm.common.files.Folders;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.embedded.EmbeddedStore;
import voxfarm.embedded.FreePorts;

/**
 * An embedded store on a folder of its own. Its disk may be filled behind its back, as it would do
 * it by itself, without a request and a sync for each object.
 */
final class BenchStore implements AutoCloseable {
    private static final String BUCKET = "voxfarm";

    /** Where the store keeps an object's entity tag. */
    private static final String TAG = "content-md5";

    private final Path folder;
    private final EmbeddedStore server;
    private final S3ObjectStore store;

    private BenchStore(Path folder, EmbeddedStore server) {
        this.folder = folder;
        this.server = server;
        server.start();
        this.store = S3ObjectStore.connect(server.storeConfig());
        store.createBucket();
    }

    /**
     * @param wanted where to make the folder; null for the system's temporary one
     * @param sync whether what is written through the store outlives a power cut
     */
    static BenchStore start(@Nullable Path wanted, String name, boolean sync) throws IOException {
        Path in = wanted == null ? Path.of(System.getProperty("java.io.tmpdir")) : wanted;
        Path folder = Files.createTempDirectory(in, "voxfarm-" + name + "-");
        return new BenchStore(
                folder,
                new EmbeddedStore(
                        folder.resolve("s3"),
                        FreePorts.any(),
                        BUCKET,
                        new S3Credentials("key", "secret"),
                        sync));
    }

    /** Through the server. */
    S3ObjectStore store() {
        return store;
    }

    /** Where other parts of a benchmark may write. */
    Path folder() {
        return folder;
    }

    /** Where the bucket's objects lie. */
    Path bucket() {
        return folder.resolve("s3").resolve(BUCKET);
    }

    /** Writes a new object onto the disk. */
    void put(ObjectKey key, byte[] body) throws IOException {
        Path file = bucket().resolve(key.value());
        Path parent = Objects.requireNonNull(file.getParent());
        try {
            Files.createDirectory(parent);
        } catch (FileAlreadyExistsException e) {
            // of an object before
        } catch (NoSuchFileException e) {
            Files.createDirectories(parent);
        }
        Files.write(file, body, StandardOpenOption.CREATE_NEW);
        UserDefinedFileAttributeView attributes =
                Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        if (attributes != null) {
            attributes.write(TAG, ByteBuffer.wrap(md5().digest(body)));
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    @Override
    public void close() throws IOException {
        store.close();
        server.close();
        Folders.delete(folder);
    }
}
