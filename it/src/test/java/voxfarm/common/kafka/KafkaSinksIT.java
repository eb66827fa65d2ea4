package voxfarm.common.kafka;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.event.Outbox;
import voxfarm.common.event.OutboxContract;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.job.Carried;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.DeadLetterCodec;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.plan.RequestId;
import voxfarm.embedded.EmbeddedBroker;
import voxfarm.embedded.FreePorts;

/** The contract on a real broker. */
class KafkaSinksIT extends OutboxContract {
    private static final String CANCEL = "cancel/";

    @TempDir static Path folder;

    private static ComponentStack parts;
    private static KafkaConfig config;
    private static KafkaSinks sinks;
    private static KafkaSinks alone;

    @BeforeAll
    static void start() {
        parts = new ComponentStack();
        int port = FreePorts.any();
        config = config(port);
        parts.start(new EmbeddedBroker(folder, port));
        TopicAdmin admin = parts.start(new TopicAdmin(config));
        admin.createFixedTopics();
        admin.createJobTopics(Set.of(VOICE));
        sinks = parts.start(new KafkaSinks(config));
        alone = parts.start(new KafkaSinks(config(FreePorts.any())));
    }

    private static KafkaConfig config(int port) {
        return new KafkaConfig("127.0.0.1:" + port, Topics.DEFAULT, 1, 1, 5000, 500, Map.of());
    }

    @AfterAll
    static void stop() {
        parts.close();
    }

    @Override
    protected Outbox outbox() {
        return sinks;
    }

    @Override
    protected Outbox unreachable() {
        return alone;
    }

    private static void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> listener) {
        try (TopicScan scan = new TopicScan(config)) {
            List<TopicPartition> partitions =
                    scan.consumer().partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            scan.read(partitions, _ -> 0, listener);
        }
    }

    @Override
    protected Told told() {
        Topics topics = config.topics();
        List<RequestEvent> events = new ArrayList<>();
        read(topics.events(), record -> events.add(RequestEventCodec.read(record.value())));
        List<SynthesisJob> jobs = new ArrayList<>();
        List<Carried> carried = new ArrayList<>();
        read(
                topics.jobs(JobQueue.BULK, VOICE),
                record -> {
                    jobs.add(JobCodec.read(record.value()));
                    carried.add(JobHeaders.carried(record.headers()));
                });
        List<DeadLetter> dead = new ArrayList<>();
        read(topics.dead(), record -> dead.add(DeadLetterCodec.read(record.value())));
        return new Told(events, jobs, Optional.of(carried), dead, List.copyOf(hints()));
    }

    private static Set<RequestId> hints() {
        Set<RequestId> hints = new LinkedHashSet<>();
        read(
                config.topics().control(),
                record -> {
                    String key = new String(record.key(), StandardCharsets.UTF_8);
                    if (key.startsWith(CANCEL)) {
                        RequestId id = new RequestId(key.substring(CANCEL.length()));
                        if (record.value() == null) {
                            hints.remove(id);
                        } else {
                            hints.add(id);
                        }
                    }
                });
        return hints;
    }
}
