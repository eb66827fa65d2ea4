package voxfarm.dispatcher.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.JobId;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.voice.VoiceCatalog;
import voxfarm.dispatcher.RecordingSinks;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.ending.Endings;

class SweeperTest {
    private static final RequestId ID = new RequestId("r1");
    private static final Sweeper.Scope SCOPE =
            new Sweeper.Scope(Duration.ofSeconds(60), Instant.EPOCH);

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final RecordingSinks sinks = new RecordingSinks();
    private final VoiceCatalog catalog = Voices.catalog(store);
    private final Set<RequestId> queued = new HashSet<>();
    private final SeenEnds ends = new SeenEnds();
    private Instant now = Instant.EPOCH;
    private final InstantSource clock = () -> now;
    private final Acceptance acceptance =
            new Acceptance(store, catalog, Map.of(), (_, _) -> {}, sinks, sinks, _ -> {}, clock);
    private final Endings endings = new Endings(store, sinks, sinks, sinks, clock);
    private final Sweeper sweeper =
            new Sweeper(
                    store,
                    acceptance,
                    (_, _) -> Set.copyOf(queued),
                    sinks,
                    endings,
                    ends,
                    () -> true,
                    clock);

    private void accept(RequestId id, String text, String more) {
        acceptance.admit(
                id,
                RequestCodec.read(
                        ("{\"model_id\":\"joe\",\"text\":\"" + text + "\"" + more + "}")
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private Sweeper.Swept sweep() {
        return sweeper.sweep(SCOPE, _ -> {});
    }

    private SynthesisResult result() {
        return endings.find(ID).orElseThrow();
    }

    private AcceptedBy acceptedBy() {
        return acceptance.find(ID).orElseThrow().acceptedBy();
    }

    private void later(int seconds) {
        now = now.plusSeconds(seconds);
    }

    @Test
    void queuesAgainWhatIsNeitherQueuedNorEnded() {
        accept(ID, "Hello.", "");
        sinks.jobs.clear();

        assertThat(sweep().requeued()).as("within the grace").isZero();
        later(61);
        queued.add(ID);
        assertThat(sweep().requeued()).as("waiting in the topic, however long").isZero();
        queued.clear();
        assertThat(sweep()).isEqualTo(new Sweeper.Swept(1, 1, 1, 0, 0));
        assertThat(sinks.jobs)
                .singleElement()
                .satisfies(job -> {
                    assertThat(job.id()).isEqualTo(JobId.single(ID));
                    assertThat(job.requeue()).isEqualTo(1);
                });
        assertThat(sweep().requeued()).as("within the grace of the requeue").isZero();
        assertThat(store.head(BucketLayout.requeue(ID, acceptedBy(), 1))).isPresent();
    }

    @Test
    void givesUpWhatIsLostSixTimes() {
        accept(ID, "Hello.", "");
        for (int i = 0; i < 5; i++) {
            later(61);
            assertThat(sweep().requeued()).isEqualTo(1);
        }
        later(61);
        assertThat(sweep().failed()).isEqualTo(1);
        assertThat(result().status()).isEqualTo("failed");
        assertThat(sinks.dead)
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.request()).contains(ID);
                    assertThat(letter.error().code()).isEqualTo("attempts_exhausted");
                });
        assertThat(sinks.events).last().isInstanceOf(RequestEvent.Failed.class);
        later(61);
        assertThat(sweep()).isEqualTo(new Sweeper.Swept(1, 0, 0, 0, 1));
    }

    @Test
    void queuesTheFirstMissingPartOfEachChain() {
        accept(ID, "This is one sentence of many. ".repeat(600), "");
        List<SynthesisJob> first = new ArrayList<>(sinks.jobs);
        int parts = first.getFirst().parts();
        assertThat(first).hasSize(8);
        assertThat(parts).isGreaterThan(18);
        sinks.jobs.clear();
        for (int part : new int[] {0, 1, 3, 9}) { // the second chain lost its third part
            store.create(BucketLayout.part(ID, acceptedBy(), part), new byte[] {1}, "x");
        }
        later(61);
        sweep();
        assertThat(sinks.jobs)
                .extracting(job -> job.id().part().orElseThrow())
                .containsExactly(2, 4, 5, 6, 7, 8, 11, 17);
        assertThat(sinks.jobs).allSatisfy(job -> assertThat(job.requeue()).isEqualTo(1));
        assertThat(sinks.jobs.getFirst().segments()).isEqualTo(first.get(2).segments());

        sinks.jobs.clear();
        for (int i = 0; i < parts; i++) {
            store.create(BucketLayout.part(ID, acceptedBy(), i), new byte[] {1}, "x");
        }
        later(61);
        sweep();
        assertThat(sinks.jobs)
                .singleElement()
                .satisfies(job -> assertThat(job.id()).isEqualTo(JobId.assembly(ID)));
    }

    @Test
    void tellsAnEndThatNobodyTold() {
        accept(ID, "Hello.", "");
        SynthesisJob job = sinks.jobs.getFirst();
        store.create(
                BucketLayout.result(ID),
                ResultCodec.write(
                        new SynthesisResult(
                                ID,
                                AcceptedBy.UNKNOWN,
                                job.settings(),
                                new SynthesisResult.Outcome.Cancelled(),
                                java.util.Optional.empty(),
                                now,
                                java.util.Optional.empty(),
                                now,
                                1,
                                "w",
                                "b",
                                1,
                                0,
                                List.of())),
                "application/json");
        sinks.events.clear();
        assertThat(sweep().told()).as("its worker may be about to").isZero();
        later(61);
        assertThat(sweep().told()).isEqualTo(1);
        assertThat(sinks.events).singleElement().isInstanceOf(RequestEvent.Cancelled.class);
        assertThat(sweep().told()).isZero();
    }

    @Test
    void failsWhatIsPastItsDeadlineOrWithoutItsVoice() {
        accept(ID, "Hello.", ",\"deadline\":\"1970-01-01T00:00:10Z\"");
        accept(new RequestId("r2"), "Hello.", "");
        later(10);
        assertThat(sweep().failed()).isEqualTo(1);
        assertThat(result().status()).isEqualTo("failed");
        assertThat(sinks.hints).containsExactly(ID);

        store.delete(BucketLayout.voiceManifest(Voices.JOE.voice(), Voices.JOE.version()));
        assertThat(sweep().failed()).isEqualTo(1);
        assertThat(sinks.dead)
                .last()
                .satisfies(letter -> assertThat(letter.error().code()).isEqualTo("unknown_voice"));
    }

    @Test
    void queuesAtItsTimeWithoutCounting() {
        accept(ID, "Later.", ",\"not_before\":\"1970-01-01T02:00:00Z\"");
        later(3600);
        assertThat(sweep().requeued()).isZero();
        later(3600);
        sweeper.produceDue(ID);
        sweeper.produceDue(ID);
        assertThat(sinks.jobs).singleElement().satisfies(job -> assertThat(job.requeue()).isZero());
        later(61);
        sweep();
        assertThat(sinks.jobs.getLast().requeue()).isEqualTo(1);
    }

    @Test
    void queuesLateWhatNoDispatcherQueuedAtItsTime() {
        accept(ID, "Later.", ",\"not_before\":\"1970-01-01T02:00:00Z\"");
        later(7261);
        sweep();
        assertThat(sinks.jobs).singleElement().satisfies(job -> assertThat(job.requeue()).isZero());
    }

    @Test
    void concludesNothingWhileStoreOrBrokerAreDown() {
        accept(ID, "Hello.", "");
        later(61);
        Sweeper blind =
                new Sweeper(
                        store,
                        acceptance,
                        (_, _) -> {
                            throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, "down");
                        },
                        sinks,
                        endings,
                        ends,
                        () -> true,
                        clock);
        assertThatThrownBy(() -> blind.sweep(SCOPE, _ -> {})).hasMessage("down");
        assertThat(store.head(BucketLayout.requeue(ID, acceptedBy(), 1))).isEmpty();
    }

    /** Ids whose order differs with and without the slash behind them. */
    @Test
    void matchesRequestsAndResultsInTheOrderOfKeys() {
        for (String id : List.of("a", "a-b", "a.b", "a0", "ab", "b")) {
            accept(new RequestId(id), "Hello.", "");
        }
        for (String ended : List.of("a-b", "a0", "zz")) {
            store.create(BucketLayout.result(new RequestId(ended)), Json.bytes(Json.object()), "x");
        }
        List<String> open = new ArrayList<>();
        new RequestScan(store)
                .forEachRemaining(found -> {
                    if (!found.ended()) {
                        open.add(found.id().value());
                    }
                });
        assertThat(open).containsExactlyInAnyOrder("a", "a.b", "ab", "b");
    }

    @Test
    void remembersManyEndsInLittleRoom() {
        for (int i = 0; i < 50_000; i++) {
            ends.add(new RequestId("r" + i));
            ends.add(new RequestId("r" + i));
        }
        assertThat(ends.size()).isEqualTo(50_000);
        assertThat(ends.contains(new RequestId("r49999"))).isTrue();
        assertThat(ends.contains(new RequestId("r50000"))).isFalse();
    }
}
