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
    PASSING_IS_FATAL("a failure of the broker that passes ends the worker");

    private final String description;

    Sabotage(String description) {
        this.description = description;
    }

    public String description() {
        return description;
    }
}
