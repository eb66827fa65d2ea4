package voxfarm.dispatcher.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;

class EventProjectorTest {
    private static final RequestId ID = new RequestId("r1");

    private final EventProjector projector = new EventProjector(3);

    private static EventHeader header(RequestId id) {
        return new EventHeader(id, Optional.empty(), Optional.empty(), Instant.EPOCH, 1);
    }

    private static RequestEvent completed(RequestId id) {
        return new RequestEvent.Completed(header(id), new ObjectKey("r"), new ObjectKey("a"), 1);
    }

    @Test
    void wakesWhoWaitsForTheEnd() throws InterruptedException {
        EventProjector.Waiter waiter = projector.awaitEnd(ID);
        projector.accept(new RequestEvent.Started(header(ID), "w"));
        assertThat(waiter.await(Duration.ZERO)).isFalse();

        projector.accept(RequestEventCodec.write(completed(ID)));

        assertThat(waiter.await(Duration.ZERO)).isTrue();
        assertThat(projector.awaitEnd(ID).await(Duration.ZERO)).as("seen already").isTrue();
    }

    @Test
    void ignoresWhatComesAfterTheEnd() {
        projector.accept(completed(ID));
        projector.accept(new RequestEvent.Started(header(ID), "w"));

        assertThat(projector.last(ID)).contains(completed(ID));
    }

    @Test
    void forgetsTheOldest() {
        for (int i = 0; i < 5; i++) {
            projector.accept(completed(new RequestId("r" + i)));
        }
        assertThat(projector.last(new RequestId("r1"))).isEmpty();
        assertThat(projector.last(new RequestId("r4"))).isPresent();
    }

    @Test
    void passesOverWhatIsNoEvent() {
        projector.accept("hello".getBytes(StandardCharsets.UTF_8));
        projector.accept("{\"schema\":9}".getBytes(StandardCharsets.UTF_8));

        assertThat(projector.last(ID)).isEmpty();
    }
}
