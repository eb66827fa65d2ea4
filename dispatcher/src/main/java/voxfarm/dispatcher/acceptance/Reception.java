package voxfarm.dispatcher.acceptance;

import voxfarm.common.book.BookOrder;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Submission;
import voxfarm.common.telemetry.Metrics;

import java.util.function.Supplier;

/**
 * How callers who wait for an answer are let in: room in the queue is taken before the request is
 * accepted, kept while it waits for its end, and given back if it is refused. Thread-safe.
 */
public final class Reception {
    private final Acceptance acceptance;
    private final QueueGauge gauge;
    private final RequestIds ids;
    private final Metrics metrics;

    public Reception(Acceptance acceptance, QueueGauge gauge, RequestIds ids) {
        this(acceptance, gauge, ids, Metrics.NONE);
    }

    /**
     * As the other.
     *
     * @param metrics told of who is let in, and who is not
     */
    public Reception(Acceptance acceptance, QueueGauge gauge, RequestIds ids, Metrics metrics) {
        this.metrics = metrics;
        this.acceptance = acceptance;
        this.gauge = gauge;
        this.ids = ids;
    }

    /** An id for {@link #admitGenerated}: known before, so that its end can be waited for. */
    public RequestId nextId() {
        return ids.next();
    }

    /**
     * Under an id of the caller's choice. One that is known takes no room.
     *
     * @param client the caller's network address
     * @throws VoxfarmException what {@link Acceptance#admit} throws; {@code QUEUE_FULL}
     */
    public Acceptance.Admitted admit(RequestId id, Submission submission, String client) {
        return counted(() -> {
            try (QueueGauge.Place place = gauge.place(id, client)) {
                return kept(place, acceptance.admit(id, submission, place::take));
            }
        });
    }

    /**
     * As the other, of a book: it takes the room of the chapters that are under way at once.
     *
     * @throws VoxfarmException what {@link BookAcceptance#admit} throws; {@code QUEUE_FULL}
     */
    public Acceptance.Admitted admit(
            RequestId id, BookOrder order, BookAcceptance books, String client) {
        return counted(() -> {
            try (QueueGauge.Place place = gauge.place(id, client)) {
                Acceptance.Admitted admitted = books.admit(id, order, place::take);
                if (admitted instanceof Acceptance.Admitted.New(var request)) {
                    place.keep(request.book().orElseThrow().window());
                }
                return admitted;
            }
        });
    }

    /**
     * Under an id that was made for this submission.
     *
     * @throws VoxfarmException what {@link Acceptance#admitGenerated} throws; {@code QUEUE_FULL}
     */
    public Acceptance.Admitted admitGenerated(RequestId id, Submission submission, String client) {
        return counted(() -> {
            try (QueueGauge.Place place = gauge.place(id, client)) {
                place.take();
                return kept(place, acceptance.admitGenerated(id, submission));
            }
        });
    }

    private Acceptance.Admitted counted(Supplier<Acceptance.Admitted> admission) {
        return AdmissionFigures.counted(metrics, AdmissionFigures.HTTP, admission);
    }

    private static Acceptance.Admitted kept(QueueGauge.Place place, Acceptance.Admitted admitted) {
        if (admitted instanceof Acceptance.Admitted.New(var request)) {
            place.keep(request.window());
        }
        return admitted;
    }
}
