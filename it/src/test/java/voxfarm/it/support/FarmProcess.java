package voxfarm.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import voxfarm.app.local.Endpoints;

/** {@code voxfarm up} in a process of its own, on free ports. */
public final class FarmProcess implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofMinutes(3);
    private static final long STOP_SECONDS = 60;

    private final Process process;
    private final Endpoints endpoints;

    private FarmProcess(Process process, Endpoints endpoints) {
        this.process = process;
        this.endpoints = endpoints;
    }

    /**
     * Returns when it is ready.
     *
     * @param log where it writes, behind what is there
     */
    public static FarmProcess start(Path data, Path log) throws Exception {
        return start(data, log, "-Xmx768m");
    }

    /**
     * As the other.
     *
     * @param jvm options of its virtual machine, its heap among them
     */
    public static FarmProcess start(Path data, Path log, String... jvm) throws Exception {
        Process process =
                new ProcessBuilder(command(data, List.of(jvm)))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        try {
            Endpoints endpoints =
                    Polling.await(
                            "farm; see " + log,
                            START_PATIENCE,
                            () -> {
                                if (!process.isAlive()) {
                                    throw new IllegalStateException("ended: " + text(log));
                                }
                                return Endpoints.ofRunningFarm(data)
                                        .filter(found -> found.pid() == process.pid());
                            });
            return new FarmProcess(process, endpoints);
        } catch (AssertionError | Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static List<String> command(Path data, List<String> jvm) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dvoxfarm.home=" + System.getProperty("voxfarm.home"),
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        "voxfarm.app.Main",
                        "up",
                        "--data",
                        data.toString()));
        for (String port : List.of("--http-port", "--kafka-port", "--s3-port")) {
            command.addAll(List.of(port, "0"));
        }
        return command;
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Stops it and its engine where they stand, as a suspended machine does, and lets them go on.
     */
    public void freeze(Duration time) throws Exception {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        signal("STOP", all);
        try {
            Thread.sleep(time); // the time itself is what is tested
        } finally {
            signal("CONT", all);
        }
    }

    private static void signal(String signal, List<ProcessHandle> all) throws Exception {
        for (ProcessHandle one : all) {
            new ProcessBuilder("kill", "-" + signal, String.valueOf(one.pid())).start().waitFor();
        }
    }

    /** Ends it at once, and its engine. */
    public void kill() throws InterruptedException {
        List<ProcessHandle> engines = process.descendants().toList();
        process.destroyForcibly().waitFor();
        engines.forEach(ProcessHandle::destroyForcibly);
    }

    /** Tells it to stop, and waits; its exit code. */
    public int stop() throws InterruptedException {
        close();
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
