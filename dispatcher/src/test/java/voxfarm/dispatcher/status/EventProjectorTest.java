package voxfarm.dispatcher.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.lifecycle.CapturedLog;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.VoiceId;

class EventProjectorTest {
    private static final RequestId ID = new RequestId("r1");

    private final EventProjector projector = new EventProjector(3);

    private static EventHeader header(RequestId id) {
        return new EventHeader(id, Optional.empty(), Optional.empty(), Instant.EPOCH, 1);
    }

    private static RequestEvent completed(RequestId id) {
        return new RequestEvent.Completed(header(id), new ObjectKey("r"), new ObjectKey("a"), 1);
    }

    @Test
    void fillsNoLogWithRecordsThatAreNoEvents() {
        try (CapturedLog log = new CapturedLog(EventProjector.class)) {
            for (int i = 0; i < 3000; i++) {
                assertThat(projector.accept(new byte[] {'{'})).isEmpty();
            }
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test
    void wakesWhoWaitsForTheEnd() throws InterruptedException {
        EventProjector.Waiter waiter = projector.awaitEnd(ID);
        projector.accept(new RequestEvent.Started(header(ID), "w"));
        assertThat(waiter.await(Duration.ZERO)).isFalse();

        projector.accept(RequestEventCodec.write(completed(ID)));

        assertThat(waiter.await(Duration.ZERO)).isTrue();
        assertThat(projector.awaitEnd(ID).await(Duration.ZERO)).as("seen already").isTrue();
    }

    /** Two workers have neighbouring parts in hand. */
    @Test
    void neverGoesBackWithinAnAttempt() {
        RequestEvent.Progress ahead = new RequestEvent.Progress(header(ID), 20, 90, 80, 9);
        projector.accept(ahead);
        projector.accept(new RequestEvent.Progress(header(ID), 12, 90, 40, 9));
        assertThat(projector.last(ID)).contains(ahead);
        projector.accept(new RequestEvent.Started(header(ID), "w"));
        assertThat(projector.last(ID)).contains(ahead);

        RequestEvent.Progress next = new RequestEvent.Progress(header(ID), 21, 90, 84, 9);
        projector.accept(next);
        assertThat(projector.last(ID)).contains(next);
        RequestEvent again =
                new RequestEvent.Started(
                        new EventHeader(ID, Optional.empty(), Optional.empty(), Instant.EPOCH, 2),
                        "w");
        projector.accept(again);
        assertThat(projector.last(ID)).as("another attempt begins").contains(again);
    }

    @Test
    void ignoresWhatComesAfterTheEnd() {
        projector.accept(completed(ID));
        projector.accept(new RequestEvent.Started(header(ID), "w"));

        assertThat(projector.last(ID)).isEmpty();
        assertThat(projector.ended(ID)).isTrue();
    }

    @Test
    void forgetsTheOldest() {
        for (int i = 0; i < 5; i++) {
            projector.accept(completed(new RequestId("r" + i)));
        }
        assertThat(projector.ended(new RequestId("r1"))).isFalse();
        assertThat(projector.ended(new RequestId("r4"))).isTrue();
    }

    private static RequestEvent.Accepted accepted(String id, String voice, int second) {
        return new RequestEvent.Accepted(
                new EventHeader(
                        new RequestId(id),
                        Optional.of(new VoiceId(voice)),
                        Optional.of(Lane.BULK),
                        Instant.ofEpochSecond(second),
                        0));
    }

    private static RequestEvent started(String id) {
        return new RequestEvent.Started(header(new RequestId(id)), "w");
    }

    private static PastEvents past(RequestEvent... events) {
        PastEvents past = new PastEvents();
        for (RequestEvent event : events) {
            past.accept(RequestEventCodec.write(event));
        }
        return past;
    }

    @Test
    void theHistoryFillsInWhatIsNotKnownAndOverridesNothingNewer() {
        projector.accept(started("newer"));
        projector.remember(
                past(accepted("newer", "joe", 1), accepted("older", "joe", 0), started("older")));

        assertThat(projector.last(new RequestId("newer"))).contains(started("newer"));
        assertThat(projector.last(new RequestId("older"))).contains(started("older"));
    }

    @Test
    void anEndInTheHistoryIsAnEndAndWakesWhoWaits() throws InterruptedException {
        EventProjector.Waiter waiter = projector.awaitEnd(ID);
        try (EventProjector.Feed feed = projector.follow(ID)) {
            projector.accept(started(ID.value())); // told again by a worker that was frozen
            projector.remember(past(completed(ID)));

            assertThat(waiter.await(Duration.ZERO)).isTrue();
            assertThat(projector.ended(ID)).isTrue();
            assertThat(feed.next(Duration.ZERO)).contains(started(ID.value()));
            assertThat(feed.next(Duration.ZERO)).contains(completed(ID));
        }
        assertThat(projector.accept(started(ID.value()))).isEmpty();
        assertThat(projector.ended(ID)).isTrue();
    }

    @Test
    void aRepeatedAcceptanceDoesNotPutBackIntoTheQueueWhatWasBegun() {
        projector.accept(started(ID.value()));
        projector.accept(accepted(ID.value(), "joe", 0));

        assertThat(projector.last(ID)).contains(started(ID.value()));
    }

    @Test
    void forgetsTheHistoryBeforeWhatCame() {
        projector.remember(
                past(accepted("a", "joe", 1), accepted("b", "joe", 2), accepted("c", "joe", 3)));
        projector.accept(started("d"));
        projector.accept(started("e"));

        assertThat(projector.last(new RequestId("a"))).isEmpty();
        assertThat(projector.last(new RequestId("b"))).isEmpty();
        assertThat(projector.last(new RequestId("c"))).isPresent();
        assertThat(projector.last(new RequestId("d"))).isPresent();
    }

    /** Against a plain count over all, with everything that can happen to a request. */
    @Test
    void countsThoseAheadAsAPlainWalkWould() {
        long seed = 7;
        Random random = new Random(seed);
        EventProjector many = new EventProjector(500);
        List<RequestId> order = new ArrayList<>();
        Map<RequestId, RequestEvent> plain = new HashMap<>();
        for (int step = 0; step < 5000; step++) {
            RequestEvent event;
            if (order.isEmpty() || random.nextInt(3) > 0) {
                event = accepted("r" + step, "v" + random.nextInt(3), step);
                order.add(event.request());
            } else {
                RequestId id = order.get(random.nextInt(order.size()));
                event = random.nextBoolean() ? started(id.value()) : completed(id);
            }
            many.accept(event);
            RequestEvent before = plain.get(event.request());
            if (before == null || !before.terminal()) {
                plain.put(event.request(), event);
            }
            if (order.size() > 500) {
                plain.remove(order.removeFirst());
            }
            RequestId asked = order.get(random.nextInt(order.size()));
            assertThat(many.ahead(asked))
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(plainAhead(order, plain, asked));
        }
    }

    private static OptionalInt plainAhead(
            List<RequestId> order, Map<RequestId, RequestEvent> plain, RequestId asked) {
        if (!(plain.get(asked) instanceof RequestEvent.Accepted own)) {
            return OptionalInt.empty();
        }
        int ahead = 0;
        for (RequestId id : order.subList(0, order.indexOf(asked))) {
            if (plain.get(id) instanceof RequestEvent.Accepted other
                    && other.header().voice().equals(own.header().voice())) {
                ahead++;
            }
        }
        return OptionalInt.of(ahead);
    }

    @Test
    void passesOverWhatIsNoEvent() {
        projector.accept("hello".getBytes(StandardCharsets.UTF_8));
        projector.accept("{\"schema\":9}".getBytes(StandardCharsets.UTF_8));

        assertThat(projector.last(ID)).isEmpty();
    }
}
