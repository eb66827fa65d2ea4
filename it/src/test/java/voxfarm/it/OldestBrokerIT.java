package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.S3Credentials;
import voxfarm.app.wiring.RemoteDispatcher;
import voxfarm.app.wiring.RemoteWorker;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.Carried;
import voxfarm.common.kafka.JobQueue;
import voxfarm.common.kafka.JobTopicReader;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.kafka.Topics;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.voice.VoiceId;
import voxfarm.embedded.EmbeddedStore;
import voxfarm.embedded.FreePorts;
import voxfarm.it.support.Http;
import voxfarm.it.support.OldestBroker;
import voxfarm.worker.poll.KafkaJobSource;
import voxfarm.worker.process.Acknowledgement;

/**
 * The oldest Kafka that the farm says it supports. Its groups know no {@code
 * share.delivery.count.limit}, and it gives a record up after five deliveries.
 */
class OldestBrokerIT {
    private static final VoiceId VOICE = new VoiceId("joe");
    private static final int DELIVERIES = 5;
    private static final ConfigResource GROUP =
            new ConfigResource(ConfigResource.Type.GROUP, "tts-workers");

    @TempDir Path folder;

    private final ComponentStack parts = new ComponentStack();

    @AfterEach
    void stop() {
        parts.close();
    }

    private OldestBroker broker(String... more) throws Exception {
        OldestBroker broker = OldestBroker.start(folder.resolve("kafka"), more);
        parts.start(new Held(broker));
        return broker;
    }

    private record Held(OldestBroker broker) implements voxfarm.common.lifecycle.Component {
        @Override
        public String name() {
            return "oldest broker";
        }

        @Override
        public void start() {}

        @Override
        public void close() {
            broker.close();
        }
    }

    private static KafkaConfig kafka(OldestBroker broker) {
        return new KafkaConfig(
                broker.bootstrapServers(), Topics.DEFAULT, 1, 1, 15_000, 5000, Map.of());
    }

    private static void set(Admin admin, String name, String value) throws Exception {
        admin.incrementalAlterConfigs(
                        Map.of(
                                GROUP,
                                List.of(
                                        new AlterConfigOp(
                                                new ConfigEntry(name, value),
                                                AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    @Test
    void carriesAWholeFarm() throws Exception {
        OldestBroker broker = broker();
        int s3 = FreePorts.any();
        parts.start(
                new EmbeddedStore(
                        folder.resolve("s3"), s3, "farm", new S3Credentials("key", "secret")));
        FarmConfig config =
                FarmConfig.read(
                                Files.writeString(
                                        folder.resolve("config.yml"),
                                        """
                                        kafka: {bootstrap-servers: "%s", replication-factor: 1}
                                        store: {endpoint: "http://127.0.0.1:%d", bucket: farm, path-style: true, access-key: key, secret-key: secret}
                                        worker: {cache: "%s", slots: 1}
                                        http: {port: 0}
                                        """
                                                .formatted(
                                                        broker.bootstrapServers(),
                                                        s3,
                                                        folder.resolve("cache"))))
                        .config();
        parts.start(new RemoteWorker(config));
        RemoteDispatcher dispatcher = parts.start(new RemoteDispatcher(config, 0));
        try (Http http = new Http("http://127.0.0.1:" + dispatcher.httpPort())) {
            var answer =
                    http.send("PUT", "/v1/requests/one?wait=120", Http.request("On an old one."));

            assertThat(answer.statusCode())
                    .as(
                            OldestBroker.release()
                                    + ": "
                                    + new String(answer.body(), StandardCharsets.UTF_8))
                    .isEqualTo(200);
            assertThat(Http.json(http.get("/v1/requests/one")).path("status").asText())
                    .isEqualTo("completed");
        }
    }

    /** What the broker gave up is to the sweeper as if it were lost: it is queued again. */
    @Test
    void aRecordThatTheBrokerGaveUpIsSeenAsGone() throws Exception {
        KafkaConfig config = kafka(broker());
        TopicAdmin admin = parts.start(new TopicAdmin(config));
        admin.checkFeatures();
        admin.createFixedTopics();
        admin.createJobTopics(Set.of(VOICE));
        KafkaSinks sinks = parts.start(new KafkaSinks(config));
        sinks.publish(ShareOffsetsIT.job("given-up"), Carried.NONE);
        JobTopicReader records = new JobTopicReader(config, admin);
        assertThat(ShareOffsetsIT.queued(records)).hasSize(1);

        try (KafkaJobSource source = new KafkaJobSource(config, JobQueue.BULK, "one")) {
            source.subscribe(Set.of(VOICE));
            List<Integer> deliveries = new ArrayList<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!ShareOffsetsIT.queued(records).isEmpty() && System.nanoTime() < deadline) {
                source.poll(Duration.ofMillis(200))
                        .ifPresent(delivery -> {
                            deliveries.add(delivery.count());
                            source.acknowledge(Acknowledgement.RELEASE);
                        });
            }

            assertThat(deliveries)
                    .hasSizeLessThanOrEqualTo(10)
                    .hasSizeGreaterThanOrEqualTo(DELIVERIES);
            assertThat(ShareOffsetsIT.queued(records)).isEmpty();
        }
    }

    @Test
    void goesOnWhereAlteringIsDeniedAndTheValuesAreRight() throws Exception {
        OldestBroker broker = brokerThatDeniesAltering(true);

        try (TopicAdmin farm = new TopicAdmin(kafka(broker))) {
            farm.createFixedTopics();
        }
    }

    @Test
    void namesEachWrongValueAndTheCommandWhereAlteringIsDenied() throws Exception {
        OldestBroker broker = brokerThatDeniesAltering(false);

        try (TopicAdmin farm = new TopicAdmin(kafka(broker))) {
            assertThatThrownBy(farm::createFixedTopics)
                    .isInstanceOf(VoxfarmException.class)
                    .hasMessageContaining("share.auto.offset.reset=earliest (it is latest")
                    .hasMessageContaining("share.record.lock.duration.ms=15000 (it is 30000")
                    .hasMessageContaining("not allowed to this client")
                    .hasMessageContaining(
                            "--alter --entity-type groups --entity-name tts-workers --add-config"
                                + " share.auto.offset.reset=earliest,share.record.lock.duration.ms=15000");
        }
    }

    private OldestBroker brokerThatDeniesAltering(boolean right) throws Exception {
        OldestBroker broker =
                broker(
                        "authorizer.class.name="
                                + "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "allow.everyone.if.no.acl.found=true");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            if (right) {
                set(admin, "share.auto.offset.reset", "earliest");
                set(admin, "share.record.lock.duration.ms", "15000");
            }
            admin.createAcls(
                            List.of(
                                    acl(AclOperation.ALL, AclPermissionType.ALLOW),
                                    acl(AclOperation.ALTER_CONFIGS, AclPermissionType.DENY)))
                    .all()
                    .get();
        }
        return broker;
    }

    private static AclBinding acl(AclOperation operation, AclPermissionType permission) {
        return new AclBinding(
                new ResourcePattern(ResourceType.GROUP, "*", PatternType.LITERAL),
                new AccessControlEntry("User:*", "*", operation, permission));
    }

    private static Config described(Admin admin) throws Exception {
        return Objects.requireNonNull(admin.describeConfigs(List.of(GROUP)).all().get().get(GROUP));
    }

    /** A lock that the operator made longer is put right; what is right is left alone. */
    @Test
    void altersOnlyWhatDiffers() throws Exception {
        OldestBroker broker = broker();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                TopicAdmin farm = new TopicAdmin(kafka(broker))) {
            set(admin, "share.record.lock.duration.ms", "60000");
            farm.createFixedTopics();

            Config now = described(admin);
            // a broker answers from metadata that follows its controller
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!now.get("share.record.lock.duration.ms").value().equals("15000")
                    && System.nanoTime() < deadline) {
                now = described(admin);
            }
            assertThat(now.get("share.record.lock.duration.ms").value()).isEqualTo("15000");
            assertThat(now.get("share.auto.offset.reset").value()).isEqualTo("earliest");
            assertThat(now.get("share.heartbeat.interval.ms").source())
                    .as("it was right by default")
                    .isEqualTo(ConfigEntry.ConfigSource.DEFAULT_CONFIG);
            assertThat(Optional.ofNullable(now.get("share.delivery.count.limit")))
                    .as("release " + OldestBroker.release())
                    .matches(found -> found.isEmpty() || found.get().value().equals("10"));
        }
    }

    @Test
    void refusesAWorkerForWhichTheGroupHasNoRoom() throws Exception {
        KafkaConfig config = kafka(broker("group.share.max.size=3"));
        TopicAdmin admin = parts.start(new TopicAdmin(config));
        admin.createFixedTopics();
        admin.createJobTopics(Set.of(VOICE));
        admin.checkRoomForWorker("w1", 3);
        try (KafkaJobSource there = new KafkaJobSource(config, JobQueue.BULK, "w1-bulk-0")) {
            there.subscribe(Set.of(VOICE));
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (admin.membersWithTopics("w1-") == 0 && System.nanoTime() < deadline) {
                there.poll(Duration.ofMillis(200));
            }

            admin.checkRoomForWorker("w2", 2);
            assertThatThrownBy(() -> admin.checkRoomForWorker("w2", 4))
                    .isInstanceOf(VoxfarmException.class)
                    .hasMessageContaining("worker w2 would join group tts-workers with 4 members")
                    .hasMessageContaining("it has 1 ")
                    .hasMessageContaining("at most 3")
                    .hasMessageContaining("group.share.max.size on the brokers to 5");
        }
    }
}
