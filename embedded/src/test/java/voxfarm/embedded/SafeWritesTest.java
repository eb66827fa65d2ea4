package voxfarm.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import voxfarm.common.bucket.BucketLayout;

/** With a disk that tells in which order things were made safe. */
class SafeWritesTest {
    private static final String BUCKET = "bucket";

    @TempDir Path folder;

    private final List<String> synced = new CopyOnWriteArrayList<>();
    private volatile boolean diskFull;
    private SafeWrites store;

    @BeforeEach
    void open() {
        store = over(this::sync);
        store.createContainer(CreateBucketRequest.builder().bucket(BUCKET).build());
        synced.clear();
    }

    private SafeWrites over(Disk disk) {
        return new SafeWrites(
                new FilesystemNio2BlobStore(folder.toString()),
                folder,
                disk,
                BucketLayout::isFoundByAnother);
    }

    private void sync(Path path) throws IOException {
        if (diskFull) {
            throw new IOException("no room");
        }
        String name = folder.relativize(path).toString();
        synced.add(
                (name.contains(SafeWrites.WRITING) ? "bytes" : name)
                        + (Files.exists(object("requests/a/request.json")) ? ", named" : ""));
    }

    private Path object(String key) {
        return folder.resolve(BUCKET).resolve(key);
    }

    private void put(String key, String body, boolean createOnce) {
        store.putBlob(
                PutObjectRequest.builder()
                        .bucket(BUCKET)
                        .key(key)
                        .contentLength((long) body.length())
                        .ifNoneMatch(createOnce ? "*" : null)
                        .build(),
                new ByteArrayInputStream(body.getBytes(UTF_8)));
    }

    @Test
    void givesANameToSafeBytesOnlyAndAnswersWhenAllNamesAreSafe() {
        put("requests/a/request.json", "{}", true);

        assertThat(synced)
                .containsExactlyInAnyOrder(
                        "bytes",
                        "bucket/requests/a, named",
                        "bucket/requests, named",
                        "bucket, named")
                .startsWith("bytes");
        assertThat(object("requests/a/request.json")).hasContent("{}");
    }

    @Test
    void syncsOnlyWhatIsNew() {
        put("requests/a/cover.txt", "x", true);
        synced.clear();
        put("requests/a/request.json", "{}", true);

        assertThat(synced).containsExactly("bytes", "bucket/requests/a, named");
    }

    /** A plan is found by its request only, and a result's audio by the result. */
    @Test
    void leavesNamesThatAnotherObjectTellsToThatOne() {
        put("requests/a/plan-00ff.json", "{}", true);
        put("requests/a/text-00ff", "x", true);
        put("clips/aa/aabb.wav", "x", true);
        assertThat(synced).containsExactly("bytes", "bytes", "bytes");
        synced.clear();

        put("requests/a/request.json", "{}", true);

        assertThat(synced)
                .containsExactlyInAnyOrder(
                        "bytes",
                        "bucket/requests/a, named",
                        "bucket/requests, named",
                        "bucket, named")
                .startsWith("bytes");
    }

    /** One wait for the disk instead of one for each. */
    @Test
    void syncsTheFoldersOnTheWayAtOnce() {
        CyclicBarrier all = new CyclicBarrier(3);
        store =
                over(path -> {
                    if (Files.isDirectory(path)) {
                        try {
                            all.await(10, TimeUnit.SECONDS);
                        } catch (BrokenBarrierException | TimeoutException e) {
                            throw new IOException(path + " was synced alone", e);
                        } catch (InterruptedException e) {
                            throw new InterruptedIOException(path.toString());
                        }
                    }
                });

        put("requests/a/request.json", "{}", true);

        assertThat(object("requests/a/request.json")).hasContent("{}");
    }

    /** Who is told that a name is taken relies on the object as its writer does. */
    @Test
    void answersThatANameIsTakenWhenThatNameIsSafe() {
        put("requests/a/request.json", "{}", true);
        synced.clear();

        assertThatThrownBy(() -> put("requests/a/request.json", "[]", true))
                .isInstanceOf(S3Exception.class);
        assertThat(synced).containsExactly("bytes, named", "bucket/requests/a, named");
    }

    /** As on a memory card: Linux refuses the link and does not say that it never will. */
    @Test
    void keepsToCreateOnceWhereThereAreNoLinks() throws Exception {
        store =
                over(
                        new Disk() {
                            @Override
                            public void sync(Path path) {}

                            @Override
                            public void link(Path name, Path file) throws IOException {
                                throw new FileSystemException(
                                        name.toString(), null, "Operation not permitted");
                            }
                        });
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String body = "writer " + i;
            writers.add(() -> {
                try {
                    put("requests/a/request.json", body, true);
                    return true;
                } catch (S3Exception e) {
                    return false;
                }
            });
        }
        int won = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> writer : threads.invokeAll(writers)) {
                won += writer.get() ? 1 : 0;
            }
        }

        assertThat(won).isEqualTo(1);
        assertThat(Files.readString(object("requests/a/request.json"))).startsWith("writer");
    }

    @Test
    void leavesNoNameWhereTheBytesAreNotSafe() {
        diskFull = true;

        assertThatThrownBy(() -> put("a", "x", true)).isInstanceOf(UncheckedIOException.class);
        assertThat(object("a")).doesNotExist();
        diskFull = false;
        put("a", "y", true);
        assertThat(object("a")).hasContent("y");
    }

    @Test
    void syncsAJoinedFileBeforeItAnswers() {
        MultipartUpload upload =
                store.initiateMultipartUpload(
                        CreateMultipartUploadRequest.builder()
                                .bucket(BUCKET)
                                .key("requests/a/request.json")
                                .build());
        String etag =
                store.uploadMultipartPart(
                                upload,
                                UploadPartRequest.builder()
                                        .bucket(BUCKET)
                                        .key("requests/a/request.json")
                                        .uploadId(upload.id())
                                        .partNumber(1)
                                        .contentLength(1L)
                                        .build(),
                                new ByteArrayInputStream("x".getBytes(UTF_8)))
                        .eTag();
        synced.clear();
        store.completeMultipartUpload(
                upload,
                CompleteMultipartUploadRequest.builder()
                        .bucket(BUCKET)
                        .key("requests/a/request.json")
                        .multipartUpload(all ->
                                all.parts(CompletedPart.builder().partNumber(1).eTag(etag).build()))
                        .build());

        assertThat(synced)
                .contains("bucket/requests/a/request.json, named", "bucket/requests/a, named");
    }

    @Test
    void replacesOnlyWhereThatIsAskedFor() {
        put("a", "first", false);

        assertThatThrownBy(() -> put("a", "second", true))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
        assertThat(object("a")).hasContent("first");
        put("a", "third", false);
        assertThat(object("a")).hasContent("third");
    }

    @Test
    void showsNoUnfinishedWriteAndRemovesItAtTheNextStart() throws IOException {
        put("a", "x", true);
        Path left = object(SafeWrites.WRITING).resolve("half");
        Files.writeString(left, "hal");

        assertThat(
                        new PagedListing(store, folder)
                                .list(
                                        ListObjectsV2Request.builder()
                                                .bucket(BUCKET)
                                                .maxKeys(10)
                                                .build())
                                .contents())
                .extracting("key")
                .containsExactly("a");
        store.removeLeftovers();
        assertThat(left).doesNotExist();
        assertThat(object("a")).hasContent("x");
    }

    /** A folder goes with its last object, also while the next one is written. */
    @Test
    void writesIntoAFolderThatOthersEmpty() throws Exception {
        List<Callable<Void>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String key = "open/" + i;
            writers.add(() -> {
                for (int round = 0; round < 200; round++) {
                    put(key, "x", true);
                    store.removeBlob(BUCKET, key);
                }
                return null;
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> writer : threads.invokeAll(writers)) {
                writer.get();
            }
        }

        assertThat(object("open")).doesNotExist();
    }
}
