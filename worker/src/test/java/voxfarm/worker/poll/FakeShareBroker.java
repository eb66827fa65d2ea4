package voxfarm.worker.poll;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import voxfarm.common.job.Carried;
import voxfarm.worker.poll.ShareClient.Answer;
import voxfarm.worker.poll.ShareClient.Partition;
import voxfarm.worker.poll.ShareClient.Taken;

/**
 * One partition of a share group, and clients that follow the state machine of Kafka's own: a
 * record is in hand, renewing, renewed, or gone; other records never come while one is renewed; a
 * wake-up hits whatever call waits next. For one thread.
 */
final class FakeShareBroker {
    static final Duration LOCK = Duration.ofSeconds(15);
    static final Partition PARTITION = new Partition("tts.jobs.bulk.joe", 0);

    private final SteppedPace pace;
    private final List<Stored> records = new ArrayList<>();
    final List<String> log = new ArrayList<>();

    /** Failures that the next polls meet in the client's own thread. */
    final Deque<RuntimeException> pollFailures = new ArrayDeque<>();

    /** Failures that the next commits meet; the answer of the broker is then unknown. */
    final Deque<RuntimeException> commitFailures = new ArrayDeque<>();

    int clientsMade;

    FakeShareBroker(SteppedPace pace) {
        this.pace = pace;
    }

    private static final class Stored {
        private final byte[] value;
        private int deliveries;
        private @Nullable Client holder;
        private long lockedUntil;
        private boolean ended;

        Stored(byte[] value) {
            this.value = value;
        }
    }

    void publish(String value) {
        records.add(new Stored(value.getBytes(StandardCharsets.UTF_8)));
    }

    /** Its topic is deleted with all records and made again: offsets begin anew. */
    void lose() {
        records.clear();
    }

    /** The broker forgets who held it, as when a session is lost. */
    void takeAway(int offset) {
        records.get(offset).holder = null;
    }

    private boolean holds(Client client, long offset) {
        Stored record = records.get((int) offset);
        return record.holder == client && !record.ended && pace.nanos() < record.lockedUntil;
    }

    /** What the broker says to an acknowledgement. */
    private Optional<KafkaException> answer(Client client, long offset, Answer answer) {
        if (!holds(client, offset)) {
            log.add("refused " + answer + " " + offset);
            return Optional.of(new InvalidRecordStateException("not acquired by this member"));
        }
        log.add(answer + " " + offset);
        Stored record = records.get((int) offset);
        switch (answer) {
            case RENEW -> record.lockedUntil = pace.nanos() + LOCK.toNanos();
            case RELEASE -> record.holder = null;
            case ACCEPT, REJECT -> record.ended = true;
        }
        return Optional.empty();
    }

    private Optional<Taken> acquire(Client client) {
        if (!client.topics.contains(PARTITION.topic())) {
            return Optional.empty();
        }
        for (int offset = 0; offset < records.size(); offset++) {
            Stored record = records.get(offset);
            if (!record.ended && (record.holder == null || pace.nanos() >= record.lockedUntil)) {
                record.holder = client;
                record.deliveries++;
                record.lockedUntil = pace.nanos() + LOCK.toNanos();
                return Optional.of(
                        new Taken(
                                PARTITION, offset, record.deliveries, record.value, Carried.NONE));
            }
        }
        return Optional.empty();
    }

    Client client() {
        clientsMade++;
        return new Client();
    }

    final class Client implements ShareClient {
        private Set<String> topics = Set.of();
        private @Nullable Taken inHand;
        private @Nullable Answer given;
        private @Nullable Taken renewing;
        private @Nullable Taken renewed;

        /** Fetched while a renewal was under way; comes when nothing is in hand any more. */
        private @Nullable Taken buffered;

        private boolean wakeup;
        private boolean closed;

        /** What happens while the next poll waits. */
        @Nullable Runnable duringPoll;

        @Override
        public void subscribe(Set<String> wanted) {
            topics = new HashSet<>(wanted);
        }

        @Override
        public List<Taken> poll(Duration patience) {
            if (inHand != null && given == null) {
                throw new IllegalStateException("All records must be acknowledged");
            }
            if (topics.isEmpty()) {
                throw new IllegalStateException("not subscribed");
            }
            if (!pollFailures.isEmpty()) {
                throw pollFailures.poll();
            }
            throwIfWoken();
            send();
            if (renewed != null) {
                inHand = renewed;
                renewed = null;
                return List.of(Objects.requireNonNull(inHand));
            }
            if (renewing != null) { // its answer is not there yet, but a fetch goes out
                if (buffered == null) {
                    buffered = acquire(this).orElse(null);
                }
                settleRenewal();
                return List.of();
            }
            if (buffered != null) {
                inHand = buffered;
                buffered = null;
                return List.of(Objects.requireNonNull(inHand));
            }
            Optional<Taken> next = acquire(this);
            Runnable meanwhile = duringPoll;
            duringPoll = null;
            if (meanwhile != null) {
                meanwhile.run();
            }
            if (next.isPresent()) {
                inHand = next.get();
                return List.of(next.get());
            }
            throwIfWoken();
            pace.sleep(patience);
            return List.of();
        }

        private void throwIfWoken() {
            if (wakeup) {
                wakeup = false;
                throw new WakeupException();
            }
        }

        @Override
        public void acknowledge(Taken record, Answer answer) {
            if (inHand == null || !inHand.isSameDelivery(record)) {
                throw new IllegalStateException("The record cannot be acknowledged.");
            }
            given = answer;
        }

        private Map<Partition, Optional<KafkaException>> send() {
            Taken record = inHand;
            Answer answer = given;
            if (record == null || answer == null) {
                return Map.of();
            }
            inHand = null;
            given = null;
            if (answer == Answer.RENEW) {
                renewing = record;
            }
            Optional<KafkaException> failure = answer(this, record.offset(), answer);
            if (answer == Answer.RENEW) {
                renewalWorked = failure.isEmpty();
            }
            Map<Partition, Optional<KafkaException>> answers = new HashMap<>();
            answers.put(record.partition(), failure);
            return answers;
        }

        private boolean renewalWorked;

        private void settleRenewal() {
            if (renewing != null && renewalWorked) {
                renewed = renewing;
            }
            renewing = null;
        }

        @Override
        public Map<Partition, Optional<KafkaException>> commitSync(Duration patience) {
            Map<Partition, Optional<KafkaException>> answers = send();
            if (!answers.isEmpty() && !commitFailures.isEmpty()) {
                throw commitFailures.poll();
            }
            if (!answers.isEmpty()) {
                throwIfWoken();
            }
            settleRenewal();
            return answers;
        }

        @Override
        public Optional<Duration> lock() {
            return Optional.of(LOCK);
        }

        @Override
        public void wakeup() {
            wakeup = true;
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            send();
            for (int offset = 0; offset < records.size(); offset++) {
                Stored record = records.get(offset);
                if (holds(this, offset)) {
                    record.holder = null;
                }
            }
        }
    }

    /** As {@link #client}, kept for the test to look at. */
    Supplier<Client> remembering(List<Client> clients) {
        return () -> {
            Client client = client();
            clients.add(client);
            return client;
        };
    }
}
