package voxfarm.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.function.Predicate;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A folder store whose answers outlive a power cut. The store itself syncs nothing: an object that
 * was acknowledged could be empty afterwards, and an empty one stands in the way of every later
 * create-once write.
 *
 * <p>An object is written whole and synced in a folder of its own before it gets its name, so that
 * no name ever stands for half an object; then the name is synced, with those of new folders above
 * it, and then the answer is given. Thread-safe.
 */
final class SafeWrites extends ForwardingBlobStore {
    private static final Logger LOG = LoggerFactory.getLogger(SafeWrites.class);

    /** In each bucket; in no listing. */
    static final String WRITING = ".voxfarm-writing";

    /** Names that the store keeps for itself. */
    private static final String RESERVED = ".";

    private static final int PRECONDITION_FAILED = 412;

    /**
     * How often the folder of an object may vanish under its writer, with the last object in it.
     */
    private static final int MOST_TRIES = 100;

    private final Path root;
    private final Disk disk;
    private final Predicate<String> foundByAnother;
    private final SyncedFolders folders;

    /**
     * @param root folder of the store's buckets; exists
     * @param foundByAnother which keys need no safe name when their write is answered, as they are
     *     only looked for by the word of another object that is written into the same folder behind
     *     them, or can be made anew
     */
    SafeWrites(BlobStore store, Path root, Disk disk, Predicate<String> foundByAnother) {
        super(store);
        this.root = root;
        this.disk = disk;
        this.foundByAnother = foundByAnother;
        this.folders = new SyncedFolders(root, disk);
    }

    /** Removes what a process left that ended while it wrote. */
    void removeLeftovers() throws IOException {
        try (DirectoryStream<Path> buckets = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (Path bucket : buckets) {
                removeLeftovers(bucket.resolve(WRITING));
            }
        }
    }

    private static void removeLeftovers(Path writing) throws IOException {
        int removed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(writing)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
                removed++;
            }
        } catch (NoSuchFileException e) {
            return;
        }
        if (removed > 0) {
            LOG.info("{}: {} unfinished writes of an earlier process removed", writing, removed);
        }
    }

    /** Versions would need the store's own way of writing. */
    @Override
    public boolean supportsVersioning() {
        return false;
    }

    @Override
    public CreateBucketResponse createContainer(CreateBucketRequest request) {
        CreateBucketResponse made = super.createContainer(request);
        try {
            disk.sync(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return made;
    }

    @Override
    public void deleteBucket(String bucket) {
        try {
            Files.deleteIfExists(root.resolve(bucket).resolve(WRITING));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        super.deleteBucket(bucket);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
        Path bucket = root.resolve(request.bucket());
        Path object = bucket.resolve(request.key());
        if (!plain(request, bucket, object)) {
            PutObjectResponse answer = super.putBlob(request, body);
            syncAfterwards(object);
            return answer;
        }
        String name = WRITING + "/" + UUID.randomUUID();
        Path written = bucket.resolve(name);
        try {
            PutObjectResponse answer =
                    super.putBlob(request.toBuilder().key(name).ifNoneMatch(null).build(), body);
            disk.sync(written);
            boolean named = publish(written, object, request.ifNoneMatch() != null);
            if (!foundByAnother.test(request.key())) {
                folders.settle(SyncedFolders.parent(object)); // who hears "taken" relies on it, too
            }
            if (!named) {
                throw taken();
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            discard(written);
        }
    }

    /** Whether nothing is asked for that only the store's own way of writing knows. */
    private static boolean plain(PutObjectRequest request, Path bucket, Path object) {
        return !request.key().endsWith("/")
                && !request.key().startsWith(RESERVED)
                && object.normalize().equals(object)
                && object.startsWith(bucket)
                && request.ifMatch() == null
                && (request.ifNoneMatch() == null || request.ifNoneMatch().equals("*"));
    }

    /** False if the name is taken. */
    private boolean publish(Path written, Path object, boolean createOnce) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                folders.make(SyncedFolders.parent(object));
                return name(written, object, createOnce);
            } catch (NoSuchFileException e) {
                // the last other object was deleted meanwhile, and with it the folder
                if (attempt == MOST_TRIES || !Files.exists(written)) {
                    throw e;
                }
            }
        }
    }

    private boolean name(Path written, Path object, boolean createOnce) throws IOException {
        if (!createOnce) {
            Files.move(
                    written,
                    object,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return true;
        }
        try {
            disk.link(object, written); // fails, unlike a move, if there is one
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            return nameWithoutLink(written, object);
        }
    }

    /** For file systems that know no links, as those of memory cards. All writers come by here. */
    private synchronized boolean nameWithoutLink(Path written, Path object) throws IOException {
        if (Files.exists(object)) {
            return false;
        }
        Files.move(written, object, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private static S3Exception taken() {
        return S3Exceptions.fromStatusCode(PRECONDITION_FAILED);
    }

    private static void discard(Path written) {
        try {
            Files.deleteIfExists(written);
        } catch (IOException e) {
            LOG.debug("{} stays until the next start: {}", written, e.toString());
        }
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        CopyObjectResponse answer = super.copyBlob(request);
        syncAfterwards(root.resolve(request.destinationBucket()).resolve(request.destinationKey()));
        return answer;
    }

    /**
     * The store joins the parts by itself, so until this returns a power cut may leave a name with
     * half an object; its writer has no answer then, and chooses another name when it finds other
     * bytes.
     */
    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        CompleteMultipartUploadResponse answer = super.completeMultipartUpload(upload, request);
        syncAfterwards(root.resolve(upload.containerName()).resolve(upload.blobName()));
        return answer;
    }

    private void syncAfterwards(Path object) {
        try {
            if (Files.isRegularFile(object)) {
                disk.sync(object);
            }
            for (Path folder = SyncedFolders.parent(object);
                    !folder.equals(root);
                    folder = SyncedFolders.parent(folder)) {
                folders.settle(folder);
            }
        } catch (NoSuchFileException e) {
            // deleted meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
