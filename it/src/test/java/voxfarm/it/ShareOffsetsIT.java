package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.job.Carried;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.job.Work;
import voxfarm.common.kafka.JobQueue;
import voxfarm.common.kafka.JobTopicReader;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.kafka.Topics;
import voxfarm.common.language.Language;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.embedded.EmbeddedBroker;
import voxfarm.embedded.FreePorts;
import voxfarm.worker.poll.KafkaJobSource;
import voxfarm.worker.process.Acknowledgement;
import voxfarm.worker.process.Delivery;

/** What the sweeper concludes from a share group's offsets, on a real broker. */
class ShareOffsetsIT {
    private static final VoiceId VOICE = new VoiceId("joe");
    private static final int LOCK_MILLIS = 5000;

    @TempDir Path folder;

    private final ComponentStack parts = new ComponentStack();
    private final int port = FreePorts.any();
    private final KafkaConfig config =
            new KafkaConfig("127.0.0.1:" + port, Topics.DEFAULT, 1, 1, LOCK_MILLIS, 500, Map.of());

    @BeforeEach
    void start() {
        parts.start(new EmbeddedBroker(folder, port));
    }

    @AfterEach
    void stop() {
        parts.close();
    }

    static SynthesisJob job(String id) {
        return new SynthesisJob(
                new RequestId(id),
                AcceptedBy.UNKNOWN,
                0,
                Lane.BULK,
                Instant.EPOCH,
                Optional.empty(),
                new SpeechSettings(
                        new SpokenBy(VOICE, VoiceVersion.NONE, new Speaker(0, "default")),
                        Language.EN,
                        Scales.ORIGINAL_DEFAULTS,
                        0,
                        OutputSettings.defaults(),
                        Expression.NONE,
                        List.of()),
                new Work.Single(List.of(new Segment(0, "Hello.", Language.EN, 0))),
                List.of());
    }

    private static Set<RequestId> ids(String... ids) {
        return java.util.Arrays.stream(ids)
                .map(RequestId::new)
                .collect(java.util.stream.Collectors.toSet());
    }

    static void take(KafkaJobSource source) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        Optional<Delivery> delivery = Optional.empty();
        while (delivery.isEmpty() && System.nanoTime() < deadline) {
            delivery = source.poll(Duration.ofMillis(200));
        }
        assertThat(delivery).isPresent();
    }

    /** The acknowledgement travels with this. */
    static void takeNothing(KafkaJobSource source) {
        assertThat(source.poll(Duration.ofMillis(200))).isEmpty();
    }

    static Set<RequestId> queued(JobTopicReader records) {
        Set<RequestId> found = new HashSet<>();
        records.visit(job -> {
            assertThat(job.voice()).isEqualTo(VOICE);
            assertThat(job.lane()).isEqualTo(Lane.BULK);
            assertThat(job.audioSeconds()).isPresent();
            found.add(job.request());
        });
        return found;
    }

    private static void await(JobTopicReader records, Set<RequestId> expected)
            throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!queued(records).equals(expected) && System.nanoTime() < deadline) {
            Thread.sleep(100);
        }
        assertThat(queued(records)).isEqualTo(expected);
    }

    /** Callers are sent away by this number, whether or not there is a worker yet. */
    @Test
    void countsWhatWaitsWhereNoWorkerEverWas() throws Exception {
        TopicAdmin admin = parts.start(new TopicAdmin(config));
        admin.createFixedTopics();
        assertThat(admin.workerLags()).isEmpty();
        admin.createJobTopics(Set.of(VOICE));
        KafkaSinks sinks = parts.start(new KafkaSinks(config));
        for (int i = 0; i < 3; i++) {
            sinks.publish(job("r" + i), Carried.NONE);
        }
        String topic = config.topics().jobs(JobQueue.BULK, VOICE);
        assertThat(admin.workerLags()).containsEntry(topic, 3L);

        try (KafkaJobSource source = new KafkaJobSource(config, JobQueue.BULK, "w1")) {
            source.subscribe(Set.of(VOICE));
            take(source);
            assertThat(admin.workerLags()).as("one is in hand").containsEntry(topic, 3L);
        }
    }

    @Test
    void seesWhatWaitsAndWhatIsInHandAndNothingThatIsDone() throws Exception {
        TopicAdmin admin = parts.start(new TopicAdmin(config));
        admin.createFixedTopics();
        admin.createJobTopics(Set.of(VOICE));
        JobTopicReader records = new JobTopicReader(config, admin);
        assertThat(queued(records)).isEmpty();
        KafkaSinks sinks = parts.start(new KafkaSinks(config));
        sinks.publishAll(List.of(job("a"), job("b"), job("c")).iterator());
        assertThat(queued(records)).isEqualTo(ids("a", "b", "c"));

        try (KafkaJobSource first = new KafkaJobSource(config, JobQueue.BULK, "first");
                KafkaJobSource second = new KafkaJobSource(config, JobQueue.BULK, "second")) {
            first.subscribe(Set.of(VOICE));
            take(first);
            second.subscribe(Set.of(VOICE));
            take(second);
            second.acknowledge(Acknowledgement.REJECT);
            take(second);
            second.acknowledge(Acknowledgement.ACCEPT);
            takeNothing(second);

            // b and c are done, but a, before them, is renewed again and again: that delays a sweep
            first.renew();
            await(records, ids("a", "b", "c"));
            first.acknowledge(Acknowledgement.ACCEPT);
            takeNothing(first);

            // the start has passed what was archived as well
            await(records, ids());
        }
    }
}
