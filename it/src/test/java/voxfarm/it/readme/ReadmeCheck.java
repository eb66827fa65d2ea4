package voxfarm.it.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.embedded.FreePorts;

/**
 * Does what both README say, command by command in their order, in a clean clone. A command that is
 * not named here has to end with 0. It builds the farm anew and takes many minutes: profile {@code
 * readme}.
 */
class ReadmeCheck {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Duration BUILD_PATIENCE = Duration.ofMinutes(40);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> PAGES = List.of("README.md", "README.zh.md");
    private static final int HTTP = 9876;

    /** Commands that are not run, and why. */
    private static final Map<String, String> LEFT_OUT =
            Map.of(
                    "./voxfarm test",
                    "runs every other test: half an hour, and what CI does",
                    "./voxfarm --gpu up",
                    "fetches 740 MB, and wants a GPU; LauncherIT runs it with another Maven",
                    "./voxfarm --cpu up",
                    "undoes the one before",
                    "./voxfarm dispatcher --config config.yml",
                    "production: wants the reader's Kafka cluster and store; ApartIT has its own",
                    "./voxfarm worker --config config.yml --device cuda:0",
                    "production, likewise, and wants a GPU",
                    "./voxfarm up --http-host 0.0.0.0 --config config.yml",
                    "opens this machine to its network");

    /** Commands that are meant to fail, and what they say then. */
    private static final Map<String, String> REFUSED =
            Map.of(
                    // "what has ended stays as it is"
                    "./voxfarm cancel chap-001",
                    "completed",
                    // "without it a request is refused and names the folder"
                    "./voxfarm say \"妖孽,吃俺老孙一棒!\" --voice wukong",
                    "chinese-roberta-wwm-ext-large");

    /** What stands for something of the reader's, in both languages. */
    private static final Map<String, String> PLACEHOLDERS =
            Map.of(
                    " DIR",
                    " new-voice",
                    " 目录",
                    " new-voice",
                    "voices/NAME",
                    "voices/uploaded",
                    "voices/名字",
                    "voices/uploaded-too",
                    "key NAME",
                    "key studio",
                    "key 名字",
                    "key studio",
                    // config.yml is the page's example by then, and an existing one stays
                    "config init",
                    "config init new.yml");

    @TempDir Path folder;

    private final List<String> failures = new ArrayList<>();
    private Path clone = Path.of("");
    private String address = "localhost:" + HTTP;
    private @Nullable Process farm;

    /** What a command printed, and how it ended. */
    private record Run(int code, String printed) {}

    @AfterEach
    void stop() {
        if (farm != null) {
            farm.descendants().forEach(ProcessHandle::destroyForcibly);
            farm.destroyForcibly();
        }
    }

    @Test
    void everyCommandOfThePagesWorks() throws Exception {
        clone = folder.resolve("voxfarm");
        assertThat(
                        run("git clone -q --no-hardlinks " + HOME + " " + clone, folder, PATIENCE)
                                .code())
                .isZero();
        List<String> commands = commands();
        assertThat(commands).hasSizeGreaterThan(25).contains("./voxfarm up", "./voxfarm warm");
        assertThat(commands)
                .as("nothing is left out, or refused, that the pages do not say any more")
                .containsAll(LEFT_OUT.keySet())
                .containsAll(REFUSED.keySet());
        prepare();

        Duration patience = BUILD_PATIENCE; // the first builds
        for (String command : commands) {
            if (!LEFT_OUT.containsKey(command)) {
                follow(command, patience);
                patience = PATIENCE;
            }
        }
        stopWithCtrlC();

        assertThat(failures).isEmpty();
        for (String sound : List.of("voxfarm.wav", "hello.mp3", "chapter.wav", "hello.wav")) {
            assertThat(clone.resolve(sound)).isNotEmptyFile();
        }
    }

    private List<String> commands() throws IOException {
        List<String> all = new ArrayList<>();
        for (String page : PAGES) {
            for (String command : PageCommands.of(Files.readString(clone.resolve(page)))) {
                if (!all.contains(command)) {
                    all.add(command);
                }
            }
        }
        return all;
    }

    /** The reader's own: texts, a list of words, a voice, and the configuration of the page. */
    private void prepare() throws IOException {
        Path golden = clone.resolve("models/src/test/resources/golden/model/2.0.2");
        for (String place : List.of("voxfarm-data/voices/wukong", "new-voice")) {
            Path voice = Files.createDirectories(clone.resolve(place));
            Files.copy(golden.resolve("config.json"), voice.resolve("config.json"));
            Files.copy(golden.resolve("G_1302.pth"), voice.resolve("G_15000.pth"));
        }
        Files.copy(golden.resolve("config.json"), clone.resolve("config.json"));
        Files.copy(golden.resolve("G_1302.pth"), clone.resolve("G_15000.pth"));
        Files.writeString(clone.resolve("chapter.txt"), "# One\n\nIt was late. Nobody came.\n");
        Files.writeString(
                clone.resolve("talk.ssml"),
                "<speak>It was late.<break time=\"1s\"/>Nobody came.</speak>\n");
        Files.writeString(clone.resolve("words.tsv"), "重庆\tchong2 qing4\n");
        String config =
                PageCommands.block(
                        Files.readString(clone.resolve("README.md")), "yaml", "bootstrap-servers");
        Path voices = Files.createDirectories(folder.resolve("srv"));
        Files.writeString(
                clone.resolve("config.yml"), config.replace("/srv/voices", voices.toString()));
    }

    private void follow(String command, Duration patience) throws Exception {
        if (command.equals("./voxfarm up")) {
            startFarm();
            return;
        }
        String asked = command;
        for (Map.Entry<String, String> placeholder : PLACEHOLDERS.entrySet()) {
            asked = asked.replace(placeholder.getKey(), placeholder.getValue());
        }
        asked =
                asked.replaceFirst("^curl ", "curl -sS --fail-with-body ")
                        .replace("localhost:" + HTTP, address)
                        .replace("127.0.0.1:" + HTTP, address);
        Run run = run(asked, clone, patience);
        String refused = REFUSED.get(command);
        boolean held =
                refused == null
                        ? run.code() == 0
                        : run.code() != 0 && run.printed().contains(refused);
        if (!held) {
            failures.add(asked + "\n  ended with " + run.code() + ":\n" + run.printed());
        }
    }

    /** On the ports that the pages name, if they are free. */
    private void startFarm() throws Exception {
        String command = "./voxfarm up";
        if (!IntStream.of(HTTP, 9092, 9000).allMatch(ReadmeCheck::isFree)) {
            int http = FreePorts.any();
            address = "localhost:" + http;
            command += " --http-port " + http + " --kafka-port 0 --s3-port 0";
        }
        Path log = folder.resolve("up.log");
        Process started = shell("exec " + command, clone, log);
        farm = started;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(log).contains("ready\n")) {
            assertThat(started.isAlive() && System.nanoTime() < deadline)
                    .as(() -> text(log))
                    .isTrue();
            assertThat(started.waitFor(100, TimeUnit.MILLISECONDS)).as(() -> text(log)).isFalse();
        }
    }

    private void stopWithCtrlC() throws InterruptedException {
        Process running = Objects.requireNonNull(farm, "the pages start none");
        running.destroy();
        assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Run run(String command, Path in, Duration patience) throws Exception {
        Path log = Files.createTempFile(folder, "run", ".log");
        Process process = shell(command, in, log);
        try {
            if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                return new Run(-1, "still running after " + patience + "\n" + text(log));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), text(log));
    }

    private static Process shell(String command, Path in, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", command)
                        .directory(in.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("VOXFARM_"));
        return builder.start();
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
