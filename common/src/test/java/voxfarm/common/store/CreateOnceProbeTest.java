package voxfarm.common.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
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

    /** One writer fails at once, the others come to an end when it has been told. */
    @Test
    void leavesNothingWhereAWriterFailed() {
        CountDownLatch deleted = new CountDownLatch(1);
        InMemoryObjectStore objects = new InMemoryObjectStore();
        ObjectStore failing =
                new ForwardingObjectStore(objects) {
                    @Override
                    public Created create(ObjectKey key, byte[] body, String contentType) {
                        if (new String(body, StandardCharsets.UTF_8).equals("writer 0")) {
                            throw new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, "no answer");
                        }
                        awaitShortly(deleted);
                        return super.create(key, body, contentType);
                    }

                    @Override
                    public void delete(ObjectKey key) {
                        super.delete(key);
                        deleted.countDown();
                    }
                };

        assertThatThrownBy(() -> CreateOnceProbe.check(failing)).hasMessage("no answer");
        assertThat(objects.list("", Optional.empty(), 10)).isEqualTo(Page.EMPTY);
    }

    /** Whoever deletes before all writers have ended is met by a write. */
    private static void awaitShortly(CountDownLatch latch) {
        try {
            var _ = latch.await(300, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void saysWhyTheProbeFailedAndNotThatNothingCouldBeRemoved() {
        ObjectStore failing =
                new ReplacingStore() {
                    @Override
                    public void delete(ObjectKey key) {
                        throw new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, "may not delete");
                    }
                };

        assertThatThrownBy(() -> CreateOnceProbe.check(failing))
                .hasMessageContaining("store.create-once: false");
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
    private static class ReplacingStore extends ForwardingObjectStore {
        ReplacingStore() {
            super(new InMemoryObjectStore());
        }

        @Override
        public synchronized Created create(ObjectKey key, byte[] body, String contentType) {
            store().delete(key);
            return store().create(key, body, contentType);
        }
    }
}
