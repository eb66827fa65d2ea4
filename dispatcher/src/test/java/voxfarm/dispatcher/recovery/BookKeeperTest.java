package voxfarm.dispatcher.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.book.BookOrder;
import voxfarm.common.book.BookOutput;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.book.HeardChapter;
import voxfarm.common.book.StoredBook;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.job.Work;
import voxfarm.common.json.Json;
import voxfarm.common.kafka.Topics;
import voxfarm.common.lifecycle.Together;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ForwardingObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.tags.BookTags;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.LaneConfig;
import voxfarm.dispatcher.book.BookKeeper;
import voxfarm.dispatcher.book.BookShares;

class BookKeeperTest {
    private static final RequestId BOOK = new RequestId("pride");
    private static final RecoveryConfig CONFIG = RecoveryConfig.DEFAULTS;

    private RecoveryFarm farm = new RecoveryFarm();

    private static BookOrder order(int chapters) {
        return order(chapters, List.of());
    }

    private static BookOrder order(int chapters, List<HeardChapter> heard) {
        return order(chapters, heard, "This is the text of a chapter.");
    }

    private static BookOrder order(int chapters, List<HeardChapter> heard, String text) {
        return new BookOrder(
                "hash" + chapters,
                BookTags.titled("Pride"),
                BookOutput.DEFAULTS,
                Json.object().put("model_id", "joe"),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                List.of(),
                Optional.empty(),
                IntStream.rangeClosed(1, chapters)
                        .mapToObj(n ->
                                new BookOrder.Chapter(
                                        "Chapter " + n,
                                        text,
                                        BookOrder.DEFAULT_PAUSE_SECONDS,
                                        Optional.empty()))
                        .toList(),
                heard);
    }

    /** So many requests that speak in turns. */
    private static HeardChapter heard(int first, int last) {
        return new HeardChapter(
                "Dialogue",
                2.5,
                first,
                last,
                IntStream.rangeClosed(first, last)
                        .mapToObj(n -> new HeardChapter.Piece(n, 0, 20, 0.3))
                        .toList());
    }

    private AcceptedRequest accept(int chapters) {
        return farm.bookAcceptance(farm.store).admit(BOOK, order(chapters), () -> {}).request();
    }

    private static RequestId chapter(int number) {
        return ChapterIds.of(BOOK, number);
    }

    private List<Integer> accepted() {
        RequestStore requests = new RequestStore(farm.store);
        return IntStream.rangeClosed(1, 20)
                .filter(n -> requests.exists(chapter(n)))
                .boxed()
                .toList();
    }

    /** What a worker and its event do. */
    private void end(int number, SynthesisResult.Outcome outcome) {
        AcceptedRequest request = new RequestStore(farm.store).find(chapter(number)).orElseThrow();
        SynthesisResult stored =
                new ResultStore(farm.store)
                        .storeFirst(
                                new SynthesisResult(
                                        request.id(),
                                        request.acceptedBy(),
                                        request.settings(),
                                        outcome,
                                        Optional.empty(),
                                        List.of(),
                                        farm.now,
                                        Optional.of(farm.now),
                                        farm.now,
                                        1,
                                        "w1",
                                        "test",
                                        1,
                                        EngineWork.NONE,
                                        List.of()));
        farm.endings.tell(request, stored);
    }

    private void complete(int number) {
        end(
                number,
                new SynthesisResult.Outcome.Completed(
                        new StoredAudio(
                                BucketLayout.audio(chapter(number), "wav"),
                                "s3://x/y",
                                AudioFormat.WAV,
                                22_050,
                                1,
                                2,
                                88_244,
                                "0".repeat(64),
                                Optional.empty())));
    }

    private long jobsOf(int number) {
        return farm.sinks.jobs.stream()
                .filter(job -> job.request().equals(chapter(number)))
                .count();
    }

    private List<SynthesisJob> bindings() {
        return farm.sinks.jobs.stream().filter(job -> job.work() instanceof Work.Binding).toList();
    }

    @Test
    void goesOnWhenAChapterEndsAndQueuesTheBindingBehindTheLast() {
        AcceptedRequest book = accept(5);
        Recovery recovery = farm.recovery(CONFIG);
        recovery.watch(book);
        recovery.bookTurn();
        assertThat(accepted()).containsExactly(1, 2, 3);
        assertThat(bindings()).isEmpty();

        complete(2);
        recovery.ended(chapter(2));
        recovery.bookTurn();
        assertThat(accepted()).containsExactly(1, 2, 3, 5);

        complete(1);
        complete(3);
        complete(5);
        recovery.ended(chapter(1));
        recovery.bookTurn();
        assertThat(accepted()).containsExactly(1, 2, 3, 4, 5);
        assertThat(bindings()).isEmpty();

        complete(4);
        recovery.ended(chapter(4));
        recovery.bookTurn();
        recovery.ended(chapter(4));
        recovery.bookTurn();
        assertThat(bindings())
                .singleElement()
                .satisfies(job -> {
                    assertThat(job.work()).isEqualTo(new Work.Binding(book.planKey(), 5));
                    assertThat(job.requeue()).isZero();
                    assertThat(Topics.DEFAULT.of(job)).isEqualTo("tts.jobs.binding.joe");
                    assertThat(job.settings().voiceVersion()).isEqualTo(Voices.JOE.version());
                });
        IntStream.rangeClosed(1, 5).forEach(n -> assertThat(jobsOf(n)).isEqualTo(1));
    }

    /** A novel beside many others fills the queue with one job at a time, and still goes on. */
    @Test
    void besideOthersItsChaptersComeOneByOneInTheirOrder() {
        AcceptedRequest book = accept(5);
        assertThat(farm.books(farm.store).takeOn(book)).isFalse();
        assertThat(accepted()).containsExactly(1, 2, 3);

        BookKeeper narrow =
                farm.books(
                        farm.store,
                        new BookShares(new LaneConfig(60, 600, 8, 2, 1), () -> 1, () -> 0));
        complete(2);
        assertThat(narrow.takeOn(book)).isFalse();
        complete(3);
        assertThat(narrow.takeOn(book)).isFalse();
        assertThat(accepted()).containsExactly(1, 2, 3);
        complete(1);
        assertThat(narrow.takeOn(book)).isFalse();
        assertThat(accepted()).containsExactly(1, 2, 3, 4);
        complete(4);
        assertThat(narrow.takeOn(book)).isFalse();
        assertThat(accepted()).containsExactly(1, 2, 3, 4, 5);
        complete(5);
        assertThat(narrow.takeOn(book)).isTrue();
    }

    /**
     * As long as another is open each has one chapter under way; the one left has room for more.
     */
    @Test
    void booksShareWhatTheWorkersHaveInHand() {
        BookKeeper keeper =
                farm.books(farm.store, new BookShares(LaneConfig.DEFAULTS, () -> 1, () -> 0));
        AcceptedRequest book = accept(9);
        RequestId shortOne = new RequestId("tale");
        AcceptedRequest tale =
                farm.bookAcceptance(farm.store).admit(shortOne, order(1), () -> {}).request();
        keeper.takeOn(book);
        assertThat(accepted()).containsExactly(1, 2);
        keeper.takeOn(tale);
        assertThat(new RequestStore(farm.store).exists(ChapterIds.of(shortOne, 1))).isTrue();

        complete(1);
        keeper.takeOn(book);
        assertThat(accepted()).as("one is under way").containsExactly(1, 2);
        complete(2);
        keeper.takeOn(book);
        assertThat(accepted()).containsExactly(1, 2, 3);

        farm.endings.fail(tale, ErrorInfo.of(ErrorCode.INTERNAL, "x"));
        assertThat(keeper.takeOn(tale)).isFalse();
        complete(3);
        keeper.takeOn(book);
        assertThat(accepted()).as("it is alone").containsExactly(1, 2, 3, 4, 5);
    }

    /** What is not accepted, and nothing else. */
    @Test
    void saysHowMuchOfABookIsToCome() {
        BookShares shares = new BookShares(LaneConfig.DEFAULTS, () -> 1, () -> 0);
        BookKeeper keeper = farm.books(farm.store, shares);
        AcceptedRequest book = accept(7);
        double one =
                new RequestStore(farm.store).book(book.planKey()).chapter(1).estimatedSeconds();
        keeper.takeOn(book);
        assertThat(accepted()).containsExactly(1, 2);
        assertThat(shares.toCome().get(Voices.JOE.voice())).isCloseTo(5 * one, within(1e-9));
        complete(1);
        keeper.takeOn(book);
        complete(2);
        keeper.takeOn(book);
        assertThat(accepted()).containsExactly(1, 2, 3, 4);
        assertThat(shares.toCome().get(Voices.JOE.voice())).isCloseTo(3 * one, within(1e-9));
        complete(3);
        complete(4);
        keeper.takeOn(book);
        assertThat(shares.toCome().get(Voices.JOE.voice())).isCloseTo(one, within(1e-9));
        complete(5);
        keeper.takeOn(book);
        assertThat(shares.toCome().get(Voices.JOE.voice())).isZero();
        complete(6);
        complete(7);
        assertThat(keeper.takeOn(book)).isTrue();
        assertThat(shares.toCome()).isEmpty();
    }

    /** As a lifecycle rule of the bucket might do, which leaves no tombstone. */
    @Test
    void aChapterThatSomebodyTookOutOfTheBucketIsAcceptedAnew() {
        BookKeeper keeper = farm.books(farm.store);
        AcceptedRequest book = accept(5);
        keeper.takeOn(book);
        assertThat(accepted()).containsExactly(1, 2, 3);
        farm.store.delete(BucketLayout.request(chapter(2)));
        assertThat(keeper.takeOn(book)).as("it is missed").isFalse();
        assertThat(keeper.takeOn(book)).isFalse();
        assertThat(accepted()).containsExactly(1, 2, 3);
    }

    /** A chapter may take hours, in which nothing of its book ends. */
    @Test
    void aSweepKeepsABookKnownWhoseChaptersAreQueued() {
        AcceptedRequest book = accept(2);
        farm.books(farm.store).takeOn(book);
        farm.queued.add(chapter(1));
        farm.queued.add(new RequestId("other.c0001"));
        farm.sweeper().sweep(Duration.ZERO);
        assertThat(farm.openBooks).containsExactly(BOOK);
    }

    @Test
    void aChapterHasAsManyJobsOnTheTopicAsItsBooksShare() {
        AcceptedRequest book =
                farm.bookAcceptance(farm.store)
                        .admit(
                                BOOK,
                                order(1, List.of(), "It was a long day. ".repeat(500)),
                                () -> {})
                        .request();
        farm.books(farm.store, new BookShares(new LaneConfig(60, 600, 8, 2, 1), () -> 1, () -> 0))
                .takeOn(book);
        assertThat(jobsOf(1)).isEqualTo(2);
        assertThat(new RequestStore(farm.store).find(chapter(1)).orElseThrow().window())
                .isEqualTo(2);
    }

    @Test
    void theSameBookAgainIsKnownAndAnotherIsAConflict() {
        accept(2);
        assertThat(farm.bookAcceptance(farm.store).admit(BOOK, order(2), () -> {}))
                .isInstanceOf(Acceptance.Admitted.Known.class);
        assertThatThrownBy(() -> farm.bookAcceptance(farm.store).admit(BOOK, order(3), () -> {}))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ID_CONFLICT));
    }

    /** Nobody heard of anything: the bucket says all. */
    @Test
    void aSweepTakesItOnWhereNobodyListened() {
        accept(4);
        for (int round = 0; round < 12 && bindings().isEmpty(); round++) {
            farm.sweeper().sweep(Duration.ZERO);
            for (int n : accepted()) {
                if (!new ResultStore(farm.store).exists(chapter(n))) {
                    complete(n);
                }
            }
        }
        assertThat(bindings()).hasSize(1);
        assertThat(accepted()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aBindingThatWasLostIsQueuedAgain() {
        accept(1);
        farm.sweeper().sweep(Duration.ZERO);
        complete(1);
        farm.sweeper().sweep(Duration.ZERO);
        assertThat(bindings()).extracting(SynthesisJob::requeue).containsExactly(0);

        Sweeper sweeper = farm.sweeper();
        sweeper.sweep(Duration.ofSeconds(45));
        farm.later(50);
        sweeper.sweep(Duration.ofSeconds(45));
        farm.later(50);
        sweeper.sweep(Duration.ofSeconds(45));
        assertThat(bindings()).extracting(SynthesisJob::requeue).containsExactly(0, 1);
    }

    @Test
    void isLeftAloneWhileAChapterIsQueued() {
        accept(4);
        farm.sweeper().sweep(Duration.ZERO);
        complete(1);
        farm.queued.add(chapter(2));
        farm.sweeper().sweep(Duration.ZERO);
        assertThat(accepted()).containsExactly(1, 2, 3);
        farm.queued.clear();
        farm.sweeper().sweep(Duration.ZERO);
        assertThat(accepted()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aFailedChapterFailsTheBookByNameAndEndsTheOthers() {
        AcceptedRequest book = accept(6);
        farm.sweeper().sweep(Duration.ZERO);
        end(
                2,
                new SynthesisResult.Outcome.Failed(
                        ErrorInfo.of(ErrorCode.ENGINE_FAILED, "the voice broke")));

        assertThat(farm.books(farm.store).takeOn(book)).isFalse();

        assertThat(farm.result(BOOK).outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Failed.class,
                        failed -> {
                            assertThat(failed.error().code()).isEqualTo("engine_failed");
                            assertThat(failed.error().message())
                                    .isEqualTo(
                                            "chapter 2 (Chapter 2), request pride.c0002: the voice"
                                                    + " broke");
                        });
        assertThat(farm.result(chapter(1)).status()).isEqualTo("cancelled");
        assertThat(farm.result(chapter(3)).status()).isEqualTo("cancelled");
        assertThat(accepted()).containsExactly(1, 2, 3);
        assertThat(farm.index.contains(BOOK)).isFalse();
        assertThat(farm.index.contains(chapter(3))).isFalse();
    }

    @Test
    void tellsOfChaptersAsTheyAreHeard() {
        BookOrder order = order(6, List.of(heard(1, 3), heard(4, 4), heard(5, 6)));
        AcceptedRequest book =
                farm.bookAcceptance(farm.store).admit(BOOK, order, () -> {}).request();
        assertThat(book.book().orElseThrow().chapters()).isEqualTo(6);
        assertThat(book.book().orElseThrow().heard()).isEqualTo(3);
        BookKeeper keeper = farm.books(farm.store);
        assertThat(keeper.takeOn(book)).isFalse();
        complete(1);
        complete(2);
        complete(3);
        assertThat(keeper.takeOn(book)).isFalse();
        assertThat(farm.sinks.events)
                .filteredOn(RequestEvent.Progress.class::isInstance)
                .map(RequestEvent.Progress.class::cast)
                .last()
                .satisfies(progress -> {
                    assertThat(progress.segmentsDone()).isEqualTo(1);
                    assertThat(progress.segments()).isEqualTo(3);
                });

        end(
                5,
                new SynthesisResult.Outcome.Failed(
                        ErrorInfo.of(ErrorCode.ENGINE_FAILED, "the voice broke")));
        assertThat(keeper.takeOn(book)).isFalse();
        assertThat(farm.result(BOOK).outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Failed.class,
                        failed ->
                                assertThat(failed.error().message())
                                        .startsWith("chapter 3 (Chapter 5), request pride.c0005"));
    }

    /** A voice that speaks slowly of itself. */
    @Test
    void aSpeedCountsFromTheVoicesOwnPace() {
        VoiceManifest slow =
                Manifests.like(Voices.named("slow"))
                        .defaults(new Scales(1, 0.6, 0.8, 1.25))
                        .build();
        farm.store.create(
                BucketLayout.voiceManifest(slow.voice(), slow.version()),
                VoiceManifestCodec.write(slow),
                "application/json");
        farm.catalog.refresh();
        BookOrder plain = order(2);
        BookOrder order =
                new BookOrder(
                        plain.bodySha256(),
                        plain.about(),
                        plain.output(),
                        Json.object().put("model_id", "slow").put(BookOrder.SPEED, 2),
                        plain.notBefore(),
                        plain.deadline(),
                        plain.labels(),
                        plain.warnings(),
                        plain.callback(),
                        List.of(
                                plain.chapters().get(0),
                                new BookOrder.Chapter(
                                        "Two",
                                        "Words.",
                                        1,
                                        Optional.of(Json.object().put("model_id", "joe")))),
                        List.of());

        AcceptedRequest book =
                farm.bookAcceptance(farm.store).admit(BOOK, order, () -> {}).request();
        StoredBook plan = new RequestStore(farm.store).book(book.planKey());
        assertThat(book.settings().scales().lengthScale()).isEqualTo(0.625);
        assertThat(plan.requestOf(plan.chapter(1)).toString())
                .isEqualTo("{\"model_id\":\"slow\",\"length_scale\":0.625}");
        assertThat(plan.requestOf(plan.chapter(2)).toString())
                .isEqualTo("{\"model_id\":\"joe\",\"length_scale\":0.5}");
    }

    @Test
    void cancellingEndsItAndItsChapters() {
        AcceptedRequest book = accept(6);
        farm.sweeper().sweep(Duration.ZERO);
        complete(1);
        farm.books(farm.store).takeOn(book);

        farm.endings.cancel(book);

        assertThat(farm.result(BOOK).status()).isEqualTo("cancelled");
        assertThat(farm.result(chapter(1)).status()).isEqualTo("completed");
        for (int n : List.of(2, 3, 4)) {
            assertThat(farm.result(chapter(n)).status()).as("chapter " + n).isEqualTo("cancelled");
        }
        assertThat(farm.sinks.hints).contains(chapter(2), chapter(3), chapter(4));
        assertThat(farm.books(farm.store).takeOn(book)).isFalse();
        assertThat(accepted()).containsExactly(1, 2, 3, 4);
        assertThat(farm.index.contains(BOOK)).isFalse();
    }

    /** The canceller dies behind its write, before it looked at the chapters. */
    @Test
    void aSweepCancelsTheChaptersOfABookWhoseCancellerDied() {
        AcceptedRequest book = accept(6);
        farm.sweeper().sweep(Duration.ZERO);
        farm.endings.withdraw(book);
        assertThat(new ResultStore(farm.store).exists(chapter(1))).isFalse();

        farm.sweeper().sweep(Duration.ZERO);

        for (int n : List.of(1, 2, 3)) {
            assertThat(farm.result(chapter(n)).status()).isEqualTo("cancelled");
        }
        assertThat(farm.index.contains(BOOK)).isFalse();
    }

    /** It is accepted in the moment in which the book is cancelled. */
    @Test
    void aChapterThatCameTooLateIsCancelled() {
        AcceptedRequest book = accept(4);
        ObjectStore late =
                new ForwardingObjectStore(farm.store) {
                    @Override
                    public Created create(ObjectKey key, byte[] body, String contentType) {
                        if (key.equals(BucketLayout.request(chapter(1)))) {
                            farm.endings.cancel(book);
                        }
                        return super.create(key, body, contentType);
                    }
                };

        assertThat(farm.books(late).takeOn(book)).isFalse();

        assertThat(accepted()).containsExactly(1);
        assertThat(farm.result(chapter(1)).status()).isEqualTo("cancelled");
    }

    @Test
    void aCallersOwnRequestOfAChaptersIdFailsTheBook() {
        farm.accept(chapter(2), "");
        AcceptedRequest book = accept(3);

        assertThat(farm.books(farm.store).takeOn(book)).isFalse();

        assertThat(farm.result(BOOK).outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Failed.class,
                        failed ->
                                assertThat(failed.error().message())
                                        .startsWith(
                                                "chapter 2 (Chapter 2), request pride.c0002: "));
        assertThat(new ResultStore(farm.store).exists(chapter(2)))
                .isFalse(); // it is not the book's
    }

    /** Neither by a request nor by a book; what no chapter of it is called is free. */
    @Test
    void nobodyTakesAnIdOfAChapterOfABookThatIsAccepted() {
        AcceptedRequest book = accept(3);

        assertThatThrownBy(() -> farm.accept(chapter(2), ""))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ID_CONFLICT))
                .hasMessageContaining("kept for a chapter of the book pride");
        assertThatThrownBy(
                        () -> farm.bookAcceptance(farm.store).admit(chapter(3), order(1), () -> {}))
                .hasMessageContaining("kept for a chapter of the book pride");
        farm.accept(chapter(4), "");
        farm.accept(new RequestId("emma.c0001"), "");
        assertThat(farm.books(farm.store).takeOn(book)).isFalse();
        assertThat(accepted()).as("of the book, and the caller's own").containsExactly(1, 2, 3, 4);
    }

    @Test
    void aChapterIsSpokenAsItsBookWasAccepted() {
        AcceptedRequest book = accept(2);
        Voices.addNewer(farm.store);
        farm.catalog.refresh();

        farm.books(farm.store).takeOn(book);

        assertThat(farm.sinks.jobs)
                .hasSize(2)
                .allSatisfy(job ->
                        assertThat(job.settings().voiceVersion()).isEqualTo(Voices.JOE.version()));
    }

    /** The note of an earlier try was there, and retention took it before the book was stored. */
    @Test
    void aBookWhoseOldNoteIsDeletedMeanwhileIsFoundInTheListing() {
        ObjectStore swept =
                new ForwardingObjectStore(farm.store) {
                    @Override
                    public Created create(ObjectKey key, byte[] body, String contentType) {
                        if (key.equals(BucketLayout.request(BOOK))) {
                            farm.store.delete(BucketLayout.bookFile(BOOK, BucketLayout.BOOK_NOTE));
                        }
                        return super.create(key, body, contentType);
                    }
                };

        var _ = farm.bookAcceptance(swept).admit(BOOK, order(2), () -> {});

        assertThat(farm.keys("books/")).containsExactly("books/pride/book.json");
    }

    @Test
    void manyAtOnceAcceptEachChapterOnce() {
        AcceptedRequest book = accept(7);
        for (int round = 0; round < 12 && bindings().isEmpty(); round++) {
            Runnable[] dispatchers = new Runnable[6];
            for (int i = 0; i < dispatchers.length; i++) {
                dispatchers[i] =
                        () -> {
                            Recovery recovery = farm.recovery(CONFIG);
                            recovery.watch(book);
                            recovery.bookTurn();
                        };
            }
            Together.run(dispatchers);
            accepted().stream()
                    .filter(n -> !new ResultStore(farm.store).exists(chapter(n)))
                    .forEach(this::complete);
        }
        assertThat(bindings()).hasSize(1);
        IntStream.rangeClosed(1, 7).forEach(n -> assertThat(jobsOf(n)).as("chapter " + n).isOne());
    }

    /** Ends a process at one of its writes. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private static final class KilledAt extends ForwardingObjectStore {
        private final int write;
        private final boolean behind;
        private int writes;

        KilledAt(ObjectStore store, int write, boolean behind) {
            super(store);
            this.write = write;
            this.behind = behind;
        }

        @Override
        public synchronized Created create(ObjectKey key, byte[] body, String contentType) {
            boolean last = ++writes >= write;
            if (last && !behind) {
                throw new Killed();
            }
            Created created = super.create(key, body, contentType);
            if (last) {
                throw new Killed();
            }
            return created;
        }
    }

    /** Whatever step is the last of a dispatcher's, the next one goes on from there. */
    @Test
    void nothingIsLostWhereverADispatcherIsKilled() {
        int steps = 0;
        for (boolean behind : List.of(false, true)) {
            boolean killed = true;
            for (int write = 1; killed; write++) {
                farm = new RecoveryFarm();
                killed = makeUntilKilled(new KilledAt(farm.store, write, behind));
                makeWithSweeps();
                assertThat(bindings()).as("write %d, behind %s", write, behind).isNotEmpty();
                assertThat(accepted()).containsExactly(1, 2, 3, 4, 5);
                steps = Math.max(steps, write);
            }
        }
        assertThat(steps).as("steps at which it was killed").isGreaterThan(25);
    }

    /**
     * One dispatcher, told of everything.
     *
     * @return false if it came to the end
     */
    private boolean makeUntilKilled(ObjectStore dying) {
        try {
            AcceptedRequest book =
                    farm.bookAcceptance(dying).admit(BOOK, order(5), () -> {}).request();
            Recovery recovery = farm.recovery(CONFIG, TurnTimer::ofMachine, dying);
            recovery.watch(book);
            for (int round = 0; round < 12 && bindings().isEmpty(); round++) {
                recovery.bookTurn();
                completeWhatIsQueued();
                recovery.ended(chapter(1));
            }
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    /** The caller submits again what was not answered; nobody hears of an end. */
    private void makeWithSweeps() {
        accept(5);
        Sweeper sweeper = farm.sweeper();
        for (int round = 0; round < 40 && bindings().isEmpty(); round++) {
            farm.later(100);
            sweeper.sweep(Duration.ofSeconds(45));
            completeWhatIsQueued();
        }
    }

    private void completeWhatIsQueued() {
        for (int n : accepted()) {
            if (jobsOf(n) > 0 && !new ResultStore(farm.store).exists(chapter(n))) {
                complete(n);
            }
        }
    }
}
