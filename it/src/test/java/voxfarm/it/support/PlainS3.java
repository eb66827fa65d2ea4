package voxfarm.it.support;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import voxfarm.app.local.Endpoints;

/**
 * A caller that knows nothing of the farm but its bucket: the vendor's client with its own
 * defaults.
 */
public final class PlainS3 implements AutoCloseable {
    private final S3Client client;
    private final String bucket;

    public PlainS3(Endpoints farm) {
        this(
                farm.s3(),
                farm.bucket(),
                farm.store().accessKey().orElseThrow(),
                farm.store().secretKey().orElseThrow().reveal());
    }

    public PlainS3(String endpoint, String bucket, String accessKey, String secretKey) {
        this.bucket = bucket;
        this.client =
                S3Client.builder()
                        .endpointOverride(URI.create(endpoint))
                        .region(Region.US_EAST_1)
                        .forcePathStyle(true)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(accessKey, secretKey)))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build();
    }

    public Optional<byte[]> get(String key) {
        try {
            return Optional.of(
                    client.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asByteArray());
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    public void put(String key, byte[] body) {
        client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(body));
    }

    /** Stores one part of a file that is never put together. */
    public void beginUpload(String key) {
        String upload = client.createMultipartUpload(b -> b.bucket(bucket).key(key)).uploadId();
        client.uploadPart(
                b -> b.bucket(bucket).key(key).uploadId(upload).partNumber(1),
                RequestBody.fromString("part"));
    }

    public List<String> list(String prefix) {
        return client
                .listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    public boolean exists(String key) {
        try {
            client.headObject(b -> b.bucket(bucket).key(key));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return false;
            }
            throw e;
        }
    }

    /** Polls a key as the documents tell callers to. */
    public String await(String key, Duration patience) throws InterruptedException {
        return new String(Polling.await(key, patience, () -> get(key)), StandardCharsets.UTF_8);
    }

    /** Polls until there is an object below a prefix. */
    public void awaitAny(String prefix, Duration patience) throws InterruptedException {
        var _ =
                Polling.await(
                        prefix,
                        patience,
                        () -> Optional.of(list(prefix)).filter(keys -> !keys.isEmpty()));
    }

    @Override
    public void close() {
        client.close();
    }
}
