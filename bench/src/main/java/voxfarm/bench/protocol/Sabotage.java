package voxfarm.bench.protocol;

/** What is broken on purpose, to see that the simulation notices. */
public enum Sabotage {
    NONE("nothing is broken"),
    STORE_REPLACES("the store ignores create-once"),
    EVENTS_LOST("events are acknowledged and lost"),
    AUDIO_LOST("the store forgets one audio file in ten"),
    NO_SWEEPER("nobody sweeps"),
    RENEWAL_UNREAD(
            "what the broker answers to a renewal is not read, and the record that the next poll"
                    + " gives is taken for the one in hand"),
    WAKEUP_ANYWHERE(
            "a wake-up ends whatever call comes next, and a renewed record is not brought back"),
    PASSING_IS_FATAL("a failure of the broker that passes ends the worker"),
    SHORT_PAGE_ENDS("a listing ends with the first page that is not full"),
    BAD_OBJECT_STOPS("a sweep stops at a request that cannot be read"),
    RESULTS_UNBOUND("acceptance does not look for a result of an earlier request of the id"),
    NOTES_UNBOUND("notes of spoken parts do not say to which acceptance they belong"),
    INDEX_LATE("a request enters the index of what is open after it is stored"),
    INDEX_EARLY("a request leaves the index of what is open before its end is told"),
    ACCEPTED_BESIDE("the event that a request was accepted is sent beside its jobs"),
    REQUEUE_UNPRODUCED("a requeue counts although nothing was produced"),
    SUCCESSOR_FORGOTTEN("a part that is delivered again queues no successor"),
    ENDS_UNCHECKED("no worker looks whether all parts are there"),
    NO_TOMBSTONE("a request that is deleted leaves nothing in the place of its result"),
    TOMBSTONE_LATE("a tombstone is written when all that the request owned is gone"),
    TOMBSTONE_IGNORED("a worker takes a tombstone for no result"),
    RETENTION_OF_OPEN("retention goes by when a request was accepted, and not by its end"),
    RETENTION_OF_YOUNG("retention takes whatever it lists for old"),
    BOUND_EARLY("a book's files are made as soon as its first chapter is accepted");

    private final String description;

    Sabotage(String description) {
        this.description = description;
    }

    public String description() {
        return description;
    }
}
