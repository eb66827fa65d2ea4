package voxfarm.dispatcher.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.api.HttpServer;
import voxfarm.dispatcher.api.TestHttp;

class HealthApiTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile Optional<String> kafka = Optional.empty();
    private volatile boolean started = true;
    private volatile boolean history;
    private final AtomicLong nanos = new AtomicLong();
    private final HttpServer server =
            new HttpServer(
                    TestHttp.config(100_000, 300),
                    List.of(
                            new HealthApi(
                                            () -> kafka,
                                            store,
                                            Voices.catalog(store),
                                            () -> started,
                                            () -> history,
                                            nanos::get)
                                    ::register));

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    private HttpResponse<String> ready() throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/readyz"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void isReadyWhenARequestWouldBeTaken() throws Exception {
        assertThat(ready().statusCode()).as("the history is no condition").isEqualTo(200);
        assertThat(ready().body()).contains("\"history\":false");
    }

    @Test
    void isNotReadyBeforeEverythingHasStarted() throws Exception {
        started = false; // the worker of the same process, for example

        assertThat(ready().statusCode()).isEqualTo(503);
        assertThat(ready().body()).contains("\"started\":false");
    }

    @Test
    void isNotReadyWhileKafkaTakesNothing() throws Exception {
        kafka = Optional.of("no quorum of controllers");

        assertThat(ready().statusCode()).isEqualTo(503);
        assertThat(ready().body()).contains("\"kafka\":false");
    }

    @Test
    void asksTheBucketOnceASecond() throws Exception {
        assertThat(ready().statusCode()).isEqualTo(200);
        store.setDown(true);
        assertThat(ready().statusCode()).as("within the second").isEqualTo(200);
        nanos.addAndGet(1_000_000_000L);
        assertThat(ready().statusCode()).isEqualTo(503);
        store.setDown(false);
        nanos.addAndGet(1_000_000_000L);
        assertThat(ready().statusCode()).isEqualTo(200);
    }
}
