package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.OutputStreamAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.Main;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.LocalFarm;
import voxfarm.common.lifecycle.LongSteps;
import voxfarm.common.store.ObjectStore;
import voxfarm.embedded.EmbeddedFarm;
import voxfarm.embedded.FreePorts;

/** A start that fails ends soon: nothing that was started waits for what is gone. */
@Timeout(180)
class FailedStartIT {
    /** Clients of a broker that is gone wait for it for thirty seconds. */
    private static final Duration SOON = Duration.ofSeconds(25);

    @TempDir Path data;

    private final int port = FreePorts.any();
    private final AtomicLong lastStepNanos = new AtomicLong();
    private final List<String> steps = new CopyOnWriteArrayList<>();

    private EmbeddedFarm farm(UnaryOperator<ObjectStore> bucket) {
        return new EmbeddedFarm(
                new LocalFarm.Options(data, "127.0.0.1", port, 0, 0, "voxfarm"),
                FarmConfig.DEFAULTS,
                new EmbeddedFarm.StandIns(Optional.empty(), bucket),
                new LongSteps(this::begun, Duration.ZERO),
                (_, _) -> {},
                InstantSource.system());
    }

    private void begun(String step) {
        steps.add(step);
        lastStepNanos.set(System.nanoTime());
    }

    private void failsSoon(EmbeddedFarm farm, String reason) {
        try {
            assertThatThrownBy(farm::start).hasStackTraceContaining(reason);
        } finally {
            farm.close();
        }
        Duration since = Duration.ofNanos(System.nanoTime() - lastStepNanos.get());
        assertThat(since).as("since the last part began to start").isLessThan(SOON);
    }

    /** Somebody takes the port behind the check: the dispatcher fails while the worker starts. */
    @Test
    void whereTheDispatchersPortIsTakenMeanwhile() throws Exception {
        try (ServerSocket other = new ServerSocket()) {
            failsSoon(
                    farm(bucket -> {
                        try {
                            other.bind(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        return bucket;
                    }),
                    String.valueOf(port));
            assertThat(steps)
                    .as("what takes long was said")
                    .contains(
                            "starting the engine",
                            "starting Kafka",
                            "starting the object store",
                            "importing voice en_US-joe-medium",
                            "starting the dispatcher",
                            "starting the worker");
        }
    }

    /** Another Kafka works on the folder. */
    @Test
    void whereTheBrokersFolderIsInUse() throws Exception {
        Path kafka = Files.createDirectories(data.resolve("kafka"));
        try (FileChannel lock =
                        FileChannel.open(
                                kafka.resolve(".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            assertThat(held.isValid()).isTrue();
            failsSoon(farm(UnaryOperator.identity()), ".lock");
        }
    }

    /** What Kafka logs of it, with traces, would bury that line. */
    @Test
    void saysWhyInOneLine() throws Exception {
        Path kafka = Files.createDirectories(data.resolve("kafka"));
        StringWriter err = new StringWriter();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        Configuration logs = LoggerContext.getContext(false).getConfiguration();
        Appender kept = OutputStreamAppender.newBuilder().setName("kept").setTarget(log).build();
        kept.start();
        logs.getRootLogger().addAppender(kept, null, null);
        try (FileChannel lock =
                        FileChannel.open(
                                kafka.resolve(".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            assertThat(held.isValid()).isTrue();
            int code =
                    Main.commandLine()
                            .setErr(new PrintWriter(err, true))
                            .execute(
                                    "up",
                                    "--data",
                                    data.toString(),
                                    "--http-port",
                                    "0",
                                    "--kafka-port",
                                    "0",
                                    "--s3-port",
                                    "0");
            assertThat(code).isEqualTo(1);
        } finally {
            logs.getRootLogger().removeAppender("kept");
        }
        assertThat(err.toString().lines().filter(line -> !line.endsWith(" …")))
                .as("but for the parts that take long")
                .singleElement()
                .asString()
                .startsWith("voxfarm: Kafka does not start on " + kafka + ": ");
        assertThat(log.toString(StandardCharsets.UTF_8))
                .doesNotContain("Fatal error", "KafkaException", "stopping");
    }

    /** The store starts beside the broker. */
    @Test
    void whereTheStoreCannotKeepItsFiles() throws Exception {
        Files.writeString(data.resolve("s3"), "no folder");
        failsSoon(farm(UnaryOperator.identity()), "s3");
    }
}
