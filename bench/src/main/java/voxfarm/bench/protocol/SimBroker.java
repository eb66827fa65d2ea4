package voxfarm.bench.protocol;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.EventSink;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.job.CancellationHints;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.DeadLetterSink;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.JobSink;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.RequestId;
import voxfarm.worker.process.Acknowledgement;

/**
 * A broker with one share group on one job topic: records are locked, released, given out again and
 * archived after ten deliveries; it loses answers, and may lose everything.
 */
final class SimBroker implements EventSink, JobSink, DeadLetterSink, CancellationHints {
    private static final int MOST_DELIVERIES = 10;

    private final World world;
    private final Consumer<RequestEvent> onEvent;
    private final List<Entry> jobs = new ArrayList<>();
    private final List<byte[]> events = new ArrayList<>();
    private final List<byte[]> submissions = new ArrayList<>();
    private final Set<RequestId> dead = new HashSet<>();
    private final Set<RequestId> hints = new HashSet<>();
    private boolean losesEvents;
    private int committed;
    private int generation;

    private static final class Entry {
        private final byte[] value;
        private final RequestId request;
        private int deliveries;
        private long freeAt;
        private int holder;
        private boolean done;

        Entry(byte[] value, RequestId request) {
            this.value = value;
            this.request = request;
        }
    }

    /** A record in a worker's hand. */
    final class Taken {
        private final Entry entry;
        private final int hold;
        private final int of;

        private Taken(Entry entry) {
            this.entry = entry;
            this.hold = ++entry.holder;
            this.of = generation;
        }

        byte[] value() {
            return entry.value;
        }

        int deliveries() {
            return entry.deliveries;
        }

        /** Ends the delivery; without effect if the lock was lost. */
        void acknowledge(Acknowledgement how, long backoffMillis) {
            world.step("acknowledge " + how);
            if (of != generation || entry.holder != hold || entry.done) {
                return;
            }
            if (how == Acknowledgement.RELEASE) {
                entry.holder++;
                entry.freeAt = world.millis() + backoffMillis;
                archiveIfUsedUp(entry);
            } else {
                entry.done = true;
            }
        }

        /** What the broker does when a lock runs out or a session ends. */
        void expire(long inMillis) {
            if (of == generation && entry.holder == hold && !entry.done) {
                entry.holder++;
                entry.freeAt = world.millis() + inMillis;
                archiveIfUsedUp(entry);
            }
        }
    }

    SimBroker(World world, Consumer<RequestEvent> onEvent) {
        this.world = world;
        this.onEvent = onEvent;
    }

    /** From now on events are acknowledged and lost, to see that the simulation notices. */
    void loseEvents() {
        losesEvents = true;
    }

    private static void archiveIfUsedUp(Entry entry) {
        if (entry.deliveries >= MOST_DELIVERIES) {
            entry.done = true;
        }
    }

    private void call(String what, Runnable effect) {
        world.step(what);
        if (world.callFails()) {
            throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, what + ": simulated");
        }
        effect.run();
        if (world.callFails()) {
            throw new VoxfarmException(
                    ErrorCode.BROKER_UNAVAILABLE, what + ": simulated, after it was done");
        }
    }

    @Override
    public void publish(SynthesisJob job) {
        call(
                "produce " + job.id() + " requeue " + job.requeue(),
                () -> jobs.add(new Entry(JobCodec.write(job), job.id().request())));
    }

    @Override
    public void publish(RequestEvent event) {
        call(
                "event " + event.getClass().getSimpleName() + " of " + event.request(),
                () -> {
                    if (!losesEvents) {
                        events.add(RequestEventCodec.write(event));
                        onEvent.accept(event);
                    }
                });
    }

    @Override
    public void announce(RequestEvent event) {
        if (!world.callFails()) {
            events.add(RequestEventCodec.write(event));
        }
    }

    @Override
    public void publish(DeadLetter letter) {
        call("dead letter", () -> letter.request().ifPresent(dead::add));
    }

    @Override
    public void hint(RequestId id) {
        hints.add(id);
    }

    @Override
    public void clear(RequestId id) {
        hints.remove(id);
    }

    Set<RequestId> hints() {
        return hints;
    }

    boolean isDead(RequestId id) {
        return dead.contains(id);
    }

    /** The next record that is free, locked for the caller. */
    Optional<Taken> take() {
        for (Entry entry : jobs) {
            boolean held = entry.holder % 2 == 1;
            if (!entry.done && !held && entry.freeAt <= world.millis()) {
                entry.deliveries++;
                return Optional.of(new Taken(entry));
            }
        }
        return Optional.empty();
    }

    /** As the dispatchers read the topic: from the first record that is not done. */
    Set<RequestId> queued() {
        world.step("read the job topic");
        if (world.callFails()) {
            throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, "job topic: simulated");
        }
        Set<RequestId> found = new HashSet<>();
        boolean started = false;
        for (Entry entry : jobs) {
            started |= !entry.done;
            if (started) {
                found.add(entry.request);
            }
        }
        return found;
    }

    List<byte[]> eventsFrom(int offset) {
        return List.copyOf(events.subList(Math.min(offset, events.size()), events.size()));
    }

    void submit(byte[] record) {
        submissions.add(record);
    }

    /** The record behind the committed ones, if there is one. */
    Optional<byte[]> submission() {
        return committed < submissions.size()
                ? Optional.of(submissions.get(committed))
                : Optional.empty();
    }

    int committed() {
        return committed;
    }

    void commit(int offset) {
        world.step("commit " + offset);
        committed = Math.max(committed, offset);
    }

    boolean allSubmissionsTaken() {
        return committed >= submissions.size();
    }

    /** The data folder is lost; what was submitted by topic and not yet taken comes again. */
    void lose() {
        generation++;
        jobs.clear();
        events.clear();
    }

    int generation() {
        return generation;
    }

    List<byte[]> jobValues() {
        return jobs.stream().map(entry -> entry.value).toList();
    }
}
