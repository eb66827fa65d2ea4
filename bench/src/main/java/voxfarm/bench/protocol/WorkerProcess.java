package voxfarm.bench.protocol;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import voxfarm.common.bucket.ClipStore;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.event.Outbox;
import voxfarm.common.kafka.JobQueue;
import voxfarm.common.lifecycle.Faults;
import voxfarm.common.lifecycle.Pace;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceId;
import voxfarm.worker.assembly.LongRequests;
import voxfarm.worker.assembly.Synthesis;
import voxfarm.worker.binding.BookBinder;
import voxfarm.worker.poll.JobPoller;
import voxfarm.worker.poll.JobSource;
import voxfarm.worker.poll.JobWork;
import voxfarm.worker.poll.KafkaJobSource;
import voxfarm.worker.process.AttemptMarks;
import voxfarm.worker.process.CancelledRequests;
import voxfarm.worker.process.JobOutcome;
import voxfarm.worker.process.JobProcessor;
import voxfarm.worker.process.ResultWriter;
import voxfarm.worker.process.WorkTime;
import voxfarm.worker.speak.LaneGate;
import voxfarm.worker.speak.VoiceSessions;
import voxfarm.worker.speak.WorkMeter;

/**
 * A worker: the real pollers of all queues and the real processor. Now and then a voice comes or
 * goes, which wakes its pollers, or it is told to stop and drains.
 */
final class WorkerProcess implements Runnable {
    private static final long HINT_MILLIS = 500;
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final double VOICE_CHANGES = 0.04;
    private static final double STOPS = 0.01;

    private final String name;
    private final World world;
    private final SimBroker broker;
    private final ObjectStore store;
    private final Voice voice;
    private final Promises promises;
    private final InstantSource clock;
    private final Sabotage sabotage;
    private final Pace pace;

    WorkerProcess(
            String name,
            World world,
            SimBroker broker,
            ObjectStore store,
            Voice voice,
            Promises promises,
            InstantSource clock,
            Sabotage sabotage) {
        this.name = name;
        this.world = world;
        this.broker = broker;
        this.store = SabotagedStore.ofWorker(store, sabotage);
        this.voice = voice;
        this.promises = promises;
        this.clock = clock;
        this.sabotage = sabotage;
        this.pace = new WorldPace(world);
    }

    /** Times of a process of that world. */
    record WorldPace(World world) implements Pace {
        @Override
        public long nanos() {
            return world.millis() * 1_000_000;
        }

        @Override
        public void sleep(Duration time) {
            world.sleep(time.toMillis());
        }
    }

    @Override
    public void run() {
        boolean[] handBack = {false};
        boolean[] alive = {true};
        List<VoiceId> others = new ArrayList<>();
        CancelledRequests cancelled = new CancelledRequests();
        List<JobPoller> pollers = new ArrayList<>();
        for (JobQueue queue : JobQueue.values()) {
            JobPoller poller = poller(queue, cancelled, handBack, others);
            pollers.add(poller);
            world.fork(
                    "poll-" + queue.wireName(),
                    () -> {
                        poller.runHere();
                        alive[0] = false;
                    });
        }
        while (alive[0]) {
            broker.hints().forEach(id -> cancelled.accept("cancel/" + id, new byte[] {1}));
            if (world.chance(VOICE_CHANGES)) {
                if (others.isEmpty()) {
                    others.add(new VoiceId("other"));
                } else {
                    others.clear();
                }
                world.note("voices changed");
                pollers.forEach(JobPoller::refresh);
            }
            if (world.chance(STOPS)) {
                stop(pollers, handBack);
                return;
            }
            world.sleep(HINT_MILLIS);
        }
    }

    /** SIGTERM: no more jobs; what does not end in time is handed back. */
    private void stop(List<JobPoller> pollers, boolean[] handBack) {
        world.note("told to stop");
        pollers.forEach(JobPoller::stopTaking);
        world.sleep(DRAIN.toMillis());
        world.mishap();
        handBack[0] = true;
        world.sleep(2 * DRAIN.toMillis());
    }

    private JobPoller poller(
            JobQueue queue, CancelledRequests cancelled, boolean[] handBack, List<VoiceId> others) {
        Object owner = new Object();
        int[] count = {0};
        JobProcessor processor = processor(cancelled, count);
        JobWork work =
                (delivery, stopping) -> {
                    Voice.enter(world);
                    count[0] = delivery.count();
                    boolean deleted = promises.isDeletedJob(delivery.value());
                    JobOutcome outcome =
                            processor.process(
                                    delivery, () -> handBack[0] || stopping.getAsBoolean());
                    promises.check(
                            !deleted || Voice.spoken() == 0,
                            "a job was spoken, though its request was deleted before it came");
                    if (outcome instanceof JobOutcome.Finished
                            || outcome instanceof JobOutcome.Rejected) {
                        promises.finished(owner, delivery.value());
                    }
                    return outcome;
                };
        Faults faults =
                (what, cause) -> {
                    if (cause instanceof World.Killed killed) {
                        throw killed;
                    }
                    promises.check(false, "a worker ended: " + what + ": " + cause);
                };
        return new JobPoller(
                name + "-" + queue.wireName(),
                source(owner, queue),
                work,
                new SimThreads(world),
                () -> voices(others),
                faults,
                DRAIN,
                pace);
    }

    private static Set<VoiceId> voices(List<VoiceId> others) {
        return others.isEmpty()
                ? Set.of(Voice.MANIFEST.voice())
                : Set.of(Voice.MANIFEST.voice(), others.getFirst());
    }

    private JobSource source(Object owner, JobQueue queue) {
        Supplier<SimShareClient> clients = () -> new SimShareClient(world, broker, owner, 1);
        return switch (sabotage) {
            case RENEWAL_UNREAD, WAKEUP_ANYWHERE, PASSING_IS_FATAL ->
                    new CarelessJobSource(clients.get(), queue, sabotage);
            default -> new KafkaJobSource(clients, queue, pace);
        };
    }

    /** One for each poller, with a gate of its own: no step may wait for another out of order. */
    private JobProcessor processor(CancelledRequests cancelled, int[] count) {
        VoiceSessions sessions =
                new VoiceSessions(
                        voice.voices(),
                        new DictionaryStore(store),
                        pace::nanos,
                        new WorkMeter(),
                        new LaneGate(1));
        Outbox outbox = SabotagedOutbox.ofWorker(broker, sabotage, () -> count[0], store);
        return new JobProcessor(
                new JobProcessor.Speaking(
                        new Synthesis(sessions, clock),
                        new LongRequests(sessions, new ClipStore(store), store, clock, 0),
                        new BookBinder(store, clock)),
                new ResultWriter(store, world::inAnyOrder, clock, name),
                new AttemptMarks(store, name),
                cancelled,
                outbox,
                store,
                new WorkTime(clock, pace::nanos));
    }
}
