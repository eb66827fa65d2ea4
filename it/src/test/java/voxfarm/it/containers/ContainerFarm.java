package voxfarm.it.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.Polling;

/**
 * Brokers, an S3 server, dispatchers and workers, each in a container of its own and in one
 * network. The farm's have a root file system that they cannot write to.
 */
final class ContainerFarm implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofMinutes(3);
    private static final int HTTP = 9876;
    private static final int HEALTH = 9877;
    private static final String BUCKET = "farm";

    /** A container, plainly: the engine's own life cycle is what is tested. */
    static final class Part extends GenericContainer<Part> {
        Part(String image) {
            super(Engine.name(image));
        }
    }

    /**
     * What it is made of.
     *
     * @param kafka the brokers' image
     * @param each how many dispatchers there are, and workers
     */
    record Kind(String kafka, int brokers, int each, ForeignStore store) {
        List<String> images() {
            return List.of(
                    kafka, store.image(), Engine.farm("dispatcher"), Engine.farm("worker-cpu"));
        }

        List<String> dispatchers() {
            return numbered("dispatcher-", each);
        }

        List<String> workers() {
            return numbered("worker-", each);
        }

        private static List<String> numbered(String name, int count) {
            return IntStream.rangeClosed(1, count).mapToObj(n -> name + n).toList();
        }

        /** How many brokers must have a record: all but one, if there are several. */
        private String inSync() {
            return String.valueOf(Math.max(1, brokers - 1));
        }
    }

    private final Network network = Network.newNetwork();
    private final Map<String, Part> parts = new HashMap<>();
    private final Kind kind;

    private ContainerFarm(Kind kind) {
        this.kind = kind;
    }

    /** Skips the tests where there are no containers, or no such images. */
    static ContainerFarm start(Kind kind) throws InterruptedException {
        Engine.require(kind.images());
        ContainerFarm farm = new ContainerFarm(kind);
        try {
            farm.startAll();
            return farm;
        } catch (RuntimeException | Error | InterruptedException e) {
            farm.close();
            throw e;
        }
    }

    private void startAll() throws InterruptedException {
        List<Part> backends = new ArrayList<>();
        for (int node = 1; node <= kind.brokers(); node++) {
            backends.add(add("kafka-" + node, broker(node)));
        }
        backends.add(add("s3", kind.store().container()));
        Startables.deepStart(backends).join(); // brokers wait for each other
        Map<String, Part> farm = new LinkedHashMap<>();
        kind.dispatchers().forEach(name -> farm.put(name, add(name, ofFarm("dispatcher", HTTP))));
        kind.workers().forEach(name -> farm.put(name, add(name, ofFarm("worker-cpu", HEALTH))));
        Startables.deepStart(farm.values()).join();
        for (String name : farm.keySet()) {
            awaitReady(name);
        }
    }

    private Part add(String name, Part part) {
        parts.put(name, part.withNetwork(network).withNetworkAliases(name));
        return part;
    }

    private Part broker(int node) {
        String all = String.valueOf(kind.brokers());
        Map<String, String> settings = new HashMap<>();
        settings.put("CLUSTER_ID", "4L6g3nShT-eMCtK--X86sw");
        settings.put("KAFKA_NODE_ID", String.valueOf(node));
        settings.put("KAFKA_PROCESS_ROLES", "broker,controller");
        settings.put("KAFKA_LISTENERS", "PLAINTEXT://:9092,CONTROLLER://:9093");
        settings.put("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://kafka-" + node + ":9092");
        settings.put("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER");
        settings.put(
                "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT");
        settings.put("KAFKA_INTER_BROKER_LISTENER_NAME", "PLAINTEXT");
        settings.put("KAFKA_CONTROLLER_QUORUM_VOTERS", brokers(n -> n + "@kafka-" + n + ":9093"));
        settings.put("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
        settings.put("KAFKA_DEFAULT_REPLICATION_FACTOR", all);
        settings.put("KAFKA_MIN_INSYNC_REPLICAS", kind.inSync());
        settings.put("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", all);
        settings.put("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "3");
        settings.put("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", all);
        settings.put("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", kind.inSync());
        settings.put("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_NUM_PARTITIONS", "3");
        settings.put("KAFKA_HEAP_OPTS", "-Xmx384m");
        return new Part(kind.kafka())
                .withEnv(settings)
                .waitingFor(
                        Wait.forLogMessage(".*Kafka Server started.*", 1)
                                .withStartupTimeout(START_PATIENCE));
    }

    private Part ofFarm(String image, int port) {
        Map<String, String> settings = new HashMap<>();
        settings.put("KAFKA_BOOTSTRAP_SERVERS", brokers(n -> "kafka-" + n + ":9092"));
        settings.put("KAFKA_REPLICATION_FACTOR", String.valueOf(kind.brokers()));
        settings.put("S3_ENDPOINT", "http://s3:" + kind.store().port());
        settings.put("S3_BUCKET", BUCKET);
        settings.put("S3_PATH_STYLE", "true");
        settings.put("S3_ACCESS_KEY", ForeignStore.ACCESS_KEY);
        settings.put("S3_SECRET_KEY", ForeignStore.SECRET_KEY);
        settings.put("HTTP_AUTH", "off");
        settings.put("WORKER_SLOTS", "1");
        return new Part(Engine.farm(image))
                .withEnv(settings)
                .withExposedPorts(port)
                .withCreateContainerCmdModifier(command ->
                        Objects.requireNonNull(command.getHostConfig())
                                .withReadonlyRootfs(true)
                                .withTmpFs(Map.of("/tmp", "exec,mode=1777")))
                .waitingFor(
                        Wait.forHttp("/healthz").forPort(port).withStartupTimeout(START_PATIENCE));
    }

    private String brokers(IntFunction<String> one) {
        return IntStream.rangeClosed(1, kind.brokers())
                .mapToObj(one)
                .collect(Collectors.joining(","));
    }

    Kind kind() {
        return kind;
    }

    private static DockerClient docker(Part part) {
        return part.getDockerClient();
    }

    Part part(String name) {
        return Objects.requireNonNull(parts.get(name), name);
    }

    InspectContainerResponse inspect(String name) {
        return docker(part(name)).inspectContainerCmd(part(name).getContainerId()).exec();
    }

    /** Ends it as a machine ends that loses its power. */
    void kill(String name) {
        docker(part(name)).killContainerCmd(part(name).getContainerId()).exec();
    }

    /** Tells it to stop, as an update does, and waits for that. */
    void stop(String name, Duration patience) {
        docker(part(name))
                .stopContainerCmd(part(name).getContainerId())
                .withTimeout((int) patience.toSeconds())
                .exec();
    }

    void startAgain(String name) {
        docker(part(name)).startContainerCmd(part(name).getContainerId()).exec();
    }

    /** Cuts it off from all others, or lets it in again. */
    void connected(String name, boolean connected) {
        if (connected) {
            docker(part(name))
                    .connectToNetworkCmd()
                    .withNetworkId(network.getId())
                    .withContainerId(part(name).getContainerId())
                    .withContainerNetwork(
                            new com.github.dockerjava.api.model.ContainerNetwork()
                                    .withAliases(name))
                    .exec();
            return;
        }
        docker(part(name))
                .disconnectFromNetworkCmd()
                .withNetworkId(network.getId())
                .withContainerId(part(name).getContainerId())
                .withForce(true)
                .exec();
    }

    private int port(String name) {
        return name.startsWith("dispatcher") ? HTTP : HEALTH;
    }

    /** Where it listens on this machine; another after each start. */
    private Optional<String> address(String name) {
        return Optional.ofNullable(
                        inspect(name)
                                .getNetworkSettings()
                                .getPorts()
                                .getBindings()
                                .get(new com.github.dockerjava.api.model.ExposedPort(port(name))))
                .filter(bindings -> bindings.length > 0)
                .map((Ports.Binding[] bindings) -> bindings[0].getHostPortSpec())
                .map(port -> "http://" + part(name).getHost() + ":" + port);
    }

    void awaitReady(String name) throws InterruptedException {
        Polling.await(
                name + " ready; its log ends: " + logEnd(name),
                START_PATIENCE,
                () -> address(name).filter(ContainerFarm::ready));
    }

    private static boolean ready(String address) {
        try (Http http = new Http(address)) {
            return http.get("/readyz").statusCode() == 200;
        } catch (java.io.UncheckedIOException e) {
            return false;
        }
    }

    String logEnd(String name) {
        String logs = part(name).getLogs();
        return logs.substring(Math.max(0, logs.length() - 2000));
    }

    Http http(String dispatcher) {
        return new Http(address(dispatcher).orElseThrow());
    }

    PlainS3 bucket() {
        return new PlainS3(
                kind.store().address(part("s3")),
                BUCKET,
                ForeignStore.ACCESS_KEY,
                ForeignStore.SECRET_KEY);
    }

    @Override
    public void close() {
        parts.values().parallelStream().forEach(Part::stop);
        network.close();
    }
}
