package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.kafka.Topics;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.embedded.EmbeddedBroker;
import voxfarm.embedded.FreePorts;

/** Topics that somebody else made, on a cluster that somebody else runs. */
class TopicBoundsIT {
    private static final String REQUESTS = "tts.requests";
    private static final String JOBS = "tts.jobs.bulk.joe";
    private static final Map<String, String> UNBOUNDED =
            Map.of("compression.type", "gzip", "max.message.bytes", "10485760");

    @TempDir Path folder;

    private final ComponentStack parts = new ComponentStack();
    private final int port = FreePorts.any();
    private final KafkaConfig config =
            new KafkaConfig("127.0.0.1:" + port, Topics.DEFAULT, 1, 1, 5000, 500, Map.of());

    @AfterEach
    void stop() {
        parts.close();
    }

    private Map<String, Object> client() {
        return new HashMap<>(Map.of("bootstrap.servers", config.bootstrapServers()));
    }

    private void makeUnboundedTopics(Admin admin) throws Exception {
        admin.createTopics(
                        List.of(
                                new NewTopic(REQUESTS, 1, (short) 1).configs(UNBOUNDED),
                                new NewTopic(JOBS, 1, (short) 1).configs(UNBOUNDED)))
                .all()
                .get();
    }

    private static Map<String, String> settings(Admin admin, String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config found =
                Objects.requireNonNull(
                        admin.describeConfigs(List.of(resource)).all().get().get(resource));
        Map<String, String> settings = new HashMap<>();
        for (String name : UNBOUNDED.keySet()) {
            settings.put(name, found.get(name).value());
        }
        return settings;
    }

    private void startFarm() {
        TopicAdmin farm = parts.start(new TopicAdmin(config));
        farm.checkFeatures();
        farm.createFixedTopics();
    }

    @Test
    void areBoundedAtTheStartSoThatNoRecordUnpacksToMore() throws Exception {
        parts.start(new EmbeddedBroker(folder, port));
        try (Admin admin = Admin.create(client())) {
            makeUnboundedTopics(admin);
            startFarm();

            for (String topic : List.of(REQUESTS, JOBS, "tts.events", "tts.control")) {
                assertThat(settings(admin, topic))
                        .as(topic)
                        .containsEntry("compression.type", "uncompressed")
                        .containsEntry("max.message.bytes", "1048576");
            }
        }
        Map<String, Object> packing = client();
        packing.put("compression.type", "gzip");
        packing.put("max.request.size", 64 << 20);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        packing, new ByteArraySerializer(), new ByteArraySerializer())) {
            // two kilobytes on the way
            assertThatThrownBy(() ->
                            producer.send(new ProducerRecord<>(REQUESTS, new byte[2 << 20])).get())
                    .hasCauseInstanceOf(RecordTooLargeException.class);
            assertThat(producer.send(new ProducerRecord<>(REQUESTS, new byte[1000])).get())
                    .isNotNull();
        }
    }

    /** Everything is allowed but to alter topics. */
    @Test
    void aFarmThatMayNotAlterThemDoesNotStart() throws Exception {
        parts.start(
                new EmbeddedBroker(
                        folder,
                        port,
                        Map.of(
                                "authorizer.class.name",
                                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                                "allow.everyone.if.no.acl.found",
                                "true")));
        try (Admin admin = Admin.create(client())) {
            makeUnboundedTopics(admin);
            admin.createAcls(
                            List.of(
                                    acl(AclOperation.ALL, AclPermissionType.ALLOW),
                                    acl(AclOperation.ALTER_CONFIGS, AclPermissionType.DENY)))
                    .all()
                    .get();

            assertThatThrownBy(this::startFarm)
                    .isInstanceOf(VoxfarmException.class)
                    .hasMessageContaining(JOBS)
                    .hasMessageContaining("kafka-configs.sh")
                    .hasMessageContaining("compression.type=uncompressed");
            assertThat(settings(admin, REQUESTS)).isEqualTo(UNBOUNDED);

            boundAsTheMessageSays(admin);
        }
    }

    private static AclBinding acl(AclOperation operation, AclPermissionType permission) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, "*", PatternType.LITERAL),
                new AccessControlEntry("User:ANONYMOUS", "*", operation, permission));
    }

    /** Somebody who may does, and then it starts without. */
    private void boundAsTheMessageSays(Admin admin) throws Exception {
        admin.deleteAcls(
                        List.of(acl(AclOperation.ALTER_CONFIGS, AclPermissionType.DENY).toFilter()))
                .all()
                .get();
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (String topic : admin.listTopics().names().get()) {
            changes.put(
                    new ConfigResource(ConfigResource.Type.TOPIC, topic),
                    List.of(
                            set("compression.type", "uncompressed"),
                            set("max.message.bytes", "1000000")));
        }
        admin.incrementalAlterConfigs(changes).all().get();
        admin.createAcls(List.of(acl(AclOperation.ALTER_CONFIGS, AclPermissionType.DENY)))
                .all()
                .get();

        startFarm();
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }
}
