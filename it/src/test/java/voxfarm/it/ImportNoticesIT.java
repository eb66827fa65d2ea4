package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.kafka.TopicFollower;
import voxfarm.common.kafka.Topics;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.fleet.ExpectedVoices;
import voxfarm.embedded.EmbeddedBroker;
import voxfarm.embedded.FreePorts;

/** What a worker says of its imports reaches a dispatcher, on a real broker. */
class ImportNoticesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final VoiceId ANN = new VoiceId("ann");
    private static final VoiceId BOB = new VoiceId("b.o_b");

    @TempDir Path folder;

    private final ComponentStack parts = new ComponentStack();

    @AfterEach
    void stop() {
        parts.close();
    }

    @Test
    void dispatchersExpectWhatWorkersImportUntilTheyHaveIt() throws Exception {
        int port = FreePorts.any();
        KafkaConfig config =
                new KafkaConfig("127.0.0.1:" + port, Topics.DEFAULT, 1, 1, 5000, 500, Map.of());
        parts.start(new EmbeddedBroker(folder, port));
        parts.start(new TopicAdmin(config)).createFixedTopics();
        KafkaSinks sinks = parts.start(new KafkaSinks(config));
        AtomicLong nanos = new AtomicLong();
        ExpectedVoices expected = ExpectedVoices.ofWorkers(nanos::get);
        CompletableFuture<Throwable> fault = new CompletableFuture<>();
        parts.start(
                new TopicFollower(
                        config,
                        config.topics().control(),
                        TopicFollower.From.END,
                        expected::accept,
                        (_, cause) -> fault.complete(cause)));
        expected.listening();
        nanos.addAndGet(PATIENCE.toNanos());
        assertThat(expected.expects(ANN)).isFalse();

        sinks.importing("worker-1", List.of(ANN, BOB));
        await("both are expected", () -> expected.expects(ANN) && expected.expects(BOB));
        sinks.importing("worker-1", List.of(BOB));
        await("one is there", () -> !expected.expects(ANN));
        assertThat(expected.expects(BOB)).isTrue();
        sinks.importing("worker-1", List.of());
        await("both are there", () -> !expected.expects(BOB));
        assertThat(fault).isNotDone();
    }

    private static void await(String what, BooleanSupplier look) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!look.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
