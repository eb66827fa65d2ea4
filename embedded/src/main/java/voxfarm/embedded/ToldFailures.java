package voxfarm.embedded;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;
import voxfarm.common.files.FileFailure;

/**
 * Says why the disk did not take what was written: to its client the store answers "internal error"
 * alone, and a full disk would be found last.
 */
final class ToldFailures extends ForwardingBlobStore {
    /** Of the disk, and not of the caller who went away. */
    private static final Pattern OF_THE_DISK =
            Pattern.compile(
                    "(?i)no space left|quota|read-only|input/output error|too many open files");

    private final Consumer<String> told;

    /**
     * @param told is given the reason, once a failure
     */
    ToldFailures(BlobStore store, Consumer<String> told) {
        super(store);
        this.told = told;
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
        return telling(() -> super.putBlob(request, body));
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        return telling(() -> super.copyBlob(request));
    }

    @Override
    public UploadPartResponse uploadMultipartPart(
            MultipartUpload upload, UploadPartRequest request, InputStream body) {
        return telling(() -> super.uploadMultipartPart(upload, request, body));
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        return telling(() -> super.completeMultipartUpload(upload, request));
    }

    private <T> T telling(Supplier<T> write) {
        try {
            return write.get();
        } catch (RuntimeException e) {
            Throwables.getCausalChain(e).stream()
                    .filter(IOException.class::isInstance)
                    .map(IOException.class::cast)
                    .filter(ToldFailures::ofTheDisk)
                    .findFirst()
                    .ifPresent(failure -> told.accept(FileFailure.describe(failure)));
            throw e;
        }
    }

    private static boolean ofTheDisk(IOException failure) {
        return failure instanceof FileSystemException
                || OF_THE_DISK.matcher(String.valueOf(failure.getMessage())).find();
    }
}
