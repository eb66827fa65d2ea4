package voxfarm.worker.poll;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import voxfarm.common.voice.VoiceId;
import voxfarm.worker.process.Acknowledgement;
import voxfarm.worker.process.Delivery;

/** A source of jobs without a broker: a member of a {@link Group}, which holds the queues. */
final class InMemoryJobSource implements JobSource {
    private final Group group;
    private Set<VoiceId> voices = Set.of();
    private @Nullable Job inHand;

    /** Guarded by the group's lock. */
    private boolean waiting;

    private boolean woken;

    /** Queues by voice, and all who take from them. Thread-safe. */
    static final class Group {
        private final Duration lockTime;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final Map<VoiceId, List<Job>> queues = new HashMap<>();

        /**
         * @param lockTime how long a job is held without renewal
         */
        Group(Duration lockTime) {
            this.lockTime = lockTime;
        }

        void publish(VoiceId voice, String job) {
            publish(voice, job.getBytes(StandardCharsets.UTF_8));
        }

        void publish(VoiceId voice, byte[] job) {
            locked(() -> {
                queues.computeIfAbsent(voice, _ -> new ArrayList<>()).add(new Job(voice, job));
                changed.signalAll();
            });
        }

        /** Jobs that nobody ended. */
        int left() {
            lock.lock();
            try {
                return queues.values().stream().mapToInt(List::size).sum();
            } finally {
                lock.unlock();
            }
        }

        private void locked(Runnable action) {
            lock.lock();
            try {
                action.run();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Guarded by the group's lock. */
    private static final class Job {
        private final VoiceId voice;
        private final byte[] value;
        private int count;
        private @Nullable InMemoryJobSource holder;
        private long lockedUntil;

        Job(VoiceId voice, byte[] value) {
            this.voice = voice;
            this.value = value;
        }

        boolean isHeldBy(InMemoryJobSource member) {
            return holder == member && System.nanoTime() - lockedUntil < 0;
        }

        boolean isFree() {
            return holder == null || System.nanoTime() - lockedUntil >= 0;
        }
    }

    InMemoryJobSource(Group group) {
        this.group = group;
    }

    @Override
    public void subscribe(Set<VoiceId> wanted) {
        voices = Set.copyOf(wanted);
    }

    @Override
    public Optional<Delivery> poll(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        group.lock.lock();
        try {
            woken = false;
            waiting = true;
            while (!woken) {
                Optional<Job> free =
                        voices.stream()
                                .flatMap(v -> group.queues.getOrDefault(v, List.of()).stream())
                                .filter(Job::isFree)
                                .findFirst();
                if (free.isPresent()) {
                    return Optional.of(take(free.get()));
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return Optional.empty();
                }
                // a lock that runs out signals nobody
                long step = Math.min(left, group.lockTime.toNanos() / 4 + 1);
                var _ = group.changed.await(step, TimeUnit.NANOSECONDS);
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            waiting = false;
            group.lock.unlock();
        }
    }

    private Delivery take(Job job) {
        job.holder = this;
        job.count++;
        job.lockedUntil = System.nanoTime() + group.lockTime.toNanos();
        inHand = job;
        return new Delivery(job.value, job.count);
    }

    @Override
    public boolean renew() {
        group.lock.lock();
        try {
            Job job = inHand;
            if (job == null || !job.isHeldBy(this)) {
                inHand = null;
                return false;
            }
            job.lockedUntil = System.nanoTime() + group.lockTime.toNanos();
            return true;
        } finally {
            group.lock.unlock();
        }
    }

    @Override
    public void acknowledge(Acknowledgement acknowledgement) {
        group.locked(() -> {
            Job job = inHand;
            inHand = null;
            if (job == null || !job.isHeldBy(this)) {
                return;
            }
            switch (acknowledgement) {
                case ACCEPT, REJECT -> group.queues.getOrDefault(job.voice, List.of()).remove(job);
                case RELEASE -> job.holder = null;
            }
            group.changed.signalAll();
        });
    }

    @Override
    public Duration lock() {
        return group.lockTime;
    }

    @Override
    public void wakeUp() {
        group.locked(() -> {
            if (waiting) {
                woken = true;
                group.changed.signalAll();
            }
        });
    }

    @Override
    public void close() {
        acknowledge(Acknowledgement.RELEASE);
    }
}
