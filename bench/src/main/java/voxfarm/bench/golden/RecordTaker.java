package voxfarm.bench.golden;

/** The consumers of a farm's topics: what they make of a record that somebody wrote there. */
@FunctionalInterface
public interface RecordTaker {
    /** Whose topic it is. */
    enum Topic {
        REQUESTS,
        JOBS,
        /** Those of all that follow a topic. */
        FOLLOWED
    }

    /**
     * Hands it over as a poll does.
     *
     * @return what became of it, in words
     * @throws voxfarm.common.error.VoxfarmException with the reason, if it was refused, buried or
     *     put off
     */
    String take(Topic topic, byte[] record);
}
