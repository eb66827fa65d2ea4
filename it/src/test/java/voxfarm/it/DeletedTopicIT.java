package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.it.support.Http;
import voxfarm.it.support.TestFarm;

/** Topics that somebody deletes under a running farm. */
class DeletedTopicIT {
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

    private static int spoken(Http http, String id) {
        return http.send(
                        "PUT", "/v1/requests/" + id + "?wait=120", Http.request("I am " + id + "."))
                .statusCode();
    }

    private static void delete(Admin admin, String topic) throws Exception {
        admin.deleteTopics(List.of(topic)).all().get();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (admin.listTopics().names().get().contains(topic) && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
    }
}
