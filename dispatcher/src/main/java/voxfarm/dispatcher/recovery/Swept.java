package voxfarm.dispatcher.recovery;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What a sweep found, and what it did about it. */
public record Swept(Seen seen, Mended mended) {
    public static final Swept NOTHING = new Swept(new Seen(0, 0, 0, 0), Mended.NOTHING);

    /**
     * What was looked at.
     *
     * @param requests all that are stored, or all in the index of what is open
     * @param open in that index
     * @param skipped requests that could not be read or mended; each was logged once
     * @param foreign keys that are none of the farm's
     */
    public record Seen(long requests, long open, long skipped, long foreign) {}

    /**
     * Requests that were put right.
     *
     * @param indexed missing from the index of what is open, and added
     * @param requeued queued again
     * @param failed ended by the sweep
     * @param told given the event that they lacked
     * @param dropped entries of the index whose request is not there
     */
    public record Mended(long indexed, long requeued, long failed, long told, long dropped) {
        static final Mended NOTHING = new Mended(0, 0, 0, 0, 0);

        boolean any() {
            return !equals(NOTHING);
        }

        private Mended and(Mended more) {
            return new Mended(
                    indexed + more.indexed,
                    requeued + more.requeued,
                    failed + more.failed,
                    told + more.told,
                    dropped + more.dropped);
        }
    }

    /** Of a walk over all requests, and the sweep that followed. */
    Swept followedBy(Swept sweep) {
        return new Swept(
                new Seen(
                        seen.requests,
                        sweep.seen.open,
                        seen.skipped + sweep.seen.skipped,
                        seen.foreign + sweep.seen.foreign),
                mended.and(sweep.mended));
    }

    /** For people: what there was any of. */
    String words() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("requests looked at", seen.requests);
        counts.put("open", seen.open);
        counts.put("put back into the index", mended.indexed);
        counts.put("queued again", mended.requeued);
        counts.put("failed", mended.failed);
        counts.put("ends told", mended.told);
        counts.put("dropped from the index", mended.dropped);
        counts.put("skipped", seen.skipped);
        counts.put("foreign keys", seen.foreign);
        counts.values().removeIf(count -> count == 0);
        return counts.isEmpty()
                ? "nothing"
                : counts.entrySet().stream()
                        .map(count -> count.getKey() + " " + count.getValue())
                        .collect(Collectors.joining(", "));
    }
}
