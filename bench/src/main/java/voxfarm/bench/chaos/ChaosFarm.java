package voxfarm.bench.chaos;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import voxfarm.embedded.FreePorts;

/**
 * A farm of real processes: a broker, a store behind a proxy, a dispatcher, two workers. What dies
 * is started again, as a service manager would. Thread-safe.
 */
final class ChaosFarm implements AutoCloseable {
    private static final Duration LOOK_PERIOD = Duration.ofMillis(300);

    private final Path folder;
    private final int kafkaPort = FreePorts.any();
    private final int s3Port = FreePorts.any();
    private final int httpPort = FreePorts.any();
    private final FaultyProxy proxy;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /** Guarded by this. */
    private final Map<String, Running> roles = new LinkedHashMap<>();

    private final AtomicInteger unexpected = new AtomicInteger();
    private volatile boolean closed;

    private static final class Running {
        private final List<String> arguments;
        private Process process;
        private boolean wanted = true;

        Running(List<String> arguments, Process process) {
            this.arguments = arguments;
            this.process = process;
        }
    }

    ChaosFarm(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("logs"));
        Files.createDirectories(folder.resolve("s3"));
        this.proxy = FaultyProxy.start(s3Port);
        Files.writeString(
                folder.resolve("config.yml"),
                """
                kafka:
                  bootstrap-servers: 127.0.0.1:%d
                  replication-factor: 1
                  heartbeat-millis: 500
                  lock-millis: %d
                store:
                  endpoint: http://127.0.0.1:%d
                  bucket: %s
                  path-style: true
                  access-key: %s
                  secret-key: %s
                worker:
                  cache: %s
                  slots: 1
                  drain-seconds: 10
                recovery:
                  grace-seconds: 35
                  period-seconds: 10
                http:
                  port: 0
                """
                        .formatted(
                                kafkaPort,
                                LOCK.toMillis(),
                                proxy.port(),
                                Role.BUCKET,
                                Role.CREDENTIALS.accessKey(),
                                Role.CREDENTIALS.secretKey(),
                                folder.resolve("cache")));
    }

    /** How long a job is a worker's without a sign of life. */
    static final Duration LOCK = Duration.ofSeconds(5);

    /** Starts all, and returns when the farm is ready. */
    void start() throws InterruptedException {
        start("store", "store", folder.resolve("s3").toString(), String.valueOf(s3Port));
        start("broker", "broker", folder.resolve("kafka").toString(), String.valueOf(kafkaPort));
        startTimed("dispatcher", "dispatcher", String.valueOf(httpPort));
        startTimed("worker1", "worker");
        startTimed("worker2", "worker");
        awaitReady(Duration.ofMinutes(2));
        Thread.ofVirtual().name("service manager").start(this::restartWhatDied);
    }

    private void startTimed(String name, String role, String... more) {
        List<String> arguments = new ArrayList<>();
        Path clock = clockFile(name);
        try {
            Files.writeString(clock, "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        arguments.add(role);
        arguments.add(folder.resolve("config.yml").toString());
        arguments.add(clock.toString());
        arguments.addAll(List.of(more));
        start(name, arguments.toArray(String[]::new));
    }

    Path clockFile(String name) {
        return folder.resolve(name + ".clock");
    }

    private synchronized void start(String name, String... arguments) {
        List<String> all = List.of(arguments);
        roles.put(name, new Running(all, launch(name, all)));
    }

    private Process launch(String name, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx384m",
                        "-Xss512k",
                        "-XX:TieredStopAtLevel=1", // a process that lives for a minute
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dvoxfarm.home=" + System.getProperty("voxfarm.home", "."),
                        Role.class.getName()));
        command.addAll(arguments);
        File log = log(name).toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void restartWhatDied() {
        while (!closed) {
            synchronized (this) {
                for (Map.Entry<String, Running> role : roles.entrySet()) {
                    Running running = role.getValue();
                    if (running.wanted && !running.process.isAlive() && !closed) {
                        unexpected.incrementAndGet();
                        running.process = launch(role.getKey(), running.arguments);
                    }
                }
            }
            try {
                Thread.sleep(LOOK_PERIOD);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** How often a process of that name was ready so far; 0 for no name. */
    int timesReady(String name) {
        if (name.isEmpty()) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(log(name))) {
            return (int) lines.filter(line -> line.endsWith(Role.READY)).count();
        } catch (IOException | UncheckedIOException e) {
            return 0; // it has not said anything yet
        }
    }

    private Path log(String name) {
        return folder.resolve("logs").resolve(name + ".log");
    }

    /** Kills a process at once; it is started again. */
    void kill(String name) {
        process(name).destroyForcibly();
    }

    /** Kills the engine of a worker; empty if it has none at the moment. */
    boolean killEngine(String worker) {
        Optional<ProcessHandle> engine = process(worker).children().findFirst();
        return engine.map(ProcessHandle::destroyForcibly).orElse(false);
    }

    /** Stops a process, for good or until {@link #resume}. */
    void stop(String name, boolean orderly) throws InterruptedException {
        Process process;
        synchronized (this) {
            Running running = running(name);
            running.wanted = false;
            process = running.process;
        }
        if (orderly) {
            process.destroy();
        }
        if (!orderly || !process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    synchronized void resume(String name) {
        Running running = running(name);
        running.process = launch(name, running.arguments);
        running.wanted = true;
    }

    void signal(String name, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process(name).pid()))
                .start()
                .waitFor();
    }

    private synchronized Process process(String name) {
        return running(name).process;
    }

    private Running running(String name) {
        Running running = roles.get(name);
        if (running == null) {
            throw new IllegalArgumentException(name);
        }
        return running;
    }

    /** The role whose process a worker's id names. */
    synchronized Optional<String> roleOf(String workerId) {
        return roles.entrySet().stream()
                .filter(role -> workerId.endsWith("-" + role.getValue().process.pid()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Waits until as many workers that live now have told of themselves. */
    void awaitWorkers(int count, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                String body =
                        http.send(
                                        HttpRequest.newBuilder(URI.create(url() + "/v1/workers"))
                                                .timeout(Duration.ofSeconds(5))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .body();
                long alive;
                synchronized (this) {
                    alive =
                            roles.entrySet().stream()
                                    .filter(role -> role.getKey().startsWith("worker"))
                                    .filter(role ->
                                            body.contains(
                                                    "-" + role.getValue().process.pid() + "\""))
                                    .count();
                }
                if (alive >= count) {
                    return;
                }
            } catch (IOException e) {
                // not yet
            }
            Thread.sleep(200);
        }
        throw new IllegalStateException("the workers were not ready after " + patience);
    }

    FaultyProxy proxy() {
        return proxy;
    }

    Path storeFolder() {
        return folder.resolve("s3");
    }

    String url() {
        return "http://127.0.0.1:" + httpPort;
    }

    String kafka() {
        return "127.0.0.1:" + kafkaPort;
    }

    /** The store without the proxy. */
    String s3() {
        return "http://127.0.0.1:" + s3Port;
    }

    HttpClient http() {
        return http;
    }

    void awaitReady(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                int status =
                        http.send(
                                        HttpRequest.newBuilder(URI.create(url() + "/readyz"))
                                                .timeout(Duration.ofSeconds(5))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode();
                if (status == 200) {
                    return;
                }
            } catch (IOException e) {
                // not yet
            }
            Thread.sleep(200);
        }
        throw new IllegalStateException(
                "the farm was not ready after " + patience + "; see " + folder.resolve("logs"));
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            roles.values().forEach(running -> running.process.destroyForcibly());
        }
        proxy.close();
        http.close();
    }
}
