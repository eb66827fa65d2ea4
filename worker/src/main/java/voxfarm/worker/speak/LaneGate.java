package voxfarm.worker.speak;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Lane;
import voxfarm.worker.residency.EnginePass;

/**
 * Admits engine runs, one segment each, to a worker's slots. Interactive segments go before bulk
 * ones; but while a bulk segment waits, at most {@link #INTERACTIVE_RUN} interactive ones are
 * admitted before it, so that a backlog moves however busy the other lane is. A bulk job asks anew
 * for every segment, so it gives way at each border. Within a lane the order is that of asking. A
 * voice in whose run the engine ended gets one slot at most from then on: others pass it. Whoever
 * is in may take along others that wait for the same voice ({@link Pass#takeAlong}). Thread-safe.
 */
public final class LaneGate {
    /** How many interactive segments may pass a waiting bulk segment: the bound on starvation. */
    public static final int INTERACTIVE_RUN = 8;

    /** How often who waits is asked whether he still may: by no event, as its reasons have none. */
    private static final long ASKED_EVERY_MILLIS = 100;

    private final int slots;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock, as are the others. */
    private final Map<Lane, Deque<Waiter>> waiting = new EnumMap<>(Lane.class);

    private final Deque<Waiter> waitingAlone = new ArrayDeque<>();

    /** Voices that may be in once only. */
    private final Set<String> limited = new HashSet<>();

    /** How often a voice is in. */
    private final Map<String, Integer> inside = new HashMap<>();

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

    /** A run that another of its voice may take along. */
    public interface Rider {
        /** How much of a batch it fills, from 1. */
        int size();
    }

    /** Whether somebody may go on waiting for his turn. Asked on his own thread; never waits. */
    @FunctionalInterface
    public interface Patience {
        Patience ENDLESS = () -> true;

        /** False, and he leaves without his turn. */
        boolean mayWait();
    }

    private final class Waiter {
        private final int weight;
        private final String voice;
        private final Optional<Rider> rider;
        private final Patience patience;
        private final Condition called = lock.newCondition();
        private boolean in;
        private boolean taken;

        Waiter(int weight, String voice, Optional<Rider> rider, Patience patience) {
            this.weight = weight;
            this.voice = voice;
            this.rider = rider;
            this.patience = patience;
        }
    }

    /** A run that was admitted; closing it ends it. */
    public final class Pass implements EnginePass {
        private final int weight;
        private final String voice;
        private final boolean bulk;
        private boolean open = true;

        private Pass(int weight, String voice, boolean bulk) {
            this.weight = weight;
            this.voice = voice;
            this.bulk = bulk;
        }

        /**
         * Takes those along that wait for the same voice, in the order of their waiting and as far
         * as there is room; they need no slot of their own. An interactive run takes no bulk one
         * along, which would make it longer; and interactive ones that ride count among those that
         * pass a waiting bulk run. A voice that may end the engine takes nobody along.
         *
         * @param room how much of a batch is left; may be 0 or less
         */
        public List<Rider> takeAlong(int room) {
            lock.lock();
            try {
                List<Rider> riders = new ArrayList<>();
                if (voice.isEmpty() || limited.contains(voice)) {
                    return riders;
                }
                take(Lane.INTERACTIVE, room, riders);
                if (bulk) {
                    take(Lane.BULK, room, riders);
                } else if (first(waitingOf(Lane.BULK)).isPresent()) {
                    passed += riders.size();
                }
                return riders;
            } finally {
                lock.unlock();
            }
        }

        private void take(Lane lane, int room, List<Rider> riders) {
            int left = room - riders.stream().mapToInt(Rider::size).sum();
            Iterator<Waiter> queue = waitingOf(lane).iterator();
            while (left > 0 && queue.hasNext()) {
                Waiter waiter = queue.next();
                if (!waiter.voice.equals(voice)
                        || waiter.rider.isEmpty()
                        || waiter.rider.get().size() > left) {
                    continue;
                }
                queue.remove();
                left -= waiter.rider.get().size();
                riders.add(waiter.rider.get());
                waiter.taken = true;
                waiter.called.signal();
            }
        }

        /** Whether nobody else is in. */
        @Override
        public boolean alone() {
            return weight == slots;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (open) {
                    open = false;
                    leave(weight, voice);
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
        return enter(lane, "");
    }

    /**
     * As the other, for a voice.
     *
     * @param voice names it with its version
     */
    public Pass enter(Lane lane, String voice) throws InterruptedException {
        return enter(lane, voice, Patience.ENDLESS);
    }

    /**
     * As the other, no longer than it may wait.
     *
     * @throws VoxfarmException {@code NOT_READY} if it may not any more; nothing is held then
     */
    public Pass enter(Lane lane, String voice, Patience patience) throws InterruptedException {
        return enter(waitingOf(lane), new Waiter(1, voice, Optional.empty(), patience), lane)
                .orElseThrow();
    }

    /**
     * As the other, for a run that another may take along.
     *
     * @return empty if one did: whoever took it answers for it now
     */
    public Optional<Pass> enterOrRide(Lane lane, String voice, Rider rider, Patience patience)
            throws InterruptedException {
        return enter(waitingOf(lane), new Waiter(1, voice, Optional.of(rider), patience), lane);
    }

    /** From now on the voice gets one slot at most: its runs may end the engine. */
    public void limit(String voice) {
        lock.lock();
        try {
            limited.add(voice);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until nobody else is in, and keeps everybody out. For what may kill the engine and
     * those beside it. Goes before all others.
     */
    public Pass enterAlone() throws InterruptedException {
        return enterAlone(Patience.ENDLESS);
    }

    /**
     * As the other, no longer than it may wait.
     *
     * @throws VoxfarmException {@code NOT_READY} if it may not any more; nothing is held then
     */
    public Pass enterAlone(Patience patience) throws InterruptedException {
        return enter(
                        waitingAlone,
                        new Waiter(slots, "", Optional.empty(), patience),
                        Lane.INTERACTIVE)
                .orElseThrow();
    }

    private Deque<Waiter> waitingOf(Lane lane) {
        Deque<Waiter> queue = waiting.get(lane);
        if (queue == null) {
            throw new IllegalStateException("every lane has its queue");
        }
        return queue;
    }

    private Optional<Pass> enter(Deque<Waiter> queue, Waiter me, Lane lane)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            queue.addLast(me);
            admit();
            try {
                await(me);
            } catch (InterruptedException | RuntimeException e) {
                if (me.in) {
                    leave(me.weight, me.voice);
                } else {
                    queue.remove(me);
                    admit();
                }
                throw e;
            }
            return me.taken
                    ? Optional.empty()
                    : Optional.of(new Pass(me.weight, me.voice, lane == Lane.BULK));
        } finally {
            lock.unlock();
        }
    }

    /** Until it is in or taken along. */
    private static void await(Waiter me) throws InterruptedException {
        while (!me.in && !me.taken) {
            if (!me.patience.mayWait()) {
                throw new VoxfarmException(
                        ErrorCode.NOT_READY, "left the queue of the engine before its turn came");
            }
            var _ = me.called.await(ASKED_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void leave(int weight, String voice) {
        free += weight;
        inside.computeIfPresent(voice, (_, times) -> times == 1 ? null : times - 1);
        admit();
    }

    private void admit() {
        while (true) {
            Optional<Turn> next = next();
            if (next.isEmpty() || next.get().waiter().weight > free) {
                return;
            }
            Waiter waiter = next.get().waiter();
            next.get().queue().remove(waiter);
            passed = next.get().passesBulk() ? passed + 1 : 0;
            free -= waiter.weight;
            if (!waiter.voice.isEmpty()) {
                inside.merge(waiter.voice, 1, Integer::sum);
            }
            waiter.in = true;
            waiter.called.signal();
        }
    }

    private record Turn(Deque<Waiter> queue, Waiter waiter, boolean passesBulk) {}

    /** Whose turn it is. */
    private Optional<Turn> next() {
        if (!waitingAlone.isEmpty()) {
            return Optional.of(new Turn(waitingAlone, waitingAlone.getFirst(), false));
        }
        Deque<Waiter> interactive = waitingOf(Lane.INTERACTIVE);
        Deque<Waiter> bulk = waitingOf(Lane.BULK);
        Optional<Waiter> firstInteractive = first(interactive);
        Optional<Waiter> firstBulk = first(bulk);
        boolean bulksTurn = firstInteractive.isEmpty() || passed >= INTERACTIVE_RUN;
        return firstBulk.isPresent() && bulksTurn
                ? firstBulk.map(waiter -> new Turn(bulk, waiter, false))
                : firstInteractive.map(
                        waiter -> new Turn(interactive, waiter, firstBulk.isPresent()));
    }

    /** The first whose voice may come in. */
    private Optional<Waiter> first(Deque<Waiter> queue) {
        return queue.stream()
                .filter(waiter ->
                        !limited.contains(waiter.voice) || !inside.containsKey(waiter.voice))
                .findFirst();
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
