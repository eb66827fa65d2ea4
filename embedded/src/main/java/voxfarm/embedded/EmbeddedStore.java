package voxfarm.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.app.local.S3Credentials;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.config.Secret;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.LogRate;
import voxfarm.common.store.StoreConfig;

/** An S3-compatible server on a folder, in this process, on the loopback address. */
public final class EmbeddedStore implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStore.class);
    private static final String REGION = "us-east-1";
    private static final long START_NANOS = 20_000_000_000L;

    private final Path folder;
    private final int port;
    private final String bucket;
    private final S3Credentials credentials;
    private final boolean sync;
    private final LogRate failures = new LogRate();

    /** Guarded by this. */
    private @Nullable S3Proxy server;

    /**
     * @param port free, see {@link FreePorts}
     */
    public EmbeddedStore(Path folder, int port, String bucket, S3Credentials credentials) {
        this(folder, port, bucket, credentials, true);
    }

    /**
     * @param port free, see {@link FreePorts}
     * @param sync whether what was acknowledged outlives a power cut
     */
    public EmbeddedStore(
            Path folder, int port, String bucket, S3Credentials credentials, boolean sync) {
        // with a relative folder every put works, but completing a multipart upload does not
        this.folder = folder.toAbsolutePath().normalize();
        this.port = port;
        this.bucket = bucket;
        this.credentials = credentials;
        this.sync = sync;
    }

    /** One for a while: on a free port, with keys of its own, and not kept from a power cut. */
    public static EmbeddedStore temporary(Path folder, String bucket) throws IOException {
        return new EmbeddedStore(
                folder.resolve("objects"),
                FreePorts.any(),
                bucket,
                S3Credentials.readOrMake(folder.resolve("keys")),
                false);
    }

    private void tell(String failure) {
        failures.write(
                "write",
                more ->
                        LOG.warn(
                                "the disk takes nothing: {}; {} MiB are free for {}{}",
                                failure,
                                folder.toFile().getUsableSpace() >> 20,
                                folder,
                                more));
    }

    @Override
    public String name() {
        return "embedded S3";
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** How to reach its bucket. */
    public StoreConfig storeConfig() {
        return StoreConfig.local(
                endpoint(),
                REGION,
                bucket,
                credentials.accessKey(),
                new Secret(credentials.secretKey()));
    }

    @Override
    public synchronized void start() {
        try {
            Files.createDirectories(folder);
            if (!sync) {
                LOG.warn(
                        "embedded S3: store.embedded.sync is off; a power cut may damage what was"
                                + " acknowledged");
            }
            S3Proxy starting = newServer();
            server = starting;
            starting.start();
            awaitStart(starting);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(
                    ErrorCode.STORE_UNAVAILABLE, "embedded S3: interrupted at start", e);
        } catch (Exception e) { // the server declares no narrower type
            throw new VoxfarmException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "embedded S3 cannot start on port " + port + ": " + e,
                    e);
        }
    }

    private S3Proxy newServer() throws IOException {
        SafeWrites objects =
                new SafeWrites(
                        new FilesystemNio2BlobStore(folder.toString()),
                        folder,
                        sync ? Disk.REAL : Disk.NONE,
                        BucketLayout::isFoundByAnother);
        objects.removeLeftovers();
        return S3Proxy.builder()
                .blobStore(
                        new FittingKeys(
                                new PagedListing(new ToldFailures(objects, this::tell), folder)))
                .endpoint(endpoint())
                .awsAuthentication(
                        // the older one is what boto3 signs links with
                        AuthenticationType.AWS_V2_OR_V4,
                        credentials.accessKey(),
                        credentials.secretKey())
                .build();
    }

    private static void awaitStart(S3Proxy server) throws InterruptedException {
        long begun = System.nanoTime();
        while (!server.getState().equals("STARTED")) {
            if (System.nanoTime() - begun > START_NANOS) {
                throw new VoxfarmException(
                        ErrorCode.STORE_UNAVAILABLE,
                        "embedded S3: still " + server.getState() + " after 20 s");
            }
            Thread.sleep(2);
        }
    }

    @Override
    public synchronized void close() {
        if (server == null) {
            return;
        }
        try {
            server.stop();
            server = null;
        } catch (Exception e) { // the server declares no narrower type
            throw new VoxfarmException(ErrorCode.INTERNAL, "embedded S3 did not stop: " + e, e);
        }
    }
}
