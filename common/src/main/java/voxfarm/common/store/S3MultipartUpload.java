package voxfarm.common.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Stores a large file in parts: some stores hold a whole body in memory to check its signature, and
 * refuse what is too large for that.
 */
final class S3MultipartUpload {
    private static final Logger LOG = LoggerFactory.getLogger(S3MultipartUpload.class);

    /** Files from here on are stored in parts. */
    static final long MIN_FILE_BYTES = 64L << 20;

    /** A store takes at most 10,000 parts: enough for 160 GB. */
    private static final int PART_BYTES = 16 << 20;

    /** What is stored; can be read any number of times. */
    interface Source {
        InputStream open() throws IOException;
    }

    private final S3Client client;
    private final StoreConfig config;

    S3MultipartUpload(S3Client client, StoreConfig config) {
        this.client = client;
        this.config = config;
    }

    /**
     * Uploads all parts and puts them together; create-once where the store keeps to that.
     *
     * @throws SdkException as the client reports it; the parts are given up then
     */
    void put(String key, Source source, String contentType) throws IOException {
        String upload =
                client.createMultipartUpload(
                                CreateMultipartUploadRequest.builder()
                                        .bucket(config.bucket())
                                        .key(key)
                                        .contentType(contentType)
                                        .build())
                        .uploadId();
        try {
            List<CompletedPart> parts = putParts(key, source, upload);
            CompleteMultipartUploadRequest.Builder complete =
                    CompleteMultipartUploadRequest.builder()
                            .bucket(config.bucket())
                            .key(key)
                            .uploadId(upload)
                            .multipartUpload(all -> all.parts(parts));
            if (config.createOnce()) {
                complete.ifNoneMatch("*");
            }
            client.completeMultipartUpload(complete.build());
        } catch (SdkException | IOException e) {
            abort(key, upload);
            throw e;
        }
    }

    private List<CompletedPart> putParts(String key, Source source, String upload)
            throws IOException {
        List<CompletedPart> parts = new ArrayList<>();
        try (InputStream in = source.open()) {
            for (byte[] part = in.readNBytes(PART_BYTES);
                    part.length > 0;
                    part = in.readNBytes(PART_BYTES)) {
                int number = parts.size() + 1;
                String etag =
                        client.uploadPart(
                                        UploadPartRequest.builder()
                                                .bucket(config.bucket())
                                                .key(key)
                                                .uploadId(upload)
                                                .partNumber(number)
                                                .build(),
                                        RequestBody.fromBytes(part))
                                .eTag();
                parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
            }
        }
        return parts;
    }

    private void abort(String key, String upload) {
        try {
            client.abortMultipartUpload(b -> b.bucket(config.bucket()).key(key).uploadId(upload));
        } catch (SdkException e) {
            LOG.debug("parts of {} stay in the store: {}", key, e.getMessage());
        }
    }
}
