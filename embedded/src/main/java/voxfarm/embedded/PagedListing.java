package voxfarm.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.SdkResponses;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.StorageClass;

/**
 * Lists a page of a folder store by reading what lies on that page, and goes on from there when the
 * next is asked for by the token of the last: a listing costs what it lists. The store itself reads
 * and keeps every object below the prefix for each page.
 */
final class PagedListing extends ForwardingBlobStore {
    private final Path root;
    private final int window;
    private final KeptWalks walks = new KeptWalks();

    /**
     * @param root folder of the store's buckets
     */
    PagedListing(BlobStore store, Path root) {
        this(store, root, FolderNames.WINDOW);
    }

    /**
     * @param window see {@link FolderNames}
     */
    PagedListing(BlobStore store, Path root, int window) {
        super(store);
        this.root = root;
        this.window = window;
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        String delimiter = request.delimiter() == null ? "" : request.delimiter();
        if (request.maxKeys() == null || request.maxKeys() < 1) {
            return super.list(request);
        }
        // refuses a bucket that is none
        headBucket(HeadBucketRequest.builder().bucket(request.bucket()).build());
        String prefix = request.prefix() == null ? "" : request.prefix();
        Path bucket = root.resolve(request.bucket());
        if (!bucket.resolve(prefix).normalize().startsWith(bucket)) {
            return super.list(request); // refuses it
        }
        try {
            return delimiter.isEmpty() || delimiter.equals("/")
                    ? page(request, bucket, prefix, !delimiter.isEmpty())
                    : grouped(request, bucket, prefix, delimiter);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ListObjectsV2Response page(
            ListObjectsV2Request request, Path bucket, String prefix, boolean level)
            throws IOException {
        String token = request.continuationToken();
        @Nullable FolderWalk kept =
                token == null
                        ? null
                        : walks.take(new KeptWalks.Place(request.bucket(), prefix, level, token));
        FolderWalk walk =
                kept == null ? new FolderWalk(bucket, prefix, after(request), level, window) : kept;
        List<S3Object> objects = new ArrayList<>();
        List<CommonPrefix> levels = new ArrayList<>();
        String last = "";
        for (FolderWalk.Found found = walk.peek();
                found != null && objects.size() + levels.size() < request.maxKeys();
                found = walk.peek()) {
            switch (found) {
                case FolderWalk.Found.OfObject object -> objects.add(entry(object));
                case FolderWalk.Found.OfLevel below ->
                        levels.add(SdkResponses.commonPrefix(below.key()));
            }
            last = found.key();
            walk.pass();
        }
        if (walk.peek() == null) {
            return SdkResponses.objectsPage(objects, levels, null);
        }
        walks.keep(
                new KeptWalks.Place(request.bucket(), prefix, level, last),
                walk,
                token == null,
                System.nanoTime());
        return SdkResponses.objectsPage(objects, levels, last);
    }

    /**
     * By a delimiter that the folders know nothing of: every object below the prefix is looked at,
     * up to the end of the page.
     */
    private ListObjectsV2Response grouped(
            ListObjectsV2Request request, Path bucket, String prefix, String delimiter)
            throws IOException {
        String after = after(request);
        FolderWalk walk = new FolderWalk(bucket, prefix, after, false, window);
        String group = request.continuationToken() == null ? "" : group(after, prefix, delimiter);
        List<S3Object> objects = new ArrayList<>();
        List<CommonPrefix> groups = new ArrayList<>();
        String last = "";
        for (FolderWalk.Found found = walk.peek(); found != null; found = walk.peek()) {
            if (group.isEmpty() || !found.key().startsWith(group)) {
                if (objects.size() + groups.size() == request.maxKeys()) {
                    return SdkResponses.objectsPage(objects, groups, last);
                }
                group = group(found.key(), prefix, delimiter);
                if (!group.isEmpty()) {
                    groups.add(SdkResponses.commonPrefix(group));
                } else if (found instanceof FolderWalk.Found.OfObject object) {
                    objects.add(entry(object));
                }
                last = group.isEmpty() ? found.key() : group;
            }
            walk.pass();
        }
        return SdkResponses.objectsPage(objects, groups, null);
    }

    /**
     * What a key is listed under: all up to the delimiter behind the prefix; empty if by itself.
     */
    private static String group(String key, String prefix, String delimiter) {
        int at = key.startsWith(prefix) ? key.indexOf(delimiter, prefix.length()) : -1;
        return at < 0 ? "" : key.substring(0, at + delimiter.length());
    }

    private static String after(ListObjectsV2Request request) {
        if (request.continuationToken() != null) {
            return request.continuationToken();
        }
        return request.startAfter() == null ? "" : request.startAfter();
    }

    private static S3Object entry(FolderWalk.Found.OfObject object) {
        return SdkResponses.objectEntry(
                object.key(),
                object.etag(),
                object.lastModified(),
                object.bytes(),
                StorageClass.STANDARD);
    }
}
