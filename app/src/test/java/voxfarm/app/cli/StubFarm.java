package voxfarm.app.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import picocli.CommandLine;
import voxfarm.app.Main;

/** What a farm answers by HTTP, call by call, and a command that speaks to it. */
final class StubFarm implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final Map<String, Supplier<Answer>> answers = new ConcurrentHashMap<>();

    /** Every call, as {@code GET /v1/dead}. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    /** What was sent with each of them. */
    final List<String> bodies = new CopyOnWriteArrayList<>();

    record Answer(int status, String body) {}

    /** What a command printed, and its exit code. */
    record Ran(int code, String out, String err) {}

    StubFarm() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext(
                "/",
                exchange -> {
                    String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
                    calls.add(call);
                    bodies.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    Answer answer =
                            answers.getOrDefault(
                                            call,
                                            () -> problem(404, "not_found", call + ": nothing"))
                                    .get();
                    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders()
                            .add(
                                    "Content-Type",
                                    answer.body().startsWith("<")
                                            ? "text/html"
                                            : "application/json");
                    if (call.startsWith("POST /v1/requests")) {
                        exchange.getResponseHeaders().add("Location", "/v1/requests/r1");
                    }
                    exchange.sendResponseHeaders(
                            answer.status(), body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    static Answer problem(int status, String code, String detail) {
        return new Answer(status, "{\"code\":\"" + code + "\",\"detail\":\"" + detail + "\"}");
    }

    void on(String call, int status, String body) {
        on(call, () -> new Answer(status, body));
    }

    void on(String call, Supplier<Answer> answer) {
        answers.put(call, answer);
    }

    /** Takes no new connection, and ends the old ones behind their answers. */
    void stopListening() {
        threads.execute(() -> server.stop(1));
    }

    /** Where it listens. */
    String url() {
        return "http://"
                + server.getAddress().getHostString()
                + ":"
                + server.getAddress().getPort();
    }

    Ran run(String... command) {
        String[] all = java.util.Arrays.copyOf(command, command.length + 2);
        all[command.length] = "--url";
        all[command.length + 1] = url();
        return runAsIs(all);
    }

    /** As {@link #run}, without its address. */
    static Ran runAsIs(String... command) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int code = line.execute(command);
        return new Ran(code, out.toString(), err.toString());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
