package voxfarm.it.containers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.containers.Container;
import voxfarm.common.json.Json;
import voxfarm.it.support.Http;
import voxfarm.it.support.Polling;

/** The farm's images with three brokers and an S3 server that is not its own. */
@Tag("containers")
@Timeout(600)
class ContainersIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int MANY = 24;

    private static ContainerFarm farm;
    private static ContainerRequests requests;

    @BeforeAll
    static void start() throws Exception {
        farm =
                ContainerFarm.start(
                        new ContainerFarm.Kind(
                                Engine.kafka(), 3, 2, ForeignStore.all().getFirst()));
        requests = new ContainerRequests(farm);
    }

    @AfterAll
    static void stop() {
        if (farm != null) {
            farm.close();
        }
    }

    @Test
    void speakFromTheDoorToTheBucket() throws Exception {
        try (Http http = farm.http("dispatcher-1")) {
            var answer =
                    http.send(
                            "PUT",
                            "/v1/requests/spoken?wait=120",
                            Http.request("Spoken in a container."));
            assertThat(answer.statusCode())
                    .as(new String(answer.body(), StandardCharsets.UTF_8))
                    .isEqualTo(200);
        }
        requests.assertNoneLost(List.of("spoken"));
    }

    @Test
    void speakAsAnEncodedFileToo() throws Exception {
        try (Http http = farm.http("dispatcher-2")) {
            var answer =
                    http.post(
                            "/v1/audio/speech",
                            Json.object()
                                    .put("model", "tts-1")
                                    .put("voice", "en_US-joe-medium")
                                    .put("input", "An encoder is a library that must be found.")
                                    .put("response_format", "flac")
                                    .toString());
            assertThat(answer.statusCode())
                    .as(new String(answer.body(), StandardCharsets.ISO_8859_1))
                    .isEqualTo(200);
            assertThat(new String(answer.body(), 0, 4, StandardCharsets.ISO_8859_1))
                    .isEqualTo("fLaC");
        }
    }

    @Test
    void loseNothingWhenABrokerIsKilled() throws Exception {
        List<String> ids = new ArrayList<>(requests.submit("broker", 0, MANY / 2));
        farm.kill("kafka-2");
        try {
            ids.addAll(requests.submit("broker", MANY / 2, MANY));
            requests.assertNoneLost(ids);
        } finally {
            farm.startAgain("kafka-2");
        }
    }

    @Test
    void loseNothingWhenAWorkerIsKilled() throws Exception {
        List<String> ids = requests.submit("worker", 0, MANY);
        farm.kill("worker-1");
        try {
            requests.assertNoneLost(ids);
        } finally {
            farm.startAgain("worker-1");
            farm.awaitReady("worker-1");
        }
    }

    /** What it accepted is in the bucket and on the topics; who waited asks the other one. */
    @Test
    void loseNothingWhenADispatcherIsKilled() throws Exception {
        List<String> ids = new ArrayList<>(requests.submit("door", 0, MANY / 2));
        farm.kill("dispatcher-1");
        try {
            ids.addAll(requests.submit("door", MANY / 2, MANY));
            requests.assertNoneLost(ids);
            try (Http http = farm.http("dispatcher-2")) {
                for (String id : ids) {
                    assertThat(http.get("/v1/requests/" + id).statusCode()).as(id).isEqualTo(200);
                }
            }
        } finally {
            farm.startAgain("dispatcher-1");
            farm.awaitReady("dispatcher-1");
        }
    }

    @Test
    void loseNothingWhenAWorkerIsCutOffAndComesBack() throws Exception {
        List<String> ids = new ArrayList<>(requests.submit("network", 0, MANY / 2));
        farm.connected("worker-2", false);
        try {
            ids.addAll(requests.submit("network", MANY / 2, MANY));
            requests.assertNoneLost(ids);
        } finally {
            farm.connected("worker-2", true);
        }
        farm.awaitReady("worker-2");
        requests.assertNoneLost(ids);
    }

    /** Every part of the farm is replaced while requests come. */
    @Test
    void loseNothingInARollingRestart() throws Exception {
        List<String> ids = new ArrayList<>();
        List<String> order = List.of("worker-1", "worker-2", "dispatcher-1", "dispatcher-2");
        for (int i = 0; i < order.size(); i++) {
            ids.addAll(requests.submit("rolling", 2 * i * 3, (2 * i + 1) * 3));
            farm.stop(order.get(i), Duration.ofSeconds(45));
            Long code = farm.inspect(order.get(i)).getState().getExitCodeLong();
            assertThat(code)
                    .as(order.get(i) + " ends by itself: " + farm.logEnd(order.get(i)))
                    .isEqualTo(143);
            ids.addAll(requests.submit("rolling", (2 * i + 1) * 3, (2 * i + 2) * 3));
            farm.startAgain(order.get(i));
            farm.awaitReady(order.get(i));
        }
        requests.assertNoneLost(ids);
    }

    @Test
    void runAsNobodyAndWriteNowhereElse() throws Exception {
        for (String name : List.of("dispatcher-1", "worker-1")) {
            assertThat(requireNonNull(farm.inspect(name).getConfig().getUser()))
                    .isEqualTo("10001:10001");
            Container.ExecResult id = farm.part(name).execInContainer("/bin/sh", "-c", "id -u");
            assertThat(id.getStdout().strip()).isEqualTo("10001");
            for (String folder : List.of("/", "/opt/voxfarm", "/etc/voxfarm")) {
                assertThat(
                                farm.part(name)
                                        .execInContainer(
                                                "/bin/sh", "-c", "echo x > " + folder + "/x")
                                        .getExitCode())
                        .as(folder)
                        .isNotZero();
            }
        }
    }

    @Test
    void holdNoServersOfOthers() throws Exception {
        for (String name : List.of("dispatcher-1", "worker-1")) {
            String libraries =
                    farm.part(name)
                            .execInContainer("/bin/sh", "-c", "ls /opt/voxfarm/lib")
                            .getStdout();
            assertThat(libraries)
                    .contains("kafka-clients-", "onnxruntime-")
                    .doesNotContain("kafka_2.13", "kafka-server", "scala-", "s3proxy");
            assertThat(
                            farm.part(name)
                                    .execInContainer(
                                            "/bin/sh", "-c", "head -c 4000 /opt/voxfarm/bom.json")
                                    .getStdout())
                    .contains("CycloneDX");
        }
    }

    @Test
    void areHealthyToTheEngine() throws Exception {
        for (String name : List.of("dispatcher-2", "worker-2")) {
            assertThat(
                            Polling.await(
                                    "health of " + name,
                                    PATIENCE,
                                    () ->
                                            Optional.of(
                                                            requireNonNull(
                                                                            farm.inspect(name)
                                                                                    .getState()
                                                                                    .getHealth())
                                                                    .getStatus())
                                                    .filter(status -> !status.equals("starting"))))
                    .isEqualTo("healthy");
        }
    }

    @Test
    void nameTheirVersionAndCommit() {
        for (String name : List.of("dispatcher-1", "worker-1")) {
            assertThat(requireNonNull(farm.inspect(name).getConfig().getLabels()))
                    .containsEntry("org.opencontainers.image.licenses", "Apache-2.0")
                    .containsKeys(
                            "org.opencontainers.image.version",
                            "org.opencontainers.image.revision",
                            "org.opencontainers.image.created");
        }
    }
}
