package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.it.support.Http;
import voxfarm.it.support.TestFarm;

/** Topics that somebody deletes under a running farm. */
class DeletedTopicIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir Path data;

    /**
     * Producing makes the topic again, within the time of the request; the first one's producer
     * knew the topic, the other one's did not.
     */
    @Test
    void aJobTopicThatWasDeletedIsMadeAgain() throws Exception {
        try (TestFarm farm = TestFarm.start(data);
                Http http = new Http(farm.endpoints().http());
                Admin admin = Admin.create(new HashMap<>(farm.endpoints().kafkaClient()))) {
            assertThat(spoken(http, "before")).isEqualTo(200);
            for (String name : List.of("known", "unknown")) {
                delete(admin, "tts.jobs.interactive.en_US-joe-medium");

                assertThat(spoken(http, name)).as(name).isEqualTo(200);
            }
        }
    }

    /** The farm itself never writes to it. */
    @Test
    void theTopicOfRequestsIsMadeAgain() throws Exception {
        try (TestFarm farm = TestFarm.start(data);
                Http http = new Http(farm.endpoints().http());
                Admin admin = Admin.create(new HashMap<>(farm.endpoints().kafkaClient()));
                Producer<String, byte[]> producer =
                        new KafkaProducer<>(
                                new HashMap<>(farm.endpoints().kafkaClient()),
                                new StringSerializer(),
                                new ByteArraySerializer())) {
            delete(admin, "tts.requests");
            await(
                    "the topic is there again",
                    () -> admin.listTopics().names().get().contains("tts.requests"));
            byte[] request =
                    "{\"request_id\":\"later\",\"model_id\":\"en_US-joe-medium\",\"text\":\"Hello.\"}"
                            .getBytes(StandardCharsets.UTF_8);
            var _ = producer.send(new ProducerRecord<>("tts.requests", request)).get();

            await(
                    "it is spoken",
                    () -> http.send("GET", "/v1/requests/later/audio", "").statusCode() == 200);
        }
    }

    private static int spoken(Http http, String id) {
        return http.send(
                        "PUT", "/v1/requests/" + id + "?wait=120", Http.request("I am " + id + "."))
                .statusCode();
    }

    private static void delete(Admin admin, String topic) throws Exception {
        admin.deleteTopics(List.of(topic)).all().get();
        await("the topic is gone", () -> !admin.listTopics().names().get().contains(topic));
    }

    private static void await(String what, Callable<Boolean> look) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!look.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
