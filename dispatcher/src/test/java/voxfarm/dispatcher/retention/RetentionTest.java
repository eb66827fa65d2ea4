package voxfarm.dispatcher.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.tags.BookTags;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.retention.RequestPurge.IfOpen;

/** What goes by its age, and what stays. */
class RetentionTest {
    private static final long DAY = 86_400;
    private static final RequestId ID = new RequestId("r1");
    private static final RequestId OTHER = new RequestId("r2");
    private static final RetentionConfig CONFIG =
            new RetentionConfig("10d", "20d", "5d", "3d", "never", "7d", "1d", "farm", 100_000);
    private static final String STREAM = ",\"output\":{\"stream\":true}";

    private final RetentionFarm farm = new RetentionFarm();

    private Retention retention(ObjectStore store, RetentionConfig config) {
        return new Retention(
                config,
                store,
                farm.purge(store),
                (_, _) -> Removed.NOTHING,
                (_, _) -> Removed.NOTHING,
                (what, failure) -> {
                    throw new AssertionError(what, failure);
                },
                farm.clock);
    }

    private RetentionReport run() {
        return retention(farm.store, CONFIG).run(false, _ -> {});
    }

    @Test
    void requestsGoBeforeTheirResultsAndNothingGoesSooner() {
        farm.speak(farm.accept(ID, "Hello.", ""));
        farm.later(9 * DAY);
        assertThat(run().total()).isEqualTo(Removed.NOTHING);
        assertThat(farm.keys("requests/")).hasSize(2);

        farm.later(DAY);
        RetentionReport first = run();
        assertThat(first.of(Kind.REQUESTS).objects()).isEqualTo(2);
        assertThat(first.of(Kind.REQUESTS).bytes()).isPositive();
        assertThat(farm.keys("requests/")).isEmpty();
        assertThat(farm.keys("results/")).hasSize(2);

        farm.later(10 * DAY);
        assertThat(run().of(Kind.RESULTS).objects()).isEqualTo(2);
        assertThat(farm.keys("results/")).isEmpty();
    }

    @Test
    void neverTouchesWhatIsOpenHoweverOldItIs() {
        farm.accept(ID, "Hello.", "");
        farm.storeResult(farm.accept(OTHER, "Hello.", STREAM)); // its end was not told
        List<String> before = farm.keys("");
        farm.later(1000 * DAY);
        RetentionReport report = run();
        assertThat(report.total()).isEqualTo(Removed.NOTHING);
        assertThat(report.notes()).anyMatch(note -> note.contains("open/r1"));
        assertThat(farm.keys("")).containsAll(before);
    }

    @Test
    void aDryRunSaysWhatARunDoesAndDoesNothing() {
        farm.speak(farm.accept(ID, "Hello.", STREAM));
        farm.store.create(BucketLayout.refusal(OTHER, "ab"), new byte[7], "x");
        farm.store.beginUpload(new ObjectKey("results/r3/audio.wav"));
        farm.later(30 * DAY);
        List<String> before = farm.keys("");
        RetentionReport dry = retention(farm.store, CONFIG).run(true, _ -> {});
        assertThat(farm.keys(""))
                .filteredOn(key -> !key.startsWith("retention/"))
                .isEqualTo(before);
        RetentionReport wet = run();
        assertThat(wet.removed()).isEqualTo(dry.removed());
        assertThat(wet.of(Kind.REFUSALS)).isEqualTo(new Removed(1, 7));
        assertThat(wet.of(Kind.UPLOADS).objects()).isEqualTo(1);
        assertThat(wet.of(Kind.CLIPS).objects()).isEqualTo(2);
        assertThat(farm.keys("clips/")).isEmpty();
        assertThat(farm.keys("refusals/")).isEmpty();
    }

    /** Its acceptance was broken off between the note and the request. */
    @Test
    void whatIsSaidOfABookThatNeverWasGoesWithItsAge() {
        RequestStore requests = new RequestStore(farm.store);
        requests.createBookNote(ID, BookTags.titled("Never"));
        requests.createBookNote(OTHER, BookTags.titled("Open"));
        farm.accept(OTHER, "Hello.", "");
        farm.later(19 * DAY);
        assertThat(run().total()).isEqualTo(Removed.NOTHING);

        farm.later(DAY);
        assertThat(retention(farm.store, CONFIG).run(true, _ -> {}).of(Kind.RESULTS).objects())
                .isOne();
        assertThat(run().of(Kind.RESULTS).objects()).isOne();
        assertThat(farm.keys("books/")).containsExactly("books/" + OTHER + "/book.json");
    }

    @Test
    void clipsStayWhileTheyAreUsedAndWhileAnythingIsOpenThatMayUseThem() {
        farm.speak(farm.accept(ID, "Hello.", STREAM));
        farm.later(4 * DAY);
        farm.speak(farm.accept(OTHER, "Hello.", STREAM)); // uses the clip
        farm.later(2 * DAY);
        run();
        assertThat(farm.keys("clips/")).hasSize(3);

        AcceptedRequest open = farm.accept(new RequestId("r3"), "Hello.", STREAM);
        farm.storeResult(open);
        farm.later(100 * DAY);
        run();
        assertThat(farm.keys("clips/")).hasSize(4);
        farm.endings(farm.store)
                .tell(open, new ResultStore(farm.store).find(open.id()).orElseThrow());
        run();
        assertThat(farm.keys("clips/")).isEmpty();
    }

    @Test
    void leavesToTheStoreWhatItsRulesDo() {
        RetentionConfig byStore =
                new RetentionConfig(
                        "10d", "20d", "5d", "3d", "never", "7d", "1d", "store", 100_000);
        farm.speak(farm.accept(ID, "Hello.", STREAM));
        farm.store.create(BucketLayout.refusal(OTHER, "ab"), new byte[7], "x");
        farm.later(30 * DAY);
        retention(farm.store, byStore).run(false, _ -> {});
        assertThat(farm.keys("requests/")).isEmpty();
        assertThat(farm.keys("results/")).hasSize(2);
        assertThat(farm.keys("clips/")).hasSize(2);
        assertThat(farm.keys("refusals/")).hasSize(1);
    }

    @Test
    void aTombstoneGoesWithAllThatCameBehindIt() {
        farm.speak(farm.accept(ID, "Hello.", ""));
        farm.purge().purge(ID, IfOpen.REFUSE);
        // by a worker that was at it, and killed before it saw that
        farm.store.create(BucketLayout.audio(ID, "wav"), new byte[3], "audio/wav");
        farm.later(DAY);
        run();
        assertThat(farm.keys("results/")).containsExactly("results/r1/result.json");
        farm.later(7 * DAY);
        run();
        assertThat(farm.keys("results/")).isEmpty();
        assertThat(farm.keys("deleted/")).isEmpty();
        farm.walkAndSweep();
        assertThat(farm.sinks.jobs).hasSize(1);
    }

    /** Whose run was broken off between the tombstone and its entry. */
    @Test
    void aFreshTombstoneStaysThoughAnEntryOfAnEarlierOneIsOld() {
        farm.speak(farm.accept(ID, "Hello.", ""));
        farm.purge().purge(ID, IfOpen.REFUSE);
        farm.later(8 * DAY);
        farm.store.delete(BucketLayout.result(ID));
        farm.speak(farm.accept(ID, "Again.", ""));
        farm.purge().purge(ID, IfOpen.REFUSE);

        run();
        assertThat(farm.keys("results/")).containsExactly("results/r1/result.json");
        farm.later(8 * DAY);
        run();
        assertThat(farm.keys("results/")).isEmpty();
        assertThat(farm.keys("deleted/")).isEmpty();
    }

    @Test
    void countsATombstoneOnceBeforeItGoes() {
        farm.speak(farm.accept(ID, "Hello.", ""));
        farm.purge().purge(ID, IfOpen.REFUSE);
        farm.later(25 * DAY); // older than results are to be, too
        RetentionReport dry = retention(farm.store, CONFIG).run(true, _ -> {});
        RetentionReport real = run();

        assertThat(dry.of(Kind.RESULTS)).isEqualTo(Removed.NOTHING);
        assertThat(dry.total().objects()).isEqualTo(2).isEqualTo(real.total().objects());
        assertThat(farm.keys("results/")).isEmpty();
        assertThat(farm.keys("deleted/")).isEmpty();
    }

    /** Its id stays taken. */
    @Test
    void aTombstoneOutlivesResultsThatAreKeptForLess() {
        RetentionConfig config =
                new RetentionConfig("1d", "2d", "5d", "3d", "never", "7d", "1d", "farm", 100_000);
        farm.speak(farm.accept(ID, "Hello.", ""));
        farm.purge().purge(ID, IfOpen.REFUSE);
        farm.later(3 * DAY);
        var _ = retention(farm.store, config).run(false, _ -> {});
        assertThat(farm.keys("results/")).containsExactly("results/r1/result.json");

        farm.later(5 * DAY);
        var _ = retention(farm.store, config).run(false, _ -> {});
        assertThat(farm.keys("results/")).isEmpty();
        assertThat(farm.keys("deleted/")).isEmpty();
    }

    /** As rules of a store do that lets tombstones go with the results. */
    @Test
    void anEntryWithoutItsTombstoneDeletesNothing() {
        farm.speak(farm.accept(ID, "Hello.", ""));
        farm.purge().purge(ID, IfOpen.REFUSE);
        farm.delete("results/r1/result.json");
        farm.accept(ID, "Other.", "");
        farm.later(2 * DAY);
        run();
        assertThat(farm.keys("requests/")).hasSize(2);
        assertThat(farm.keys("deleted/")).isEmpty();
    }

    @Test
    void oneThatCannotBeDeletedStopsNoOther() {
        farm.speak(farm.accept(ID, "Hello.", ""));
        farm.store.create(new ObjectKey("results/a b"), new byte[1], "x");
        farm.store.create(new ObjectKey("requests/r1.bad/request.json"), new byte[0], "x");
        farm.store.create(new ObjectKey("results/r1.bad/result.json"), new byte[0], "x");
        farm.speak(farm.accept(OTHER, "Hello.", ""));
        farm.later(40 * DAY);
        RetentionReport report = run();
        assertThat(report.of(Kind.REQUESTS).objects()).isEqualTo(5); // the bad one, too
        assertThat(farm.keys("requests/")).isEmpty();
    }

    @Test
    void aResultThatWasDeletedByItsAgeLetsNothingBeSpokenAgain() {
        farm.speak(farm.accept(ID, "Hello.", ""));
        farm.walkAndSweep();
        farm.keys("results/").forEach(farm::delete);
        farm.later(21 * DAY);
        farm.walkAndSweep(CONFIG.resultsAge());
        assertThat(farm.sinks.jobs).hasSize(1);
        assertThat(farm.keys("open/")).isEmpty();

        AcceptedRequest request = new RequestStore(farm.store).find(ID).orElseThrow();
        assertThatThrownBy(() -> farm.endings(farm.store).cancel(request))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.EXPIRED));
        assertThat(farm.keys("results/")).isEmpty();

        farm.purge().purge(ID, IfOpen.REFUSE);
        assertThat(farm.keys("requests/")).isEmpty();
    }

    @Test
    void oneDispatcherADayRuns() {
        retention(farm.store, CONFIG).turn();
        List<String> marks = farm.keys("retention/");
        assertThat(marks).anyMatch(mark -> mark.endsWith(".claim"));
        assertThat(marks).anyMatch(mark -> mark.endsWith(".json"));

        farm.speak(farm.accept(ID, "Hello.", ""));
        retention(farm.store, CONFIG).turn();
        assertThat(farm.keys("retention/")).isEqualTo(marks);

        farm.later(30 * DAY);
        retention(farm.store, CONFIG).turn();
        assertThat(farm.keys("requests/")).isEmpty();
        assertThat(farm.keys("retention/"))
                .hasSize(marks.size())
                .doesNotContainAnyElementsOf(
                        marks.stream().filter(mark -> !mark.endsWith("time")).toList());
    }

    @Test
    void whoDiedOverItsClaimIsFollowedAfterAnHour() {
        farm.speak(farm.accept(ID, "Hello.", ""));
        farm.later(30 * DAY);
        retention(new FailingStore(farm.store, 6, true).asStore(), CONFIG).turn();
        assertThat(farm.keys("retention/")).anyMatch(mark -> mark.endsWith("-0.claim"));
        retention(farm.store, CONFIG).turn();
        assertThat(farm.keys("requests/")).as("somebody may be at it").isNotEmpty();

        farm.later(3601);
        retention(farm.store, CONFIG).turn();
        assertThat(farm.keys("requests/")).isEmpty();
    }

    /** Wherever a run or a deletion ends, nothing is spoken again, and the next run finishes it. */
    @Test
    void aRunThatIsBrokenOffAnywhereHarmsNothing() {
        long seed = 20261126;
        Random random = new Random(seed);
        for (int schedule = 0; schedule < 150; schedule++) {
            RetentionFarm one = new RetentionFarm();
            Set<String> open = new TreeSet<>();
            for (int i = 0; i < 4; i++) {
                AcceptedRequest request =
                        one.accept(
                                new RequestId("q" + i),
                                "Hello " + i % 2 + ".",
                                random.nextBoolean() ? STREAM : "");
                if (random.nextInt(4) > 0) {
                    one.speak(request);
                } else {
                    open.add(request.id().value());
                    one.queued.add(request.id());
                }
            }
            one.walkAndSweep();
            int before = one.sinks.jobs.size();
            for (int step = 0; step < 6; step++) {
                one.later(random.nextInt((int) (12 * DAY)));
                ObjectStore failing =
                        new FailingStore(one.store, random.nextInt(60), random.nextBoolean())
                                .asStore();
                RequestId id = new RequestId("q" + random.nextInt(4));
                Runnable deed =
                        random.nextInt(3) == 0
                                ? () -> one.purge(failing).purge(id, IfOpen.REFUSE)
                                : () ->
                                        new Retention(
                                                        CONFIG,
                                                        failing,
                                                        one.purge(failing),
                                                        (_, _) -> Removed.NOTHING,
                                                        (_, _) -> Removed.NOTHING,
                                                        (_, _) -> {},
                                                        one.clock)
                                                .run(false, _ -> {});
                tryIt(deed);
                for (String still : open) {
                    assertThat(one.keys("requests/" + still + "/request.json"))
                            .as("seed %d, schedule %d: open requests stay", seed, schedule)
                            .hasSize(1);
                }
                one.walkAndSweep(CONFIG.resultsAge());
                one.sinks.jobs.stream()
                        .skip(before)
                        .forEach(job ->
                                assertThat(open)
                                        .as("spoken again; seed %d", seed)
                                        .contains(job.id().request().value()));
            }
        }
    }

    @Test
    void aLongRunKeepsItsClaim() {
        for (int i = 0; i < 6; i++) {
            farm.speak(farm.accept(new RequestId("q" + i), "Hello.", ""));
        }
        farm.later(30 * DAY);
        long today = farm.clock.instant().getEpochSecond() / DAY;
        AtomicInteger deletions = new AtomicInteger();
        ObjectStore slow =
                (ObjectStore)
                        Proxy.newProxyInstance(
                                RetentionTest.class.getClassLoader(),
                                new Class<?>[] {ObjectStore.class},
                                (_, method, arguments) -> {
                                    if (method.getName().equals("deleteAll")) {
                                        deletions.incrementAndGet();
                                        farm.later(900);
                                        retention(farm.store, CONFIG).turn();
                                    }
                                    return method.invoke(farm.store, arguments);
                                });
        // the day must not change under the run
        farm.later(DAY - farm.clock.instant().getEpochSecond() % DAY);
        retention(slow, CONFIG).turn();
        assertThat(deletions).hasValueGreaterThan(6);
        assertThat(farm.keys("requests/")).isEmpty();
        assertThat(farm.keys("retention/"))
                .containsExactlyInAnyOrder(
                        "retention/" + (today + 1) + "-0.claim",
                        "retention/" + (today + 1) + ".json",
                        "retention/time");
    }

    @Test
    void aBrokerThatDoesNotAnswerLeavesTheDayDone() {
        farm.speak(farm.accept(ID, "Hello.", ""));
        farm.later(30 * DAY);
        Retention.Task down =
                (_, _) -> {
                    throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, "no broker");
                };
        Retention retention =
                new Retention(
                        CONFIG,
                        farm.store,
                        farm.purge(),
                        down,
                        down,
                        (what, failure) -> {
                            throw new AssertionError(what, failure);
                        },
                        farm.clock);
        RetentionReport report = retention.run(false, _ -> {});
        assertThat(report.of(Kind.REQUESTS).objects()).isEqualTo(2);
        assertThat(report.skipped()).isEqualTo(2);
        assertThat(report.notes()).contains("no broker");
    }

    @Test
    void topicsStayWhileAnOpenRequestCannotBeRead() {
        FakeTopics broker = new FakeTopics();
        broker.there.add("gone");
        VoiceTopics topics =
                new VoiceTopics(CONFIG, farm.store, Voices.catalog(farm.store), broker);
        var _ = topics.prune(false, _ -> {});
        farm.later(30 * DAY);
        farm.store.create(BucketLayout.open(ID), new byte[0], "x");
        farm.store.create(BucketLayout.request(ID), new byte[] {'?'}, "x");
        assertThatThrownBy(() -> topics.prune(false, _ -> {})).isInstanceOf(VoxfarmException.class);
        assertThat(broker.there).containsExactly("gone");
    }

    /**
     * Something happens before a call of a run to the store, by its number. Before a deletion
     * nothing does: no store knows a condition for it.
     */
    private static ObjectStore at(RetentionFarm farm, int call, Runnable event) {
        AtomicInteger calls = new AtomicInteger();
        return (ObjectStore)
                Proxy.newProxyInstance(
                        RetentionTest.class.getClassLoader(),
                        new Class<?>[] {ObjectStore.class},
                        (_, method, arguments) -> {
                            if (!method.getName().startsWith("delete")
                                    && calls.getAndIncrement() == call) {
                                event.run();
                            }
                            return method.invoke(farm.store, arguments);
                        });
    }

    private Retention retention(RetentionFarm of, ObjectStore store) {
        return new Retention(
                CONFIG,
                store,
                of.purge(store),
                (_, _) -> Removed.NOTHING,
                (_, _) -> Removed.NOTHING,
                (what, failure) -> {
                    throw new AssertionError(what, failure);
                },
                of.clock);
    }

    /** At each call of the daily run another dispatcher prunes, from beginning to end. */
    @Test
    void aPruneBesideTheDailyRunDeletesNothingTwiceAndNothingFails() {
        RetentionFarm alone = fullOfOldThings();
        Removed expected = retention(alone, alone.store).run(false, _ -> {}).total();
        boolean within = true;
        for (int call = 0; within; call++) {
            RetentionFarm one = fullOfOldThings();
            List<RetentionReport> pruned = new ArrayList<>();
            Retention other = retention(one, one.store);
            ObjectStore daily = at(one, call, () -> pruned.add(other.run(false, _ -> {})));
            retention(one, daily).turn();
            within = !pruned.isEmpty();
            long byDay = objectsOfTheDay(one);
            long byHand = pruned.stream().mapToLong(report -> report.total().objects()).sum();

            assertThat(byDay + byHand).as("call %d", call).isEqualTo(expected.objects());
            assertThat(pruned).allMatch(report -> report.skipped() == 0);
            assertThat(one.text(mark(one))).contains("\"skipped\":0");
            assertThat(one.keys(""))
                    .filteredOn(key -> !key.startsWith("retention/") && !key.startsWith("voices/"))
                    .allMatch(key -> key.startsWith("requests/open/") || key.equals("open/open"));
        }
    }

    private static RetentionFarm fullOfOldThings() {
        RetentionFarm farm = new RetentionFarm();
        farm.speak(farm.accept(ID, "Hello.", STREAM));
        farm.speak(farm.accept(OTHER, "Other.", STREAM));
        farm.speak(farm.accept(new RequestId("r3"), "Third.", ""));
        farm.purge().purge(new RequestId("r3"), IfOpen.REFUSE);
        farm.later(30 * DAY);
        farm.accept(new RequestId("open"), "Hello.", "");
        return farm;
    }

    private static String mark(RetentionFarm farm) {
        return farm.keys("retention/").stream()
                .filter(key -> key.endsWith(".json"))
                .findFirst()
                .orElseThrow();
    }

    private static long objectsOfTheDay(RetentionFarm farm) {
        return Json.readObject(
                        farm.text(mark(farm)).getBytes(StandardCharsets.UTF_8),
                        "mark",
                        ErrorCode.INTERNAL)
                .get("objects")
                .asLong();
    }

    /** Another run deleted the old one meanwhile, and its caller came back. */
    @Test
    void leavesAloneWhoCameBackUnderAnIdSinceItWasListed() {
        boolean within = true;
        for (int call = 0; within; call++) {
            RetentionFarm one = new RetentionFarm();
            one.speak(one.accept(ID, "Hello.", STREAM));
            one.later(30 * DAY);
            List<AcceptedRequest> back = new ArrayList<>();
            ObjectStore slow =
                    at(
                            one,
                            call,
                            () -> {
                                retention(one, one.store).run(false, _ -> {});
                                one.later(60);
                                back.add(one.accept(ID, "Hello again.", STREAM));
                                one.speak(back.getFirst());
                                one.later(60);
                            });
            retention(one, slow).run(false, _ -> {});
            within = !back.isEmpty();
            if (within) {
                assertThat(new ResultStore(one.store).find(ID)).as("call %d", call).isPresent();
                assertThat(new RequestStore(one.store).find(ID)).as("call %d", call).isPresent();
                assertThat(one.segments(back.getFirst())).as("call %d", call).hasSize(1);
                assertThat(one.keys("results/r1/")).as("call %d", call).hasSize(2);
            }
        }
    }

    private static void tryIt(Runnable deed) {
        try {
            deed.run();
        } catch (VoxfarmException e) {
            assertThat(e.code())
                    .isIn(
                            ErrorCode.STORE_UNAVAILABLE,
                            ErrorCode.STILL_OPEN,
                            ErrorCode.UNKNOWN_REQUEST);
        }
    }

    /** Topics of the broker, in memory. */
    private static final class FakeTopics implements VoiceTopics.Topics {
        private final Set<String> there = new TreeSet<>();
        private boolean queued;

        @Override
        public Set<VoiceId> voices() {
            Set<VoiceId> voices = new HashSet<>();
            there.forEach(name -> voices.add(new VoiceId(name)));
            return voices;
        }

        @Override
        public List<String> empty(VoiceId voice) {
            return queued ? List.of() : List.of(voice.value());
        }

        @Override
        public void delete(List<String> topics) {
            there.removeAll(topics);
        }
    }

    @Test
    void topicsGoWhenTheirVoiceIsGoneForLongAndNothingIsAskedOfIt() {
        FakeTopics broker = new FakeTopics();
        broker.there.addAll(List.of("joe", "gone"));
        VoiceCatalog catalog = Voices.catalog(farm.store);
        VoiceTopics topics = new VoiceTopics(CONFIG, farm.store, catalog, broker);
        List<String> named = new ArrayList<>();
        Consumer<String> names = named::add;

        assertThat(topics.prune(true, names).objects()).isEqualTo(1);
        assertThat(named).containsExactly("gone");
        assertThat(topics.prune(false, names)).isEqualTo(Removed.NOTHING);
        farm.later(6 * DAY);
        assertThat(topics.prune(false, names)).isEqualTo(Removed.NOTHING);
        farm.later(2 * DAY);
        broker.queued = true;
        assertThat(topics.prune(false, names)).isEqualTo(Removed.NOTHING);
        broker.queued = false;
        assertThat(topics.prune(false, names).objects()).isEqualTo(1);
        assertThat(broker.there).containsExactly("joe");
    }

    @Test
    void topicsStayWhileARequestOfTheirVoiceIsOpen() {
        FakeTopics broker = new FakeTopics();
        broker.there.add("joe");
        farm.accept(ID, "Hello.", "");
        farm.keys("voices/").forEach(farm::delete);
        VoiceTopics topics =
                new VoiceTopics(CONFIG, farm.store, new VoiceCatalog(farm.store), broker);
        var _ = topics.prune(false, _ -> {});
        farm.later(30 * DAY);
        var _ = topics.prune(false, _ -> {});
        assertThat(broker.there).containsExactly("joe");
        var _ =
                farm.endings(farm.store)
                        .cancel(new RequestStore(farm.store).find(ID).orElseThrow());
        var _ = topics.prune(false, _ -> {});
        farm.later(8 * DAY);
        var _ = topics.prune(false, _ -> {});
        assertThat(broker.there).isEmpty();
    }
}
