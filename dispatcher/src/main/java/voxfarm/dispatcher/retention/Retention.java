package voxfarm.dispatcher.retention;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.Faults;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.rounds.DayMarks;

/**
 * Deletes once a day what is older than it is to be, on a thread of its own, and when somebody asks
 * for it. One dispatcher does it: who writes the claim of the day. Claim and mark lie in the
 * bucket; where a claim was not followed by the mark for an hour its writer died, and the next
 * number is free. Two runs at once are harmless. Thread-safe.
 */
public final class Retention implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final Duration CLAIM = Duration.ofHours(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final RetentionConfig config;
    private final ObjectStore store;
    private final DayMarks days;
    private final RequestPurge purge;
    private final Task deadLetters;
    private final Task voiceTopics;
    private final InstantSource clock;
    private final Faults faults;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);

    /** Runs of this process follow one another. */
    private final ReentrantLock running = new ReentrantLock();

    /** What is deleted besides objects. */
    @FunctionalInterface
    public interface Task {
        /**
         * @param dry whether nothing is deleted, only counted
         * @param names told of what each is
         */
        Removed run(boolean dry, Consumer<String> names);
    }

    /**
     * @param deadLetters letters that are too old
     * @param voiceTopics empty topics of voices that are gone
     */
    public Retention(
            RetentionConfig config,
            ObjectStore store,
            RequestPurge purge,
            Task deadLetters,
            Task voiceTopics,
            Faults faults,
            InstantSource clock) {
        config.check();
        this.config = config;
        this.store = store;
        this.days =
                new DayMarks(
                        store,
                        BucketLayout.RETENTION,
                        BucketLayout::retentionDone,
                        BucketLayout::retentionDayOf,
                        clock);
        this.purge = purge;
        this.deadLetters = deadLetters;
        this.voiceTopics = voiceTopics;
        this.clock = clock;
        this.faults = faults;
        this.thread = Thread.ofPlatform().name("retention").daemon().unstarted(this::live);
    }

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public void start() {
        thread.start();
    }

    private void live() {
        try {
            while (!stop.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable t) {
            if (stop.getCount() > 0) {
                faults.fatal("retention stopped", t);
            }
        }
    }

    /** Runs, if no dispatcher did today and none is at it. */
    public void turn() {
        try {
            long today = days.today();
            if (days.isDone(today)) {
                return;
            }
            Optional<ObjectKey> claim = claim(today);
            if (claim.isEmpty()) {
                return;
            }
            RetentionReport report = run(false, _ -> {}, new Renewal(claim.get()));
            LOG.info(
                    "retention: deleted {} objects of {} bytes, skipped {}",
                    report.total().objects(),
                    report.total().bytes(),
                    report.skipped());
            days.setDone(
                    today,
                    mark ->
                            mark.put("objects", report.total().objects())
                                    .put("skipped", report.skipped()));
        } catch (VoxfarmException e) {
            LOG.warn("retention was broken off: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("retention was broken off by a defect in this build", e);
        }
    }

    /** Keeps a claim young while its run goes on. */
    private final class Renewal implements Runnable {
        private final ObjectKey claim;
        private Instant last = clock.instant();

        private Renewal(ObjectKey claim) {
            this.claim = claim;
        }

        @Override
        public void run() {
            Instant now = clock.instant();
            if (last.plus(PERIOD).isAfter(now)) {
                return;
            }
            last = now;
            store.replace(claim, now.toString().getBytes(StandardCharsets.US_ASCII), "text/plain");
        }
    }

    /** This dispatcher's claim, if it is the one; ages are compared by the store's clock. */
    private Optional<ObjectKey> claim(long today) {
        byte[] mine = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        StoreTime time = new StoreTime(store);
        for (int n = 0; ; n++) {
            ObjectKey claim = BucketLayout.retentionClaim(today, n);
            if (store.create(claim, mine, "text/plain") == ObjectStore.Created.STORED) {
                return Optional.of(claim);
            }
            Optional<Instant> now = time.now();
            Optional<Instant> then = time.written(claim);
            if (now.isEmpty() || then.isEmpty() || then.get().plus(CLAIM).isAfter(now.get())) {
                return Optional.empty();
            }
        }
    }

    /**
     * Runs now, whatever was done today.
     *
     * @param dry whether nothing is deleted, only counted
     * @param progress told now and then what was deleted so far
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} or {@code NOT_READY} if it was broken off;
     *     what was done until then is right
     */
    public RetentionReport run(boolean dry, Consumer<Map<Kind, Removed>> progress) {
        return run(dry, progress, () -> {});
    }

    private RetentionReport run(
            boolean dry, Consumer<Map<Kind, Removed>> progress, Runnable goingOn) {
        running.lock();
        try {
            RetentionReport bucket =
                    new RetentionRun(
                                    config,
                                    store,
                                    purge,
                                    dry,
                                    this::slowDown,
                                    () -> {
                                        goingOn.run();
                                        return stop.getCount() == 0;
                                    },
                                    progress)
                            .run();
            Map<Kind, Removed> removed = new EnumMap<>(bucket.removed());
            List<String> topics = new ArrayList<>();
            List<String> notes = new ArrayList<>(bucket.notes());
            removed.put(Kind.DEAD_LETTERS, task(deadLetters, dry, _ -> {}, notes));
            removed.put(Kind.VOICE_TOPICS, task(voiceTopics, dry, topics::add, notes));
            int failed = notes.size() - bucket.notes().size();
            return new RetentionReport(removed, bucket.skipped() + failed, notes, topics);
        } finally {
            running.unlock();
        }
    }

    /** What the broker refuses leaves what was done to the bucket as it is. */
    private static Removed task(
            Task task, boolean dry, Consumer<String> names, List<String> notes) {
        try {
            return task.run(dry, names);
        } catch (VoxfarmException e) {
            LOG.warn("retention: {}", e.getMessage());
            notes.add(String.valueOf(e.getMessage()));
            return Removed.NOTHING;
        }
    }

    private void slowDown(long objects) {
        pause(objects * 1000 / config.deletesPerSecond());
    }

    private void pause(long millis) {
        try {
            if (millis > 0) {
                var _ = stop.await(millis, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            if (thread.isAlive()) {
                thread.join(CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
