package voxfarm.worker.poll;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.kafka.JobQueue;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.kafka.Topics;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.voice.VoiceId;
import voxfarm.embedded.EmbeddedBroker;
import voxfarm.embedded.FreePorts;

/** The contract on a real broker; each test has a topic of its own. */
class KafkaJobSourceIT extends JobSourceContract {
    private static final int LOCK_MILLIS = 5000;
    private static final AtomicInteger VOICES = new AtomicInteger();

    @TempDir static Path folder;

    private static ComponentStack parts;
    private static KafkaConfig config;
    private static TopicAdmin admin;
    private static KafkaSinks sinks;

    private final VoiceId voice = new VoiceId("voice" + VOICES.incrementAndGet());

    @BeforeAll
    static void start() {
        int port = FreePorts.any();
        config =
                new KafkaConfig(
                        "127.0.0.1:" + port, Topics.DEFAULT, 1, 1, LOCK_MILLIS, 500, Map.of());
        parts = new ComponentStack();
        parts.start(new EmbeddedBroker(folder, port));
        admin = parts.start(new TopicAdmin(config));
        admin.createFixedTopics();
        admin.createJobTopics(Set.of(new VoiceId("another")));
        sinks = parts.start(new KafkaSinks(config));
    }

    @AfterAll
    static void stop() {
        parts.close();
    }

    @BeforeEach
    void createTopics() {
        admin.createJobTopics(Set.of(voice));
    }

    @Override
    protected JobSource join() {
        return new KafkaJobSource(config, JobQueue.BULK, "member");
    }

    @Override
    protected VoiceId voice() {
        return voice;
    }

    @Override
    protected void publish(String job) {
        sinks.send(
                config.topics().jobs(JobQueue.BULK, voice),
                voice.value(),
                job.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected Duration pollAndWake(JobSource member, Duration patience) {
        return Waking.during(() -> member.poll(patience), member);
    }
}
