package voxfarm.common.store;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Deletes many objects at once, or one by one where a store does not know how. Throws {@link
 * SdkException} as the client reports it. Thread-safe.
 */
final class S3Deletes {
    private static final Logger LOG = LoggerFactory.getLogger(S3Deletes.class);

    /** As many as one request may name. */
    private static final int AT_ONCE = 1000;

    private final S3Client client;
    private final String bucket;
    private final KeyPrefix prefix;

    /** Until the store refused it. */
    private volatile boolean together = true;

    S3Deletes(S3Client client, String bucket, KeyPrefix prefix) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
    }

    void delete(ObjectKey key) {
        client.deleteObject(b -> b.bucket(bucket).key(prefix.name(key)));
    }

    void deleteAll(List<ObjectKey> keys) {
        for (int from = 0; from < keys.size(); from += AT_ONCE) {
            List<ObjectKey> some = keys.subList(from, Math.min(keys.size(), from + AT_ONCE));
            if (!together || !deleteTogether(some)) {
                some.forEach(this::delete);
            }
        }
    }

    /** False if the store does not do this; it may then have deleted some of them. */
    private boolean deleteTogether(List<ObjectKey> keys) {
        List<ObjectIdentifier> names =
                keys.stream()
                        .map(key -> ObjectIdentifier.builder().key(prefix.name(key)).build())
                        .toList();
        DeleteObjectsResponse answer;
        try {
            answer =
                    client.deleteObjects(b ->
                            b.bucket(bucket)
                                    .delete(Delete.builder().objects(names).quiet(true).build()));
        } catch (S3Exception e) {
            if (e.statusCode() >= 500 && e.statusCode() != 501) {
                throw e; // it knows how, and cannot at the moment
            }
            together = false;
            LOG.info(
                    "bucket {}: deleting many objects at once is refused ({}); one by one from now"
                            + " on",
                    bucket,
                    e.getMessage());
            return false;
        }
        for (S3Error refused : answer.errors()) {
            // asked alone, the store says why, or does it after all
            client.deleteObject(b -> b.bucket(bucket).key(refused.key()));
        }
        return true;
    }
}
