package voxfarm.bench.protocol;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.dispatcher.acceptance.LaneConfig;

/**
 * One schedule: callers, two dispatchers and two workers for one seed. Ends when every accepted
 * request has its result and its event, and checks the promises on the way and in the end.
 */
final class Schedule {
    private static final int MOST_STEPS = 60_000;
    private static final int LONGEST_SKEW_MILLIS = 2000;

    /** Of the share group; in earnest it is 15 s, and segments take less of it. */
    private static final Duration LOCK = Duration.ofSeconds(6);

    private final long seed;
    private final World world;
    private final SimStore store;
    private final SimBroker broker;
    private final Promises promises;
    private final Callers callers;
    private final Sabotage sabotage;
    private final LaneConfig lanes;
    private final boolean deletes;

    Schedule(long seed, Sabotage sabotage, Voice voice, boolean logging) {
        this.seed = seed;
        this.sabotage = sabotage;
        Random plan = random(seed, 7);
        // of its own, so that what is asked for does not depend on what is deleted
        Random deletions = random(seed, 8);
        this.deletes = deletions.nextInt(3) == 0;
        Random books = random(seed, 9);
        this.lanes = lanes(plan);
        this.world =
                new World(
                        random(seed, 0).nextLong(),
                        faults(plan),
                        MOST_STEPS,
                        logging,
                        this::settled);
        this.promises = new Promises(world);
        this.store = new SimStore(world, sabotage, plan.nextInt(4) == 0, promises);
        this.broker = new SimBroker(world, LOCK, promises);
        promises.watch(store, broker);
        if (sabotage == Sabotage.EVENTS_LOST) {
            broker.loseEvents();
        }
        store.put(
                BucketLayout.voiceManifest(Voice.MANIFEST.voice(), Voice.MANIFEST.version())
                        .value(),
                VoiceManifestCodec.write(Voice.MANIFEST));
        Weather weather = new Weather(world, broker, store, promises, plan);
        this.callers =
                new Callers(world, broker, dispatcher(world), promises, weather, plan, deletions);
        callers.add();
        callers.addBooks(books);
        for (int i = 0; i < 2; i++) {
            world.add("dispatcher" + i, dispatcher(skewed(plan)));
            world.add("worker" + i, worker("w" + i, voice, skewed(plan)));
        }
        weather.add();
        if (deletes) {
            weather.addTime();
        }
    }

    private DispatcherProcess dispatcher(InstantSource clock) {
        return new DispatcherProcess(
                world, broker, store, promises, clock, lanes, sabotage, deletes);
    }

    private WorkerProcess worker(String name, Voice voice, InstantSource clock) {
        return new WorkerProcess(name, world, broker, store, voice, promises, clock, sabotage);
    }

    /** The first numbers of two such generators are alike if their seeds are neighbours. */
    private static Random random(long seed, int what) {
        return new Random(new SplittableRandom(seed * 31 + what).nextLong());
    }

    /** Of a long request one to four parts at once. */
    private static LaneConfig lanes(Random plan) {
        int window = 1 + plan.nextInt(4);
        return new LaneConfig(60, 600, window, window, window);
    }

    private static World.Faults faults(Random plan) {
        if (plan.nextInt(6) == 0) {
            return new World.Faults(0, 0, 0, 0, 200 + plan.nextInt(400));
        }
        return new World.Faults(
                plan.nextInt(3) * 0.007,
                plan.nextInt(3) * 0.005,
                plan.nextInt(3) * 0.02,
                plan.nextInt(3) * 0.01,
                200 + plan.nextInt(600));
    }

    /** Two machines' clocks are never the same. */
    private InstantSource skewed(Random plan) {
        return world.clock(
                Duration.ofMillis(plan.nextInt(2 * LONGEST_SKEW_MILLIS) - LONGEST_SKEW_MILLIS));
    }

    /** What a schedule was. */
    record Outcome(int requests, int steps, int crashes) {}

    /**
     * @throws AssertionError if a promise was broken; the message names the seed
     */
    Outcome run() {
        try {
            world.run();
            promises.checkEnd();
            new Aftermath(store, promises, LOCK).check(promises.deleted());
            return new Outcome(promises.requests(), world.steps(), world.crashes());
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    List<String> log() {
        return new ArrayList<>(world.log());
    }

    private boolean settled() {
        return callers.done() && promises.kept();
    }
}
