package voxfarm.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import voxfarm.app.local.KafkaCredentials;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;

/** A Kafka broker and controller of one node in this process, on the loopback address. */
public final class EmbeddedBroker implements Component {
    private static final String CLIENTS = "CLIENTS";
    private static final String CONTROLLER = "CONTROLLER";

    /** Below the minute for which a broker that starts tries to be taken in. */
    private static final Duration SESSION = Duration.ofSeconds(30);

    private static final Duration SESSION_OF_THE_KILLED = Duration.ofSeconds(3);

    /** Kafka writes it when it has stopped, and takes it away when it starts. */
    private static final String CLEAN_END = ".kafka_cleanshutdown";

    private final Path folder;
    private final int port;
    private final Optional<KafkaCredentials> credentials;
    private final Map<String, String> settings;

    /** Guarded by this. */
    private @Nullable KafkaRaftServer server;

    /** Guarded by this: the folder is new. */
    private boolean formatted;

    /**
     * @param port free, see {@link FreePorts}
     * @param credentials asked of every client, and of the controller's
     */
    EmbeddedBroker(Path folder, int port, KafkaCredentials credentials) {
        this(folder, port, Optional.of(credentials), Map.of());
    }

    /** One that asks for no password: a cluster for tests and measurements to connect to. */
    public EmbeddedBroker(Path folder, int port) {
        this(folder, port, Map.of());
    }

    /**
     * As the other, set as somebody else sets a cluster.
     *
     * @param settings the broker's own, by name
     */
    public EmbeddedBroker(Path folder, int port, Map<String, String> settings) {
        this(folder, port, Optional.empty(), settings);
    }

    private EmbeddedBroker(
            Path folder,
            int port,
            Optional<KafkaCredentials> credentials,
            Map<String, String> settings) {
        this.settings = Map.copyOf(settings);
        this.folder = folder;
        this.port = port;
        this.credentials = credentials;
    }

    @Override
    public String name() {
        return "embedded Kafka";
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public synchronized void start() {
        try {
            Files.createDirectories(folder);
            if (!Files.exists(folder.resolve("meta.properties"))) {
                format();
                formatted = true;
            }
        } catch (Exception e) { // the formatter declares no narrower type
            throw new VoxfarmException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "Kafka's folder " + folder + " cannot be made: " + e.getMessage(),
                    e);
        }
        int controllerPort = FreePorts.any();
        KafkaRaftServer starting =
                new KafkaRaftServer(
                        new KafkaConfig(properties(controllerPort, session())), Time.SYSTEM);
        server = starting;
        try {
            starting.startup();
        } catch (KafkaException e) {
            throw new VoxfarmException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "Kafka does not start on " + folder + ": " + e.getMessage(),
                    e);
        }
    }

    /**
     * No other broker can take over, so one that starves or sleeps, with its controller, goes on
     * where it was. But the controller takes nobody in under the name of a broker whose session
     * lasts, as it does where that was killed: then it must end soon.
     */
    private Duration session() {
        return formatted || Files.exists(folder.resolve(CLEAN_END))
                ? SESSION
                : SESSION_OF_THE_KILLED;
    }

    private void format() throws Exception {
        new Formatter()
                .setPrintStream(
                        new PrintStream(
                                OutputStream.nullOutputStream(),
                                false,
                                java.nio.charset.StandardCharsets.UTF_8))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(folder.toString())
                .setMetadataLogDirectory(folder.toString())
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setControllerListenerName(CONTROLLER)
                .setIgnoreFormatted(true)
                .run();
    }

    private Map<String, String> properties(int controllerPort, Duration session) {
        Map<String, String> p = new HashMap<>();
        p.put("node.id", "1");
        p.put("process.roles", "broker,controller");
        p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        p.put(
                "listeners",
                CLIENTS
                        + "://127.0.0.1:"
                        + port
                        + ","
                        + CONTROLLER
                        + "://127.0.0.1:"
                        + controllerPort);
        p.put("advertised.listeners", CLIENTS + "://127.0.0.1:" + port);
        p.put("controller.listener.names", CONTROLLER);
        p.put("inter.broker.listener.name", CLIENTS);
        secured(p);
        p.put("log.dirs", folder.toString());
        // a producer with a typing error must not make topics
        p.put("auto.create.topics.enable", "false");
        single("offsets.topic", p);
        single("transaction.state.log", p);
        single("share.coordinator.state.topic", p);
        quickGroups(session, p);
        small(p);
        p.putAll(settings);
        return p;
    }

    private void secured(Map<String, String> p) {
        String protocol = credentials.isPresent() ? KafkaCredentials.PROTOCOL : "PLAINTEXT";
        p.put(
                "listener.security.protocol.map",
                CLIENTS + ":" + protocol + "," + CONTROLLER + ":" + protocol);
        credentials.ifPresent(asked -> {
            p.put("sasl.enabled.mechanisms", KafkaCredentials.MECHANISM);
            p.put("sasl.mechanism.inter.broker.protocol", KafkaCredentials.MECHANISM);
            p.put("sasl.mechanism.controller.protocol", KafkaCredentials.MECHANISM);
            for (String listener : List.of(CLIENTS, CONTROLLER)) {
                p.put(
                        "listener.name."
                                + listener.toLowerCase(Locale.ROOT)
                                + ".plain.sasl.jaas.config",
                        asked.server());
            }
        });
    }

    private static void single(String topic, Map<String, String> p) {
        p.put(topic + ".num.partitions", "1");
        p.put(topic + ".replication.factor", "1");
        if (!topic.equals("offsets.topic")) {
            p.put(topic + ".min.isr", "1");
        }
    }

    /**
     * Members get their topics with a heartbeat; the default of 5 s is what a first request would
     * wait.
     */
    private static void quickGroups(Duration session, Map<String, String> p) {
        p.put("group.share.min.heartbeat.interval.ms", "500");
        p.put("group.share.heartbeat.interval.ms", "500");
        p.put("group.share.assignment.interval.ms", "0");
        p.put("group.consumer.assignment.interval.ms", "0");
        p.put("group.share.min.record.lock.duration.ms", "1000");
        p.put("group.share.max.record.lock.duration.ms", "3600000");
        p.put("group.share.max.size", "1000");
        p.put("group.consumer.min.heartbeat.interval.ms", "500");
        p.put("group.consumer.heartbeat.interval.ms", "1000");
        p.put("group.consumer.min.session.timeout.ms", "5000");
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("broker.session.timeout.ms", String.valueOf(session.toMillis()));
        p.put("broker.heartbeat.interval.ms", "500");
    }

    /** Sizes for one machine and little traffic. */
    private static void small(Map<String, String> p) {
        // a record twice a second that only lets figures see that the metadata log moves
        p.put("metadata.max.idle.interval.ms", "0");
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "4");
        p.put("log.cleaner.dedupe.buffer.size", "4194304");
        p.put("log.index.size.max.bytes", "65536");
        p.put("log.segment.bytes", String.valueOf(64 << 20));
        p.put("log.retention.hours", "168");
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }
}
