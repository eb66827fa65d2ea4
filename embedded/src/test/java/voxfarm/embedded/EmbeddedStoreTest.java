package voxfarm.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.local.S3Credentials;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.S3ObjectStore;

/** What clients with the defaults of boto3 send. */
class EmbeddedStoreTest {
    private static final String BUCKET = "voxfarm";

    @TempDir Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private EmbeddedStore server;
    private S3Credentials credentials;

    @BeforeEach
    void start() throws IOException {
        credentials = S3Credentials.readOrMake(folder.resolve("s3.json"));
        server =
                new EmbeddedStore(
                        folder.resolve("objects"), FreePorts.any(), BUCKET, credentials, false);
        server.start();
        try (S3ObjectStore store = S3ObjectStore.connect(server.storeConfig())) {
            store.createBucket();
            for (String key : new String[] {"results/a/audio.wav", "r-1", "r-2"}) {
                store.create(
                        new ObjectKey(key), key.getBytes(StandardCharsets.UTF_8), "text/plain");
            }
        }
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    /** A link as Signature Version 2 has it. */
    private String link(String path, String query, Instant expires, String secret) {
        String text = "GET\n\n\n" + expires.getEpochSecond() + "\n" + path;
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            String signature =
                    Base64.getEncoder()
                            .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
            return server.endpoint()
                    + path
                    + "?AWSAccessKeyId="
                    + credentials.accessKey()
                    + "&Signature="
                    + URLEncoder.encode(signature, StandardCharsets.UTF_8)
                    + "&Expires="
                    + expires.getEpochSecond()
                    + query;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> get(String link) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(link)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void servesLinksOfTheOlderSignature() throws Exception {
        String path = "/" + BUCKET + "/results/a/audio.wav";
        Instant soon = Instant.now().plusSeconds(600);

        HttpResponse<String> served = get(link(path, "", soon, credentials.secretKey()));
        assertThat(served.statusCode()).as(served.body()).isEqualTo(200);
        assertThat(served.body()).isEqualTo("results/a/audio.wav");
        assertThat(get(link(path, "", soon, "wrong")).statusCode()).isEqualTo(403);
        assertThat(
                        get(link(path, "", Instant.now().minusSeconds(60), credentials.secretKey()))
                                .statusCode())
                .as("expired")
                .isEqualTo(403);
        assertThat(get(server.endpoint() + path).statusCode()).as("unsigned").isEqualTo(403);
    }

    /** S3 allows such keys, file systems do not. A client asks a store that is down again. */
    @Test
    void saysOfKeysThatAreNoFileNamesThatNothingIsThere() {
        ObjectKey fits = new ObjectKey("inbox/" + "n".repeat(255) + "/text");
        ObjectKey tooLong = new ObjectKey("inbox/" + "ü".repeat(128) + "/text");
        byte[] body = {1};
        try (S3ObjectStore store = S3ObjectStore.connect(server.storeConfig())) {
            assertThat(store.create(fits, body, "text/plain"))
                    .isEqualTo(ObjectStore.Created.STORED);
            assertThat(store.read(fits, 10)).isPresent();

            assertThat(store.read(tooLong, 10)).isEmpty();
            assertThat(store.head(tooLong)).isEmpty();
            assertThat(store.open(tooLong, 0)).isEmpty();
            assertThat(ObjectListing.first(store, tooLong.value(), 10)).isEmpty();
            assertThat(ObjectListing.first(store, "inbox/" + "n".repeat(300), 10)).isEmpty();
            store.delete(tooLong);
            store.deleteAll(List.of(tooLong, fits));
            assertThat(store.head(fits)).as("deleted beside the other").isEmpty();
            assertThatThrownBy(() -> store.create(tooLong, body, "text/plain"))
                    .hasMessageContaining("at most 255 bytes between two slashes");
        }
    }

    @Test
    void listsByAnyDelimiter() throws Exception {
        HttpResponse<String> listed =
                get(
                        link(
                                "/" + BUCKET,
                                "&list-type=2&delimiter=-",
                                Instant.now().plusSeconds(600),
                                credentials.secretKey()));

        assertThat(listed.statusCode()).as(listed.body()).isEqualTo(200);
        assertThat(listed.body())
                .contains("<CommonPrefixes><Prefix>r-</Prefix></CommonPrefixes>")
                .contains("<Key>results/a/audio.wav</Key>")
                .doesNotContain("<Key>r-1</Key>");
    }
}
