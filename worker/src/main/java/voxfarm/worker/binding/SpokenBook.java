package voxfarm.worker.binding;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.book.HeardChapter;
import voxfarm.common.book.StoredBook;
import voxfarm.common.book.StoredChapter;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.Warning;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectStore;
import voxfarm.worker.assembly.SoundFile;

/** What was spoken for a book: the results of its requests, and the chapters that they make. */
final class SpokenBook {
    private static final int MOST_WARNINGS = 1000;

    private final ObjectStore store;
    private final RequestId id;
    private final StoredBook book;
    private final List<RequestSound> requests = new ArrayList<>();
    private final List<Warning> warnings = new ArrayList<>();

    /**
     * @throws VoxfarmException the own error of a request that failed, {@code CANCELLED}, {@code
     *     NOT_FOUND} without a result
     */
    SpokenBook(ObjectStore store, RequestId id, StoredBook book) {
        this.store = store;
        this.id = id;
        this.book = book;
        ResultStore results = new ResultStore(store);
        Map<SpeechSettings, SpeechSettings> settings = new HashMap<>(); // few are different
        for (StoredChapter request : book.chapters()) {
            int number = requests.size() + 1;
            SynthesisResult result = find(results, number);
            addWarnings(number, result);
            requests.add(
                    RequestSound.of(
                            name(number),
                            number,
                            request.textSha256(),
                            result,
                            settings.computeIfAbsent(result.settings(), own -> own)));
        }
    }

    /** For people. */
    private String name(int request) {
        int number = book.heardNumberOf(request);
        boolean whole = book.heard().get(number - 1).isWhole();
        return "chapter "
                + number
                + (whole ? "" : ", request " + ChapterIds.of(id, request).value());
    }

    private SynthesisResult find(ResultStore results, int number) {
        RequestId request = ChapterIds.of(id, number);
        Optional<SynthesisResult> found;
        try {
            found = results.find(request);
        } catch (VoxfarmException e) {
            if (e.code() != ErrorCode.DELETED) {
                throw e;
            }
            // of the chapter: the book itself has not ended, so its job is not to be passed over
            throw VoxfarmException.of(ErrorCode.NOT_FOUND, "%s: %s", name(number), e.getMessage());
        }
        return found.orElseThrow(() ->
                VoxfarmException.of(
                        ErrorCode.NOT_FOUND,
                        "%s: the result of request %s is not stored any more",
                        name(number),
                        request));
    }

    /** Each told whose it is. */
    private void addWarnings(int number, SynthesisResult result) {
        for (Warning warning : result.warnings()) {
            if (warnings.size() < MOST_WARNINGS) {
                warnings.add(new Warning(warning.code(), name(number) + ": " + warning.message()));
            }
        }
    }

    List<Warning> warnings() {
        return warnings;
    }

    /** Of all that was spoken. */
    int highestRateHz() {
        return requests.stream().mapToInt(RequestSound::sampleRateHz).max().orElseThrow();
    }

    /**
     * In the order in which they are heard.
     *
     * @param folder for what lies on disk meanwhile
     * @param rateHz of chapters in several voices
     * @param alike whether those voices are brought to the same loudness
     */
    List<ChapterSound> chapters(Path folder, int rateHz, boolean alike) {
        CastChapter.Making making = new CastChapter.Making(store, folder, rateHz, alike);
        List<ChapterSound> chapters = new ArrayList<>();
        for (HeardChapter chapter : book.heard()) {
            int number = chapters.size() + 1;
            List<RequestSound> own = requests.subList(chapter.first() - 1, chapter.last());
            chapters.add(
                    chapter.isWhole()
                            ? new WholeRequest(number, chapter, own.getFirst(), store)
                            : new CastChapter(number, chapter, withTimings(own), making));
        }
        return chapters;
    }

    private List<RequestSound> withTimings(List<RequestSound> own) {
        for (RequestSound request : own) {
            if (request.timings().isEmpty()) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_PLAN,
                        "%s: expected timings, to put the turns of a dialogue in order",
                        name(request.number()));
            }
        }
        return own;
    }

    /**
     * Since its first request was begun, and what engines did for all.
     *
     * @param now if none was
     */
    SoundFile.Making making(Instant now) {
        EngineWork work =
                requests.stream()
                        .map(RequestSound::engine)
                        .reduce(EngineWork.NONE, EngineWork::plus);
        Instant begun =
                requests.stream()
                        .flatMap(request -> request.startedAt().stream())
                        .min(Comparator.naturalOrder())
                        .orElse(now);
        return new SoundFile.Making(begun, work);
    }
}
