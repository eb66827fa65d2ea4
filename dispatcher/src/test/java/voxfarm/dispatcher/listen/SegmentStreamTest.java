package voxfarm.dispatcher.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.bucket.ClipStore;
import voxfarm.common.clip.Clip;
import voxfarm.common.clip.ClipHash;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.dispatcher.Acceptances;
import voxfarm.dispatcher.RecordingSinks;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.status.EventProjector;
import voxfarm.dispatcher.status.RequestStatus;

class SegmentStreamTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private static final RequestId ID = new RequestId("mine");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final RecordingSinks sinks = new RecordingSinks();
    private final EventProjector events = new EventProjector(100);
    private final Acceptance acceptance =
            Acceptances.of(
                    store,
                    Voices.catalog(store),
                    (_, _) -> {},
                    sinks,
                    new Endings(store, sinks, CLOCK),
                    _ -> {},
                    CLOCK);
    private final RequestStatus status = new RequestStatus(store, events);

    private AcceptedRequest accept() {
        byte[] body =
                "{\"model_id\":\"joe\",\"text\":\"Hello.\",\"output\":{\"stream\":true}}"
                        .getBytes(StandardCharsets.UTF_8);
        return acceptance.admit(ID, RequestCodec.read(body)).request();
    }

    private SegmentStream stream(Duration patience, SegmentStream.Looks looks) {
        return new SegmentStream(store, status, events, patience, looks);
    }

    @Test
    void asksTheBucketEverMoreRarelyWhileNothingHappens() {
        AcceptedRequest request = accept();
        int before = store.reads();

        assertThatThrownBy(() ->
                        stream(Duration.ofSeconds(2), SegmentStream.Looks.USUAL).open(request))
                .hasMessageContaining("not spoken within 2 s");
        // looks after 0, 0.1, 0.4, 0.8, 1.8 and 3.7 s, two reads each; every 0.12 s would be 34
        assertThat(store.reads() - before).isBetween(4, 14);
    }

    @Test
    void looksWhenAnEventTellsOfTheRequest() throws Exception {
        AcceptedRequest request = accept();
        int before = store.reads();
        Duration never = Duration.ofDays(1);
        CompletableFuture<Integer> rate = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try (SegmentStream.Source source =
                            stream(PATIENCE, new SegmentStream.Looks(never, never, never))
                                    .open(request)) {
                        rate.complete(source.soundRateHz());
                    }
                });
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (store.reads() < before + 2) { // the clip and the result, once
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        SynthesisJob job = sinks.jobs.getFirst();
        new ClipStore(store)
                .store(
                        ClipHash.of(job.settings(), job.segments().getFirst()),
                        new PcmAudio(new float[] {0.1f, 0.2f}, 22_050),
                        List.of(),
                        List.of(),
                        new Clip.Made("", EngineWork.NONE));
        assertThat(rate).as("nobody has told it").isNotDone();
        events.accept(
                RequestEventCodec.write(
                        new RequestEvent.Progress(
                                new EventHeader(
                                        ID, Optional.empty(), Optional.empty(), Instant.EPOCH, 1),
                                1,
                                2,
                                1,
                                1)));

        assertThat(rate.get(60, TimeUnit.SECONDS)).isEqualTo(22_050);
    }
}
