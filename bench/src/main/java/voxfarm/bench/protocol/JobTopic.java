package voxfarm.bench.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import voxfarm.common.job.SynthesisJob;

/**
 * One partition of a job topic, as the broker's share group keeps it: records are acquired in
 * order, held until their lock runs out, released, given out again, and archived after ten
 * deliveries. A lock is the member's: a member that acquires again what it lost holds it again.
 */
final class JobTopic {
    private static final int MOST_DELIVERIES = 10;

    private final String name;
    private final World world;
    private final long lockMillis;
    private final List<Entry> entries = new ArrayList<>();
    private int firstLive;

    /** A record. */
    static final class Entry {
        private final JobTopic topic;
        private final int offset;
        private final byte[] value;
        private final SynthesisJob job;
        private int deliveries;
        private Optional<SimShareClient> holder = Optional.empty();
        private long lockedUntil;
        private boolean done;

        private Entry(JobTopic topic, int offset, byte[] value, SynthesisJob job) {
            this.topic = topic;
            this.offset = offset;
            this.value = value;
            this.job = job;
        }

        JobTopic topic() {
            return topic;
        }

        int offset() {
            return offset;
        }

        byte[] value() {
            return value;
        }

        SynthesisJob job() {
            return job;
        }

        int deliveries() {
            return deliveries;
        }

        boolean done() {
            return done;
        }

        /** Neither done nor in somebody's hand. */
        boolean waiting() {
            return !done && holder.isEmpty();
        }

        @Override
        public String toString() {
            return topic.name + "@" + offset;
        }
    }

    JobTopic(String name, World world, long lockMillis) {
        this.name = name;
        this.world = world;
        this.lockMillis = lockMillis;
    }

    String name() {
        return name;
    }

    void append(byte[] value, SynthesisJob job) {
        entries.add(new Entry(this, entries.size(), value, job));
    }

    /** The first records that are free, locked for that member. */
    List<Entry> acquire(SimShareClient member, int most) {
        List<Entry> acquired = new ArrayList<>();
        skipDone();
        for (int i = firstLive; i < entries.size() && acquired.size() < most; i++) {
            Entry entry = entries.get(i);
            expire(entry);
            if (entry.waiting()) {
                entry.deliveries++;
                entry.holder = Optional.of(member);
                entry.lockedUntil = world.millis() + lockMillis;
                acquired.add(entry);
            }
        }
        return acquired;
    }

    private void skipDone() {
        while (firstLive < entries.size() && entries.get(firstLive).done) {
            firstLive++;
        }
    }

    /** Whether the member holds the record, so that it may acknowledge or renew it. */
    boolean holds(SimShareClient member, Entry entry) {
        expire(entry);
        return !entry.done && entry.holder.isPresent() && entry.holder.get() == member;
    }

    void renew(Entry entry) {
        entry.lockedUntil = world.millis() + lockMillis;
    }

    void archive(Entry entry) {
        entry.done = true;
        entry.holder = Optional.empty();
    }

    void release(Entry entry) {
        entry.holder = Optional.empty();
        if (entry.deliveries >= MOST_DELIVERIES) {
            entry.done = true;
        }
    }

    /** The member's session has ended: whatever it holds is free. */
    void releaseAll(SimShareClient member) {
        for (int i = firstLive; i < entries.size(); i++) {
            if (holds(member, entries.get(i))) {
                release(entries.get(i));
            }
        }
    }

    private void expire(Entry entry) {
        if (!entry.done && entry.holder.isPresent() && entry.lockedUntil <= world.millis()) {
            release(entry);
        }
    }

    /** As a reader of the topic sees it: from the first record that is not done to the end. */
    void forEachLive(Consumer<Entry> reader) {
        skipDone();
        entries.subList(firstLive, entries.size()).forEach(reader);
    }

    List<Entry> entries() {
        return entries;
    }
}
