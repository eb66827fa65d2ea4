package voxfarm.dispatcher.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.dispatcher.Acceptances;
import voxfarm.dispatcher.RecordingSinks;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.ending.Endings;

class RequestStatusTest {
    private static final Duration FIRST_LOOK = Duration.ofMillis(200);

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final RecordingSinks sinks = new RecordingSinks();
    private final EventProjector events = new EventProjector(100);
    private final Acceptance acceptance =
            Acceptances.of(
                    store,
                    Voices.catalog(store),
                    (_, _) -> {},
                    sinks,
                    new Endings(store, sinks, InstantSource.system()),
                    _ -> {},
                    InstantSource.system());
    private final RequestStatus status = new RequestStatus(store, events, FIRST_LOOK);

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

    private final EventHeader own =
            new EventHeader(
                    new RequestId("r1"), Optional.empty(), Optional.empty(), Instant.EPOCH, 1);

    /** A request that was deleted, with its result: its end was told long ago. */
    @Test
    @Timeout(60)
    void waitsForAnIdThatComesBack() throws Exception {
        events.accept(new RequestEvent.Cancelled(own, new ObjectKey("results/r1/result.json")));
        byte[] result = ResultCodec.write(result());
        int before = store.reads();
        try (RequestStatus.Wait wait = status.startWaiting(own.request())) {
            CompletableFuture<Boolean> answered =
                    CompletableFuture.supplyAsync(
                            () -> wait.await(Duration.ofSeconds(20)).isPresent());
            while (store.reads() < before + 2) { // it does not believe that end
                Thread.onSpinWait();
            }
            store.create(BucketLayout.result(own.request()), result, "x");
            events.accept(new RequestEvent.Started(own, "w"));
            assertThat(events.last(own.request())).as("no longer ended").isPresent();
            events.accept(new RequestEvent.Cancelled(own, new ObjectKey("results/r1/result.json")));
            assertThat(answered.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private SynthesisResult result() {
        var request =
                acceptance.admit(
                        own.request(),
                        RequestCodec.read(
                                "{\"model_id\":\"joe\",\"text\":\"One.\"}"
                                        .getBytes(StandardCharsets.UTF_8)));
        return new SynthesisResult(
                own.request(),
                request.request().acceptedBy(),
                request.request().settings(),
                new SynthesisResult.Outcome.Cancelled(),
                Optional.empty(),
                List.of(),
                Instant.EPOCH,
                Optional.empty(),
                Instant.EPOCH,
                1,
                "w",
                "b",
                1,
                EngineWork.NONE,
                List.of());
    }
}
