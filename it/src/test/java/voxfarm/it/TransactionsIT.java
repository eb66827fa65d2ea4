package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.it.support.Http;
import voxfarm.it.support.Polling;
import voxfarm.it.support.TestFarm;

/** Who submits by topic may do so in transactions. */
class TransactionsIT {
    private static final String ABORTED = "aborted";
    private static final String COMMITTED = "committed";

    @TempDir static Path data;

    /** The same key, so that one partition has both, in this order. */
    private static void submit(TestFarm farm) throws Exception {
        Map<String, Object> settings = new HashMap<>(farm.endpoints().kafkaClient());
        settings.put("transactional.id", "theirs");
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            for (String id : List.of(ABORTED, COMMITTED)) {
                byte[] request =
                        ("{\"schema\":1,\"request_id\":\""
                                        + id
                                        + "\",\"model_id\":\"en_US-joe-medium\",\"text\":\"Hi.\"}")
                                .getBytes(StandardCharsets.UTF_8);
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("tts.requests", 0, "same", request)).get();
                if (id.equals(COMMITTED)) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
        }
    }

    @Test
    void onlyWhatIsCommittedIsSpoken() throws Exception {
        try (TestFarm farm = TestFarm.start(data);
                Http http = new Http(farm.endpoints().http())) {
            submit(farm);

            var _ =
                    Polling.await(
                            "the committed request",
                            Duration.ofSeconds(60),
                            () ->
                                    Optional.of(http.get("/v1/requests/" + COMMITTED))
                                            .filter(found -> found.statusCode() == 200));
            assertThat(http.get("/v1/requests/" + ABORTED).statusCode()).isEqualTo(404);
        }
    }
}
