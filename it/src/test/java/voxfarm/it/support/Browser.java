package voxfarm.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import voxfarm.common.json.Json;

/**
 * A headless Chromium, driven by its own DevTools protocol. Where none is installed the tests that
 * use it are skipped, and say so; no other part needs it.
 */
public final class Browser implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final Pattern LISTENING =
            Pattern.compile("DevTools listening on ws://([^/]+)/.*");
    private static final long ANSWER_SECONDS = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String address;

    private Browser(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /**
     * @param profile a folder of its own, which must not exist yet
     */
    public static Browser start(Path profile) throws IOException {
        return start(profile, List.of());
    }

    /**
     * @param more options of the program
     */
    public static Browser start(Path profile, List<String> more) throws IOException {
        Path program = find();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                program.toString(),
                                "--headless=new",
                                "--disable-gpu",
                                "--disable-dev-shm-usage",
                                "--mute-audio",
                                "--no-first-run",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile));
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--no-sandbox"); // Chromium refuses to start for root otherwise
        }
        command.addAll(more);
        command.add("about:blank");
        Process process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        try {
            return new Browser(process, address(process.errorReader()));
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static Path find() {
        List<Path> found =
                Stream.of(System.getenv("PATH").split(":", -1))
                        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                        .filter(Files::isExecutable)
                        .toList();
        Assumptions.assumeFalse(found.isEmpty(), "no Chromium is installed here");
        return found.getFirst();
    }

    private static String address(BufferedReader errors) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.matches()) {
                // what it says from now on must not fill the pipe
                Thread.ofVirtual().start(() -> errors.lines().forEach(_ -> {}));
                return listening.group(1);
            }
            said.append(line).append('\n');
        }
        throw new IOException("the browser did not start: " + said);
    }

    /** Opens a page in a tab of its own; returns when it and what it refers to is loaded. */
    public Page open(URI uri) throws Exception {
        HttpResponse<String> tab =
                client.send(
                        HttpRequest.newBuilder(URI.create("http://" + address + "/json/new"))
                                .PUT(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        Page page = new Page();
        page.connect(
                client,
                URI.create(
                        Json.mapper().readTree(tab.body()).path("webSocketDebuggerUrl").asText()));
        page.load(uri);
        return page;
    }

    /** Returns when none of its processes is left: they go on writing into the profile. */
    @Override
    public void close() {
        client.shutdownNow();
        List<ProcessHandle> all =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        process.destroy();
        for (ProcessHandle one : all) {
            try {
                one.onExit().get(ANSWER_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                one.destroyForcibly();
                one.onExit().join();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                one.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One tab. */
    public static final class Page implements WebSocket.Listener {
        private final AtomicInteger ids = new AtomicInteger();
        private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
        private final List<String> problems = new CopyOnWriteArrayList<>();
        private final StringBuilder partial = new StringBuilder();
        private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();

        private Page() {}

        private void connect(HttpClient client, URI uri) {
            socket.complete(client.newWebSocketBuilder().buildAsync(uri, this).join());
        }

        private void load(URI uri) throws Exception {
            for (String domain : List.of("Page", "Runtime", "Log")) {
                ask(domain + ".enable", Json.object());
            }
            ask("Page.navigate", Json.object().put("url", uri.toString()));
            await("document.readyState === 'complete' && location.href !== 'about:blank'");
        }

        /** What an expression comes to; a promise is waited for. */
        public JsonNode evaluate(String expression) throws Exception {
            JsonNode answer =
                    ask(
                            "Runtime.evaluate",
                            Json.object()
                                    .put("expression", expression)
                                    .put("returnByValue", true)
                                    .put("awaitPromise", true)
                                    // as a click of a person: sound may play
                                    .put("userGesture", true));
            assertThat(answer.has("exceptionDetails")).as("%s: %s", expression, answer).isFalse();
            return answer.path("result").path("value");
        }

        /** Returns when an expression is true; fails if that takes too long. */
        public void await(String expression) throws Exception {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!evaluate("!!(" + expression + ")").asBoolean()) {
                assertThat(System.nanoTime())
                        .as("%s; the page says %s", expression, problems)
                        .isLessThan(deadline);
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
        }

        /** Puts files into a file input, as a person who picks them. */
        public void choose(String selector, List<Path> files) throws Exception {
            JsonNode input =
                    ask(
                            "Runtime.evaluate",
                            Json.object()
                                    .put(
                                            "expression",
                                            "document.querySelector('" + selector + "')"));
            ObjectNode chosen = Json.object();
            chosen.set(
                    "files",
                    Json.mapper().valueToTree(files.stream().map(Path::toString).toList()));
            chosen.set("objectId", input.path("result").path("objectId"));
            ask("DOM.setFileInputFiles", chosen);
        }

        /** What the page complained of: exceptions, refused resources, failed requests. */
        public List<String> problems() {
            return List.copyOf(problems);
        }

        private JsonNode ask(String method, ObjectNode parameters) throws Exception {
            int id = ids.incrementAndGet();
            CompletableFuture<JsonNode> answer = new CompletableFuture<>();
            asked.put(id, answer);
            ObjectNode message = Json.object().put("id", id).put("method", method);
            message.set("params", parameters);
            socket.get(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .sendText(message.toString(), true)
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            JsonNode whole = answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
            assertThat(whole.has("error")).as("%s: %s", method, whole).isFalse();
            return whole.path("result");
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                String text = partial.toString();
                partial.setLength(0);
                try {
                    take(Json.mapper().readTree(text));
                } catch (IOException e) {
                    problems.add("not understood: " + text);
                }
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void take(JsonNode message) {
            CompletableFuture<JsonNode> answer = asked.remove(message.path("id").asInt());
            if (answer != null) {
                answer.complete(message);
                return;
            }
            JsonNode told = message.path("params");
            switch (message.path("method").asText()) {
                case "Runtime.exceptionThrown" ->
                        problems.add(told.path("exceptionDetails").toString());
                case "Log.entryAdded" -> {
                    JsonNode entry = told.path("entry");
                    if (entry.path("level").asText().equals("error")) {
                        problems.add(
                                entry.path("text").asText() + " " + entry.path("url").asText());
                    }
                }
                default -> {} // not of interest
            }
        }
    }
}
