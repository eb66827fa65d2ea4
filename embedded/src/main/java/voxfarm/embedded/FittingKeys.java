package voxfarm.embedded;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.blobstore.SdkResponses;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * A folder store that knows which keys are no names of files: S3 allows them, a file system fails
 * at them, and a client takes that for a store that is down and asks again. Nothing can be stored
 * under such a key (400), so nothing is there (404). Thread-safe.
 */
final class FittingKeys extends ForwardingBlobStore {
    /** Of a name between two slashes, on every file system in use. */
    private static final int LONGEST_NAME_BYTES = 255;

    FittingKeys(BlobStore store) {
        super(store);
    }

    private static boolean fits(String key) {
        for (int begin = 0; begin <= key.length(); ) {
            int slash = key.indexOf('/', begin);
            int end = slash < 0 ? key.length() : slash;
            String name = key.substring(begin, end);
            if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME_BYTES
                    || name.indexOf('\0') >= 0) {
                return false;
            }
            begin = end + 1;
        }
        return true;
    }

    private static void checkPresent(String bucket, String key) {
        if (!fits(key)) {
            throw S3Exceptions.noSuchKey(bucket, key, "no object has such a name here");
        }
    }

    private static void checkNew(String key) {
        if (!fits(key)) {
            throw S3Exceptions.invalidArgument(
                    "key: expected at most "
                            + LONGEST_NAME_BYTES
                            + " bytes between two slashes, as this store keeps objects as files");
        }
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        String prefix = request.prefix() == null ? "" : request.prefix();
        return fits(prefix)
                ? super.list(request)
                : SdkResponses.objectsPage(List.of(), List.of(), null);
    }

    @Override
    public boolean blobExists(String bucket, String key) {
        return fits(key) && super.blobExists(bucket, key);
    }

    @Override
    public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
        checkPresent(request.bucket(), request.key());
        return super.blobMetadata(request);
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
        checkPresent(request.bucket(), request.key());
        return super.getBlob(request);
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        return fits(request.key())
                ? super.removeBlob(request)
                : DeleteObjectResponse.builder().build();
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
        checkNew(request.key());
        return super.putBlob(request, body);
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        checkPresent(request.sourceBucket(), request.sourceKey());
        checkNew(request.destinationKey());
        return super.copyBlob(request);
    }

    @Override
    public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
        checkNew(request.key());
        return super.initiateMultipartUpload(request);
    }
}
