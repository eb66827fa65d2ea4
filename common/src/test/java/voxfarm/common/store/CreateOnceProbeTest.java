package voxfarm.common.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.VoxfarmException;

class CreateOnceProbeTest {
    @Test
    void refusesAStoreThatReplacesObjects() {
        assertThatThrownBy(() -> CreateOnceProbe.check(new ReplacingStore()))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("store.create-once: false");
    }

    /** Says yes to every write, as stores do that do not know If-None-Match. */
    private static final class ReplacingStore implements ObjectStore {
        private final Map<ObjectKey, byte[]> objects = new HashMap<>();

        @Override
        public Created create(ObjectKey key, byte[] body, String contentType) {
            objects.put(key, body);
            return Created.STORED;
        }

        @Override
        public Created create(ObjectKey key, Path file, String contentType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<byte[]> read(ObjectKey key, long maxBytes) {
            return Optional.ofNullable(objects.get(key));
        }

        @Override
        public Optional<InputStream> open(ObjectKey key, long offset) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<ObjectInfo> head(ObjectKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Page list(String prefix, Optional<ObjectKey> after, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> folders(String prefix) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(ObjectKey key) {
            objects.remove(key);
        }

        @Override
        public void deleteAll(List<ObjectKey> keys) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<IncompleteUpload> incompleteUploads(Instant startedBefore) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void abort(IncompleteUpload upload) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String uri(ObjectKey key) {
            return "s3://replacing/" + key;
        }

        @Override
        public void close() {}
    }
}
