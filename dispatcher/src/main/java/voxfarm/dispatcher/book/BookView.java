package voxfarm.dispatcher.book;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import voxfarm.common.book.ChapterIds;
import voxfarm.common.book.StoredBook;
import voxfarm.common.book.StoredChapter;
import voxfarm.common.bucket.ChapterChains;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedBook;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.status.RequestStatus;
import voxfarm.dispatcher.status.RequestView;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Answers how far a book is, from the bucket: a few questions for each chapter that is under way,
 * none for the others. Thread-safe.
 */
public final class BookView {
    private static final String COMPLETED = "completed";

    private final RequestStore requests;
    private final RequestStatus status;
    private final ChapterChains chains;
    private final InstantSource clock;

    public BookView(ObjectStore store, RequestStatus status, InstantSource clock) {
        this.requests = new RequestStore(store);
        this.status = status;
        this.chains = new ChapterChains(store);
        this.clock = clock;
    }

    /** The document of a book, without what is known of its single chapters. */
    public ObjectNode summary(AcceptedRequest book) {
        return head(book, status.view(book));
    }

    private static ObjectNode head(AcceptedRequest book, RequestView view) {
        ObjectNode node = view.toJson();
        node.put("book_id", book.id().value());
        if (!book.labels().isEmpty()) {
            ObjectNode labels = node.putObject("labels");
            new TreeMap<>(book.labels()).forEach(labels::put);
        }
        return node;
    }

    /** The document of a book that the HTTP interface answers. */
    public ObjectNode document(AcceptedRequest book) {
        RequestView view = status.view(book);
        ObjectNode node = head(book, view);
        StoredBook plan = requests.book(book.planKey());
        boolean made = view.status().equals(COMPLETED);
        Map<Integer, RequestView> known = made ? Map.of() : underWay(book);
        if (!made && view.result().isEmpty()) {
            writeState(book, plan, known, node);
        }
        ArrayNode chapters = node.putArray("chapters");
        AcceptedBook size = book.book().orElseThrow();
        List<ChapterChains.Place> places = made ? List.of() : chains.places(book);
        for (int number = 1; number <= size.chapters(); number++) {
            chapters.add(
                    chapter(
                            book,
                            plan.chapter(number),
                            number,
                            made ? COMPLETED : state(number, places, known)));
        }
        return node;
    }

    /** The last chapter of each chain that is accepted. */
    private Map<Integer, RequestView> underWay(AcceptedRequest book) {
        Map<Integer, RequestView> known = new HashMap<>();
        for (ChapterChains.Place place : chains.places(book)) {
            RequestId id = ChapterIds.of(book.id(), place.last() == 0 ? 1 : place.last());
            if (place.last() > 0) {
                requests.find(id)
                        .ifPresent(chapter -> known.put(place.last(), status.view(chapter)));
            }
        }
        return known;
    }

    private static String state(
            int number, List<ChapterChains.Place> places, Map<Integer, RequestView> known) {
        RequestView view = known.get(number);
        if (view != null) {
            return view.status();
        }
        ChapterChains.Place place = places.get((number - 1) % places.size());
        return number <= place.last() ? COMPLETED : "waiting";
    }

    private static ObjectNode chapter(
            AcceptedRequest book, StoredChapter chapter, int number, String status) {
        return Json.object()
                .put("number", number)
                .put("title", chapter.title())
                .put("request_id", ChapterIds.of(book.id(), number).value())
                .put("status", status)
                .put("estimated_s", tenths(chapter.estimatedSeconds()));
    }

    /** What an open book does, and how long it will. */
    private void writeState(
            AcceptedRequest book,
            StoredBook plan,
            Map<Integer, RequestView> known,
            ObjectNode node) {
        List<ChapterChains.Place> places = chains.places(book);
        int completed = 0;
        double done = 0;
        double all = 0;
        boolean running = false;
        for (int number = 1; number <= plan.chapters().size(); number++) {
            double seconds = plan.chapter(number).estimatedSeconds();
            String state = state(number, places, known);
            all += seconds;
            if (state.equals(COMPLETED)) {
                completed++;
                done += seconds;
            } else if (state.equals("running")) {
                running = true;
                done += seconds * shareOf(number, known);
            }
        }
        boolean binding = completed == plan.chapters().size();
        node.put("status", binding || completed > 0 || running ? "running" : "queued");
        node.put("step", binding ? "files" : "chapters");
        ObjectNode progress = node.putObject("progress");
        progress.put("chapters_done", completed)
                .put("chapters", plan.chapters().size())
                .put("audio_s", tenths(done))
                .put("estimated_s", tenths(all));
        Instant begun = book.notBefore().orElse(book.acceptedAt());
        double took = Duration.between(begun, clock.instant()).toMillis() / 1000.0;
        if (done > 0 && took > 0 && !binding) {
            progress.put("eta_s", tenths(took / done * Math.max(0, all - done)));
        }
    }

    /** How much of a chapter that runs is spoken. */
    private static double shareOf(int number, Map<Integer, RequestView> known) {
        return Optional.ofNullable(known.get(number))
                .flatMap(RequestView::lastEvent)
                .filter(RequestEvent.Progress.class::isInstance)
                .map(RequestEvent.Progress.class::cast)
                .map(last -> (double) last.segmentsDone() / Math.max(1, last.segments()))
                .orElse(0.0);
    }

    private static BigDecimal tenths(double seconds) {
        return BigDecimal.valueOf(seconds).setScale(1, RoundingMode.HALF_EVEN);
    }
}
