package voxfarm.dispatcher.book;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import voxfarm.common.LastUsed;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.book.HeardChapter;
import voxfarm.common.book.StoredBook;
import voxfarm.common.book.StoredChapter;
import voxfarm.common.bucket.ChapterChains;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedBook;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.status.RequestStatus;
import voxfarm.dispatcher.status.RequestView;

/**
 * Answers how far a book is, from the bucket: a few questions for each chapter that is under way,
 * none for the others. Thread-safe.
 */
public final class BookView {
    private static final String COMPLETED = "completed";
    private static final String RUNNING = "running";
    private static final String WAITING = "waiting";

    private final RequestStore requests;
    private final RequestStatus status;
    private final ChapterChains chains;
    private final InstantSource clock;

    /** Who watches asks every second. */
    private final LastUsed<ObjectKey, StoredBook> plans = BookPlans.remembered();

    public BookView(ObjectStore store, RequestStatus status, InstantSource clock) {
        this.requests = new RequestStore(store);
        this.status = status;
        this.chains = new ChapterChains(store);
        this.clock = clock;
    }

    /** The document of a book, without what is known of its single chapters. */
    public ObjectNode summary(AcceptedRequest book) {
        return shown(status.view(book));
    }

    /** A listener counts chapters, and not the requests that they are spoken by. */
    private static ObjectNode shown(RequestView view) {
        ObjectNode node = view.toJson();
        AcceptedRequest book = view.request();
        AcceptedBook size = book.book().orElseThrow();
        node.put("book_id", book.id().value());
        if (node.path("book") instanceof ObjectNode about && about.has("heard")) {
            about.remove("heard");
            about.put("chapters", size.heard()).put("requests", size.chapters());
        }
        if (!book.labels().isEmpty()) {
            ObjectNode labels = node.putObject("labels");
            new TreeMap<>(book.labels()).forEach(labels::put);
        }
        return node;
    }

    /** The document of a book that the HTTP interface answers. */
    public ObjectNode document(AcceptedRequest book) {
        RequestView view = status.view(book);
        ObjectNode node = shown(view);
        StoredBook plan = plans.get(book.planKey(), requests::book);
        boolean made = view.status().equals(COMPLETED);
        List<ChapterChains.Place> places = made ? List.of() : chains.places(book);
        Map<Integer, RequestView> known = made ? Map.of() : underWay(book, places);
        List<String> states = new ArrayList<>();
        for (int number = 1; number <= plan.chapters().size(); number++) {
            states.add(made ? COMPLETED : state(number, places, known));
        }
        if (!made && view.result().isEmpty()) {
            writeState(book, plan, states, known, node);
        }
        ArrayNode chapters = node.putArray("chapters");
        for (HeardChapter chapter : plan.heard()) {
            chapters.add(chapter(book, plan, chapter, chapters.size() + 1, states));
        }
        return node;
    }

    /** The last chapter of each chain that is accepted. */
    private Map<Integer, RequestView> underWay(
            AcceptedRequest book, List<ChapterChains.Place> places) {
        Map<Integer, RequestView> known = new HashMap<>();
        for (ChapterChains.Place place : places) {
            if (place.last() > 0) {
                requests.find(ChapterIds.of(book.id(), place.last()))
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
        return number <= place.last() ? COMPLETED : WAITING;
    }

    /** Of a chapter whose requests are in these states: it is done when all of them are. */
    private static String state(List<String> requests) {
        List<String> different = requests.stream().distinct().toList();
        if (different.size() == 1) {
            return different.getFirst();
        }
        for (String end : List.of("failed", "cancelled")) {
            if (different.contains(end)) {
                return end;
            }
        }
        return different.contains(COMPLETED) || different.contains(RUNNING) ? RUNNING : "queued";
    }

    private static ObjectNode chapter(
            AcceptedRequest book,
            StoredBook plan,
            HeardChapter chapter,
            int number,
            List<String> states) {
        List<String> own = states.subList(chapter.first() - 1, chapter.last());
        ObjectNode node = Json.object().put("number", number).put("title", chapter.title());
        if (chapter.isWhole()) {
            node.put("request_id", ChapterIds.of(book.id(), chapter.first()).value());
        }
        node.put("status", state(own));
        double seconds = 0;
        ArrayNode requests = Json.array();
        for (int request = chapter.first(); request <= chapter.last(); request++) {
            StoredChapter spoken = plan.chapter(request);
            seconds += spoken.estimatedSeconds();
            requests.add(request(book, plan, spoken, request, states.get(request - 1)));
        }
        node.put("estimated_s", tenths(seconds));
        if (!chapter.isWhole()) {
            node.set("requests", requests);
        }
        return node;
    }

    /** What one role says in a chapter. */
    private static ObjectNode request(
            AcceptedRequest book, StoredBook plan, StoredChapter spoken, int number, String state) {
        ObjectNode members = plan.requestOf(spoken);
        ObjectNode node = Json.object().put("request_id", ChapterIds.of(book.id(), number).value());
        for (String name : List.of("model_id", "speaker")) {
            if (members.hasNonNull(name)) {
                node.set(name, members.get(name));
            }
        }
        return node.put("status", state).put("estimated_s", tenths(spoken.estimatedSeconds()));
    }

    /** What an open book does, and how long it will. */
    private void writeState(
            AcceptedRequest book,
            StoredBook plan,
            List<String> states,
            Map<Integer, RequestView> known,
            ObjectNode node) {
        double done = 0;
        double all = 0;
        for (int number = 1; number <= states.size(); number++) {
            double seconds = plan.chapter(number).estimatedSeconds();
            all += seconds;
            done +=
                    switch (states.get(number - 1)) {
                        case COMPLETED -> seconds;
                        case RUNNING -> seconds * shareOf(number, known);
                        default -> 0; // not begun, or lost
                    };
        }
        boolean binding = states.stream().allMatch(COMPLETED::equals);
        boolean begun = states.contains(COMPLETED) || states.contains(RUNNING);
        node.put("status", begun ? RUNNING : "queued");
        node.put("step", binding ? "files" : "chapters");
        ObjectNode progress = node.putObject("progress");
        progress.put("chapters_done", chaptersDone(plan, states))
                .put("chapters", plan.heard().size())
                .put("audio_s", tenths(done))
                .put("estimated_s", tenths(all));
        Instant from = book.notBefore().orElse(book.acceptedAt());
        double took = Duration.between(from, clock.instant()).toMillis() / 1000.0;
        if (done > 0 && took > 0 && !binding) {
            progress.put("eta_s", tenths(took / done * Math.max(0, all - done)));
        }
    }

    private static long chaptersDone(StoredBook plan, List<String> states) {
        return plan.heard().stream()
                .filter(chapter ->
                        states.subList(chapter.first() - 1, chapter.last()).stream()
                                .allMatch(COMPLETED::equals))
                .count();
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
