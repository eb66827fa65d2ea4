package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.job.Carried;
import voxfarm.common.kafka.JobQueue;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.kafka.Topics;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.retention.KafkaVoiceTopics;
import voxfarm.dispatcher.retention.RetentionConfig;
import voxfarm.dispatcher.retention.VoiceTopics;
import voxfarm.embedded.EmbeddedBroker;
import voxfarm.embedded.FreePorts;
import voxfarm.worker.poll.KafkaJobSource;
import voxfarm.worker.process.Acknowledgement;

/** Topics of voices that were removed, on a real broker, while days pass for the store. */
class VoiceTopicsIT {
    private static final VoiceId QUEUED = new VoiceId("joe"); // whose jobs ShareOffsetsIT makes
    private static final VoiceId EMPTY = new VoiceId("empty");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path folder;

    private final ComponentStack parts = new ComponentStack();
    private final int port = FreePorts.any();
    private final KafkaConfig config =
            new KafkaConfig("127.0.0.1:" + port, Topics.DEFAULT, 1, 1, 5000, 500, Map.of());
    private Instant now = Instant.parse("2026-01-31T12:00:00Z");
    private final InMemoryObjectStore store = new InMemoryObjectStore(() -> now);
    private TopicAdmin admin;
    private VoiceTopics topics;

    @BeforeEach
    void start() {
        parts.start(new EmbeddedBroker(folder, port));
        admin = parts.start(new TopicAdmin(config));
        admin.createFixedTopics();
        admin.createJobTopics(Set.of(QUEUED, EMPTY));
        topics =
                new VoiceTopics(
                        RetentionConfig.DEFAULTS,
                        store,
                        new VoiceCatalog(store),
                        new KafkaVoiceTopics(admin));
    }

    @AfterEach
    void stop() {
        parts.close();
    }

    private static List<String> of(VoiceId voice) {
        List<String> names = new ArrayList<>();
        for (JobQueue queue : JobQueue.values()) {
            names.add(Topics.DEFAULT.jobs(queue, voice));
        }
        return names;
    }

    private List<String> prune() {
        List<String> named = new ArrayList<>();
        var _ = topics.prune(false, named::add);
        return named;
    }

    /** A broker lists a topic for a moment after its controller has deleted it. */
    private Set<VoiceId> leftAfterDeleting(Set<VoiceId> expected) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Set<VoiceId> left = left();
        while (!left.equals(expected) && System.nanoTime() < deadline) {
            left = left();
        }
        return left;
    }

    private Set<VoiceId> left() {
        return new KafkaVoiceTopics(admin).voices();
    }

    /** As a worker does that finds its request gone. */
    private void finishTheJob() {
        try (KafkaJobSource source = new KafkaJobSource(config, JobQueue.BULK, "w")) {
            source.subscribe(Set.of(QUEUED));
            ShareOffsetsIT.take(source);
            source.acknowledge(Acknowledgement.ACCEPT);
            ShareOffsetsIT.takeNothing(source);
        }
    }

    @Test
    void goWhenTheVoiceHasBeenGoneForSevenDaysAndNothingIsQueued() throws Exception {
        try (KafkaSinks sinks = new KafkaSinks(config)) {
            sinks.start();
            sinks.publish(ShareOffsetsIT.job("late"), Carried.NONE);
        }
        assertThat(prune()).as("the first run notes that they are gone").isEmpty();
        now = now.plus(DAY.multipliedBy(6));
        assertThat(prune()).isEmpty();
        assertThat(left()).containsExactlyInAnyOrder(QUEUED, EMPTY);

        now = now.plus(DAY);
        assertThat(prune()).containsExactlyInAnyOrderElementsOf(of(EMPTY));
        assertThat(leftAfterDeleting(Set.of(QUEUED)))
                .as("a job is queued on the other's")
                .containsExactly(QUEUED);
        assertThat(prune()).as("nothing twice").isEmpty();

        finishTheJob();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (admin.emptyJobTopics(QUEUED).isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(prune()).as("its seven days begin when it is seen empty").isEmpty();
        now = now.plus(DAY.multipliedBy(7));
        assertThat(prune()).containsExactlyInAnyOrderElementsOf(of(QUEUED));
        assertThat(leftAfterDeleting(Set.of())).isEmpty();
    }

    @Test
    void stayWhenTheVoiceComesBack() {
        assertThat(prune()).isEmpty();
        now = now.plus(DAY.multipliedBy(6));
        store.create(
                new ObjectKey("voices/empty/x/weights.bin"),
                new byte[] {1},
                "x"); // its import has begun
        assertThat(prune()).isEmpty();
        now = now.plus(DAY.multipliedBy(2));
        assertThat(prune()).containsExactlyInAnyOrderElementsOf(of(QUEUED));
        assertThat(leftAfterDeleting(Set.of(EMPTY))).containsExactly(EMPTY);
    }
}
