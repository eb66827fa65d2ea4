package voxfarm.common.store;

import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A bucket in which the writes of some keys wait for one another: they come to an end only if they
 * are made at once. Fails after ten seconds if they are not.
 */
public final class MeetingWrites extends ForwardingObjectStore {
    private final List<String> beginnings;
    private final CyclicBarrier together;

    /**
     * @param beginnings of the keys that wait, one of each
     */
    public MeetingWrites(ObjectStore store, List<String> beginnings) {
        super(store);
        this.beginnings = List.copyOf(beginnings);
        this.together = new CyclicBarrier(beginnings.size());
    }

    @Override
    public Created create(ObjectKey key, byte[] body, String contentType) {
        if (beginnings.stream().anyMatch(key.value()::startsWith)) {
            try {
                together.await(10, TimeUnit.SECONDS);
            } catch (BrokenBarrierException | TimeoutException e) {
                throw new AssertionError(key + " was written alone", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
        return store().create(key, body, contentType);
    }
}
