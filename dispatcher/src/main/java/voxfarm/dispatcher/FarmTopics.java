package voxfarm.dispatcher;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.kafka.EventTopicReader;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaHealth;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.kafka.RecordListener;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.kafka.TopicFollower;
import voxfarm.common.kafka.TopicRecordReader;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.lifecycle.Faults;
import voxfarm.common.lifecycle.Ticker;
import voxfarm.common.plan.RequestId;
import voxfarm.common.telemetry.Tracer;
import voxfarm.dispatcher.acceptance.Backlog;
import voxfarm.dispatcher.api.v1.DeadApi;
import voxfarm.dispatcher.dead.DeadLetters;
import voxfarm.dispatcher.recovery.EventHistory;
import voxfarm.dispatcher.recovery.KafkaJobRecords;
import voxfarm.dispatcher.recovery.TopicRecords;

/** The farm's topics: what a dispatcher says and hears there, and that they exist. Thread-safe. */
final class FarmTopics {
    private static final Duration FIXED_PERIOD = Duration.ofSeconds(30);
    private static final Duration READINESS_PATIENCE = Duration.ofSeconds(3);

    private final KafkaConfig kafka;
    private final TopicAdmin admin;
    private final KafkaSinks sinks;
    private final ComponentStack parts;
    private final Faults faults;

    private FarmTopics(
            KafkaConfig kafka,
            TopicAdmin admin,
            KafkaSinks sinks,
            ComponentStack parts,
            Faults faults) {
        this.kafka = kafka;
        this.admin = admin;
        this.sinks = sinks;
        this.parts = parts;
        this.faults = faults;
    }

    /**
     * @param parts what is opened and followed belongs to these
     * @param faults told if a follower dies
     * @param tracer whose context goes with what is said
     */
    static FarmTopics open(KafkaConfig kafka, ComponentStack parts, Faults faults, Tracer tracer) {
        TopicAdmin admin = parts.start(new TopicAdmin(kafka));
        KafkaSinks sinks = parts.start(new KafkaSinks(kafka, admin::restore, tracer));
        return new FarmTopics(kafka, admin, sinks, parts, faults);
    }

    KafkaConfig kafka() {
        return kafka;
    }

    TopicAdmin admin() {
        return admin;
    }

    KafkaSinks sinks() {
        return sinks;
    }

    /** Hands every record of a topic to a listener, on a thread of its own. */
    TopicFollower follow(String topic, TopicFollower.From from, RecordListener listener) {
        return parts.start(new TopicFollower(kafka, topic, from, listener, faults));
    }

    /**
     * For the comparison with the bucket.
     *
     * @param backlog told of what is queued, whenever that is read
     */
    TopicRecords records(Backlog backlog) {
        EventTopicReader events = new EventTopicReader(kafka);
        return new TopicRecords(
                new KafkaJobRecords(kafka, admin, backlog),
                new EventHistory() {
                    @Override
                    public void ends(Consumer<RequestId> told) {
                        events.ends(told);
                    }

                    @Override
                    public Optional<Duration> retention() {
                        return admin.retention(kafka.topics().events());
                    }
                });
    }

    /** Dead letters as they lie there. */
    DeadApi.Records letters() {
        TopicRecordReader reader = new TopicRecordReader(kafka);
        return place -> reader.read(kafka.topics().dead(), place.partition(), place.offset());
    }

    /**
     * Takes a dead letter off every dispatcher's list.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE}
     */
    void dropLetter(String id) {
        dropLetter(id, DeadLetters.drop(id));
    }

    /** As the other, by the record that does it. */
    void dropLetter(String id, byte[] drop) {
        sinks.send(kafka.topics().dead(), id, drop);
    }

    /**
     * How many jobs wait, by topic.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE}
     */
    Map<String, Long> queued() {
        return admin.workerLags();
    }

    /** Whether they would take a request's records. */
    KafkaHealth health() {
        return new KafkaHealth(admin, kafka.topics().fixed(), READINESS_PATIENCE, System::nanoTime);
    }

    /** What makes those again that somebody deleted. */
    Component restoring() {
        return new Ticker("topics", FIXED_PERIOD, admin::restoreFixedTopics);
    }
}
