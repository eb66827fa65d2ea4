package voxfarm.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of some build, in a process of its own that writes to a log. */
public final class Command implements AutoCloseable {
    private static final long STOP_SECONDS = 60;

    private final Process process;
    private final Path log;

    private Command(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * @param launcher of the build: its {@code voxfarm}
     * @param log where it writes, behind what is there
     */
    public static Command start(Path launcher, Path log, String... arguments) throws IOException {
        return start(List.of(launcher.toString()), log, arguments);
    }

    /** As the other, of the build that is tested. */
    public static Command ofThisBuild(Path log, String... arguments) throws IOException {
        return start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dvoxfarm.home=" + System.getProperty("voxfarm.home"),
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        "voxfarm.app.Main"),
                log,
                arguments);
    }

    private static Command start(List<String> begin, Path log, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(begin);
        command.addAll(List.of(arguments));
        return new Command(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start(),
                log);
    }

    /** Fails, with what it wrote, if it has ended. */
    public void mustLive() {
        if (!process.isAlive()) {
            String text;
            try {
                text = Files.readString(log);
            } catch (IOException e) {
                text = e.toString();
            }
            throw new AssertionError("ended with " + process.exitValue() + ": " + text);
        }
    }

    /** Ends it and all that it started at once, as a power cut does. */
    public void kill() throws InterruptedException {
        List<ProcessHandle> engines = process.descendants().toList();
        process.destroyForcibly().waitFor();
        engines.forEach(ProcessHandle::destroyForcibly);
    }

    /** Tells it to stop, and waits. */
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
