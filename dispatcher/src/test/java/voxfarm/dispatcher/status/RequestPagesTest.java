package voxfarm.dispatcher.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.dispatcher.Acceptances;
import voxfarm.dispatcher.RecordingSinks;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.status.RequestPages.Filter;
import voxfarm.dispatcher.status.RequestPages.Item;
import voxfarm.dispatcher.status.RequestPages.State;

class RequestPagesTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final RecordingSinks sinks = new RecordingSinks();
    private final EventProjector events = new EventProjector(1000);
    private final Acceptance acceptance =
            Acceptances.of(
                    store,
                    Voices.catalog(store),
                    (_, _) -> {},
                    sinks,
                    new Endings(store, sinks, CLOCK),
                    _ -> {},
                    CLOCK);
    private final Endings endings = new Endings(store, sinks, CLOCK);
    private final RequestPages pages =
            new RequestPages(store, new RequestStatus(store, events), events);

    private AcceptedRequest accept(String id, String lane) {
        byte[] body =
                ("{\"model_id\":\"joe\",\"text\":\"Hello.\",\"lane\":\"" + lane + "\"}")
                        .getBytes(StandardCharsets.UTF_8);
        return acceptance.admit(new RequestId(id), RequestCodec.read(body)).request();
    }

    private void open(String... ids) {
        for (String id : ids) {
            accept(id, "bulk");
            put("open/" + id, "{}");
        }
    }

    private void ended(String... ids) {
        for (String id : ids) {
            endings.cancel(accept(id, "bulk"));
        }
    }

    private void indexed() {
        put("walks/1.json", "{}");
    }

    private void put(String key, String body) {
        store.create(new ObjectKey(key), body.getBytes(StandardCharsets.UTF_8), "text/plain");
    }

    private static Filter in(State state) {
        return new Filter(Optional.of(state), Optional.empty(), Optional.empty(), Map.of());
    }

    private static List<String> ids(RequestPages.Page page) {
        return page.items().stream()
                .map(item ->
                        switch (item) {
                            case Item.Found(var view) -> view.request().id().value();
                            case Item.Unreadable(var id, _) -> "bad " + id;
                        })
                .toList();
    }

    private RequestPages.Page first(Filter filter) {
        return pages.read(filter, "", Optional.empty(), 50);
    }

    @Test
    void findsWhatIsOpenWithoutLookingAtWhatHasEnded() {
        for (int i = 0; i < 200; i++) {
            ended("a" + i);
        }
        open("b", "c");
        indexed();
        int before = store.reads();

        assertThat(ids(first(in(State.OPEN)))).containsExactly("b", "c");
        assertThat(store.reads() - before).as("two documents each").isEqualTo(4);
    }

    @Test
    void findsWhatIsOpenOnAFarmWithoutAnIndexToo() {
        ended("a", "c");
        accept("b", "bulk");

        assertThat(ids(first(in(State.OPEN)))).containsExactly("b");
    }

    @Test
    void believesResultsAndNotTheIndex() {
        ended("a");
        put("open/a", "{}"); // its end was not told yet
        put("open/never-accepted", "{}");
        open("b");
        indexed();

        assertThat(ids(first(in(State.OPEN)))).containsExactly("b");
    }

    @Test
    void readsNothingOfWhatTheEventsRuleOut() {
        open("a", "b", "c");
        indexed();
        EventHeader header =
                new EventHeader(
                        new RequestId("b"), Optional.empty(), Optional.empty(), Instant.EPOCH, 1);
        events.accept(new RequestEvent.Started(header, "w"));
        int before = store.reads();

        assertThat(ids(first(in(State.RUNNING)))).containsExactly("b");
        assertThat(store.reads() - before).isEqualTo(2);
        assertThat(ids(first(in(State.QUEUED)))).containsExactly("a", "c");
    }

    @Test
    void oneBadRequestHidesNoOther() {
        open("a", "e");
        put("requests/b/request.json", "{\"schema\":9}");
        put("requests/c/request.json", "");
        ended("d");
        accept("later", "bulk");
        put("results/later/result.json", "{\"schema\":9}");
        put("requests/z", "");
        put("open/b", "");
        put("open/c", "");
        indexed();

        RequestPages.Page all = first(Filter.ALL);
        assertThat(ids(all)).containsExactly("a", "bad b", "bad c", "d", "e", "bad later");
        assertThat(all.unreadable()).isEqualTo(3);
        assertThat(all.items())
                .filteredOn(Item.Unreadable.class::isInstance)
                .allSatisfy(item -> assertThat(((Item.Unreadable) item).problem()).isNotBlank());
        RequestPages.Page open = first(in(State.OPEN));
        assertThat(ids(open)).containsExactly("a", "e");
        assertThat(open.unreadable()).as("what cannot be read may be open").isEqualTo(3);
    }

    @Test
    void aStoreThatIsDownIsNoBadRequest() {
        open("a");
        store.setDown(true);

        assertThatThrownBy(() -> first(Filter.ALL)).isInstanceOf(VoxfarmException.class);
    }

    @Test
    void everyRequestIsOnExactlyOnePage() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 75; i++) {
            String id = String.format("r%03d", i);
            all.add(id);
            accept(id, i % 3 == 0 ? "interactive" : "bulk");
            put("open/" + id, "{}");
        }
        indexed();
        for (Filter filter : List.of(Filter.ALL, in(State.OPEN))) {
            List<String> found = new ArrayList<>();
            Optional<RequestId> after = Optional.empty();
            do {
                RequestPages.Page page = pages.read(filter, "", after, 7);
                assertThat(page.items()).hasSizeLessThanOrEqualTo(7);
                found.addAll(ids(page));
                after = page.next();
            } while (after.isPresent());
            assertThat(found).containsExactlyElementsOf(all);
        }
        Filter lane =
                new Filter(
                        Optional.of(State.OPEN),
                        Optional.empty(),
                        Optional.of(Lane.INTERACTIVE),
                        Map.of());
        assertThat(pages.read(lane, "r0", Optional.empty(), 50).items()).hasSize(25);
        assertThat(store.head(BucketLayout.open(new RequestId("r000")))).isPresent();
    }
}
