package voxfarm.common.kafka;

import voxfarm.common.job.Work;
import voxfarm.common.plan.Lane;

/**
 * The queues of each voice: a topic of its own for each, and consumers of its own in every worker.
 * What is spoken waits by its lane. Books are bound beside that, since making their files needs no
 * turn of the engine: in the bulk queue a finished book would wait for a round of all others, and
 * keep a consumer from the engine for as long as its files take.
 */
public enum JobQueue {
    INTERACTIVE("interactive", Lane.INTERACTIVE),
    BULK("bulk", Lane.BULK),
    BINDING("binding", Lane.BULK);

    private final String wireName;
    private final Lane lane;

    JobQueue(String wireName, Lane lane) {
        this.wireName = wireName;
        this.lane = lane;
    }

    /** As topics and consumers are named. */
    public String wireName() {
        return wireName;
    }

    /** That of all jobs in it. */
    public Lane lane() {
        return lane;
    }

    /** Where a job of that lane waits. */
    public static JobQueue of(Lane lane, Work work) {
        if (work instanceof Work.Binding) {
            return BINDING;
        }
        return switch (lane) {
            case INTERACTIVE -> INTERACTIVE;
            case BULK -> BULK;
        };
    }
}
