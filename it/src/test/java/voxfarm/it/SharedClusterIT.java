package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.S3Credentials;
import voxfarm.app.wiring.RemoteDispatcher;
import voxfarm.app.wiring.RemoteWorker;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.embedded.EmbeddedBroker;
import voxfarm.embedded.EmbeddedStore;
import voxfarm.embedded.FreePorts;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;

/** Two farms on one cluster and in one bucket. */
class SharedClusterIT {
    @TempDir Path folder;

    private final ComponentStack parts = new ComponentStack();
    private final int kafkaPort = FreePorts.any();
    private final int s3Port = FreePorts.any();

    @BeforeEach
    void startBackends() {
        parts.start(new EmbeddedBroker(folder.resolve("kafka"), kafkaPort));
        parts.start(
                new EmbeddedStore(
                        folder.resolve("s3"),
                        s3Port,
                        "shared",
                        new S3Credentials("key", "secret")));
    }

    @AfterEach
    void stop() {
        parts.close();
    }

    private FarmConfig config(String farm) throws Exception {
        Path file = folder.resolve(farm + ".yml");
        Files.writeString(
                file,
                """
                kafka:
                  bootstrap-servers: 127.0.0.1:%d
                  prefix: %s
                  replication-factor: 1
                  heartbeat-millis: 500
                store:
                  endpoint: http://127.0.0.1:%d
                  bucket: shared
                  prefix: farms/%s
                  path-style: true
                  access-key: key
                  secret-key: secret
                worker: {id: worker-of-%s, cache: %s, slots: 1}
                http: {port: 0}
                """
                        .formatted(
                                kafkaPort,
                                farm,
                                s3Port,
                                farm,
                                farm,
                                folder.resolve("cache-" + farm)));
        return FarmConfig.read(file).config();
    }

    /** One farm has no worker: what it queues must wait, whatever the other one does. */
    @Test
    void neitherFarmSeesTheOthersWork() throws Exception {
        parts.start(new RemoteWorker(config("one")));
        RemoteDispatcher one = parts.start(new RemoteDispatcher(config("one"), 0));
        // its voice comes with a worker that then leaves
        new RemoteWorkerVisit(config("two")).run();
        RemoteDispatcher two = parts.start(new RemoteDispatcher(config("two"), 0));

        try (Http first = new Http("http://127.0.0.1:" + one.httpPort());
                Http second = new Http("http://127.0.0.1:" + two.httpPort());
                PlainS3 bucket =
                        new PlainS3("http://127.0.0.1:" + s3Port, "shared", "key", "secret")) {
            assertThat(
                            second.send("PUT", "/v1/requests/same", Http.request("Of farm two."))
                                    .statusCode())
                    .isEqualTo(202);
            // the same id with another text is no conflict in another farm, and is spoken
            assertThat(
                            first.send(
                                            "PUT",
                                            "/v1/requests/same?wait=60",
                                            Http.request("Of farm one."))
                                    .statusCode())
                    .isEqualTo(200);
            assertThat(Http.json(first.get("/v1/requests/same")).path("status").asText())
                    .isEqualTo("completed");
            assertThat(Http.json(second.get("/v1/requests/same")).path("status").asText())
                    .isEqualTo("queued");
            assertThat(workers(first)).containsExactly("worker-of-one");
            assertThat(Http.json(first.get("/v1/requests?limit=10")).path("requests")).hasSize(1);
            assertThat(bucket.exists("farms/one/results/same/result.json")).isTrue();
            assertThat(bucket.exists("farms/two/results/same/result.json")).isFalse();
            assertThat(topFolders(bucket)).isEqualTo(Set.of("farms/one", "farms/two"));
            assertThat(topicPrefixes()).isEqualTo(Set.of("one", "two"));

            parts.start(new RemoteWorker(config("two")));
            bucket.await("farms/two/results/same/result.json", Duration.ofSeconds(60));
        }
    }

    private record RemoteWorkerVisit(FarmConfig config) {
        void run() {
            RemoteWorker worker = new RemoteWorker(config);
            try {
                worker.start();
            } finally {
                worker.close();
            }
        }
    }

    private static List<String> workers(Http farm) {
        return Http.json(farm.get("/v1/workers")).path("workers").findValuesAsText("worker_id");
    }

    private static Set<String> topFolders(PlainS3 bucket) {
        Set<String> found = new TreeSet<>();
        for (String key : bucket.list("")) {
            int end = key.indexOf('/', key.indexOf('/') + 1);
            found.add(key.substring(0, end));
        }
        return found;
    }

    private Set<String> topicPrefixes() throws Exception {
        Set<String> found = new TreeSet<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + kafkaPort))) {
            for (String topic : admin.listTopics().names().get()) {
                found.add(topic.substring(0, topic.indexOf('.')));
            }
        }
        return found;
    }
}
