package voxfarm.bench.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds requests that the farm let lie. A request waits for many honest reasons: behind others,
 * behind a broker or a store that is down, behind a worker that was killed until its lock runs out.
 * What the protocol owes is that none of them lasts: some time after the last fault that could hold
 * it up, it is taken before any request of its lane that came later. So a request is late if one
 * that was accepted clearly later was begun after that time, and a second or more before it. Its
 * own work, and work before it, never count; nor do faults, as long as they last. One whose job was
 * lost with its producer has lost its place too: what is owed is that a sweep finds it in time, and
 * that nothing overtakes it that came after it was queued again. And one that was accepted while a
 * broker or a store was away comes to its topic when that is back, perhaps behind others: from
 * there on the topic's order is its place.
 */
final class Lateness {
    /** Requests that were accepted so close to each other may change places. */
    private static final long CLEARLY_LATER_MILLIS = 5_000;

    /**
     * Two workers that are given neighbours of a topic at the same time tell of them in either
     * order: each asks the store first, which takes this long at most where nothing is away.
     */
    private static final long SIDE_BY_SIDE_MILLIS = 1_000;

    private final long afterFaultMillis;
    private final long afterLossMillis;
    private final Map<String, Life> lives = new HashMap<>();
    private final List<Begun> begun = new ArrayList<>();

    /** What is known of a request; times by the broker's records, in milliseconds. */
    private static final class Life {
        private final String lane;
        private final long acceptedAt;
        private final List<Long> starts = new ArrayList<>();
        private Optional<Long> endedAt = Optional.empty();

        /** Of its job on the topic, if it was seen there; the last one where a sweep queued it. */
        private Optional<Place> place = Optional.empty();

        /** When its job, lost with its producer, was queued again by a sweep, if it was. */
        private final List<Long> requeues = new ArrayList<>();

        Life(String lane, long acceptedAt) {
            this.lane = lane;
            this.acceptedAt = acceptedAt;
        }
    }

    /**
     * @param at when the record was made
     */
    private record Place(long offset, long at) {
        private boolean isBehind(Place other) {
            return offset > other.offset;
        }
    }

    private record Begun(Life life, long at) {
        /** Whether its job came to the topic behind that one's, as far as is known. */
        private boolean isBehind(Life other) {
            return life.place.isEmpty()
                    || other.place.isEmpty()
                    || life.place.get().isBehind(other.place.get());
        }
    }

    /**
     * A fault as it was felt.
     *
     * @param endMillis when what it harmed was ready again
     * @param holdsUp whether it can hold up a request that is queued; others hold up those only
     *     that a sweep has to find
     */
    record Felt(long beginMillis, long endMillis, boolean holdsUp) {}

    /**
     * @param afterFaultMillis what a queued request may lie after a fault's end
     * @param afterLossMillis the same for one that a sweep has to find
     */
    Lateness(long afterFaultMillis, long afterLossMillis) {
        this.afterFaultMillis = afterFaultMillis;
        this.afterLossMillis = afterLossMillis;
    }

    void accepted(String id, String lane, long at) {
        lives.putIfAbsent(id, new Life(lane, at));
    }

    /** A worker began it; all accepted must be known before. */
    void started(String id, long at) {
        Life life = lives.get(id);
        if (life != null) {
            life.starts.add(at);
            begun.add(new Begun(life, at));
        }
    }

    void ended(String id, long at) {
        Life life = lives.get(id);
        if (life != null && (life.endedAt.isEmpty() || life.endedAt.get() > at)) {
            life.endedAt = Optional.of(at);
        }
    }

    /**
     * Its job lies on the topic of its lane. All requeues must be known before.
     *
     * @param offset the greater, the later it is given out
     * @param at when the record was made
     */
    void placed(String id, long offset, long at) {
        Life life = lives.get(id);
        if (life != null) {
            Place found = new Place(offset, at);
            boolean later = life.place.isPresent() && found.isBehind(life.place.get());
            if (life.place.isEmpty() || later != life.requeues.isEmpty()) {
                life.place = Optional.of(found);
            }
        }
    }

    /** A sweep queued it again, behind all that waited then. */
    void requeued(String id, long at) {
        Life life = lives.get(id);
        if (life != null) {
            life.requeues.add(at);
        }
    }

    /** One line for each late request, by name. */
    List<String> late(List<Felt> faults) {
        begun.sort(Comparator.comparingLong(Begun::at));
        List<String> late = new ArrayList<>();
        lives.forEach((id, life) ->
                foundLate(life, faults)
                        .or(() -> passed(life, faults))
                        .or(() -> overtaken(life, faults))
                        .ifPresent(why -> late.add(id + why)));
        late.sort(null);
        return late;
    }

    private Optional<String> foundLate(Life life, List<Felt> faults) {
        Optional<Long> found = life.requeues.stream().min(Comparator.naturalOrder());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        long due = lastFault(life.acceptedAt, found.get(), faults, true) + afterLossMillis;
        return found.get() > due
                ? Optional.of(": queued again %d ms after it was due".formatted(found.get() - due))
                : Optional.empty();
    }

    /**
     * Others came to the topic before it that were accepted after it, though nothing was away; or
     * what was away had been back for long.
     */
    private Optional<String> passed(Life life, List<Felt> faults) {
        if (life.place.isEmpty() || !life.requeues.isEmpty()) {
            return Optional.empty();
        }
        Place place = life.place.get();
        long due = lastFault(life.acceptedAt, place.at(), faults, false) + afterFaultMillis;
        if (place.at() <= due) {
            return Optional.empty();
        }
        return lives.values().stream()
                .filter(other -> other.lane.equals(life.lane) && other.requeues.isEmpty())
                .filter(other -> other.place.filter(place::isBehind).isPresent())
                .filter(other -> other.acceptedAt > life.acceptedAt + CLEARLY_LATER_MILLIS)
                .findFirst()
                .map(other ->
                        ": queued %d ms after it was due, behind one accepted %d ms later"
                                .formatted(place.at() - due, other.acceptedAt - life.acceptedAt));
    }

    private Optional<String> overtaken(Life life, List<Felt> faults) {
        if (life.endedAt.isEmpty()) {
            return Optional.empty(); // lost, and counted there
        }
        long end = life.endedAt.get();
        long last =
                life.starts.stream().filter(at -> at <= end).mapToLong(at -> at).max().orElse(end);
        long queuedAt =
                life.requeues.stream().max(Comparator.naturalOrder()).orElse(life.acceptedAt);
        long due = lastFault(queuedAt, last, faults, !life.requeues.isEmpty()) + afterFaultMillis;
        return begun.stream()
                .filter(other -> other.at() > due && other.at() < last - SIDE_BY_SIDE_MILLIS)
                .filter(other -> other.life().lane.equals(life.lane) && other.isBehind(life))
                .filter(other -> other.life().acceptedAt > queuedAt + CLEARLY_LATER_MILLIS)
                .findFirst()
                .map(other ->
                        ": begun %d ms after it was due, overtaken by one accepted %d ms later"
                                .formatted(last - due, other.life().acceptedAt - queuedAt));
    }

    /**
     * @param all whether faults count that hold up nothing that is queued
     */
    private static long lastFault(long since, long before, List<Felt> faults, boolean all) {
        long last = since;
        for (Felt fault : faults) {
            if ((all || fault.holdsUp())
                    && fault.beginMillis() < before
                    && fault.endMillis() > last) {
                last = fault.endMillis();
            }
        }
        return last;
    }
}
