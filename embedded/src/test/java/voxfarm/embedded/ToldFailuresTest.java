package voxfarm.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

class ToldFailuresTest {
    private static final String FULL = "No space left on device";

    @TempDir Path folder;
    private final List<String> told = new ArrayList<>();

    private ToldFailures over(Disk disk) {
        SafeWrites writes =
                new SafeWrites(
                        new FilesystemNio2BlobStore(folder.toString()), folder, disk, _ -> false);
        writes.createContainer(CreateBucketRequest.builder().bucket("bucket").build());
        return new ToldFailures(writes, told::add);
    }

    private static void put(ToldFailures store, InputStream body) {
        store.putBlob(
                PutObjectRequest.builder().bucket("bucket").key("a").contentLength(1L).build(),
                body);
    }

    @Test
    void saysThatTheDiskIsFull() {
        ToldFailures store =
                over(path -> {
                    if (path.toString().contains(SafeWrites.WRITING)) {
                        throw new IOException(FULL);
                    }
                });

        assertThatThrownBy(() -> put(store, new ByteArrayInputStream(new byte[1])));

        assertThat(told).singleElement().asString().containsIgnoringCase(FULL);
    }

    @Test
    void saysNothingOfACallerWhoWentAway() {
        InputStream gone =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("Connection reset by peer");
                    }

                    @Override
                    public int read(byte[] into, int from, int most) throws IOException {
                        return read();
                    }
                };

        assertThatThrownBy(() -> put(over(Disk.NONE), gone));

        assertThat(told).isEmpty();
    }
}
