package voxfarm.bench.protocol;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs actors one step at a time, in an order that the seed decides. An actor is a process: it may
 * be killed at any step, and is started anew. Every call that would leave a process goes through
 * {@link #step}. Time passes only when all actors wait.
 */
final class World implements InstantSource {
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private final Random random;
    private final Faults faults;
    private final BooleanSupplier settled;
    private final int mostSteps;
    private final List<Actor> actors = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final boolean logging;
    private @Nullable Throwable failure;
    private long millis;
    private int steps;
    private int crashes;
    private boolean over;
    private volatile boolean joined;
    private final Thread owner = Thread.currentThread();

    /**
     * How often what goes wrong, until {@code calmAfter} steps were taken.
     *
     * @param crash at each step
     * @param calls of a call to store or broker, half of them after it had its effect
     * @param expiry of a lock, at each step of its holder
     */
    record Faults(double crash, double calls, double expiry, int calmAfter) {}

    /** Ends an actor at once, as a kill does. No code under test catches it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        Killed() {
            super("killed", null, false, false);
        }
    }

    /** A process: its body is called again and again until the world ends. */
    @FunctionalInterface
    interface Body {
        void run();
    }

    private final class Actor {
        private final String name;
        private final Body body;
        private final Thread thread;
        private long wakeAt;
        private volatile boolean mine;

        Actor(String name, Body body) {
            this.name = name;
            this.body = body;
            this.thread = Thread.ofVirtual().unstarted(this::live);
        }

        private void live() {
            await();
            while (!over) {
                try {
                    body.run();
                } catch (Killed e) {
                    // a new process takes its place, after a while
                    if (!over) {
                        wakeAt = millis + 1 + random.nextInt(3000);
                    }
                } catch (Throwable t) {
                    failure = t;
                    over = true;
                }
                if (!over) {
                    handOver();
                }
            }
            end();
        }

        private void await() {
            while (!mine) {
                LockSupport.park(this);
            }
        }
    }

    World(long seed, Faults faults, int mostSteps, boolean logging, BooleanSupplier settled) {
        this.random = new Random(seed);
        this.faults = faults;
        this.mostSteps = mostSteps;
        this.logging = logging;
        this.settled = settled;
    }

    void add(String name, Body body) {
        actors.add(new Actor(name, body));
    }

    Random random() {
        return random;
    }

    @Override
    public Instant instant() {
        return EPOCH.plusMillis(millis);
    }

    @Override
    public long millis() {
        return millis;
    }

    boolean calm() {
        return steps > faults.calmAfter();
    }

    int steps() {
        return steps;
    }

    int crashes() {
        return crashes;
    }

    List<String> log() {
        return log;
    }

    /** Whether something that happens in this share of cases happens now. */
    boolean chance(double share) {
        return current != null && !calm() && random.nextDouble() < share;
    }

    /** Runs until all is settled; fails where it never is. */
    void run() {
        actors.forEach(actor -> actor.thread.start());
        current = actors.getFirst();
        current.mine = true;
        LockSupport.unpark(current.thread);
        while (!joined) {
            LockSupport.park(this);
        }
        if (failure instanceof AssertionError error) {
            throw error;
        }
        if (failure != null) {
            throw new AssertionError("an actor failed", failure);
        }
    }

    private @Nullable Actor current;

    private Actor current() {
        if (current == null) {
            throw new IllegalStateException("no actor is running");
        }
        return current;
    }

    /** A border between two steps of the running actor: others may run, and it may be killed. */
    void step(String what) {
        if (current == null) {
            return; // before the first step
        }
        Actor me = current();
        if (over) {
            throw new Killed();
        }
        if (logging) {
            log.add(millis + " " + me.name + ": " + what);
        }
        me.wakeAt = millis;
        handOver();
        if (over) {
            throw new Killed();
        }
        if (chance(faults.crash())) {
            crashes++;
            if (logging) {
                log.add(millis + " " + me.name + ": killed");
            }
            throw new Killed();
        }
    }

    /** Whether the call being made fails. */
    boolean callFails() {
        return chance(faults.calls());
    }

    boolean lockExpires() {
        return chance(faults.expiry());
    }

    /** Lets time pass for the running actor. */
    void sleep(long forMillis) {
        current().wakeAt = millis + forMillis;
        handOver();
        if (over) {
            throw new Killed();
        }
    }

    private void handOver() {
        Actor me = current();
        steps++;
        if (steps > mostSteps) {
            failure = new AssertionError("not settled after " + mostSteps + " steps");
            over = true;
        } else if (steps % 16 == 0 && calm() && settled.getAsBoolean()) {
            over = true;
        }
        if (over) {
            return;
        }
        Actor next = pick();
        if (next == me) {
            return;
        }
        me.mine = false;
        current = next;
        next.mine = true;
        LockSupport.unpark(next.thread);
        me.await();
    }

    private Actor pick() {
        int ready = 0;
        Actor chosen = null;
        Actor first = actors.getFirst();
        for (Actor actor : actors) {
            if (actor.wakeAt <= millis && random.nextInt(++ready) == 0) {
                chosen = actor;
            }
            if (actor.wakeAt < first.wakeAt) {
                first = actor;
            }
        }
        if (chosen != null) {
            return chosen;
        }
        millis = first.wakeAt;
        return first;
    }

    /** The actor that ends wakes the next, so that all of them end. */
    private void end() {
        Actor me = current();
        actors.remove(me);
        if (actors.isEmpty()) {
            joined = true;
            LockSupport.unpark(owner);
            return;
        }
        current = actors.getFirst();
        current.mine = true;
        LockSupport.unpark(current.thread);
    }
}
