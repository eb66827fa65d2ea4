package voxfarm.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;

/** A caller of the HTTP interface. */
public final class Http implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;

    public Http(String base) {
        this.base = base;
    }

    public HttpResponse<byte[]> send(String method, String path, String body) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(base + path))
                            .timeout(Duration.ofMinutes(5))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<byte[]> post(String path, String body) {
        return send("POST", path, body);
    }

    public HttpResponse<byte[]> get(String path) {
        return send("GET", path, "");
    }

    /** Asks again until there is something, for what follows a result instead of preceding it. */
    public JsonNode await(String path, Duration patience) throws InterruptedException {
        return Polling.await(
                path,
                patience,
                () ->
                        Optional.of(get(path))
                                .filter(answer -> answer.statusCode() == 200)
                                .map(Http::json));
    }

    public static JsonNode json(HttpResponse<byte[]> response) {
        return Json.readObject(response.body(), "answer", ErrorCode.INTERNAL);
    }

    /** A request for the bundled voice. */
    public static String request(String text) {
        return Json.object().put("model_id", "en_US-joe-medium").put("text", text).toString();
    }

    @Override
    public void close() {
        client.close();
    }
}
