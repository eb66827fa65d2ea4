package voxfarm.common.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.ForwardingObjectStore;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.Page;
import voxfarm.common.voice.VoiceId;

class CurrentDictionariesTest {
    private static final Optional<VoiceId> FARM = Optional.empty();
    private static final Optional<VoiceId> JOE = Optional.of(new VoiceId("joe"));

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final AtomicLong nanos = new AtomicLong(-7);

    /** What somebody else writes. */
    private final DictionaryStore others = new DictionaryStore(store);

    private final CurrentDictionaries current =
            new CurrentDictionaries(new DictionaryStore(store), nanos::get);

    private ObjectKey put(Optional<VoiceId> voice, String reading) {
        return others.put(voice, ("a\t" + reading).getBytes(StandardCharsets.UTF_8));
    }

    private void later(long nanosLater) {
        nanos.addAndGet(nanosLater);
    }

    @Test
    void looksOnceForAllThatAskAtATime() {
        ObjectKey farms = put(FARM, "x");
        int before = store.lists();
        for (int i = 0; i < 100; i++) {
            assertThat(current.of(FARM)).contains(farms);
            assertThat(current.of(JOE)).isEmpty();
        }
        assertThat(store.lists() - before).isEqualTo(2);
    }

    @Test
    void seesWhatHasBeenThereForTheirAge() {
        put(FARM, "x");
        var _ = current.of(FARM);
        later(1);
        ObjectKey second = put(FARM, "y");
        ObjectKey joes = put(JOE, "z");

        later(CurrentDictionaries.AGE.toNanos());
        assertThat(current.of(FARM)).contains(second);
        assertThat(current.of(JOE)).contains(joes);
    }

    /** Counted from its beginning: what was written while it ran is not seen. */
    @Test
    void aLookIsAsOldAsItsBeginning() {
        AtomicBoolean written = new AtomicBoolean();
        CurrentDictionaries slow =
                new CurrentDictionaries(
                        new DictionaryStore(
                                new ForwardingObjectStore(store) {
                                    @Override
                                    public Page list(
                                            String prefix, Optional<ObjectKey> after, int limit) {
                                        Page page = super.list(prefix, after, limit);
                                        if (written.compareAndSet(false, true)) {
                                            put(FARM, "x");
                                            later(CurrentDictionaries.AGE.toNanos());
                                        }
                                        return page;
                                    }
                                }),
                        nanos::get);
        assertThat(slow.of(FARM)).isEmpty();
        assertThat(slow.of(FARM)).isPresent();
    }

    @Test
    void remembersNoFailure() {
        AtomicBoolean down = new AtomicBoolean(true);
        CurrentDictionaries failing =
                new CurrentDictionaries(
                        new DictionaryStore(
                                new ForwardingObjectStore(store) {
                                    @Override
                                    public Page list(
                                            String prefix, Optional<ObjectKey> after, int limit) {
                                        if (down.get()) {
                                            throw new VoxfarmException(
                                                    ErrorCode.STORE_UNAVAILABLE, "down");
                                        }
                                        return super.list(prefix, after, limit);
                                    }
                                }),
                        nanos::get);
        assertThatThrownBy(() -> failing.of(FARM)).hasMessage("down");
        down.set(false);
        assertThat(failing.of(FARM)).isEmpty();
    }
}
