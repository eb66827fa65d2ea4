package voxfarm.worker.schedule;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import voxfarm.common.job.Lane;

/**
 * Admits engine runs, one segment each, to a worker's slots. Interactive segments go before bulk
 * ones; but while a bulk segment waits, at most {@link #INTERACTIVE_RUN} interactive ones are
 * admitted before it, so that a backlog moves however busy the other lane is. A bulk job asks anew
 * for every segment, so it gives way at each border. Within a lane the order is that of asking.
 * Thread-safe.
 */
public final class LaneGate {
    /** How many interactive segments may pass a waiting bulk segment: the bound on starvation. */
    public static final int INTERACTIVE_RUN = 8;

    private final int slots;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock, as are the others. */
    private final Map<Lane, Deque<Waiter>> waiting = new EnumMap<>(Lane.class);

    private final Deque<Waiter> waitingAlone = new ArrayDeque<>();
    private int free;
    private int passed;

    /**
     * @param slots how many runs go on at once, at least 1
     */
    public LaneGate(int slots) {
        if (slots < 1) {
            throw new IllegalArgumentException("slots: must be at least 1, was " + slots);
        }
        this.slots = slots;
        this.free = slots;
        for (Lane lane : Lane.values()) {
            waiting.put(lane, new ArrayDeque<>());
        }
    }

    private static final class Waiter {
        private final int weight;
        private final Condition admitted;
        private boolean in;

        Waiter(int weight, Condition admitted) {
            this.weight = weight;
            this.admitted = admitted;
        }
    }

    /** A run that was admitted; closing it ends it. */
    public final class Pass implements AutoCloseable {
        private final int weight;
        private boolean open = true;

        private Pass(int weight) {
            this.weight = weight;
        }

        /** Whether nobody else is in. */
        public boolean alone() {
            return weight == slots;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (open) {
                    open = false;
                    free += weight;
                    admit();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Waits for a slot.
     *
     * @throws InterruptedException if the thread is interrupted; nothing is held then
     */
    public Pass enter(Lane lane) throws InterruptedException {
        return enter(waitingOf(lane), 1);
    }

    /**
     * Waits until nobody else is in, and keeps everybody out. For what may kill the engine and
     * those beside it. Goes before all others.
     */
    public Pass enterAlone() throws InterruptedException {
        return enter(waitingAlone, slots);
    }

    private Deque<Waiter> waitingOf(Lane lane) {
        Deque<Waiter> queue = waiting.get(lane);
        if (queue == null) {
            throw new IllegalStateException("every lane has its queue");
        }
        return queue;
    }

    private Pass enter(Deque<Waiter> queue, int weight) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Waiter me = new Waiter(weight, lock.newCondition());
            queue.addLast(me);
            admit();
            try {
                while (!me.in) {
                    me.admitted.await();
                }
            } catch (InterruptedException e) {
                if (me.in) {
                    free += weight;
                } else {
                    queue.remove(me);
                }
                admit();
                throw e;
            }
            return new Pass(weight);
        } finally {
            lock.unlock();
        }
    }

    private void admit() {
        while (true) {
            Optional<Turn> next = next();
            if (next.isEmpty() || next.get().queue().getFirst().weight > free) {
                return;
            }
            Waiter waiter = next.get().queue().removeFirst();
            passed = next.get().passesBulk() ? passed + 1 : 0;
            free -= waiter.weight;
            waiter.in = true;
            waiter.admitted.signal();
        }
    }

    private record Turn(Deque<Waiter> queue, boolean passesBulk) {}

    /** Whose turn it is. */
    private Optional<Turn> next() {
        if (!waitingAlone.isEmpty()) {
            return Optional.of(new Turn(waitingAlone, false));
        }
        Deque<Waiter> interactive = waitingOf(Lane.INTERACTIVE);
        Deque<Waiter> bulk = waitingOf(Lane.BULK);
        if (!bulk.isEmpty() && (interactive.isEmpty() || passed >= INTERACTIVE_RUN)) {
            return Optional.of(new Turn(bulk, false));
        }
        return interactive.isEmpty()
                ? Optional.empty()
                : Optional.of(new Turn(interactive, !bulk.isEmpty()));
    }

    /** How many wait, for status pages. */
    public int waiting(Lane lane) {
        lock.lock();
        try {
            return waitingOf(lane).size();
        } finally {
            lock.unlock();
        }
    }
}
