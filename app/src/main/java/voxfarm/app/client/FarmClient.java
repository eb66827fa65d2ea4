package voxfarm.app.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.plan.RequestId;

/** A client of the public HTTP interface. Thread-safe. */
public final class FarmClient implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(330);

    private static final int MAX_PROBLEM_BYTES = 1 << 20;

    /** What a proxy answers for a farm that it does not reach. */
    private static final Set<Integer> OF_GATEWAYS = Set.of(502, 503, 504);

    private static final Duration REBUILD_TIMEOUT = Duration.ofHours(2);

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final Optional<String> key;
    private final Supplier<Optional<String>> now;
    private volatile URI base;

    public FarmClient(String url) {
        this(url, Optional.empty());
    }

    /**
     * @param url address of the farm, with or without {@code http://}
     * @param key sent with every call
     * @throws VoxfarmException {@code INVALID_REQUEST} if that is no address
     */
    public FarmClient(String url, Optional<String> key) {
        this(url, key, Optional::empty);
    }

    /**
     * As the other, of a farm that may come back at another address: where nobody answers at the
     * one that is known, the next call goes to where it is then.
     *
     * @param now where the farm is, if it is anywhere
     */
    public FarmClient(String url, Optional<String> key, Supplier<Optional<String>> now) {
        this.key = key;
        this.now = now;
        this.base = address(url);
    }

    /** Also of {@code localhost:9876}, as people type it. */
    private static URI address(String url) {
        String whole = url.contains("://") ? url : "http://" + url;
        try {
            URI address = new URI(whole.endsWith("/") ? whole : whole + "/");
            boolean http =
                    "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (http && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // told below, as every other address that is none
        }
        throw new VoxfarmException(
                ErrorCode.INVALID_REQUEST,
                "--url: expected an address such as http://localhost:9876, was "
                        + Problems.quote(url));
    }

    /** What a call answered. */
    public record Answer(int status, String contentType, String location, byte[] body) {
        /** The id of the request that was submitted, from the Location header. */
        public String requestId() {
            return location.substring(location.lastIndexOf('/') + 1);
        }

        /** The body as a JSON object. */
        public ObjectNode json() {
            return Json.readObject(body, "answer", ErrorCode.INTERNAL);
        }
    }

    /** Submits a request; waits for it for up to {@code waitSeconds}. */
    public Answer submit(ObjectNode request, int waitSeconds) {
        String wait = waitSeconds > 0 ? "?wait=" + waitSeconds : "";
        HttpRequest.BodyPublisher body =
                HttpRequest.BodyPublishers.ofByteArray(Json.bytes(request));
        return send(
                newRequest("v1/requests" + wait)
                        .header("Content-Type", "application/json")
                        .POST(body)
                        .build());
    }

    public ObjectNode request(RequestId id) {
        return send(newRequest("v1/requests/" + id).GET().build()).json();
    }

    /**
     * A page of the list of requests.
     *
     * @param query filters, {@code limit} and {@code cursor}
     */
    public ObjectNode requests(Map<String, String> query) {
        String filters =
                query.entrySet().stream()
                        .map(item -> item.getKey() + "=" + encoded(item.getValue()))
                        .collect(Collectors.joining("&"));
        return send(newRequest("v1/requests?" + filters).GET().build()).json();
    }

    /** When each word and phone of a finished request is heard: the document as it is stored. */
    public byte[] timings(RequestId id) {
        return beside(id, "timings");
    }

    /** What is stored beside the sound; of a request that has not ended there is none. */
    private byte[] beside(RequestId id, String path) {
        Answer answer = send(newRequest("v1/requests/" + id + "/" + path).GET().build());
        if (answer.status() != 200) {
            throw VoxfarmException.of(
                    ErrorCode.NOT_READY,
                    "request %s is not finished: %s",
                    id,
                    answer.json().path("status").asText());
        }
        return answer.body();
    }

    /**
     * The subtitles of a finished request as they are stored.
     *
     * @param format {@code srt} or {@code vtt}
     * @throws VoxfarmException {@code NOT_READY} if it is not finished, {@code NOT_FOUND} if it did
     *     not ask for them
     */
    public byte[] subtitles(RequestId id, String format) {
        return beside(id, "subtitles?format=" + encoded(format));
    }

    /** Cancels a request; its document as answered. */
    public ObjectNode cancel(RequestId id) {
        return send(newRequest("v1/requests/" + id).DELETE().build()).json();
    }

    /**
     * Deletes a request with all that is stored of it; says how much that was.
     *
     * @param cancel whether it is cancelled first if it has not ended
     */
    public ObjectNode forget(RequestId id, boolean cancel) {
        String query = cancel ? "?purge=true&cancel=true" : "?purge=true";
        return send(newRequest("v1/requests/" + id + query).DELETE().build()).json();
    }

    /**
     * Deletes what is older than it is to be; may take long.
     *
     * @param dry whether nothing is deleted, only counted
     * @param progress told of each answer on the way
     * @return the last answer
     */
    public ObjectNode prune(boolean dry, Consumer<ObjectNode> progress) {
        HttpRequest request =
                newRequest("v1/prune" + (dry ? "?dry_run=true" : ""))
                        .timeout(REBUILD_TIMEOUT)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
        ObjectNode last = Json.object();
        try {
            HttpResponse<InputStream> response =
                    http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                if (response.statusCode() >= 400) {
                    throw refused(
                            new Answer(
                                    response.statusCode(),
                                    response.headers().firstValue("Content-Type").orElse(""),
                                    "",
                                    lines.readAllAsString().getBytes(StandardCharsets.UTF_8)));
                }
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    last =
                            Json.readObject(
                                    line.getBytes(StandardCharsets.UTF_8),
                                    "answer",
                                    ErrorCode.INTERNAL);
                    progress.accept(last);
                }
            }
        } catch (IOException e) {
            throw noAnswer(request, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.NOT_READY, "interrupted", e);
        }
        if (!last.path("done").asBoolean()) {
            throw new VoxfarmException(
                    ErrorCode.NOT_READY,
                    "it was broken off: " + last.path("error").path("message").asText("no answer"));
        }
        return last;
    }

    /**
     * Gives a book to the farm; its document.
     *
     * @param plan the plan document
     */
    public ObjectNode makeBook(RequestId id, ObjectNode plan) {
        return send(newRequest("v1/books/" + id)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(plan)))
                        .build())
                .json();
    }

    /** How far a book is. */
    public ObjectNode book(RequestId id) {
        return send(newRequest("v1/books/" + id).GET().build()).json();
    }

    /** All books, without their chapters. */
    public ArrayNode books() {
        ArrayNode all = Json.array();
        String after = "";
        while (true) {
            String query = after.isEmpty() ? "" : "?cursor=" + encoded(after);
            ObjectNode page = send(newRequest("v1/books" + query).GET().build()).json();
            page.path("books").forEach(all::add);
            String next = page.path("next_cursor").asText("");
            if (!page.hasNonNull("next_cursor") || next.compareTo(after) <= 0) {
                return all; // in the order of their ids: one that leads back is none
            }
            after = next;
        }
    }

    /** Cancels a book; its document as answered. */
    public ObjectNode cancelBook(RequestId id) {
        return send(newRequest("v1/books/" + id).DELETE().build()).json();
    }

    /**
     * Passes a file of a made book on as it comes.
     *
     * @param name below the book's folder
     */
    public void downloadBookFile(RequestId id, String name, Consumer<InputStream> file) {
        String path =
                Arrays.stream(name.split("/", -1))
                        .map(FarmClient::encoded)
                        .collect(Collectors.joining("/"));
        boolean sent = download("v1/books/" + id + "/files/" + path, file);
        if (!sent) {
            throw VoxfarmException.of(ErrorCode.NOT_READY, "book %s is not made yet", id);
        }
    }

    /** The dead letters. */
    public ObjectNode deadLetters() {
        return send(newRequest("v1/dead").GET().build()).json();
    }

    /** One dead letter, whole. */
    public ObjectNode deadLetter(String id) {
        return send(newRequest("v1/dead/" + encoded(id)).GET().build()).json();
    }

    /** Submits the request of a dead letter again; names the new one. */
    public ObjectNode replay(String id) {
        return send(newRequest("v1/dead/" + encoded(id) + "/replay")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build())
                .json();
    }

    /** Takes a dead letter off the list. */
    public void drop(String id) {
        send(newRequest("v1/dead/" + encoded(id)).DELETE().build());
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    /** Compares bucket and Kafka, and mends; may take long. */
    public ObjectNode rebuild() {
        return send(newRequest("v1/rebuild")
                        .timeout(REBUILD_TIMEOUT)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build())
                .json();
    }

    /** How far a rebuild is. */
    public ObjectNode rebuildProgress() {
        return send(newRequest("v1/rebuild").GET().build()).json();
    }

    /**
     * Passes a request's audio on as it comes.
     *
     * @return false if the request has not ended; then nothing is passed on
     */
    public boolean download(RequestId id, Consumer<InputStream> audio) {
        return download("v1/requests/" + id + "/audio", audio);
    }

    private boolean download(String path, Consumer<InputStream> audio) {
        HttpRequest request = newRequest(path).GET().build();
        try {
            HttpResponse<InputStream> response =
                    http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() == 200) {
                    audio.accept(body);
                    return true;
                }
                if (response.statusCode() < 400) {
                    return false;
                }
                throw refused(
                        new Answer(
                                response.statusCode(),
                                response.headers().firstValue("Content-Type").orElse(""),
                                "",
                                body.readNBytes(MAX_PROBLEM_BYTES)));
            }
        } catch (IOException e) {
            throw noAnswer(request, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.NOT_READY, "interrupted", e);
        }
    }

    public ObjectNode voices() {
        return send(newRequest("v1/voices").GET().build()).json();
    }

    /** The workers that were heard of lately, each with what its last heartbeat said. */
    public ArrayNode workers() {
        ArrayNode all = Json.array();
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            String query = after.get().isEmpty() ? "" : "?cursor=" + encoded(after.get());
            ObjectNode page = send(newRequest("v1/workers" + query).GET().build()).json();
            page.path("workers").forEach(all::add);
            String last = after.get();
            after = // in the order of their ids: one that leads back is none
                    Optional.of(page.path("next_cursor").asText(""))
                            .filter(next -> page.hasNonNull("next_cursor"))
                            .filter(next -> next.compareTo(last) > 0);
        }
        return all;
    }

    /** What waits, by voice and lane. */
    public ObjectNode queue() {
        return send(newRequest("v1/queue").GET().build()).json();
    }

    /** Where the farm is, for people. */
    public String url() {
        String address = base.toString();
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    /** Whether the farm is ready to take requests; its answer as a document. */
    public ObjectNode readiness() {
        return send(newRequest("readyz").GET().build(), true).json();
    }

    private HttpRequest.Builder newRequest(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path)).timeout(ANSWER_TIMEOUT);
        key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private Answer send(HttpRequest request) {
        return send(request, false);
    }

    private Answer send(HttpRequest request, boolean anyStatus) {
        try {
            HttpResponse<byte[]> response =
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            Answer answer =
                    new Answer(
                            response.statusCode(),
                            response.headers().firstValue("Content-Type").orElse(""),
                            response.headers().firstValue("Location").orElse(""),
                            response.body());
            if (!anyStatus && response.statusCode() >= 400) {
                throw refused(answer);
            }
            return answer;
        } catch (IOException e) {
            throw noAnswer(request, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.NOT_READY, "interrupted", e);
        }
    }

    private VoxfarmException noAnswer(HttpRequest request, IOException e) {
        URI asked = base;
        boolean nobody = e instanceof ConnectException;
        if (nobody) {
            now.get().ifPresent(moved -> base = address(moved));
        }
        return new VoxfarmException(
                ErrorCode.NOT_READY,
                nobody
                        ? "no farm answers at " + asked + "; start one with: voxfarm up"
                        : request.uri() + ": " + FileFailure.reason(e),
                e);
    }

    private static VoxfarmException refused(Answer answer) {
        if (!answer.contentType().contains("json")) {
            return VoxfarmException.of(
                    OF_GATEWAYS.contains(answer.status())
                            ? ErrorCode.NOT_READY
                            : ErrorCode.INTERNAL,
                    "the farm answered %d",
                    answer.status());
        }
        Fields problem = new Fields(answer.json(), new Problems());
        ErrorCode code =
                problem.optionalText("code")
                        .flatMap(ErrorCode::ofWireName)
                        .orElse(ErrorCode.INTERNAL);
        return new VoxfarmException(
                code,
                problem.optionalText("detail").orElse("the farm answered " + answer.status()));
    }

    @Override
    public void close() {
        http.close();
    }
}
