package voxfarm.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import voxfarm.embedded.FreePorts;

/**
 * A broker of the oldest supported release, from its own artefacts, in a process of its own; with
 * its own defaults but for what one node needs.
 */
public final class OldestBroker implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final int port;

    private OldestBroker(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * @param more lines of {@code server.properties}, which count in place of those that it has by
     *     itself; {@code {port}} and {@code {controller}} stand for its ports
     */
    public static OldestBroker start(Path folder, String... more) throws Exception {
        int port = FreePorts.any();
        Files.createDirectories(folder);
        Path properties =
                Files.write(folder.resolve("server.properties"), lines(folder, port, more));
        Process format =
                java(
                        folder,
                        "kafka.tools.StorageTool",
                        "format",
                        "--cluster-id",
                        Uuid.randomUuid().toString(),
                        "--config",
                        properties.toString());
        if (!format.waitFor(60, TimeUnit.SECONDS) || format.exitValue() != 0) {
            throw new IllegalStateException(Files.readString(log(folder)));
        }
        OldestBroker broker =
                new OldestBroker(java(folder, "kafka.Kafka", properties.toString()), port);
        try {
            Polling.await(
                    "broker; see " + log(folder), START_PATIENCE, () -> broker.accepts(folder));
        } catch (AssertionError | Exception e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    private static List<String> lines(Path folder, int port, String... more) {
        int controller = FreePorts.any();
        List<String> lines =
                new ArrayList<>(
                        List.of(
                                "node.id=1",
                                "process.roles=broker,controller",
                                "controller.quorum.voters=1@127.0.0.1:" + controller,
                                "listeners=PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                                        .formatted(port, controller),
                                "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
                                "controller.listener.names=CONTROLLER",
                                "listener.security.protocol.map="
                                        + "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
                                "log.dirs=" + folder.resolve("logs"),
                                "auto.create.topics.enable=false",
                                "offsets.topic.replication.factor=1",
                                "share.coordinator.state.topic.replication.factor=1",
                                "share.coordinator.state.topic.min.isr=1"));
        for (String line : more) {
            lines.add(
                    line.replace("{port}", String.valueOf(port))
                            .replace("{controller}", String.valueOf(controller)));
        }
        return lines;
    }

    private static Process java(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-cp", jars() + "/*"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder).toFile()))
                .start();
    }

    private static Path log(Path folder) {
        return folder.resolve("broker.log");
    }

    /** Where {@code it/oldest-broker} puts them; the release is in the name. */
    private static Path jars() {
        Path target = Path.of(System.getProperty("voxfarm.oldest-broker"));
        try (Stream<Path> found = Files.list(target)) {
            return found.filter(path -> path.getFileName().toString().startsWith("kafka-"))
                    .max(java.util.Comparator.comparing(OldestBroker::changed))
                    .orElseThrow(() ->
                            new IllegalStateException(
                                    target + ": no Kafka there; build with -Pit"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static java.nio.file.attribute.FileTime changed(Path path) {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Boolean> accepts(Path folder) {
        if (!process.isAlive()) {
            throw new IllegalStateException("the broker ended; see " + log(folder));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return Optional.of(true);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** The release, as its own jar says. */
    public static String release() {
        return jars().getFileName().toString().substring("kafka-".length());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
