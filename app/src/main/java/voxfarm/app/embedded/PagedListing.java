package voxfarm.app.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.SdkResponses;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.StorageClass;

/**
 * Lists a page of a folder store by reading what lies on that page. The store itself reads and
 * keeps every object below the prefix for each page, so that a sweep over a hundred thousand
 * requests took minutes of CPU and most of the heap.
 */
final class PagedListing extends ForwardingBlobStore {
    /** Names that the store keeps for itself. */
    private static final String UPLOADS = ".mpus-";

    private static final String SLASH = ".s3proxy-slash";
    private static final String VERSIONS = ".s3proxy-versions";

    private static final String MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";

    private final Path root;

    /**
     * @param root folder of the store's buckets
     */
    PagedListing(BlobStore store, Path root) {
        super(store);
        this.root = root;
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        String delimiter = request.delimiter();
        if ((delimiter != null && !delimiter.isEmpty())
                || request.maxKeys() == null
                || request.maxKeys() < 1) {
            return super.list(request); // one folder, without those below it
        }
        // refuses a bucket that is none
        headBucket(HeadBucketRequest.builder().bucket(request.bucket()).build());
        String prefix = request.prefix() == null ? "" : request.prefix();
        Path bucket = root.resolve(request.bucket());
        if (!bucket.resolve(prefix).normalize().startsWith(bucket)) {
            return super.list(request); // refuses it
        }
        String after =
                request.continuationToken() != null
                        ? request.continuationToken()
                        : request.startAfter();
        Page page =
                new Page(
                        request.bucket(),
                        bucket,
                        prefix,
                        after == null ? "" : after,
                        request.maxKeys());
        try {
            page.visit(prefix.substring(0, prefix.lastIndexOf('/') + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page.response();
    }

    /** One page while it fills. */
    private final class Page {
        private final String container;
        private final Path bucket;
        private final String prefix;
        private final String after;
        private final int limit;
        private final List<S3Object> found = new ArrayList<>();
        private boolean more;

        Page(String container, Path bucket, String prefix, String after, int limit) {
            this.container = container;
            this.bucket = bucket;
            this.prefix = prefix;
            this.after = after;
            this.limit = limit;
        }

        /**
         * Adds the objects below a folder in the order of their keys.
         *
         * @param folder empty, or ending in a slash
         */
        void visit(String folder) throws IOException {
            if (!folder.isEmpty() && wanted(folder) && Files.isDirectory(bucket.resolve(folder))) {
                add(folder); // a folder that somebody stored as an object
            }
            PriorityQueue<String> keys = new PriorityQueue<>(namesIn(folder));
            while (!keys.isEmpty() && !more) {
                String key = keys.remove();
                if (key.endsWith("/")) {
                    visit(key);
                } else if (Files.isDirectory(bucket.resolve(key))) {
                    keys.add(key + "/"); // "a/b" comes behind "a.b"
                } else if (wanted(key)) {
                    add(key);
                }
            }
        }

        private boolean wanted(String key) {
            return key.startsWith(prefix) && key.compareTo(after) > 0;
        }

        /** Keys in a folder that are, or may begin, keys of this page. */
        private List<String> namesIn(String folder) throws IOException {
            List<String> keys = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(bucket.resolve(folder))) {
                for (Path entry : entries) {
                    String name = entry.getFileName().toString();
                    if (name.startsWith(UPLOADS)
                            || name.equals(SLASH)
                            || (folder.isEmpty() && name.equals(VERSIONS))) {
                        continue;
                    }
                    String key = folder + name;
                    boolean passed = key.compareTo(after) < 0 && !after.startsWith(key);
                    if (key.startsWith(prefix) && !passed) {
                        keys.add(key);
                    }
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                return List.of(); // nothing there, or not any more
            } catch (DirectoryIteratorException e) {
                if (!(e.getCause() instanceof NoSuchFileException)) {
                    throw e.getCause();
                }
            }
            return keys;
        }

        private void add(String key) {
            @Nullable HeadObjectResponse head = delegate().blobMetadataIfPresent(container, key);
            if (head == null) {
                return; // deleted meanwhile
            }
            if (found.size() == limit) {
                more = true;
                return;
            }
            found.add(
                    SdkResponses.objectEntry(
                            key,
                            key.endsWith("/") ? MD5_OF_NOTHING : head.eTag(),
                            head.lastModified(),
                            head.contentLength(),
                            StorageClass.STANDARD));
        }

        ListObjectsV2Response response() {
            return SdkResponses.objectsPage(found, List.of(), more ? found.getLast().key() : null);
        }
    }
}
