package voxfarm.dispatcher.status;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.voice.VoiceId;

/**
 * The last event of each of some requests, in the order in which the requests became known, and who
 * waits before whom. Of one that ended only that is kept. An entry takes some 450 bytes while it is
 * open and 250 when it has ended; the texts in an event are short, as {@link EventProjector} cuts
 * them. Not thread-safe.
 */
final class RememberedRequests {
    /** The oldest first. */
    private final Map<RequestId, Entry> entries = new LinkedHashMap<>();

    /** Numbers of the entries that wait, by their queue. */
    private final Map<Queue, NumberSet> waiting = new HashMap<>();

    private long nextNumber;

    /** Requests that wait for each other. */
    private record Queue(Optional<VoiceId> voice, Optional<Lane> lane) {
        static Queue of(RequestEvent event) {
            return new Queue(event.header().voice(), event.header().lane());
        }
    }

    /**
     * @param open the last event; empty if the request has ended
     */
    private record Entry(long number, Optional<RequestEvent> open) {
        boolean waits() {
            return open.isPresent() && open.get() instanceof RequestEvent.Accepted;
        }
    }

    int size() {
        return entries.size();
    }

    boolean contains(RequestId id) {
        return entries.containsKey(id);
    }

    boolean ended(RequestId id) {
        Entry entry = entries.get(id);
        return entry != null && entry.open().isEmpty();
    }

    /** The last event of a request that has not ended. */
    Optional<RequestEvent> open(RequestId id) {
        return Optional.ofNullable(entries.get(id)).flatMap(Entry::open);
    }

    /** A request keeps its place when it is put again. */
    void put(RequestEvent event) {
        Entry before = entries.get(event.request());
        stopWaiting(before);
        Entry entry =
                new Entry(
                        before == null ? nextNumber++ : before.number(),
                        event.terminal() ? Optional.empty() : Optional.of(event));
        entries.put(event.request(), entry);
        if (entry.waits()) {
            waiting.computeIfAbsent(Queue.of(event), _ -> new NumberSet()).add(entry.number());
        }
    }

    void remove(RequestId id) {
        stopWaiting(entries.remove(id));
    }

    void removeOldest() {
        var oldest = entries.entrySet().iterator();
        Entry entry = oldest.next().getValue();
        oldest.remove();
        stopWaiting(entry);
    }

    private void stopWaiting(@Nullable Entry entry) {
        if (entry == null || !entry.waits()) {
            return;
        }
        Queue queue = Queue.of(entry.open().orElseThrow());
        NumberSet numbers = waiting.get(queue);
        if (numbers != null) {
            numbers.remove(entry.number());
            if (numbers.isEmpty()) {
                waiting.remove(queue);
            }
        }
    }

    /** How many wait before that one in its queue; empty if it does not wait. */
    OptionalInt ahead(RequestId id) {
        Entry entry = entries.get(id);
        if (entry == null || !entry.waits()) {
            return OptionalInt.empty();
        }
        NumberSet numbers = waiting.get(Queue.of(entry.open().orElseThrow()));
        return OptionalInt.of(numbers == null ? 0 : numbers.below(entry.number()));
    }

    /** How many wait in the queue of that event's request. */
    int waitingWith(RequestEvent event) {
        NumberSet numbers = waiting.get(Queue.of(event));
        return numbers == null ? 0 : numbers.size();
    }
}
