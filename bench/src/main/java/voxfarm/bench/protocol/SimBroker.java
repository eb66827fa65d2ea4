package voxfarm.bench.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.Outbox;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.job.Carried;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.kafka.Topics;
import voxfarm.common.plan.RequestId;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.recovery.EventHistory;
import voxfarm.dispatcher.recovery.JobRecords;
import voxfarm.worker.poll.ShareClient;

/**
 * A broker: the job topics with their share group, and the topics of events, submissions and dead
 * letters. It loses answers, delivers what it was said to have lost, loses topics, and may lose
 * everything.
 */
final class SimBroker implements Outbox {
    /** A producer tries so long to deliver a record whose answer it does not get. */
    private static final int LATEST_PRODUCE_MILLIS = 30_000;

    private final World world;
    private final Duration lock;
    private final Watcher watcher;
    private final Map<String, JobTopic> topics = new TreeMap<>();
    private final Map<String, Long> missing = new HashMap<>();
    private final Set<SimShareClient> members = new LinkedHashSet<>();
    private final List<Late> late = new ArrayList<>();
    private final List<byte[]> values = new ArrayList<>();
    private final List<byte[]> events = new ArrayList<>();
    private final List<byte[]> submissions = new ArrayList<>();
    private final Set<RequestId> dead = new HashSet<>();
    private final Set<RequestId> hints = new HashSet<>();
    private boolean losesEvents;
    private int committed;
    private int generation;
    private boolean lostRecords;

    /** A record on its way whose sender has given up. */
    private record Late(long at, SynthesisJob job) {}

    /** Told of what happens, to compare it with what was promised. */
    interface Watcher {
        void event(RequestEvent event);

        /** A record will not be given out again, by the member's word. */
        void ended(SimShareClient member, JobTopic.Entry entry, ShareClient.Answer how);

        /** A job is on its topic. */
        void produced(JobTopic topic, SynthesisJob job);
    }

    SimBroker(World world, Duration lock, Watcher watcher) {
        this.world = world;
        this.lock = lock;
        this.watcher = watcher;
    }

    Duration lock() {
        return lock;
    }

    /** From now on events are acknowledged and lost, to see that the simulation notices. */
    void loseEvents() {
        losesEvents = true;
    }

    private void call(String what, Runnable effect) {
        world.step(what);
        arriveLate();
        if (world.callFails()) {
            throw down(what + ": simulated");
        }
        effect.run();
        if (world.callFails()) {
            throw down(what + ": simulated, after it was done");
        }
    }

    private static VoxfarmException down(String what) {
        return new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, what);
    }

    @Override
    public void publish(SynthesisJob job, Carried carried) {
        String what = "produce " + job.id() + " requeue " + job.requeue();
        world.step(what);
        arriveLate();
        String topic = Topics.DEFAULT.of(job);
        if (world.millis() < missing.getOrDefault(topic, 0L)) {
            throw down(what + ": there is no such topic");
        }
        if (world.callFails()) {
            if (world.random().nextInt(3) == 0) {
                long at = world.millis() + world.random().nextInt(LATEST_PRODUCE_MILLIS);
                world.note(what + ": comes at " + at);
                late.add(new Late(at, job));
            }
            throw down(what + ": simulated");
        }
        append(job);
        if (world.callFails()) {
            throw down(what + ": simulated, after it was done");
        }
    }

    private void append(SynthesisJob job) {
        byte[] value = JobCodec.write(job);
        values.add(value);
        JobTopic topic =
                topics.computeIfAbsent(
                        Topics.DEFAULT.of(job), name -> new JobTopic(name, world, lock.toMillis()));
        topic.append(value, job);
        watcher.produced(topic, job);
        feedOne(topic);
    }

    private void arriveLate() {
        for (Late record : List.copyOf(late)) {
            if (record.at() <= world.millis()) {
                late.remove(record);
                world.note("late: " + record.job().id());
                append(record.job());
            }
        }
    }

    @Override
    public void publish(RequestEvent event) {
        call(
                "event " + event.getClass().getSimpleName() + " of " + event.request(),
                () -> {
                    if (!losesEvents) {
                        events.add(RequestEventCodec.write(event));
                        watcher.event(event);
                    }
                });
    }

    /**
     * The event first; of the jobs, what fails does not hold up the rest: they are sent at once.
     */
    @Override
    public void publish(RequestEvent.Accepted event, Iterator<SynthesisJob> accepted) {
        publish(event);
        publishAtOnce(accepted, new ArrayList<>());
    }

    /** As it was once: the event may be lost while the jobs are not. */
    void publishTogether(RequestEvent.Accepted event, Iterator<SynthesisJob> accepted) {
        List<VoxfarmException> failures = new ArrayList<>();
        attempt(() -> publish(event), failures);
        publishAtOnce(accepted, failures);
    }

    private void publishAtOnce(Iterator<SynthesisJob> accepted, List<VoxfarmException> failures) {
        accepted.forEachRemaining(job -> attempt(() -> publish(job, Carried.NONE), failures));
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    private static void attempt(Runnable call, List<VoxfarmException> failures) {
        try {
            call.run();
        } catch (VoxfarmException e) {
            failures.add(e);
        }
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
    public void clearHint(RequestId id) {
        hints.remove(id);
    }

    Set<RequestId> hints() {
        return hints;
    }

    boolean isDead(RequestId id) {
        return dead.contains(id);
    }

    void join(SimShareClient member) {
        members.add(member);
    }

    /** The member is gone: its connection is, and with it what it held. */
    void leave(SimShareClient member) {
        members.remove(member);
        endSession(member);
    }

    void endSession(SimShareClient member) {
        for (JobTopic topic : topics.values()) {
            topic.releaseAll(member);
            feedOne(topic);
        }
    }

    /** Gives a member what is free on its topics; they take turns. */
    void feed(SimShareClient member) {
        arriveLate();
        List<JobTopic> mine =
                member.subscription().stream()
                        .map(topics::get)
                        .filter(topic -> topic != null)
                        .toList();
        if (mine.isEmpty()) {
            return;
        }
        List<JobTopic.Entry> found = new ArrayList<>();
        int first = world.random().nextInt(mine.size());
        for (int i = 0; i < mine.size() && found.size() < member.maxRecords(); i++) {
            JobTopic topic = mine.get((first + i) % mine.size());
            found.addAll(topic.acquire(member, member.maxRecords() - found.size()));
        }
        if (!found.isEmpty()) {
            member.arrive(found);
        }
    }

    /** Something came free: one of those who wait for it gets it. */
    private void feedOne(JobTopic topic) {
        List<SimShareClient> waiting =
                members.stream()
                        .filter(member ->
                                member.fetches() && member.subscription().contains(topic.name()))
                        .toList();
        if (!waiting.isEmpty()) {
            feed(waiting.get(world.random().nextInt(waiting.size())));
        }
    }

    /** False if the member does not hold the record. */
    boolean acknowledge(SimShareClient member, JobTopic.Entry entry, ShareClient.Answer type) {
        JobTopic topic = entry.topic();
        if (topics.get(topic.name()) != topic || !topic.holds(member, entry)) {
            return false;
        }
        switch (type) {
            case RENEW -> topic.renew(entry);
            case RELEASE -> {
                topic.release(entry);
                feedOne(topic);
            }
            case ACCEPT, REJECT -> {
                watcher.ended(member, entry, type);
                topic.archive(entry);
            }
        }
        return true;
    }

    /** As the dispatchers read the topics: each from its first record that is not done. */
    JobRecords records() {
        return new JobRecords() {
            @Override
            public void visit(Visitor visitor) {
                ask("read the job topics");
                topics.values()
                        .forEach(topic ->
                                topic.forEachLive(entry ->
                                        visitor.queued(
                                                entry.job().settings().voice(),
                                                entry.job().id().request())));
            }

            @Override
            public void prepare(VoiceId voice) {
                ask("make the job topics");
            }
        };
    }

    private void ask(String what) {
        world.step(what);
        arriveLate();
        if (world.callFails()) {
            throw down(what + ": simulated");
        }
    }

    /** As a rebuild reads it. */
    EventHistory history() {
        return new EventHistory() {
            @Override
            public void ends(Consumer<RequestId> told) {
                ask("read the event topic");
                for (byte[] value : events) {
                    RequestEvent event = RequestEventCodec.read(value);
                    if (event.terminal()) {
                        told.accept(event.request());
                    }
                }
            }

            @Override
            public Optional<Duration> retention() {
                return Optional.empty();
            }
        };
    }

    /** How many events lie on their topic. */
    int events() {
        return events.size();
    }

    /** The request that an event says has ended, as listeners hear of it; empty if it says else. */
    Optional<RequestId> ended(int number) {
        RequestEvent event = RequestEventCodec.read(events.get(number));
        return event.terminal() ? Optional.of(event.request()) : Optional.empty();
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
        world.mishap();
        world.note("Kafka is lost");
        lostRecords = true;
        generation++;
        topics.clear();
        late.clear();
        events.clear();
    }

    /** One job topic is deleted; nobody may make it again for that long. */
    void delete(String topic, long forMillis) {
        world.mishap();
        world.note("topic " + topic + " is deleted");
        lostRecords = true;
        topics.remove(topic);
        missing.put(topic, world.millis() + forMillis);
    }

    Set<String> topics() {
        return topics.keySet();
    }

    int generation() {
        return generation;
    }

    /** Whether all records that were ever produced are still on their topics. */
    boolean lostRecords() {
        return lostRecords;
    }

    /**
     * Records of the parts of requests.
     *
     * @param parts different ones among them
     * @param comeAgain deliveries beyond the first of each record, and records queued by a sweep
     */
    record PartRecords(int records, int parts, int comeAgain) {}

    PartRecords partRecords() {
        int records = 0;
        int comeAgain = 0;
        Set<String> parts = new HashSet<>();
        for (JobTopic topic : topics.values()) {
            for (JobTopic.Entry entry : topic.entries()) {
                SynthesisJob job = entry.job();
                if (job.id().part().isPresent()) {
                    records++;
                    parts.add(job.acceptedBy() + "/" + job.id());
                    comeAgain += Math.max(0, entry.deliveries() - 1) + (job.requeue() > 0 ? 1 : 0);
                }
            }
        }
        return new PartRecords(records, parts.size(), comeAgain);
    }

    /** Every record of every job topic that was not lost with it. */
    List<JobTopic.Entry> everyEntry() {
        return topics.values().stream().flatMap(topic -> topic.entries().stream()).toList();
    }

    /** Every job that was ever produced. */
    List<byte[]> jobValues() {
        return values;
    }
}
