package voxfarm.bench.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.plan.RequestId;

/**
 * What happens to a farm from outside: its Kafka is lost, a topic is deleted, somebody leaves
 * things in the bucket, old objects expire.
 */
final class Weather {
    private static final long FOR_EVER = 3_600_000;
    private static final int SOON_MILLIS = 20_000;
    private static final byte[] NOTHING = {};
    private static final int LONGEST_AGE_HOURS = 24 * 25;
    private static final Pattern LITTER = Pattern.compile("/(a-empty|r00|r1\\.later)(/|$)");
    private static final int LONGEST_WITHOUT_TOPIC_MILLIS = 900_000;

    private final World world;
    private final SimBroker broker;
    private final SimStore store;
    private final Promises promises;
    private final Random plan;

    /**
     * @param plan decides what happens
     */
    Weather(World world, SimBroker broker, SimStore store, Promises promises, Random plan) {
        this.world = world;
        this.broker = broker;
        this.store = store;
        this.promises = promises;
        this.plan = plan;
    }

    void add() {
        if (plan.nextInt(4) == 0) {
            once("litter", this::litter);
        }
        if (plan.nextInt(10) == 0) {
            once("loss", broker::lose);
        }
        if (plan.nextInt(10) == 0) {
            once(
                    "deletion",
                    () -> {
                        List<String> topics = List.copyOf(broker.topics());
                        if (!topics.isEmpty()) {
                            broker.delete(
                                    topics.get(world.random().nextInt(topics.size())),
                                    world.random().nextInt(LONGEST_WITHOUT_TOPIC_MILLIS));
                        }
                    });
        }
    }

    /** Weeks pass for what is stored, as far as nothing else could tell. */
    void addTime() {
        world.add(
                "time",
                () -> {
                    world.sleep(1 + world.random().nextInt(SOON_MILLIS));
                    age();
                    ageClips();
                });
    }

    private void age() {
        for (RequestId id : promises.everyId()) {
            if (world.random().nextBoolean()) {
                Duration longer = Duration.ofHours(world.random().nextInt(LONGEST_AGE_HOURS));
                if (promises.mayBeAged(id)) {
                    ageAll(longer, BucketLayout.allOf(id), BucketLayout.resultsOf(id));
                    ageAll(longer, BucketLayout.deleted(id).value(), BucketLayout.refusalsOf(id));
                } else if (promises.waits(id)) {
                    ageAll(longer, BucketLayout.allOf(id), BucketLayout.open(id).value());
                }
            }
        }
    }

    /** Clips that nothing uses that is under way. */
    private void ageClips() {
        Instant before = world.instant().minusMillis(SOON_MILLIS);
        for (String key : store.keys(BucketLayout.OPEN)) {
            before = store.isOlder(key, before) ? store.written(key) : before;
        }
        for (String key : store.keys(BucketLayout.CLIPS)) {
            if (store.isOlder(key, before)) {
                store.age(key, Duration.ofHours(LONGEST_AGE_HOURS));
            }
        }
    }

    private void ageAll(Duration longer, String... prefixes) {
        for (String prefix : prefixes) {
            world.note(prefix + " is " + longer + " older");
            store.keys(prefix).forEach(key -> store.age(key, longer));
        }
    }

    /** Whether it is one of those that the farm did not write. */
    static boolean isLitter(String key) {
        return SimStore.isForeign(key) || LITTER.matcher(key).find();
    }

    /** What consoles, other programs, power cuts and newer builds leave behind. */
    private void litter() {
        world.note("somebody leaves things in the bucket");
        byte[] later = "{\"schema\": 99}".getBytes(StandardCharsets.UTF_8);
        for (String prefix : List.of("requests/", "results/", "open/", "timed/")) {
            store.put(prefix, NOTHING);
            store.put(prefix + "a folder/", NOTHING);
            store.put(prefix + "a file", NOTHING);
        }
        store.put("requests/a-empty/request.json", NOTHING);
        store.put("requests/r00/request.json", later);
        store.put("open/a-empty", NOTHING);
        store.put("open/r00", NOTHING);
        store.put("requests/r1.later/request.json", later);
        store.put("results/r1.later/result.json", NOTHING);
        store.put("open/r1.later", later);
    }

    /**
     * As lifecycle rules do, of what has ended. A request goes no later than its result: a walk
     * that finds it without one takes it for open.
     */
    void expire() {
        List<String> prefixes =
                switch (world.random().nextInt(4)) {
                    case 0 -> List.of("requests/", "results/");
                    case 1 -> List.of("clips/");
                    case 2 -> List.of("/request.json", "results/");
                    default -> List.of("requests/");
                };
        Set<RequestId> old = promises.old();
        Instant begun = world.instant();
        for (String prefix : prefixes) {
            for (String key : store.keys(prefix.startsWith("/") ? "requests/" : prefix)) {
                if (prefix.startsWith("/") && !key.endsWith(prefix)) {
                    continue; // whoever deletes a request, and leaves what was made for it
                }
                if (!SimStore.isForeign(key)
                        && (prefix.equals("clips/") || old.contains(Promises.idOf(key)))
                        && store.isOlder(key, begun)) { // an id may be back meanwhile
                    store.remove(key);
                }
            }
            if (prefix.equals("clips/")) {
                world.mishap(); // what an assembly lacks then is spoken again
            }
            world.note(prefix + " expire");
            world.sleep(world.random().nextInt(SOON_MILLIS));
        }
    }

    private void once(String what, Runnable event) {
        boolean[] done = {false};
        world.add(
                what,
                () -> {
                    if (!done[0]) {
                        done[0] = true;
                        world.sleep(world.random().nextInt(SOON_MILLIS));
                        if (!world.calm()) {
                            event.run();
                        }
                    }
                    world.sleep(FOR_EVER);
                });
    }
}
