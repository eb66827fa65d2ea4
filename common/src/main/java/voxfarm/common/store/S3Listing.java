package voxfarm.common.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Listings as stores really answer them: pages shorter than asked for, pages of nothing with more
 * behind them, names that are no keys. Every method throws {@link SdkException} as the client
 * reports it. Thread-safe.
 */
final class S3Listing {
    private static final int FORBIDDEN = 403;

    private final S3Client client;
    private final String bucket;
    private final KeyPrefix keys;

    S3Listing(S3Client client, String bucket, KeyPrefix keys) {
        this.client = client;
        this.bucket = bucket;
        this.keys = keys;
    }

    /** As {@link ObjectStore#list}. */
    Page page(String prefix, Optional<ObjectKey> after, int limit) {
        ListObjectsV2Request.Builder request =
                ListObjectsV2Request.builder()
                        .bucket(bucket)
                        .prefix(keys.name(prefix))
                        .maxKeys(limit);
        after.ifPresent(key -> request.startAfter(keys.name(key)));
        ListObjectsV2Response answer = client.listObjectsV2(request.build());
        after.ifPresent(key -> checkBegin(key, answer));
        return read(prefix, request, answer);
    }

    /** As {@link ObjectStore#next}. */
    Page next(String prefix, Page page, int limit) {
        if (page.token().isPresent()) {
            ListObjectsV2Request.Builder request =
                    ListObjectsV2Request.builder()
                            .bucket(bucket)
                            .prefix(keys.name(prefix))
                            .maxKeys(limit);
            try {
                return read(
                        prefix,
                        request,
                        client.listObjectsV2(
                                request.continuationToken(page.token().get()).build()));
            } catch (S3Exception e) {
                if (e.statusCode() >= 500 || e.statusCode() == FORBIDDEN) {
                    throw e;
                }
                // a token may be too old for a store; a key never is
            }
        }
        return page(prefix, Optional.of(page.last()), limit);
    }

    private Page read(
            String prefix, ListObjectsV2Request.Builder request, ListObjectsV2Response answer) {
        Reading reading = new Reading(prefix, keys);
        ListObjectsV2Response last = answer;
        while (true) {
            reading.add(last);
            if (!goesOn(last) || !reading.found.isEmpty()) {
                return reading.page(last);
            }
            last = client.listObjectsV2(reading.continuation(request, last));
        }
    }

    private static boolean goesOn(ListObjectsV2Response answer) {
        return Boolean.TRUE.equals(answer.isTruncated()) || answer.nextContinuationToken() != null;
    }

    /** A store that does not know start-after would be asked for the same page for ever. */
    private void checkBegin(ObjectKey after, ListObjectsV2Response answer) {
        if (!answer.contents().isEmpty()
                && Arrays.compareUnsigned(
                                bytes(answer.contents().getFirst().key()), bytes(keys.name(after)))
                        <= 0) {
            throw VoxfarmException.of(
                    ErrorCode.STORE_UNAVAILABLE,
                    "expected a listing that begins behind %s, but the store ignores start-after"
                            + " and answers %s",
                    after,
                    answer.contents().getFirst().key());
        }
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    /** What the answers to one question came to. */
    private static final class Reading {
        private final String prefix;
        private final KeyPrefix keys;
        private final List<ObjectInfo> found = new ArrayList<>();
        private @Nullable String lastName;

        /** Of those passed over, how many lie before the last that was found, and behind it. */
        private int foreignBefore;

        private int foreignBehind;

        Reading(String prefix, KeyPrefix keys) {
            this.prefix = prefix;
            this.keys = keys;
        }

        void add(ListObjectsV2Response answer) {
            for (S3Object object : answer.contents()) {
                lastName = object.key();
                Optional<ObjectKey> key = keys.key(object.key());
                if (key.isEmpty()) {
                    foreignBehind++;
                    continue;
                }
                foreignBefore += foreignBehind;
                foreignBehind = 0;
                found.add(
                        new ObjectInfo(
                                key.get(),
                                object.size(),
                                unquoted(object.eTag()),
                                time(object.lastModified())));
            }
        }

        /**
         * Where the next page begins behind the last object, what lies between is seen again there.
         */
        Page page(ListObjectsV2Response answer) {
            Optional<String> token = Optional.ofNullable(answer.nextContinuationToken());
            boolean again = goesOn(answer) && token.isEmpty();
            return new Page(
                    found,
                    goesOn(answer),
                    again ? foreignBefore : foreignBefore + foreignBehind,
                    token);
        }

        ListObjectsV2Request continuation(
                ListObjectsV2Request.Builder request, ListObjectsV2Response answer) {
            if (answer.nextContinuationToken() != null) {
                return request.continuationToken(answer.nextContinuationToken()).build();
            }
            if (answer.contents().isEmpty() || lastName == null) {
                throw VoxfarmException.of(
                        ErrorCode.STORE_UNAVAILABLE,
                        "listing of %s: the store says that more follows, but not where",
                        prefix);
            }
            return request.startAfter(lastName).build();
        }
    }

    /** As {@link ObjectStore#folders}. */
    List<String> folders(String prefix) {
        String whole = keys.name(prefix);
        ListObjectsV2Request request =
                ListObjectsV2Request.builder().bucket(bucket).prefix(whole).delimiter("/").build();
        List<String> names = new ArrayList<>();
        for (CommonPrefix found : client.listObjectsV2Paginator(request).commonPrefixes()) {
            names.add(found.prefix().substring(whole.length(), found.prefix().length() - 1));
        }
        return List.copyOf(names);
    }

    /** As {@link ObjectStore#incompleteUploads}. */
    List<IncompleteUpload> incompleteUploads(Instant startedBefore) {
        ListMultipartUploadsRequest request =
                ListMultipartUploadsRequest.builder().bucket(bucket).prefix(keys.before()).build();
        List<IncompleteUpload> old = new ArrayList<>();
        for (MultipartUpload upload : client.listMultipartUploadsPaginator(request).uploads()) {
            Instant startedAt = time(upload.initiated());
            Optional<ObjectKey> key = keys.key(upload.key());
            if (key.isPresent() && startedAt.isBefore(startedBefore)) {
                old.add(new IncompleteUpload(key.get(), upload.uploadId(), startedAt));
            }
        }
        return List.copyOf(old);
    }

    /** Some stores list an object that is being written without one. */
    static String unquoted(@Nullable String etag) {
        return etag == null ? "" : etag.replace("\"", "");
    }

    static Instant time(@Nullable Instant time) {
        return time == null ? Instant.MAX : time;
    }
}
