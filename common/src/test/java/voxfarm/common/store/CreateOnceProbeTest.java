package voxfarm.common.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.VoxfarmException;

class CreateOnceProbeTest {
    @Test
    void refusesAStoreThatReplacesObjects() {
        assertThatThrownBy(() -> CreateOnceProbe.check(new ReplacingStore()))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("store.create-once: false");
    }

    @Test
    void refusesAStoreThatLetsTwoRacingWritersWinNowAndThen() {
        assertThatThrownBy(() -> CreateOnceProbe.check(new RacyStore()))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("racing writes")
                .hasMessageContaining("told 2 of them that they won");
    }

    @Test
    void acceptsAStoreThatKeepsToIt() {
        InMemoryObjectStore store = new InMemoryObjectStore();

        CreateOnceProbe.check(store);

        assertThat(store.list("", Optional.empty(), 10)).isEqualTo(Page.EMPTY);
    }

    /** Right for one writer after the other; in one race in four, two are told that they won. */
    private static final class RacyStore extends ReplacingStore {
        private final AtomicInteger races = new AtomicInteger();
        private final Map<ObjectKey, Integer> won = new ConcurrentHashMap<>();

        @Override
        public synchronized Created create(ObjectKey key, byte[] body, String contentType) {
            Integer before = won.get(key);
            if (before == null) {
                won.put(key, races.incrementAndGet() % 4 == 0 ? 1 : 2);
                return super.create(key, body, contentType);
            }
            if (before == 2) {
                return Created.TAKEN;
            }
            won.put(key, 2);
            return super.create(key, body, contentType);
        }
    }

    /** Says yes to every write, as stores do that do not know If-None-Match. */
    private static class ReplacingStore implements ObjectStore {
        private final Map<ObjectKey, byte[]> objects = new ConcurrentHashMap<>();

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
