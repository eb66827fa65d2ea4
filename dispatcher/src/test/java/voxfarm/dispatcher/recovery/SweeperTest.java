package voxfarm.dispatcher.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static voxfarm.dispatcher.recovery.RecoveryFarm.ID;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.bucket.AttemptErrors;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.JobId;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ForwardingObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.dispatcher.Voices;

class SweeperTest {
    private static final Duration GRACE = Duration.ofSeconds(45);
    private static final RequestId OTHER = new RequestId("r2");

    private final RecoveryFarm farm = new RecoveryFarm();
    private final Sweeper sweeper = farm.sweeper();

    private Swept sweep() {
        return sweeper.sweep(GRACE).swept();
    }

    /** Until everything open was seen for longer than the grace. */
    private Swept sweepTwice() {
        sweep();
        farm.later(46);
        return sweep();
    }

    @Test
    void queuesAgainWhatIsNeitherQueuedNorEnded() {
        AcceptedRequest request = farm.accept(ID, "");
        farm.sinks.jobs.clear();
        farm.sinks.events.clear();

        assertThat(sweep().mended().requeued()).as("not seen before").isZero();
        farm.later(40);
        assertThat(sweep().mended().requeued()).as("within the grace").isZero();
        farm.later(6);
        farm.queued.add(ID);
        assertThat(sweep().mended().requeued()).as("waiting in the topic, however long").isZero();
        farm.queued.clear();
        assertThat(sweep().mended().requeued())
                .as("lost after it was queued: at once")
                .isEqualTo(1);
        assertThat(farm.sinks.jobs)
                .singleElement()
                .satisfies(job -> {
                    assertThat(job.id()).isEqualTo(JobId.single(ID));
                    assertThat(job.requeue()).isEqualTo(1);
                    assertThat(job.acceptedBy()).isEqualTo(request.acceptedBy());
                });
        assertThat(farm.sinks.events)
                .as("at least once")
                .singleElement()
                .isInstanceOf(RequestEvent.Accepted.class);
        assertThat(farm.prepared).as("its topics may be gone").contains(Voices.JOE.voice());
        assertThat(sweep().mended().requeued()).as("within the grace of the requeue").isZero();
        assertThat(farm.keys(BucketLayout.requeues(ID, request.acceptedBy()))).hasSize(2);
    }

    @Test
    void saysWhenWhatIsMissingWillBeOldEnough() {
        farm.accept(ID, "");
        assertThat(sweeper.sweep(GRACE).soonest()).as("seen for the first time").isEmpty();
        farm.later(30);
        assertThat(sweeper.sweep(GRACE).soonest()).hasValue(Duration.ofSeconds(15));
        farm.queued.add(ID);
        assertThat(sweeper.sweep(GRACE).soonest()).isEmpty();
    }

    /** What other machines wrote into documents says nothing of how long ago that was. */
    @Test
    void trustsOnlyItsOwnSteadyClock() {
        farm.accept(ID, "");
        farm.sinks.jobs.clear();
        farm.now = farm.now.plusSeconds(86_400);
        assertThat(sweep().mended().requeued()).as("a clock that was a day behind").isZero();
        farm.now = farm.now.minusSeconds(2 * 86_400);
        farm.steadyMillis += 46_000;
        assertThat(sweep().mended().requeued()).as("a clock that is a day ahead").isEqualTo(1);
    }

    @Test
    void waitsForWhoeverClaimedTheRequeue() {
        AcceptedRequest request = farm.accept(ID, "");
        farm.sinks.jobs.clear();
        sweep();
        farm.later(46);
        Sweeper other = farm.sweeper();
        other.sweep(GRACE);
        assertThat(sweep().mended().requeued()).isEqualTo(1);
        farm.later(46);
        assertThat(other.sweep(GRACE).swept().mended().requeued())
                .as("the note may have been written just now, as far as this one can know")
                .isZero();
        farm.later(46);
        assertThat(other.sweep(GRACE).swept().mended().requeued()).isEqualTo(1);
        assertThat(farm.sinks.jobs).extracting(SynthesisJob::requeue).containsExactly(1, 2);
        assertThat(store(request, 2)).isTrue();
    }

    private boolean store(AcceptedRequest request, int n) {
        return farm.store
                .head(BucketLayout.requeued(request.id(), request.acceptedBy(), n))
                .isPresent();
    }

    @Test
    void givesUpWhatIsLostSixTimes() {
        AcceptedRequest request = farm.accept(ID, "");
        farm.store.create(
                BucketLayout.shortage(JobId.single(request.id()), request.acceptedBy(), 7),
                AttemptErrors.write("w1", "espeak-ng is not here"),
                "application/json");
        sweep();
        for (int i = 0; i < 5; i++) {
            farm.later(46);
            assertThat(sweep().mended().requeued()).isEqualTo(1);
        }
        farm.later(46);
        assertThat(sweep().mended().failed()).isEqualTo(1);
        assertThat(farm.result(ID).status()).isEqualTo("failed");
        assertThat(farm.sinks.dead)
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.request()).contains(ID);
                    assertThat(letter.error().code()).isEqualTo("attempts_exhausted");
                    assertThat(letter.error().message())
                            .endsWith("given up; the last error: espeak-ng is not here");
                });
        assertThat(farm.sinks.events).last().isInstanceOf(RequestEvent.Failed.class);
        assertThat(farm.keys(BucketLayout.OPEN)).isEmpty();
    }

    /** A deleted topic, or one below its least number of replicas, is no loss of the request. */
    @Test
    void doesNotCountARequeueThatProducedNothing() {
        AcceptedRequest request = farm.accept(ID, "");
        farm.sinks.jobs.clear();
        sweep();
        farm.sinks.down = true;
        for (int i = 0; i < 20; i++) {
            farm.later(46);
            Swept swept = sweep();
            assertThat(swept.mended().requeued()).isZero();
            assertThat(swept.mended().failed()).isZero();
            assertThat(swept.seen().skipped()).isEqualTo(1);
        }
        assertThat(farm.keys(BucketLayout.requeues(ID, request.acceptedBy()))).isEmpty();
        farm.sinks.down = false;
        farm.later(46);
        assertThat(sweep().mended().requeued()).isEqualTo(1);
        assertThat(farm.sinks.jobs).singleElement().matches(job -> job.requeue() == 1);
    }

    /**
     * Killed between note and produce: the next number is taken, and the one before not counted.
     */
    @Test
    void takesTheNextNumberWhereSomebodyDiedBehindItsNote() {
        AcceptedRequest request = farm.accept(ID, "");
        farm.sinks.jobs.clear();
        for (int n = 1; n <= 7; n++) {
            farm.store.create(
                    BucketLayout.requeue(ID, request.acceptedBy(), n), new byte[] {1}, "x");
        }
        sweepTwice();
        farm.later(46);
        assertThat(sweep().mended().requeued()).isEqualTo(1);
        assertThat(farm.sinks.jobs).singleElement().matches(job -> job.requeue() == 8);
    }

    @Test
    void queuesTheFirstMissingPartOfEachChain() {
        AcceptedRequest request = farm.accept(ID, "This is one sentence of many. ".repeat(600), "");
        List<SynthesisJob> first = new ArrayList<>(farm.sinks.jobs);
        int parts = first.getFirst().parts();
        assertThat(first).hasSize(8);
        assertThat(parts).isGreaterThan(18);
        farm.sinks.jobs.clear();
        AcceptedBy earlier = new AcceptedBy("11111111-1");
        for (int part : new int[] {0, 1, 3, 9}) { // the second chain lost its third part
            farm.store.create(
                    BucketLayout.part(ID, request.acceptedBy(), part), new byte[] {1}, "x");
            // a part of an earlier request of that id counts for nothing
            farm.store.create(BucketLayout.part(ID, earlier, part + 1), new byte[] {1}, "x");
        }
        sweepTwice();
        assertThat(farm.sinks.jobs)
                .extracting(job -> job.id().part().orElseThrow())
                .containsExactly(2, 4, 5, 6, 7, 8, 11, 17);
        assertThat(farm.sinks.jobs).allSatisfy(job -> assertThat(job.requeue()).isEqualTo(1));
        assertThat(farm.sinks.jobs.getFirst().segments()).isEqualTo(first.get(2).segments());

        farm.sinks.jobs.clear();
        for (int i = 0; i < parts; i++) {
            farm.store.create(BucketLayout.part(ID, request.acceptedBy(), i), new byte[] {1}, "x");
        }
        farm.later(46);
        sweep();
        assertThat(farm.sinks.jobs)
                .singleElement()
                .satisfies(job -> assertThat(job.id()).isEqualTo(JobId.assembly(ID)));
    }

    @Test
    void tellsAnEndThatNobodyTold() {
        AcceptedRequest request = farm.accept(ID, "");
        farm.storeResult(request, request.acceptedBy());
        farm.sinks.events.clear();
        farm.queued.add(ID);
        assertThat(sweepTwice().mended().told()).as("its worker has the job in its hands").isZero();
        farm.queued.clear();
        assertThat(sweep().mended().told()).isEqualTo(1);
        assertThat(farm.sinks.events).singleElement().isInstanceOf(RequestEvent.Cancelled.class);
        assertThat(farm.keys(BucketLayout.OPEN)).isEmpty();
        farm.later(46);
        assertThat(sweep()).isEqualTo(Swept.NOTHING);
    }

    @Test
    void neverTellsTheResultOfAnEarlierRequest() {
        AcceptedRequest request = farm.accept(ID, "");
        farm.storeResult(request, new AcceptedBy("22222222-2222"));
        farm.sinks.events.clear();

        assertThat(sweepTwice().seen().skipped()).isEqualTo(1);
        assertThat(farm.sinks.events).isEmpty();
        assertThat(farm.keys(BucketLayout.OPEN)).containsExactly("open/r1");
        farm.store.delete(BucketLayout.result(ID));
        farm.sinks.jobs.clear();
        assertThat(sweep().mended().requeued()).as("told to, it is spoken").isEqualTo(1);
    }

    @Test
    void failsWhatIsPastItsDeadlineOrWithoutItsVoice() {
        farm.accept(ID, ",\"deadline\":\"2026-01-31T12:00:10Z\"");
        farm.accept(OTHER, "");
        farm.queued.add(OTHER);
        sweep();
        farm.later(46);
        assertThat(sweep().mended().failed()).isEqualTo(1);
        assertThat(farm.result(ID).status()).isEqualTo("failed");
        assertThat(farm.sinks.hints).containsExactly(ID);

        farm.store.delete(BucketLayout.voiceManifest(Voices.JOE.voice(), Voices.JOE.version()));
        assertThat(sweep().mended().failed()).as("the voice is known here").isZero();
        farm.catalog.refresh();
        assertThat(sweep().mended().failed()).as("queued, and nobody can speak it").isEqualTo(1);
        assertThat(farm.sinks.dead)
                .last()
                .satisfies(letter -> assertThat(letter.error().code()).isEqualTo("unknown_voice"));
    }

    @Test
    void leavesWhatWaitsForItsTime() {
        farm.accept(ID, ",\"not_before\":\"2026-01-31T13:00:00Z\"");
        int reads = farm.store.reads();
        assertThat(sweepTwice().mended().requeued()).isZero();
        assertThat(farm.store.reads()).as("documents read for it").isEqualTo(reads);
        farm.later(3600);
        sweep();
        assertThat(farm.sinks.jobs)
                .as("nobody rang: queued late, and not counted as a loss")
                .singleElement()
                .satisfies(job -> assertThat(job.requeue()).isZero());
    }

    @Test
    void putsATimeBackThatIsMissingFromTheIndex() {
        farm.accept(ID, ",\"not_before\":\"2026-01-31T13:00:00Z\"");
        List<String> times = farm.keys(BucketLayout.TIMED);
        times.forEach(key -> farm.store.delete(new ObjectKey(key)));
        Swept swept = sweepTwice();
        assertThat(swept.mended().requeued()).isZero();
        assertThat(swept.mended().indexed()).isEqualTo(1);
        assertThat(farm.keys(BucketLayout.TIMED)).isEqualTo(times);
    }

    /** An acceptance that was killed behind its entry, or a request that was deleted. */
    @Test
    void dropsAnEntryWithoutItsRequestAfterALongTime() {
        AcceptedRequest request = farm.accept(ID, "");
        farm.store.delete(BucketLayout.request(ID));
        sweep();
        farm.later(590);
        assertThat(sweep().mended().dropped()).isZero();
        farm.later(20);
        assertThat(sweep().mended().dropped()).isEqualTo(1);
        assertThat(farm.keys(BucketLayout.OPEN)).isEmpty();
        assertThat(request.id()).isEqualTo(ID);
    }

    /** An acceptance that slept for longer than that goes on at the worst moment. */
    @Test
    void keepsAnEntryWhoseRequestComesWhileItIsDropped() {
        AcceptedRequest request = farm.accept(ID, "");
        byte[] document = farm.store.read(BucketLayout.request(ID), 1 << 20).orElseThrow();
        farm.store.delete(BucketLayout.request(ID));
        ObjectStore late =
                new ForwardingObjectStore(farm.store) {
                    @Override
                    public void delete(ObjectKey key) {
                        farm.store.create(BucketLayout.request(ID), document, "x");
                        super.delete(key);
                    }
                };
        Sweeper racing = farm.sweeper(late);
        racing.sweep(GRACE);
        farm.later(610);
        assertThat(racing.sweep(GRACE).swept().mended().dropped()).isEqualTo(1);
        assertThat(farm.keys(BucketLayout.OPEN)).containsExactly("open/" + request.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"schema\":99}", "no json", "[]"})
    void passesOverARequestThatCannotBeRead(String document) {
        farm.accept(ID, "");
        farm.accept(OTHER, "");
        farm.sinks.jobs.clear();
        farm.overwrite(BucketLayout.request(ID), document);

        Swept swept = sweepTwice();
        assertThat(swept.seen().skipped()).isEqualTo(1);
        assertThat(swept.mended().requeued()).isEqualTo(1);
        assertThat(farm.sinks.jobs).extracting(job -> job.id().request()).containsExactly(OTHER);
        assertThat(farm.keys(BucketLayout.OPEN)).as("a later build reads it").contains("open/r1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"schema\":99}", "no json", "[]"})
    void passesOverAResultThatCannotBeRead(String document) {
        farm.accept(ID, "");
        farm.accept(OTHER, "");
        farm.sinks.jobs.clear();
        farm.overwrite(BucketLayout.result(ID), document);

        Swept swept = sweepTwice();
        assertThat(swept.seen().skipped()).isEqualTo(1);
        assertThat(farm.sinks.jobs).extracting(job -> job.id().request()).containsExactly(OTHER);
    }

    @Test
    void passesOverForeignNotesAndKeys() {
        AcceptedRequest request = farm.accept(ID, "");
        farm.sinks.jobs.clear();
        String notes = BucketLayout.requeues(ID, request.acceptedBy());
        for (String name : List.of("x.json", "-1.json", ".json", "7.txt")) {
            farm.store.create(new ObjectKey(notes + name), new byte[0], "x");
        }
        farm.store.create(new ObjectKey("open/a/b"), new byte[0], "x");
        farm.store.create(new ObjectKey("open/..x"), new byte[0], "x");
        farm.store.create(new ObjectKey("timed/x"), new byte[0], "x");

        Swept swept = sweepTwice();
        assertThat(swept.mended().requeued()).isEqualTo(1);
        assertThat(swept.seen().foreign()).isEqualTo(2);
        assertThat(farm.sinks.jobs).singleElement().matches(job -> job.requeue() == 1);
    }

    @Test
    void concludesNothingWhileStoreOrBrokerAreDown() {
        AcceptedRequest request = farm.accept(ID, "");
        sweep();
        farm.later(46);
        farm.topicsUnreadable = true;
        assertThatThrownBy(this::sweep).hasMessage("down");
        farm.topicsUnreadable = false;
        farm.store.setDown(true);
        assertThatThrownBy(this::sweep).isInstanceOf(VoxfarmException.class);
        farm.store.setDown(false);
        assertThat(farm.keys(BucketLayout.requeues(ID, request.acceptedBy()))).isEmpty();
        assertThat(sweep().mended().requeued()).isEqualTo(1);
    }

    /** One object that a store cannot read is no store that is down; five in a row are. */
    @Test
    void breaksOffOnlyWhereNothingCanBeRead() {
        for (int i = 0; i < 8; i++) {
            farm.accept(new RequestId("r" + i), "");
        }
        farm.sinks.jobs.clear();
        List<String> broken = new ArrayList<>(List.of("requests/r1/request.json"));
        ObjectStore store =
                new ForwardingObjectStore(farm.store) {
                    @Override
                    public Optional<byte[]> read(ObjectKey key, long maxBytes) {
                        if (broken.contains(key.value())) {
                            throw new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, "bad sector");
                        }
                        return super.read(key, maxBytes);
                    }
                };
        Sweeper partly = farm.sweeper(store);
        partly.sweep(GRACE);
        farm.later(46);
        Swept swept = partly.sweep(GRACE).swept();
        assertThat(swept.seen().skipped()).isEqualTo(1);
        assertThat(swept.mended().requeued()).isEqualTo(7);

        for (int i = 0; i < 8; i++) {
            broken.add("requests/r" + i + "/request.json");
        }
        farm.later(46);
        assertThatThrownBy(() -> partly.sweep(GRACE)).hasMessage("bad sector");
    }

    @Test
    void costsOneListingWhenNothingIsOpen() {
        AcceptedRequest request = farm.accept(ID, "");
        farm.endings.cancel(request);
        farm.topicsUnreadable = true; // not even asked
        CountingStore counting = new CountingStore(farm.store);
        assertThat(farm.sweeper(counting).sweep(GRACE).swept()).isEqualTo(Swept.NOTHING);
        assertThat(counting.listings).isEqualTo(1);
        assertThat(counting.others).isZero();
    }

    @Test
    void costsOnlyListingsForWhatIsQueued() {
        for (int i = 0; i < 2500; i++) {
            RequestId id = new RequestId("r" + i);
            farm.store.create(BucketLayout.open(id), Json.bytes(Json.object()), "x");
            farm.queued.add(id);
        }
        CountingStore counting = new CountingStore(farm.store);
        Sweeper counted = farm.sweeper(counting);
        counted.sweep(GRACE);
        farm.later(46);
        counting.listings = 0;
        assertThat(counted.sweep(GRACE).swept().seen().open()).isEqualTo(2500);
        assertThat(counting.listings).as("three pages, and one of the times").isEqualTo(4);
        assertThat(counting.others).isZero();
    }

    /** More than a catalog looks for in a second. */
    @Test
    void endsTheRequestsOfManyRemovedVoicesAndMendsTheOthers() {
        AcceptedRequest lost = farm.accept(ID, "");
        List<VoiceManifest> voices = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            VoiceManifest voice = Voices.named("v" + i);
            voices.add(voice);
            farm.store.create(manifest(voice), VoiceManifestCodec.write(voice), "x");
        }
        farm.catalog.refresh();
        for (VoiceManifest voice : voices) {
            RequestId id = new RequestId("of-" + voice.voice());
            farm.acceptFor(id, voice.voice());
            farm.queuedWith.put(id, voice.voice());
            farm.store.delete(manifest(voice));
        }
        farm.catalog.refresh();
        farm.sinks.jobs.clear();

        Swept first = sweep();
        farm.later(46);
        Swept second = sweep();

        assertThat(first.mended().failed() + second.mended().failed()).isEqualTo(50);
        assertThat(second.mended().requeued()).as("what has nothing to do with them").isEqualTo(1);
        assertThat(farm.sinks.jobs)
                .singleElement()
                .satisfies(job -> assertThat(job.acceptedBy()).isEqualTo(lost.acceptedBy()));
    }

    private static ObjectKey manifest(VoiceManifest voice) {
        return BucketLayout.voiceManifest(voice.voice(), voice.version());
    }

    /** Nobody can make its jobs, now or later. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gone",
                "{\"schema\":1,\"segments\":[",
                "[]",
                "{\"schema\":1,\"segments\":[]}"
            })
    void failsARequestWhosePlanIsGoneOrDamaged(String plan) {
        AcceptedRequest request = farm.accept(ID, "");
        farm.accept(OTHER, "");
        if (plan.equals("gone")) {
            farm.store.delete(request.planKey());
        } else {
            farm.overwrite(request.planKey(), plan);
        }

        Swept swept = sweepTwice();
        assertThat(swept.mended().failed()).isEqualTo(1);
        assertThat(swept.mended().requeued()).as("the other").isEqualTo(1);
        assertThat(farm.sinks.dead)
                .singleElement()
                .satisfies(letter -> assertThat(letter.error().code()).isEqualTo("invalid_plan"));
        assertThat(farm.keys(BucketLayout.OPEN)).containsExactly("open/" + OTHER);
    }

    @Test
    void leavesARequestWhosePlanIsOfALaterBuild() {
        AcceptedRequest request = farm.accept(ID, "");
        farm.overwrite(request.planKey(), "{\"schema\":99}");

        assertThat(sweepTwice().seen().skipped()).isEqualTo(1);
        assertThat(new ResultStore(farm.store).find(ID)).isEmpty();
    }
}
