package voxfarm.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.ObjectStoreContract;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.common.store.StoreConfig;
import voxfarm.it.support.PlainS3;

/** The contract on a store that {@link ForeignStoresIT} started; by itself no test of the build. */
class ForeignStoreContract extends ObjectStoreContract {
    private static final Duration HOUR = Duration.ofHours(1);

    /** What is asked, and its address. */
    record Started(S3ObjectStore store, StoreConfig config) {}

    static volatile @Nullable Started started;

    private static Started started() {
        return Objects.requireNonNull(started, "no store was started");
    }

    @Override
    protected ObjectStore store() {
        return started().store();
    }

    @Override
    protected void beginUpload(ObjectKey key) {
        StoreConfig config = started().config();
        try (PlainS3 client =
                new PlainS3(
                        config.endpoint().orElseThrow().toString(),
                        config.bucket(),
                        ForeignStore.ACCESS_KEY,
                        ForeignStore.SECRET_KEY)) {
            client.beginUpload(key.value());
        }
    }

    @Test
    void isAcceptedAtTheStartOfAFarm() {
        started().store().checkCreateOnce();
    }

    /** Else audio of 64 MiB and more is named by its content. */
    @Test
    void createsOnceWhatGoesInParts() {
        started().store().checkCreateOnce();

        assertThat(started().store().createsOnce(Long.MAX_VALUE)).isTrue();
    }

    private static HttpResponse<String> fetch(URI link) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static URI link(String name) {
        ObjectKey key = new ObjectKey("links/" + name);
        started().store().replace(key, "sound".getBytes(StandardCharsets.UTF_8), "audio/wav");
        return started().store().link(key, HOUR, "speech.wav");
    }

    @Test
    void givesAnObjectToWhoHasItsLink() throws Exception {
        HttpResponse<String> answer = fetch(link("given"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("sound");
    }

    @Test
    void offersItUnderTheNameOfTheLink() throws Exception {
        assertThat(fetch(link("named")).headers().firstValue("Content-Disposition").orElse(""))
                .contains("speech.wav");
    }

    @Test
    void refusesALinkThatWasChanged() throws Exception {
        String link = link("changed").toString();

        assertThat(fetch(URI.create(link.replace("speech.wav", "other.wav"))).statusCode())
                .isEqualTo(403);
    }

    @Test
    void refusesWhoHasNoKeys() throws Exception {
        String link = link("anonymous").toString();

        assertThat(fetch(URI.create(link.substring(0, link.indexOf('?')))).statusCode())
                .isEqualTo(403);
    }
}
