package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.json.Json;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.TestFarm;

/** A run of retention, asked for by HTTP, on a real broker and a real bucket. */
class PruneIT {
    private static final String QUEUED = "tts.jobs.bulk.queued";
    private static final String EMPTY = "tts.jobs.bulk.empty";

    @TempDir Path data;

    private static JsonNode prune(Http http, String query) throws Exception {
        String lines =
                new String(http.post("/v1/prune" + query, "").body(), StandardCharsets.UTF_8);
        JsonNode last = Json.mapper().readTree(lines.lines().toList().getLast());
        assertThat(last.path("done").asBoolean()).as(lines).isTrue();
        return last;
    }

    @Test
    void namesEmptyTopicsOfVoicesThatAreGoneAndKeepsWhatIsYoung() throws Exception {
        try (TestFarm farm = TestFarm.start(data);
                Http http = new Http(farm.endpoints().http());
                PlainS3 bucket = new PlainS3(farm.endpoints());
                Admin admin = Admin.create(new HashMap<>(farm.endpoints().kafkaClient()));
                Producer<String, byte[]> producer =
                        new KafkaProducer<>(
                                new HashMap<>(farm.endpoints().kafkaClient()),
                                new StringSerializer(),
                                new ByteArraySerializer())) {
            assertThat(
                            http.send("PUT", "/v1/requests/one?wait=120", Http.request("Hello."))
                                    .statusCode())
                    .isEqualTo(200);
            admin.createTopics(
                            List.of(
                                    new NewTopic(QUEUED, Optional.of(1), Optional.empty()),
                                    new NewTopic(EMPTY, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
            byte[] job = "{}".getBytes(StandardCharsets.UTF_8);
            var _ = producer.send(new ProducerRecord<>(QUEUED, job)).get();
            List<String> requests = bucket.list("requests/");
            List<String> results = bucket.list("results/");

            JsonNode dry = prune(http, "?dry_run=true");
            assertThat(dry.path("topics").valueStream().map(JsonNode::asText))
                    .containsExactly(EMPTY);
            assertThat(dry.path("skipped").asInt()).as(dry.toString()).isZero();
            assertThat(bucket.list("gone-voices/")).isEmpty();

            JsonNode run = prune(http, "");
            assertThat(run.path("removed").valueStream())
                    .allSatisfy(kind -> assertThat(kind.path("objects").asInt()).isZero());
            assertThat(run.path("skipped").asInt()).as(run.toString()).isZero();
            assertThat(bucket.list("gone-voices/")).containsExactly("gone-voices/empty");
            assertThat(bucket.list("requests/")).isEqualTo(requests);
            assertThat(bucket.list("results/")).isEqualTo(results);
            assertThat(admin.listTopics().names().get()).contains(EMPTY, QUEUED);
        }
    }
}
