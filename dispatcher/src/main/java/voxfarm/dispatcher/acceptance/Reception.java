package voxfarm.dispatcher.acceptance;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import voxfarm.common.book.BookOrder;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Submission;
import voxfarm.common.telemetry.Metrics;

/**
 * How callers who wait for an answer are let in: room in the queue is taken before the request is
 * accepted, kept while it waits for its end, and given back if it is refused. Thread-safe.
 */
public final class Reception {
    private final Acceptance acceptance;
    private final QueueGauge gauge;
    private final RequestIds ids;
    private final Metrics metrics;
    private final KeyQuotas quotas;

    public Reception(Acceptance acceptance, QueueGauge gauge, RequestIds ids) {
        this(acceptance, gauge, ids, Metrics.NONE, KeyQuotas.none());
    }

    /**
     * As the other.
     *
     * @param metrics told of who is let in, and who is not
     * @param quotas of API keys
     */
    public Reception(
            Acceptance acceptance,
            QueueGauge gauge,
            RequestIds ids,
            Metrics metrics,
            KeyQuotas quotas) {
        this.quotas = quotas;
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
     * @throws VoxfarmException what {@link Acceptance#admit} throws; {@code QUEUE_FULL}; {@code
     *     QUOTA_EXCEEDED}, or {@code BODY_TOO_LARGE} where it is more than the quota itself
     */
    public Acceptance.Admitted admit(RequestId id, Submission submission, Client client) {
        return counted(() -> {
            try (QueueGauge.Place place = gauge.place(id, client.address());
                    KeyQuotas.Use use = quotas.use(client.key(), id)) {
                return kept(place, use, acceptance.admit(id, submission, gate(place, use)));
            }
        });
    }

    private static Gate gate(QueueGauge.Place place, KeyQuotas.Use use) {
        return new Gate() {
            @Override
            public void enter() {
                place.take();
                use.enter();
            }

            @Override
            public void weighed(LongSupplier characters, double audioSeconds) {
                use.weighed(characters, audioSeconds);
            }
        };
    }

    /** What a caller's key has left; nothing where it has no quotas. */
    public List<KeyQuotas.Limit> limits(Client client) {
        return quotas.limits(client.key());
    }

    /**
     * As the other, of a book: it takes the room of the chapters that are under way at once, and
     * all of its text and sound of the quotas; the requests of its chapters take nothing.
     *
     * @throws VoxfarmException what {@link BookAcceptance#admit} throws; {@code QUEUE_FULL} and
     *     quotas as above
     */
    public Acceptance.Admitted admit(
            RequestId id, BookOrder order, BookAcceptance books, Client client) {
        return counted(() -> {
            try (QueueGauge.Place place = gauge.place(id, client.address());
                    KeyQuotas.Use use = quotas.use(client.key(), id)) {
                Acceptance.Admitted admitted = books.admit(id, order, gate(place, use));
                if (admitted instanceof Acceptance.Admitted.New(var request)) {
                    place.keep(request.book().orElseThrow().window());
                    use.keep();
                }
                return admitted;
            }
        });
    }

    /**
     * Under an id that was made for this submission.
     *
     * @throws VoxfarmException what {@link Acceptance#admitGenerated} throws; {@code QUEUE_FULL}
     *     and quotas as above
     */
    public Acceptance.Admitted admitGenerated(RequestId id, Submission submission, Client client) {
        return counted(() -> {
            try (QueueGauge.Place place = gauge.place(id, client.address());
                    KeyQuotas.Use use = quotas.use(client.key(), id)) {
                return kept(
                        place, use, acceptance.admitGenerated(id, submission, gate(place, use)));
            }
        });
    }

    private Acceptance.Admitted counted(Supplier<Acceptance.Admitted> admission) {
        return AdmissionFigures.counted(metrics, AdmissionFigures.HTTP, admission);
    }

    private static Acceptance.Admitted kept(
            QueueGauge.Place place, KeyQuotas.Use use, Acceptance.Admitted admitted) {
        if (admitted instanceof Acceptance.Admitted.New(var request)) {
            place.keep(request.window());
            use.keep();
        }
        return admitted;
    }
}
