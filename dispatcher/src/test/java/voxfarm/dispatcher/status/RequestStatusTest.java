package voxfarm.dispatcher.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.dispatcher.RecordingSinks;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.ending.Endings;

class RequestStatusTest {
    private static final Duration FIRST_LOOK = Duration.ofMillis(200);

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final RecordingSinks sinks = new RecordingSinks();
    private final EventProjector events = new EventProjector(100);
    private final RequestStatus status =
            new RequestStatus(
                    store,
                    new Acceptance(
                            store,
                            Voices.catalog(store),
                            Map.of(),
                            (_, _) -> {},
                            sinks,
                            new Endings(store, sinks, sinks, sinks, InstantSource.system()),
                            _ -> {},
                            InstantSource.system()),
                    events,
                    FIRST_LOOK);

    private int looksInASecond() {
        int before = store.reads();
        try (RequestStatus.Wait wait = status.startWaiting(new RequestId("r1"))) {
            assertThat(wait.await(Duration.ofSeconds(1))).isEmpty();
        }
        return store.reads() - before;
    }

    @Test
    void looksAtTheBucketEverMoreRarely() {
        // after 0.2 s, after 0.6 s, and when its time is up; every 0.2 s it would be five. One is
        // left out where the machine stands still for a moment.
        assertThat(looksInASecond()).isBetween(2, 3);
    }

    @Test
    void trustsTheEventsWhileThoseOfOthersCome() {
        EventHeader other =
                new EventHeader(
                        new RequestId("r2"), Optional.empty(), Optional.empty(), Instant.EPOCH, 1);
        try (ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor()) {
            var _ =
                    beat.scheduleAtFixedRate(
                            () -> events.accept(new RequestEvent.Started(other, "w")),
                            0,
                            5,
                            TimeUnit.MILLISECONDS);
            // when its time is up, and perhaps where the machine stood still
            assertThat(looksInASecond()).isBetween(1, 2);
            beat.shutdownNow();
        }
    }
}
