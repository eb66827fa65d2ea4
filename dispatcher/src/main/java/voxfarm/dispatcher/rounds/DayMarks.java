package voxfarm.dispatcher.rounds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;

/**
 * Marks in the bucket that say on which day, counted from 1970 in UTC, a round was done, so that
 * one dispatcher a day does it; those of earlier days go. Thread-safe.
 */
public final class DayMarks {
    private static final long DAY_SECONDS = 86_400;
    private static final int MOST_MARKS = 1000;

    private final ObjectStore store;
    private final String prefix;
    private final LongFunction<ObjectKey> done;
    private final Function<ObjectKey, OptionalInt> dayOf;
    private final InstantSource clock;

    /**
     * @param prefix below which the marks lie
     * @param done the key that says that the round of a day is done
     * @param dayOf the day that a key below the prefix is of; empty of others
     */
    public DayMarks(
            ObjectStore store,
            String prefix,
            LongFunction<ObjectKey> done,
            Function<ObjectKey, OptionalInt> dayOf,
            InstantSource clock) {
        this.store = store;
        this.prefix = prefix;
        this.done = done;
        this.dayOf = dayOf;
        this.clock = clock;
    }

    /** The day that it is by this machine's clock. */
    public long today() {
        return Math.floorDiv(clock.instant().getEpochSecond(), DAY_SECONDS);
    }

    /** Whether some dispatcher has done the round of that day. */
    public boolean isDone(long day) {
        return store.head(done.apply(day)).isPresent();
    }

    /**
     * Says that the round of that day is done, and forgets earlier days.
     *
     * @param facts adds what people may want to know of it
     */
    public void setDone(long day, Consumer<ObjectNode> facts) {
        ObjectNode mark =
                Json.object().put("schema", Schema.VERSION).put("at", clock.instant().toString());
        facts.accept(mark);
        store.create(done.apply(day), Json.bytes(mark), "application/json");
        for (ObjectInfo old : ObjectListing.first(store, prefix, MOST_MARKS)) {
            OptionalInt of = dayOf.apply(old.key());
            if (of.isPresent() && of.getAsInt() < day) {
                store.delete(old.key());
            }
        }
    }
}
