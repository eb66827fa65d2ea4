package voxfarm.bench.protocol;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs processes one step at a time, in an order that the seed decides. A process has one actor
 * that lives on and others that it starts; it may be killed or frozen at any step, with all its
 * actors, and a killed one is started anew. Every call that would leave a process goes through
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
    private final Map<String, Integer> spoken = new HashMap<>();
    private final boolean logging;
    private @Nullable Throwable failure;
    private long millis;
    private int steps;
    private int crashes;
    private int mishaps;
    private boolean over;
    private volatile boolean joined;
    private final Thread owner = Thread.currentThread();

    /**
     * How often what goes wrong, until {@code calmAfter} steps were taken.
     *
     * @param crash at each step
     * @param freeze at each step
     * @param calls of a call to store or broker, half of them after it had its effect
     * @param sessions of a consumer, at each of its calls
     */
    record Faults(double crash, double freeze, double calls, double sessions, int calmAfter) {
        /** Nothing goes wrong. */
        boolean none() {
            return crash == 0 && freeze == 0 && calls == 0 && sessions == 0;
        }
    }

    /** Ends an actor at once, as a kill does. No code under test may have an effect after it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        Killed() {
            super("killed", null, false, false);
        }
    }

    /** Told of a process's end, by whoever shares something with it. */
    @FunctionalInterface
    interface Farewell {
        void gone();
    }

    /** One life of a process, from its start to its end. */
    private static final class Life {
        private final List<Farewell> farewells = new ArrayList<>();
        private boolean dead;
        private long frozenUntil;
    }

    /** What actors wait for. Fired, it wakes all that wait now. */
    final class Signal {
        private final List<Actor> waiting = new ArrayList<>();

        void fire() {
            for (Actor actor : waiting) {
                actor.wakeAt = Math.min(actor.wakeAt, millis);
            }
        }
    }

    private final class Actor {
        private final String name;
        private final Runnable body;
        private final boolean lasting;
        private final Thread thread;
        private Life life;
        private long wakeAt;
        private volatile boolean mine;

        Actor(String name, Runnable body, boolean lasting, Life life) {
            this.name = name;
            this.body = body;
            this.lasting = lasting;
            this.life = life;
            this.wakeAt = millis;
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
                    fail(t);
                }
                if (!lasting) {
                    break;
                }
                if (!over) {
                    endLife();
                    handOver();
                }
            }
            end();
        }

        /** Its other actors end when their turn comes; nothing they do has an effect any more. */
        private void endLife() {
            bury(life);
            life = new Life();
        }

        private void await() {
            while (!mine) {
                LockSupport.park(this);
            }
        }

        private long readyAt() {
            return life.dead ? wakeAt : Math.max(wakeAt, life.frozenUntil);
        }
    }

    World(long seed, Faults faults, int mostSteps, boolean logging, BooleanSupplier settled) {
        this.random = new Random(seed);
        this.faults = faults;
        this.mostSteps = mostSteps;
        this.logging = logging;
        this.settled = settled;
    }

    /** Adds a process: its body is called again and again until the world ends. */
    void add(String name, Runnable body) {
        actors.add(new Actor(name, body, true, new Life()));
    }

    /** Starts another actor of the running one's process; it runs once. */
    void fork(String name, Runnable body) {
        Actor me = current();
        Actor actor = new Actor(me.name + "/" + name, body, false, me.life);
        actors.add(actor);
        actor.thread.start();
    }

    /** Calls that when the running process ends, whatever ends it. */
    void atEnd(Farewell farewell) {
        current().life.farewells.add(farewell);
    }

    Random random() {
        return random;
    }

    /** What a process would do at once, one after the other in an order of chance. */
    void inAnyOrder(List<Runnable> tasks) {
        List<Runnable> order = new ArrayList<>(tasks);
        Collections.shuffle(order, random);
        order.forEach(Runnable::run);
    }

    @Override
    public Instant instant() {
        return EPOCH.plusMillis(millis);
    }

    /** The world's time as a machine shows it whose clock is wrong by that much. */
    InstantSource clock(Duration skew) {
        return () -> instant().plus(skew);
    }

    @Override
    public long millis() {
        return millis;
    }

    /** The name of the actor that runs; empty before the first. */
    String running() {
        return current == null ? "" : current.name;
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

    /** How often something went wrong so far. */
    int mishaps() {
        return mishaps;
    }

    /** Ends the world with that failure, if it has none yet. */
    void fail(Throwable why) {
        if (failure == null) {
            failure = why;
        }
        over = true;
    }

    /** Something went wrong that may cost work. */
    void mishap() {
        mishaps++;
    }

    List<String> log() {
        return log;
    }

    /** A text was spoken. */
    void spoken(String text) {
        spoken.merge(text, 1, Integer::sum);
    }

    /** How often each text was spoken. */
    Map<String, Integer> spoken() {
        return spoken;
    }

    void note(String what) {
        if (logging) {
            log.add(millis + " " + (current == null ? "" : current.name) + ": " + what);
        }
    }

    /** Whether something that happens in this share of cases happens now. */
    boolean chance(double share) {
        return current != null && share > 0 && !calm() && random.nextDouble() < share;
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
            throw new AssertionError("an actor failed: " + failure, failure);
        }
    }

    private @Nullable Actor current;

    private Actor current() {
        if (current == null) {
            throw new IllegalStateException("no actor is running");
        }
        return current;
    }

    /**
     * A border between two steps of the running actor: others may run, and its process may be
     * killed or frozen.
     *
     * @throws Killed if the process has ended
     */
    void step(String what) {
        if (current == null) {
            return; // before the first step
        }
        Actor me = current();
        if (over || me.life.dead) {
            throw new Killed();
        }
        note(what);
        if (chance(faults.freeze())) {
            mishaps++;
            me.life.frozenUntil = millis + 1 + random.nextInt(20_000);
            note("frozen until " + me.life.frozenUntil);
        }
        me.wakeAt = millis;
        handOver();
        if (over || me.life.dead) {
            throw new Killed();
        }
        if (chance(faults.crash())) {
            crashes++;
            mishaps++;
            note("killed");
            bury(me.life);
            throw new Killed();
        }
    }

    private void bury(Life life) {
        if (!life.dead) {
            life.dead = true;
            life.farewells.forEach(Farewell::gone);
            for (Actor actor : actors) {
                if (actor.life == life) {
                    actor.wakeAt = Math.min(actor.wakeAt, millis);
                }
            }
        }
    }

    /** Whether the call being made fails. */
    boolean callFails() {
        boolean fails = chance(faults.calls());
        mishaps += fails ? 1 : 0;
        return fails;
    }

    /** Whether the consumer making a call loses its session. */
    boolean sessionEnds() {
        boolean ends = chance(faults.sessions());
        mishaps += ends ? 1 : 0;
        return ends;
    }

    /** Lets time pass for the running actor. */
    void sleep(long forMillis) {
        waitUntil(millis + forMillis);
    }

    private void waitUntil(long time) {
        Actor me = current();
        if (over || me.life.dead) {
            throw new Killed();
        }
        me.wakeAt = time;
        handOver();
        if (over || me.life.dead) {
            throw new Killed();
        }
    }

    /** Lets time pass until the signal is fired, or that time has come. */
    void await(Signal signal, long untilMillis) {
        Actor me = current();
        signal.waiting.add(me);
        try {
            waitUntil(untilMillis);
        } finally {
            signal.waiting.remove(me);
        }
    }

    private void handOver() {
        Actor me = current();
        steps++;
        if (steps > mostSteps) {
            fail(new AssertionError("not settled after " + mostSteps + " steps"));
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
        give(next);
        me.await();
    }

    private void give(Actor next) {
        current = next;
        next.mine = true;
        LockSupport.unpark(next.thread);
    }

    private Actor pick() {
        int ready = 0;
        Actor chosen = null;
        Actor first = actors.getFirst();
        for (Actor actor : actors) {
            long at = actor.readyAt();
            if (at <= millis && random.nextInt(++ready) == 0) {
                chosen = actor;
            }
            if (at < first.readyAt()) {
                first = actor;
            }
        }
        if (chosen != null) {
            return chosen;
        }
        millis = first.readyAt();
        return first;
    }

    /** An actor that ends makes way for the next; in the end for all, one after the other. */
    private void end() {
        Actor me = current();
        actors.remove(me);
        if (actors.isEmpty()) {
            joined = true;
            LockSupport.unpark(owner);
            return;
        }
        give(over ? actors.getFirst() : pick());
    }
}
