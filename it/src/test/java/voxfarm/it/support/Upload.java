package voxfarm.it.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sends a voice's files as a form. */
public final class Upload {
    private static final String BOUNDARY = "upload";

    private Upload() {}

    /**
     * @param files what is sent, by the names that it is sent under
     * @return the answer's status
     */
    public static int put(String farm, String voice, Map<String, Path> files)
            throws IOException, InterruptedException {
        List<BodyPublisher> parts = new ArrayList<>();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            parts.add(
                    BodyPublishers.ofString(
                            "--"
                                    + BOUNDARY
                                    + "\r\n"
                                    + "Content-Disposition: form-data; name=\"file\"; filename=\""
                                    + file.getKey()
                                    + "\"\r\n\r\n"));
            parts.add(BodyPublishers.ofFile(file.getValue()));
            parts.add(BodyPublishers.ofString("\r\n"));
        }
        parts.add(BodyPublishers.ofString("--" + BOUNDARY + "--\r\n"));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(farm + "/v1/voices/" + voice))
                                    .timeout(Duration.ofMinutes(2))
                                    .header(
                                            "Content-Type",
                                            "multipart/form-data; boundary=" + BOUNDARY)
                                    .PUT(BodyPublishers.concat(parts.toArray(BodyPublisher[]::new)))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
