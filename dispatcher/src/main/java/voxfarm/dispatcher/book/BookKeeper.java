package voxfarm.dispatcher.book;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.LastUsed;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.book.StoredBook;
import voxfarm.common.bucket.ChapterChains;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.Outbox;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.plan.AcceptedBook;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.BookAcceptance;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.recovery.Books;

/**
 * Takes books on by what is stored of their chapters, and keeps nothing of its own: whoever is
 * killed between two steps has left what the next one needs, and any number of dispatchers may take
 * the same book on at once. A chapter that fails, is cancelled or deleted fails its book at once;
 * the clips of all others stay, so that a second making is cheap. Thread-safe.
 */
public final class BookKeeper implements Books {
    private static final Logger LOG = LoggerFactory.getLogger(BookKeeper.class);

    private final RequestStore requests;
    private final ResultStore results;
    private final ChapterChains chains;
    private final BookAcceptance acceptance;
    private final Endings endings;
    private final Outbox outbox;
    private final BookShares shares;
    private final InstantSource clock;

    private final LastUsed<ObjectKey, StoredBook> plans = BookPlans.remembered();

    public BookKeeper(
            ObjectStore store,
            BookAcceptance acceptance,
            Endings endings,
            Outbox outbox,
            BookShares shares,
            InstantSource clock) {
        this.requests = new RequestStore(store);
        this.results = new ResultStore(store);
        this.chains = new ChapterChains(store);
        this.acceptance = acceptance;
        this.endings = endings;
        this.outbox = outbox;
        this.shares = shares;
        this.clock = clock;
    }

    /**
     * Accepts the chapters of an open book that are to be under way now, or ends it where one is
     * lost.
     *
     * @return whether all its chapters are completed, so that its files can be made
     * @throws VoxfarmException {@code STORE_UNAVAILABLE}, {@code BROKER_UNAVAILABLE} and other
     *     failures that pass: to be called again
     */
    @Override
    public boolean takeOn(AcceptedRequest book) {
        if (results.exists(book.id())) {
            shares.done(book.id());
            return false;
        }
        Optional<Standing> found = standing(book);
        if (found.isEmpty()) {
            return false;
        }
        Standing standing = found.get();
        if (standing.completed() == book.book().orElseThrow().chapters()) {
            shares.done(book.id());
            return true;
        }
        BookShares.Share share = shares.of(book.id());
        int free = Math.max(0, share.chapters() - standing.underWay());
        List<Integer> accepted = standing.ready().stream().limit(free).toList();
        if (!accepted.stream().allMatch(number -> accept(book, number, share.parts()))) {
            return false;
        }
        shares.toCome(book.id(), book.settings().voice(), toCome(book, standing, accepted));
        if (!standing.ready().isEmpty()) {
            tellProgress(book, standing.completed());
        }
        return false;
    }

    /**
     * How far a book is.
     *
     * @param completed how many chapters are
     * @param underWay how many are accepted and have not ended; the end of each brings the book
     *     here again
     * @param ready chapters that may be accepted now, in order
     * @param next the first chapter of each chain that is not accepted, where one is left
     */
    private record Standing(
            int completed, int underWay, SortedSet<Integer> ready, List<Integer> next) {}

    /**
     * @return empty if a chapter is lost, and the book has ended with it
     */
    private Optional<Standing> standing(AcceptedRequest book) {
        List<ChapterChains.Place> places = chains.places(book);
        int completed = 0;
        int underWay = 0;
        SortedSet<Integer> ready = new TreeSet<>();
        List<Integer> next = new ArrayList<>();
        for (ChapterChains.Place place : places) {
            boolean ended = true; // what comes before the first
            if (place.last() > 0) {
                Optional<End> end = endOf(book, place.last());
                if (end.isPresent() && end.get().lost().isPresent()) {
                    fail(book, place.last(), end.get().lost().get());
                    return Optional.empty();
                }
                ended = end.isPresent();
                underWay += ended ? 0 : 1;
                completed += (place.last() - 1) / places.size() + (ended ? 1 : 0);
            }
            if (place.next() > 0) {
                next.add(place.next());
                if (ended) {
                    ready.add(place.next());
                }
            }
        }
        return Optional.of(new Standing(completed, underWay, ready, next));
    }

    @Override
    public boolean isKnown(RequestId book) {
        return shares.isKnown(book);
    }

    /** Seconds of the sound of all chapters of a book that are not accepted. */
    private double toCome(AcceptedRequest book, Standing standing, List<Integer> accepted) {
        if (standing.next().isEmpty()) {
            return 0;
        }
        AcceptedBook size = book.book().orElseThrow();
        StoredBook plan = plan(book);
        double seconds = 0;
        for (int next : standing.next()) {
            int first = accepted.contains(next) ? next + size.window() : next;
            for (int number = first; number <= size.chapters(); number += size.window()) {
                seconds += plan.chapter(number).estimatedSeconds();
            }
        }
        return seconds;
    }

    /**
     * How a chapter ended.
     *
     * @param lost why its book cannot go on with it, if it cannot
     */
    private record End(Optional<ErrorInfo> lost) {}

    private Optional<End> endOf(AcceptedRequest book, int number) {
        RequestId chapter = ChapterIds.of(book.id(), number);
        try {
            Optional<AcceptedRequest> request = requests.find(chapter);
            if (request.filter(found -> !ChapterIds.isOf(book, found)).isPresent()) {
                return Optional.of(new End(Optional.of(taken(chapter))));
            }
            Optional<SynthesisResult> result = results.find(chapter);
            if (result.isEmpty() && request.isEmpty()) {
                chains.forget(book); // it was there: somebody took it out of the bucket
            }
            return result.map(known -> new End(lost(known)));
        } catch (VoxfarmException e) {
            if (e.code() != ErrorCode.DELETED) {
                throw e;
            }
            return Optional.of(new End(Optional.of(ErrorInfo.of(e))));
        }
    }

    private static ErrorInfo taken(RequestId chapter) {
        return ErrorInfo.of(
                ErrorCode.ID_CONFLICT,
                "the id "
                        + chapter
                        + " stands for another request; choose another id for the book");
    }

    /** Why a chapter with that result is none that a book could have. */
    private static Optional<ErrorInfo> lost(SynthesisResult result) {
        return switch (result.outcome()) {
            case SynthesisResult.Outcome.Completed _ -> Optional.empty();
            case SynthesisResult.Outcome.Failed(ErrorInfo error) -> Optional.of(error);
            case SynthesisResult.Outcome.Cancelled _ ->
                    Optional.of(ErrorInfo.of(ErrorCode.CANCELLED, "it was cancelled"));
        };
    }

    /**
     * @return false if the book has ended
     */
    private boolean accept(AcceptedRequest book, int number, int partsAtOnce) {
        try {
            StoredBook plan = plan(book);
            if (acceptance.admitChapter(book, plan, number, partsAtOnce)
                    instanceof Acceptance.Admitted.New(AcceptedRequest chapter)) {
                LOG.info(
                        "book {}: chapter {} of {} is queued as {}",
                        book.id(),
                        plan.heardNumberOf(number),
                        plan.heard().size(),
                        chapter.id());
            }
        } catch (VoxfarmException e) {
            if (e.code().retryable() || e.code() == ErrorCode.INTERNAL) {
                throw e;
            }
            fail(book, number, ErrorInfo.of(e));
            return false;
        }
        if (results.exists(book.id())) {
            // ended meanwhile: whoever ended it may not have seen this chapter
            endings.cancelChapters(book);
            shares.done(book.id());
            return false;
        }
        return true;
    }

    private void fail(AcceptedRequest book, int number, ErrorInfo why) {
        shares.done(book.id());
        String which;
        try {
            StoredBook plan = plan(book);
            String title = Problems.oneLine(plan.chapter(number).title(), 100);
            which = "chapter " + plan.heardNumberOf(number) + " (" + title + "), ";
        } catch (VoxfarmException e) {
            if (e.code().retryable()) {
                throw e;
            }
            which = "";
        }
        var _ =
                endings.fail(
                        book,
                        new ErrorInfo(
                                why.code(),
                                String.format(
                                        Locale.ROOT,
                                        "%srequest %s: %s",
                                        which,
                                        ChapterIds.of(book.id(), number),
                                        why.message()),
                                why.retryable()));
    }

    private StoredBook plan(AcceptedRequest book) {
        return plans.get(book.planKey(), requests::book);
    }

    /** May be lost; by the requests that are done, as all of a window are about as far. */
    private void tellProgress(AcceptedRequest book, int completed) {
        if (completed == 0) {
            return;
        }
        StoredBook plan = plan(book);
        double all = seconds(plan, plan.chapters().size());
        double done = seconds(plan, completed);
        double took = Duration.between(book.acceptedAt(), clock.instant()).toMillis() / 1000.0;
        outbox.announce(
                new RequestEvent.Progress(
                        new EventHeader(
                                book.id(),
                                Optional.of(book.settings().voice()),
                                Optional.of(book.lane()),
                                clock.instant(),
                                1),
                        heard(plan, completed),
                        plan.heard().size(),
                        done,
                        Math.max(0, took) / Math.max(1, done) * Math.max(0, all - done)));
    }

    /** How many chapters are done when so many requests are. */
    private static int heard(StoredBook plan, int requests) {
        return (int) plan.heard().stream().takeWhile(chapter -> chapter.last() <= requests).count();
    }

    private static double seconds(StoredBook plan, int chapters) {
        double seconds = 0;
        for (int number = 1; number <= chapters; number++) {
            seconds += plan.chapter(number).estimatedSeconds();
        }
        return seconds;
    }
}
