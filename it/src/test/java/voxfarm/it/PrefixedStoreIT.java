package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.local.S3Credentials;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.ObjectStoreContract;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.common.store.StoreConfig;
import voxfarm.embedded.EmbeddedStore;
import voxfarm.embedded.FreePorts;
import voxfarm.it.support.PlainS3;

/** The contract below a prefix, in a bucket that holds more. */
class PrefixedStoreIT extends ObjectStoreContract {
    private static final long LARGE_BYTES = 70L << 20;

    @TempDir static Path folder;

    private static EmbeddedStore server;
    private static S3ObjectStore store;
    private static PlainS3 bucket;

    @BeforeAll
    static void start() {
        server =
                new EmbeddedStore(
                        folder.resolve("s3"),
                        FreePorts.any(),
                        "bucket",
                        new S3Credentials("key", "secret"));
        server.start();
        StoreConfig whole = server.storeConfig();
        store =
                S3ObjectStore.connect(
                        new StoreConfig(
                                whole.endpoint(),
                                whole.region(),
                                whole.bucket(),
                                "team/farm-a",
                                whole.pathStyle(),
                                whole.accessKey(),
                                whole.secretKey(),
                                whole.createOnce()));
        store.createBucket();
        bucket = new PlainS3(server.endpoint().toString(), "bucket", "key", "secret");
    }

    @AfterAll
    static void stop() {
        bucket.close();
        store.close();
        server.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected void beginUpload(ObjectKey key) {
        bucket.beginUpload("team/farm-a/" + key);
    }

    @Test
    void keepsEverythingBelowItsPrefix() throws Exception {
        bucket.put("requests/theirs/request.json", new byte[1]);
        bucket.put("team/farm-aa/requests/theirs/request.json", new byte[1]);
        ObjectKey small = new ObjectKey("requests/ours/request.json");
        store.create(small, "ours".getBytes(StandardCharsets.UTF_8), "text/plain");

        assertThat(store.list("requests/", Optional.empty(), 10).objects())
                .extracting(info -> info.key().value())
                .containsExactly("requests/ours/request.json");
        assertThat(store.folders("requests/")).containsExactly("ours");
        assertThat(store.head(new ObjectKey("requests/theirs/request.json"))).isEmpty();
        assertThat(bucket.exists("team/farm-a/requests/ours/request.json")).isTrue();
        assertThat(store.uri(small))
                .isEqualTo("s3://bucket/team/farm-a/requests/ours/request.json");

        store.delete(new ObjectKey("requests/theirs/request.json"));
        assertThat(bucket.exists("requests/theirs/request.json")).isTrue();
    }

    @Test
    void storesLargeFilesBelowItToo() throws Exception {
        Path file = folder.resolve("large");
        try (var out =
                Files.newByteChannel(
                        file,
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.WRITE)) {
            out.position(LARGE_BYTES - 1);
            out.write(java.nio.ByteBuffer.allocate(1));
        }
        store.create(new ObjectKey("large/file"), file, "application/octet-stream");

        assertThat(bucket.list("")).contains("team/farm-a/large/file");
        assertThat(store.head(new ObjectKey("large/file")))
                .hasValueSatisfying(info -> assertThat(info.bytes()).isEqualTo(LARGE_BYTES));
    }
}
