package voxfarm.worker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;
import voxfarm.http.HttpShell;

class WorkerHealthTest {
    private final WorkerHealth health = new WorkerHealth();
    private Optional<String> dead = Optional.empty();
    private Optional<String> kafka = Optional.empty();
    private Optional<String> engine = Optional.empty();

    private void start() {
        health.watch(
                new WorkerHealth.Watched() {
                    @Override
                    public Optional<String> deadThread() {
                        return dead;
                    }

                    @Override
                    public List<WorkerHealth.Check> checks() {
                        return List.of(
                                new WorkerHealth.Check("kafka", () -> kafka),
                                new WorkerHealth.Check("engine", () -> engine));
                    }
                });
    }

    private HttpShell.Page page(String path) {
        return requireNonNull(health.pages().get(path)).get();
    }

    private JsonNode document(String path, int status) {
        HttpShell.Page page = page(path);
        assertThat(page.status()).isEqualTo(status);
        assertThat(page.contentType()).isEqualTo("application/json");
        return Json.readObject(page.bytes(), "page", ErrorCode.INTERNAL);
    }

    private static List<String> reasons(JsonNode document) {
        return document.path("reasons").valueStream().map(JsonNode::asText).toList();
    }

    /** What has much to import at its start is not to be killed for it. */
    @Test
    void isAliveAndNotReadyWhileItStarts() {
        assertThat(document("/healthz", 200).path("status").asText()).isEqualTo("alive");
        JsonNode ready = document("/readyz", 503);
        assertThat(ready.path("status").asText()).isEqualTo("not ready");
        assertThat(ready.path("started").asBoolean()).isFalse();
        assertThat(reasons(ready)).containsExactly("it is starting");
    }

    @Test
    void isReadyWhenItHasAllThatItNeeds() {
        start();
        JsonNode ready = document("/readyz", 200);
        assertThat(ready.path("status").asText()).isEqualTo("ready");
        assertThat(ready.path("kafka").asBoolean()).isTrue();
        assertThat(reasons(ready)).isEmpty();
    }

    @Test
    void namesEveryReason() {
        start();
        kafka = Optional.of("the brokers do not answer");
        engine = Optional.of("no such device");
        JsonNode ready = document("/readyz", 503);
        assertThat(ready.path("kafka").asBoolean(true)).isFalse();
        assertThat(reasons(ready))
                .containsExactly("kafka: the brokers do not answer", "engine: no such device");
        assertThat(document("/healthz", 200).path("status").asText())
                .as("a restart would not mend it")
                .isEqualTo("alive");
        kafka = Optional.empty();
        engine = Optional.empty();
        assertThat(page("/readyz").status()).isEqualTo(200);
    }

    @Test
    void isNotAliveWithoutAThreadThatShouldRun() {
        start();
        dead = Optional.of("poll-bulk-0");
        JsonNode alive = document("/healthz", 503);
        assertThat(alive.path("status").asText()).isEqualTo("dead");
        assertThat(reasons(alive)).containsExactly("poll-bulk-0: its thread has ended");
    }

    /** It ends the jobs in hand: that may take its time, and is no reason to kill it. */
    @Test
    void isAliveAndNotReadyWhileItStops() {
        start();
        health.stopping();
        assertThat(page("/healthz").status()).isEqualTo(200);
        assertThat(reasons(document("/readyz", 503))).containsExactly("it is stopping");
    }
}
