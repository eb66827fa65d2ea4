package voxfarm.dispatcher.recovery;

/**
 * What a sweep found.
 *
 * @param requests looked at: all that are stored, or all in the index of what is open
 * @param open in that index
 * @param indexed missing from it, and added
 * @param requeued queued again
 * @param failed ended by the sweep
 * @param told given the event that they lacked
 * @param dropped entries of the index whose request is not there
 * @param skipped requests that could not be read or mended; each was logged once
 * @param foreign keys that are none of the farm's
 */
public record Swept(
        long requests,
        long open,
        long indexed,
        long requeued,
        long failed,
        long told,
        long dropped,
        long skipped,
        long foreign) {
    static final Swept NOTHING = new Swept(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Whether anything was changed. */
    boolean mended() {
        return indexed + requeued + failed + told + dropped > 0;
    }

    /** Of a walk over all requests, and the sweep that followed. */
    Swept followedBy(Swept sweep) {
        return new Swept(
                requests,
                sweep.open,
                indexed + sweep.indexed,
                requeued + sweep.requeued,
                failed + sweep.failed,
                told + sweep.told,
                dropped + sweep.dropped,
                skipped + sweep.skipped,
                foreign + sweep.foreign);
    }
}
