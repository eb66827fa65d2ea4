package voxfarm.dispatcher;

import java.util.List;
import java.util.Optional;
import voxfarm.common.event.Outbox;
import voxfarm.common.event.OutboxContract;

/** The contract on the fake. */
class RecordingSinksTest extends OutboxContract {
    private final RecordingSinks sinks = new RecordingSinks();

    @Override
    protected Outbox outbox() {
        return sinks;
    }

    @Override
    protected Outbox unreachable() {
        RecordingSinks alone = new RecordingSinks();
        alone.down = true;
        return alone;
    }

    @Override
    protected Told told() {
        return new Told(
                List.copyOf(sinks.events),
                List.copyOf(sinks.jobs),
                Optional.empty(),
                List.copyOf(sinks.dead),
                List.copyOf(sinks.hints));
    }
}
