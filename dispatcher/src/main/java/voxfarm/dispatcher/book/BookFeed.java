package voxfarm.dispatcher.book;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.books.publish.PodcastFeed;
import voxfarm.common.book.BookFile;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.book.HeardChapter;
import voxfarm.common.book.StoredBook;
import voxfarm.common.book.StoredCover;
import voxfarm.common.bucket.ChapterChains;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.SideBySide;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectStore;

/**
 * The feed of a book: of one that is made its files of chapters, of any other the chapters that are
 * spoken so far and heard as they were spoken. It asks the bucket once for each request of the
 * book, some at a time. Thread-safe.
 */
public final class BookFeed {
    private static final int AT_ONCE = 16;

    private final RequestStore requests;
    private final ResultStore results;
    private final ChapterChains chains;
    private final SideBySide sideBySide;

    public BookFeed(ObjectStore store, SideBySide sideBySide) {
        this.requests = new RequestStore(store);
        this.results = new ResultStore(store);
        this.chains = new ChapterChains(store);
        this.sideBySide = sideBySide;
    }

    /** Where those who read the feed find what it names. */
    public interface Links {
        /** The feed itself. */
        URI self();

        /** What is known of the book. */
        URI book();

        URI cover(StoredCover cover);

        /** A file of a book that is made. */
        URI file(BookFile file);

        /** The sound of a request. */
        URI sound(RequestId request, StoredAudio audio);
    }

    /**
     * The document.
     *
     * @param made the result of the book, if it has ended
     */
    public byte[] write(AcceptedRequest book, Optional<SynthesisResult> made, Links links) {
        StoredBook plan = requests.book(book.planKey());
        Map<Integer, BookFile> files = files(made);
        Map<Integer, SynthesisResult> spoken = spoken(book, made.isPresent());
        List<PodcastFeed.Episode> episodes = new ArrayList<>();
        for (int number = 1; number <= plan.heard().size(); number++) {
            HeardChapter chapter = plan.heard().get(number - 1);
            String id = ChapterIds.episode(book.id(), book.acceptedBy(), number);
            BookFile file = files.get(number);
            if (file != null) {
                Instant doneAt =
                        doneAt(chapter, spoken)
                                .or(() -> made.map(SynthesisResult::finishedAt))
                                .orElseThrow();
                episodes.add(episode(id, number, chapter.title(), file, links, doneAt));
            } else if (chapter.isWhole()) { // else nobody has put it together yet
                RequestId request = ChapterIds.of(book.id(), chapter.first());
                SynthesisResult result = spoken.get(chapter.first());
                if (result != null) {
                    spoken(id, number, chapter.title(), request, result, links)
                            .ifPresent(episodes::add);
                }
            }
        }
        return new PodcastFeed(
                        plan.about(),
                        Optional.of(links.self()),
                        links.book(),
                        plan.cover().map(links::cover),
                        episodes,
                        plan.heard().size())
                .write();
    }

    private static PodcastFeed.Episode episode(
            String id, int number, String title, BookFile file, Links links, Instant doneAt) {
        return new PodcastFeed.Episode(
                id,
                number,
                title,
                links.file(file),
                file.contentType(),
                file.bytes(),
                file.durationSeconds().orElse(0.0),
                doneAt);
    }

    /** The files of a book's chapters by their number. */
    private static Map<Integer, BookFile> files(Optional<SynthesisResult> made) {
        Map<Integer, BookFile> files = new HashMap<>();
        made.ifPresent(result ->
                result.files()
                        .forEach(file ->
                                file.chapter().ifPresent(number -> files.put(number, file))));
        return files;
    }

    /** When the last of a chapter was spoken; empty if that is not stored any more. */
    private static Optional<Instant> doneAt(
            HeardChapter chapter, Map<Integer, SynthesisResult> spoken) {
        Optional<Instant> last = Optional.empty();
        for (int request = chapter.first(); request <= chapter.last(); request++) {
            SynthesisResult result = spoken.get(request);
            if (result == null) {
                return Optional.empty();
            }
            Instant at = result.finishedAt();
            last = Optional.of(last.filter(at::isBefore).orElse(at));
        }
        return last;
    }

    /** A chapter as it was spoken; empty if nothing came of it. */
    private static Optional<PodcastFeed.Episode> spoken(
            String id,
            int number,
            String title,
            RequestId request,
            SynthesisResult result,
            Links links) {
        if (!(result.outcome() instanceof SynthesisResult.Outcome.Completed(StoredAudio audio))) {
            return Optional.empty();
        }
        return Optional.of(
                new PodcastFeed.Episode(
                        id,
                        number,
                        title,
                        links.sound(request, audio),
                        audio.format().contentType(),
                        audio.bytes(),
                        audio.durationSeconds(),
                        result.finishedAt()));
    }

    /** Of the requests that have ended, as far as their results are still stored. */
    private Map<Integer, SynthesisResult> spoken(AcceptedRequest book, boolean ended) {
        List<Integer> numbers = begun(book, ended);
        Map<Integer, SynthesisResult> found = new HashMap<>();
        for (int at = 0; at < numbers.size(); at += AT_ONCE) {
            List<Runnable> reads = new ArrayList<>();
            for (int number : numbers.subList(at, Math.min(at + AT_ONCE, numbers.size()))) {
                reads.add(() ->
                        find(ChapterIds.of(book.id(), number))
                                .ifPresent(result -> {
                                    synchronized (found) {
                                        found.put(number, result);
                                    }
                                }));
            }
            sideBySide.run(reads);
        }
        return found;
    }

    private Optional<SynthesisResult> find(RequestId chapter) {
        try {
            return results.find(chapter);
        } catch (VoxfarmException e) {
            if (e.code() == ErrorCode.DELETED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Numbers of the requests that were accepted, in order. */
    private List<Integer> begun(AcceptedRequest book, boolean ended) {
        List<Integer> numbers = new ArrayList<>();
        int chapters = book.book().orElseThrow().chapters();
        List<ChapterChains.Place> places = ended ? List.of() : chains.places(book);
        for (int number = 1; number <= chapters; number++) {
            if (ended || number <= places.get((number - 1) % places.size()).last()) {
                numbers.add(number);
            }
        }
        return numbers;
    }
}
