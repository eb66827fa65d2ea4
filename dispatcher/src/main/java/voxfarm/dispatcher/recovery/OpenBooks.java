package voxfarm.dispatcher.recovery;

import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectStore;

/**
 * The books of which something was heard: they were accepted, or a chapter ended. {@link #lookAt}
 * from any thread, {@link #takeOnAll} from one.
 */
final class OpenBooks {
    /** More are left to the sweeps. */
    private static final int MOST = 10_000;

    private final RequestStore requests;
    private final Requeuer requeuer;
    private final Complaints complaints;
    private final InstantSource clock;

    /** Guarded by this; each once, however much is heard of it. */
    private final Set<RequestId> heard = new LinkedHashSet<>();

    OpenBooks(ObjectStore store, Requeuer requeuer, Complaints complaints, InstantSource clock) {
        this.requests = new RequestStore(store);
        this.requeuer = requeuer;
        this.complaints = complaints;
        this.clock = clock;
    }

    synchronized void lookAt(RequestId book) {
        if (heard.size() < MOST) {
            heard.add(book);
        }
    }

    private synchronized Optional<RequestId> next() {
        Optional<RequestId> first = heard.stream().findFirst();
        first.ifPresent(heard::remove);
        return first;
    }

    /** What fails is left to a sweep. */
    void takeOnAll() {
        for (Optional<RequestId> book = next(); book.isPresent(); book = next()) {
            takeOn(book.get());
        }
    }

    private void takeOn(RequestId id) {
        try {
            requests.find(id).filter(this::hasBegun).ifPresent(book -> requeuer.queue(book, 0));
        } catch (VoxfarmException e) {
            complaints.about("book " + id, e);
        }
    }

    private boolean hasBegun(AcceptedRequest request) {
        return request.book().isPresent()
                && request.notBefore().filter(clock.instant()::isBefore).isEmpty();
    }
}
