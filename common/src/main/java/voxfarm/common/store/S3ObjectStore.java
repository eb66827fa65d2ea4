package voxfarm.common.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.waiters.S3Waiter;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** A bucket of any S3-compatible store. The sole user of the S3 client. Thread-safe. */
public final class S3ObjectStore implements ObjectStore, DownloadLinks {
    private static final Logger LOG = LoggerFactory.getLogger(S3ObjectStore.class);

    private static final int OK = 200;

    /** What some stores answer where 412 is due. */
    private static final int NOT_MODIFIED = 304;

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    /**
     * Writes whose answer was lost are tried this often in all; between two tries the object is
     * read back.
     */
    private static final int WRITE_TRIES = 3;

    private static final int COMPARE_BUFFER = 1 << 16;
    private static final Duration BUCKET_WAIT = Duration.ofSeconds(20);

    private final S3Client client;
    private final S3Presigner presigner;
    private final ScheduledExecutorService timeouts;
    private final StoreConfig config;
    private final KeyPrefix keys;
    private final S3Listing listing;
    private final S3Deletes deletes;
    private final S3MultipartUpload inParts;

    /** Files from here on go in parts. */
    private final long multipartFromBytes;

    /** False once the store was seen to replace objects that are put together of parts. */
    private volatile boolean partsCreateOnce = true;

    private S3ObjectStore(StoreConfig config, long multipartFromBytes) {
        this.timeouts = S3Clients.timeouts();
        AwsCredentialsProvider credentials = S3Clients.credentials(config);
        this.client = S3Clients.create(config, credentials, timeouts);
        this.presigner = S3Clients.presigner(config, credentials);
        this.config = config;
        this.keys = KeyPrefix.of(config);
        this.listing = new S3Listing(client, config.bucket(), keys);
        this.deletes = new S3Deletes(client, config.bucket(), keys);
        this.inParts = new S3MultipartUpload(client, config);
        this.multipartFromBytes = multipartFromBytes;
    }

    /** Opens no connection yet. */
    public static S3ObjectStore connect(StoreConfig config) {
        return connect(config, S3MultipartUpload.MIN_FILE_BYTES);
    }

    static S3ObjectStore connect(StoreConfig config, long multipartFromBytes) {
        return new S3ObjectStore(config, multipartFromBytes);
    }

    /** Makes the bucket if the account may and it is not there. */
    public void createBucket() {
        ask(
                "create bucket " + config.bucket(),
                () -> {
                    try {
                        client.headBucket(b -> b.bucket(config.bucket()));
                    } catch (NoSuchBucketException e) {
                        makeBucket();
                    }
                    return true;
                });
    }

    private void makeBucket() {
        try {
            client.createBucket(b -> b.bucket(config.bucket()));
        } catch (S3Exception e) {
            if (e.statusCode() != CONFLICT) {
                throw e;
            }
            // another process makes it or has made it, or it is a stranger's
            try (S3Waiter waiter = client.waiter()) {
                waiter.waitUntilBucketExists(
                        b -> b.bucket(config.bucket()), o -> o.waitTimeout(BUCKET_WAIT));
            }
            client.headBucket(b -> b.bucket(config.bucket())); // the waiter takes 403 for there
        }
    }

    /**
     * Asks the store whether it keeps to create-once writes, of whole objects and of those in
     * parts. Where it does not for the latter, {@link #createsOnce} says so from now on.
     *
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} if it replaces whole objects
     */
    public void checkCreateOnce() {
        CreateOnceProbe.check(this);
        ObjectKey key = CreateOnceProbe.newKey();
        try {
            Created first = createInParts(key, "first");
            Created second = createInParts(key, "second");
            if (first != Created.STORED || second != Created.TAKEN) {
                partsCreateOnce = false;
                LOG.warn(
                        "{}: the store ignores If-None-Match on CompleteMultipartUpload. Audio of"
                            + " {} MiB and more is named by its content from now on, so no result"
                            + " is replaced; use a store that keeps to it to have the usual names",
                        uri(key),
                        multipartFromBytes >> 20);
            }
        } finally {
            delete(key);
        }
    }

    private Created createInParts(ObjectKey key, String text) {
        Content content = new Content.Bytes(text.getBytes(StandardCharsets.UTF_8));
        return create(key, content, () -> inParts.put(keys.name(key), content::open, "text/plain"));
    }

    @Override
    public boolean createsOnce(long bytes) {
        return bytes < multipartFromBytes || partsCreateOnce;
    }

    @Override
    public Created create(ObjectKey key, byte[] body, String contentType) {
        Content content = new Content.Bytes(body);
        return create(key, content, () -> putWhole(key, content, contentType));
    }

    @Override
    public Created create(ObjectKey key, Path file, String contentType) {
        Content content = new Content.OfFile(file);
        if (!large(file)) {
            return create(key, content, () -> putWhole(key, content, contentType));
        }
        if (!partsCreateOnce) {
            Optional<Created> stored = compareWithStored(key, content);
            if (stored.isPresent()) {
                return stored.get();
            }
        }
        return create(key, content, () -> inParts.put(keys.name(key), content::open, contentType));
    }

    private interface Put {
        void put() throws IOException;
    }

    /** What is to be stored; can be read any number of times. */
    private sealed interface Content {
        record Bytes(byte[] bytes) implements Content {}

        record OfFile(Path file) implements Content {}

        default RequestBody toRequestBody() {
            return switch (this) {
                case Bytes(byte[] bytes) -> RequestBody.fromBytes(bytes);
                case OfFile(Path file) -> RequestBody.fromFile(file);
            };
        }

        default InputStream open() throws IOException {
            return switch (this) {
                case Bytes(byte[] bytes) -> new java.io.ByteArrayInputStream(bytes);
                case OfFile(Path file) -> Files.newInputStream(file);
            };
        }
    }

    @Override
    public void replace(ObjectKey key, byte[] body, String contentType) {
        // once more is the same: the client's own retries are enough
        ask(
                "replace " + key,
                () -> {
                    client.putObject(newPut(key, contentType).build(), RequestBody.fromBytes(body));
                    return true;
                });
    }

    private PutObjectRequest.Builder newPut(ObjectKey key, String contentType) {
        return PutObjectRequest.builder()
                .bucket(config.bucket())
                .key(keys.name(key))
                .contentType(contentType);
    }

    private void putWhole(ObjectKey key, Content content, String contentType) {
        PutObjectRequest.Builder put = newPut(key, contentType);
        if (config.createOnce()) {
            put.ifNoneMatch("*");
        }
        client.putObject(put.build(), content.toRequestBody());
    }

    private boolean large(Path file) {
        try {
            return Files.size(file) >= multipartFromBytes;
        } catch (IOException e) {
            return false; // the put itself will say what is wrong
        }
    }

    private Created create(ObjectKey key, Content content, Put put) {
        for (int attempt = 1; ; attempt++) {
            try {
                put.put();
                return Created.STORED;
            } catch (IOException e) {
                throw unavailable("put " + key, e);
            } catch (S3Exception e) {
                if (isTaken(e)) {
                    Optional<Created> stored = compareWithStored(key, content);
                    if (stored.isPresent()) {
                        return stored.get();
                    }
                    if (attempt >= WRITE_TRIES) {
                        throw vanished(key, e);
                    }
                    continue; // deleted meanwhile: the name is free again
                }
                if (!mayHaveStored(e)) {
                    throw unavailable("put " + key, e);
                }
                settle(key, content, attempt, e);
            } catch (SdkException e) {
                settle(key, content, attempt, e);
            }
            Optional<Created> stored = compareWithStored(key, content);
            if (stored.isPresent()) {
                return stored.get();
            }
        }
    }

    private static boolean isTaken(S3Exception e) {
        return e.statusCode() == PRECONDITION_FAILED || e.statusCode() == NOT_MODIFIED;
    }

    /**
     * 409: a racing conditional write was in progress. An upload that is not there was completed by
     * a request whose answer was lost, and a failure inside a 200 is one that came late. Anything
     * else below 500 will not get better.
     */
    private static boolean mayHaveStored(S3Exception e) {
        return e.statusCode() == CONFLICT
                || e.statusCode() >= 500
                || e.statusCode() == OK
                || e instanceof NoSuchUploadException;
    }

    private void settle(ObjectKey key, Content content, int attempt, SdkException e) {
        if (attempt >= WRITE_TRIES && compareWithStored(key, content).isEmpty()) {
            throw unavailable("put " + key, e);
        }
        LOG.debug("put {}: no usable answer, reading back: {}", key, e.getMessage());
    }

    /** Empty if nothing is stored there. */
    private Optional<Created> compareWithStored(ObjectKey key, Content content) {
        Optional<InputStream> stored = open(key, 0);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream theirs = stored.get();
                InputStream ours = content.open()) {
            return Optional.of(equal(theirs, ours) ? Created.STORED : Created.TAKEN);
        } catch (IOException e) {
            throw unavailable("read back " + key, e);
        }
    }

    private static boolean equal(InputStream a, InputStream b) throws IOException {
        byte[] left = new byte[COMPARE_BUFFER];
        byte[] right = new byte[COMPARE_BUFFER];
        while (true) {
            int n = a.readNBytes(left, 0, left.length);
            int m = b.readNBytes(right, 0, right.length);
            if (n != m || !Arrays.equals(left, 0, n, right, 0, m)) {
                return false;
            }
            if (n < left.length) {
                return true;
            }
        }
    }

    @Override
    public Optional<byte[]> read(ObjectKey key, long maxBytes) {
        try (InputStream in = open(key, 0).orElse(null)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] bytes =
                    in.readNBytes(Math.toIntExact(Math.min(Integer.MAX_VALUE - 8, maxBytes + 1)));
            if (bytes.length > maxBytes) {
                throw VoxfarmException.of(
                        ErrorCode.BODY_TOO_LARGE,
                        "object %s: expected at most %s",
                        key,
                        ByteSize.shown(maxBytes));
            }
            return Optional.of(bytes);
        } catch (IOException e) {
            throw unavailable("read " + key, e);
        }
    }

    @Override
    public Optional<InputStream> open(ObjectKey key, long offset) {
        GetObjectRequest.Builder get =
                GetObjectRequest.builder().bucket(config.bucket()).key(keys.name(key));
        if (offset > 0) {
            get.range("bytes=" + offset + "-");
        }
        return askIfPresent("get " + key, () -> (InputStream) client.getObject(get.build()));
    }

    @Override
    public Optional<byte[]> readRange(ObjectKey key, long offset, int length) {
        String range = "bytes=" + offset + "-" + (offset + length - 1);
        GetObjectRequest get =
                GetObjectRequest.builder()
                        .bucket(config.bucket())
                        .key(keys.name(key))
                        .range(range)
                        .build();
        return askIfPresent(
                "get " + key + ", " + range,
                () -> {
                    try {
                        return client.getObjectAsBytes(get).asByteArray();
                    } catch (S3Exception e) {
                        if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
                            return new byte[0]; // behind the end
                        }
                        throw e;
                    }
                });
    }

    /** Signed by this process's own credentials; nothing is asked of the store. */
    @Override
    public URI link(ObjectKey key, Duration validity, String fileName) {
        return URI.create(
                presigner
                        .presignGetObject(signing ->
                                signing.signatureDuration(validity)
                                        .getObjectRequest(get ->
                                                get.bucket(config.bucket())
                                                        .key(keys.name(key))
                                                        .responseContentDisposition(
                                                                "attachment; filename=\""
                                                                        + fileName
                                                                        + "\"")))
                        .url()
                        .toString());
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        return askIfPresent(
                        "head " + key,
                        () -> client.headObject(b -> b.bucket(config.bucket()).key(keys.name(key))))
                .map(head ->
                        new ObjectInfo(
                                key,
                                head.contentLength(),
                                S3Listing.unquoted(head.eTag()),
                                S3Listing.time(head.lastModified())));
    }

    @Override
    public Page list(String prefix, Optional<ObjectKey> after, int limit) {
        return ask("list " + prefix, () -> listing.page(prefix, after, limit));
    }

    @Override
    public Page next(String prefix, Page page, int limit) {
        return ask("list " + prefix, () -> listing.next(prefix, page, limit));
    }

    @Override
    public List<String> folders(String prefix) {
        return ask("list " + prefix, () -> listing.folders(prefix));
    }

    @Override
    public void delete(ObjectKey key) {
        ask(
                "delete " + key,
                () -> {
                    deletes.delete(key);
                    return true;
                });
    }

    @Override
    public void deleteAll(List<ObjectKey> keys) {
        ask(
                "delete " + keys.size() + " objects",
                () -> {
                    deletes.deleteAll(keys);
                    return true;
                });
    }

    @Override
    public List<IncompleteUpload> incompleteUploads(Instant startedBefore) {
        return ask("list incomplete uploads", () -> listing.incompleteUploads(startedBefore));
    }

    @Override
    public void abort(IncompleteUpload upload) {
        ask(
                "abort upload of " + upload.key(),
                () -> {
                    try {
                        client.abortMultipartUpload(b ->
                                b.bucket(config.bucket())
                                        .key(keys.name(upload.key()))
                                        .uploadId(upload.uploadId()));
                    } catch (S3Exception e) {
                        if (e.statusCode() != NOT_FOUND) { // put together or aborted meanwhile
                            throw e;
                        }
                    }
                    return true;
                });
    }

    @Override
    public String uri(ObjectKey key) {
        return "s3://" + config.bucket() + "/" + keys.name(key);
    }

    @Override
    public void close() {
        presigner.close();
        client.close();
        timeouts.shutdownNow();
    }

    private <T> T ask(String what, Supplier<T> question) {
        try {
            return question.get();
        } catch (SdkException e) {
            throw unavailable(what, e);
        }
    }

    private <T> Optional<T> askIfPresent(String what, Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (S3Exception e) {
            // HEAD has no body, so its 404 carries no code and is no NoSuchKeyException
            if (e.statusCode() == NOT_FOUND && !(e instanceof NoSuchBucketException)) {
                return Optional.empty();
            }
            throw unavailable(what, e);
        } catch (SdkException e) {
            throw unavailable(what, e);
        }
    }

    private static VoxfarmException vanished(ObjectKey key, Exception cause) {
        return new VoxfarmException(
                ErrorCode.STORE_UNAVAILABLE,
                "put " + key + ": the store says that it exists, but it cannot be read back",
                cause);
    }

    private VoxfarmException unavailable(String what, Exception cause) {
        return new VoxfarmException(
                ErrorCode.STORE_UNAVAILABLE,
                "bucket "
                        + config.bucket()
                        + ": "
                        + what
                        + " failed: "
                        + S3Failures.line(cause, config),
                cause);
    }
}
