package voxfarm.common.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.Carried;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.job.Work;
import voxfarm.common.language.Language;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;

/**
 * What every outbox does; run on the fake and on a real broker. Each test uses requests of its own.
 */
public abstract class OutboxContract {
    protected static final VoiceId VOICE = new VoiceId("joe");

    private static final Carried TRACE =
            new Carried(Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b71-01"));

    /** What was told may be on its way for so long where nobody waits for it. */
    private static final Duration SOON = Duration.ofSeconds(15);

    /** With room for a slow machine; far below what a client waits for a broker. */
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    private final RequestId id = new RequestId("c" + UUID.randomUUID().toString().substring(0, 8));

    protected abstract Outbox outbox();

    /** One that reaches no broker. */
    protected abstract Outbox unreachable();

    /** All that was told, and is there now. */
    protected abstract Told told();

    /**
     * What readers find.
     *
     * @param jobs of all lanes and voices, in order
     * @param carried with each of the jobs; empty where the outbox does not show it
     * @param hints of requests that have ended
     */
    public record Told(
            List<RequestEvent> events,
            List<SynthesisJob> jobs,
            Optional<List<Carried>> carried,
            List<DeadLetter> dead,
            List<RequestId> hints) {}

    private EventHeader header() {
        return new EventHeader(
                id, Optional.of(VOICE), Optional.of(Lane.BULK), Instant.EPOCH.plusSeconds(1), 0);
    }

    private RequestEvent.Accepted accepted() {
        return new RequestEvent.Accepted(header());
    }

    private RequestEvent.Cancelled cancelled() {
        return new RequestEvent.Cancelled(header(), BucketLayout.result(id));
    }

    private SynthesisJob job(int requeue) {
        return new SynthesisJob(
                id,
                AcceptedBy.UNKNOWN,
                requeue,
                Lane.BULK,
                Instant.EPOCH,
                Optional.empty(),
                new SpeechSettings(
                        new SpokenBy(VOICE, VoiceVersion.NONE, new Speaker(0, "default")),
                        Language.EN,
                        Scales.ORIGINAL_DEFAULTS,
                        0,
                        OutputSettings.defaults(),
                        Expression.NONE,
                        List.of()),
                new Work.Single(List.of(new Segment(0, "Hello.", Language.EN, 0))),
                List.of());
    }

    private DeadLetter letter() {
        return new DeadLetter(
                Optional.of(id),
                Optional.of(job(0)),
                "{}".getBytes(StandardCharsets.UTF_8),
                ErrorInfo.of(ErrorCode.ENGINE_FAILED, "it failed"),
                3,
                "w1",
                Instant.EPOCH);
    }

    private List<RequestEvent> events() {
        return told().events().stream().filter(event -> event.request().equals(id)).toList();
    }

    private List<Integer> requeues() {
        return told().jobs().stream()
                .filter(job -> job.id().request().equals(id))
                .map(SynthesisJob::requeue)
                .toList();
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BROKER_UNAVAILABLE));
    }

    private void await(Iterator<Boolean> holds, String what) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!holds.next()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void aPublishedEventIsThereWhenTheCallReturns() {
        outbox().publish(cancelled());

        assertThat(events()).containsExactly(cancelled());
    }

    @Test
    void anAcceptanceIsThereAndItsJobsAreInOrder() {
        outbox().publish(accepted(), IntStream.range(0, 20).mapToObj(this::job).iterator());

        assertThat(events()).containsExactly(accepted());
        assertThat(requeues()).isEqualTo(IntStream.range(0, 20).boxed().toList());
        assertThat(told().jobs()).contains(job(7));
    }

    @Test
    void aRequestThatWaitsHasAnAcceptanceAndNoJob() {
        List<SynthesisJob> none = List.of();
        outbox().publish(accepted(), none.iterator());

        assertThat(events()).containsExactly(accepted());
        assertThat(requeues()).isEmpty();
    }

    @Test
    void noJobIsMadeBeforeTheAcceptanceIsSafe() {
        List<SynthesisJob> made = new ArrayList<>();
        Iterator<SynthesisJob> jobs =
                IntStream.range(0, 3).mapToObj(this::job).peek(made::add).iterator();

        assertUnavailable(() -> unreachable().publish(accepted(), jobs));
        assertThat(made).isEmpty();
        assertThat(requeues()).isEmpty();
    }

    @Test
    void oneMoreJobCarriesWhatTheOneBeforeItDid() {
        outbox().publish(job(4), TRACE);

        assertThat(requeues()).containsExactly(4);
        told().carried()
                .ifPresent(carried ->
                        assertThat(carried.get(told().jobs().indexOf(job(4)))).isEqualTo(TRACE));
    }

    @Test
    void aDeadLetterIsThereWhenTheCallReturns() {
        outbox().publish(letter());

        assertThat(told().dead())
                .filteredOn(letter -> letter.request().equals(Optional.of(id)))
                .singleElement()
                .satisfies(letter -> assertThat(letter.error()).isEqualTo(letter().error()));
    }

    @Test
    void anAnnouncedEventComes() {
        outbox().announce(cancelled());

        await(
                Stream.generate(() -> events().equals(List.of(cancelled()))).iterator(),
                "the announced event");
    }

    @Test
    void aHintComesAndGoes() {
        outbox().hint(id);
        await(Stream.generate(() -> told().hints().contains(id)).iterator(), "the hint");

        outbox().clearHint(id);
        await(
                Stream.generate(() -> !told().hints().contains(id)).iterator(),
                "the end of the hint");
    }

    @Test
    void withoutABrokerWhatMayBeLostNeitherFailsNorWaits() {
        Outbox alone = unreachable();

        assertThatCode(
                        () -> {
                            long begun = System.nanoTime();
                            alone.announce(cancelled());
                            alone.hint(id);
                            alone.clearHint(id);
                            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                                    .isLessThan(AT_ONCE);
                        })
                .doesNotThrowAnyException();
    }

    @Test
    void withoutABrokerWhatMustBeSafeFails() {
        Outbox alone = unreachable();

        assertUnavailable(() -> alone.publish(cancelled()));
        assertUnavailable(() -> alone.publish(job(0), Carried.NONE));
        assertUnavailable(() -> alone.publish(letter()));
        assertThat(events()).isEmpty();
        assertThat(requeues()).isEmpty();
    }

    @Test
    void manyTellAtOnceAndNothingIsLost() throws Exception {
        int each = 25;
        try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
            List<Future<?>> all = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                int first = caller * each;
                all.add(
                        callers.submit(() -> {
                            for (int i = first; i < first + each; i++) {
                                outbox().publish(job(i), Carried.NONE);
                            }
                        }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }

        assertThat(requeues())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 4 * each).boxed().toList());
    }
}
