package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.local.S3Credentials;
import voxfarm.bench.chaos.FaultyProxy;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.ObjectStoreContract;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.common.store.StoreConfig;
import voxfarm.embedded.EmbeddedStore;
import voxfarm.embedded.FreePorts;
import voxfarm.it.support.PlainS3;

/** The contract on a real server, through a proxy that can do harm. */
class S3ObjectStoreIT extends ObjectStoreContract {
    @TempDir static Path folder;

    private static EmbeddedStore server;
    private static FaultyProxy proxy;
    private static S3ObjectStore store;

    @BeforeAll
    static void start() {
        int port = FreePorts.any();
        server = new EmbeddedStore(folder, port, "bucket", new S3Credentials("key", "secret"));
        server.start();
        proxy = FaultyProxy.start(port);
        StoreConfig direct = server.storeConfig();
        store =
                S3ObjectStore.connect(
                        new StoreConfig(
                                Optional.of(
                                        java.net.URI.create("http://127.0.0.1:" + proxy.port())),
                                direct.region(),
                                direct.bucket(),
                                "",
                                true,
                                direct.accessKey(),
                                direct.secretKey(),
                                true));
        store.createBucket();
        store.createBucket();
    }

    @AfterEach
    void heal() {
        proxy.inject(_ -> new FaultyProxy.Fault.None());
    }

    @AfterAll
    static void stop() {
        store.close();
        proxy.close();
        server.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected void beginUpload(ObjectKey key) {
        StoreConfig config = server.storeConfig();
        try (PlainS3 client =
                new PlainS3(server.endpoint().toString(), config.bucket(), "key", "secret")) {
            client.beginUpload(key.value());
        }
    }

    private static void harm(int times, FaultyProxy.Fault fault) {
        AtomicInteger left = new AtomicInteger(times);
        proxy.inject(request ->
                request.method().equals("PUT") && left.getAndDecrement() > 0
                        ? fault
                        : new FaultyProxy.Fault.None());
    }

    private static ObjectKey key(String name) {
        return new ObjectKey("harm/" + name);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void settlesAWriteWhoseAnswerWasLost() {
        harm(1, new FaultyProxy.Fault.LoseAnswer());

        assertThat(store.create(key("lost"), bytes("mine"), "text/plain"))
                .isEqualTo(ObjectStore.Created.STORED);
        assertThat(store.read(key("lost"), 100))
                .hasValueSatisfying(b -> assertThat(b).isEqualTo(bytes("mine")));
    }

    @Test
    void settlesAWriteWhoseEveryAnswerWasLost() {
        harm(100, new FaultyProxy.Fault.LoseAnswer());

        assertThat(store.create(key("all-lost"), bytes("mine"), "text/plain"))
                .isEqualTo(ObjectStore.Created.STORED);
    }

    @Test
    void seesThatAnotherWasFirstWhenTheAnswerIsLost() {
        store.create(key("first"), bytes("theirs"), "text/plain");
        harm(100, new FaultyProxy.Fault.LoseAnswer());

        assertThat(store.create(key("first"), bytes("mine"), "text/plain"))
                .isEqualTo(ObjectStore.Created.TAKEN);
    }

    @Test
    void outlastsPassingErrors() {
        for (int status : new int[] {500, 502, 503, 409}) {
            harm(2, new FaultyProxy.Fault.Answer(status));
            assertThat(store.create(key("status-" + status), bytes("x"), "text/plain"))
                    .as("status %d", status)
                    .isEqualTo(ObjectStore.Created.STORED);
        }
    }

    @Test
    void saysWhenTheStoreStaysDown() {
        harm(1000, new FaultyProxy.Fault.Reset());

        assertThatThrownBy(() -> store.create(key("down"), bytes("x"), "text/plain"))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
    }

    @Test
    void saysWhenTheKeysAreWrong() {
        StoreConfig good = server.storeConfig();
        try (S3ObjectStore wrong =
                S3ObjectStore.connect(
                        new StoreConfig(
                                good.endpoint(),
                                good.region(),
                                good.bucket(),
                                good.prefix(),
                                true,
                                Optional.of("key"),
                                Optional.of(new voxfarm.common.config.Secret("wrong")),
                                true))) {
            assertThatThrownBy(() -> wrong.read(key("x"), 1))
                    .isInstanceOf(VoxfarmException.class)
                    .hasMessageContaining("bucket bucket")
                    .message()
                    .doesNotContain("wrong");
        }
    }

    /** As an object looks that is being written, or that somebody copied into the folder. */
    @Test
    void listsAnObjectWithoutAnEntityTag() throws Exception {
        Path foreign = folder.resolve("bucket").resolve("foreign");
        Files.createDirectories(foreign);
        Files.writeString(foreign.resolve("file"), "x");

        assertThat(store.list("foreign/", Optional.empty(), 10).objects())
                .singleElement()
                .satisfies(found -> assertThat(found.bytes()).isEqualTo(1));
        assertThat(store.head(new ObjectKey("foreign/file"))).isPresent();
    }
}
