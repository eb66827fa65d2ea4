package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the launcher builds, seen by a Maven and a JDK that write down what they are asked. */
class LauncherIT {
    private static final Path LAUNCHER = Path.of("../voxfarm").toAbsolutePath().normalize();
    private static final long PATIENCE_S = 60;
    private static final String LOCK = ".voxfarm-building";

    @TempDir Path folder;

    private Path home;
    private Path calls;

    /** How much memory the JDK takes this machine to have. */
    private Path machine;

    private String options = "";

    /** Of the launcher's environment. */
    private String cuda = "";

    /** What a command printed, and how it ended. */
    private record Run(int code, String out, String err) {}

    @BeforeEach
    void install() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        calls = folder.resolve("calls");
        machine = folder.resolve("machine");
        Files.copy(LAUNCHER, home.resolve("voxfarm"));
        assertThat(home.resolve("voxfarm").toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("pom.xml"), "");
        for (String module : List.of("app", "bench")) {
            Files.createDirectories(home.resolve(module).resolve("src/main"));
            Files.writeString(home.resolve(module).resolve("pom.xml"), "");
        }
        script("mvn", maven());
        script(
                "jdk/bin/java",
                """
                for last; do :; done
                [ "$last" != -version ] || exec %s -XX:MaxRAM=$(cat %s) "$@"
                printf '%%s\\n' "$@" >%s
                echo "$LD_LIBRARY_PATH" >%s
                echo "ran $last"
                """
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                machine,
                                folder.resolve("options"),
                                folder.resolve("libraries")));
        Files.writeString(machine, "2g");
        script("jdk/bin/javac", "");
    }

    /** As the real one, it takes away nothing that an earlier build put there. */
    private String maven() {
        return """
        echo "$@" >>%s
        case " $* " in *gpu*) name=onnxruntime_gpu ;; *) name=onnxruntime ;; esac
        mkdir -p %s
        touch %s/$name-1.28.0.jar
        """
                .formatted(calls, home.resolve("app/target/lib"), home.resolve("app/target/lib"));
    }

    private void script(String name, String lines) throws IOException {
        Path file = folder.resolve("bin").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + lines);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Run voxfarm(String... arguments) throws IOException, InterruptedException {
        return start(arguments).ended();
    }

    /** One that runs, and where it writes. */
    private record Started(Process process, Path out, Path err) {
        Run ended() throws IOException, InterruptedException {
            try {
                assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    private Started start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(home.resolve("voxfarm").toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment()
                .put("PATH", folder.resolve("bin") + ":" + System.getenv().get("PATH"));
        builder.environment().remove("HOME"); // as in a unit of systemd
        builder.environment().put("VOXFARM_JAVA_OPTS", options);
        builder.environment().put("VOXFARM_CUDA", cuda);
        builder.environment().put("LD_LIBRARY_PATH", "/before");
        builder.environment().put("VOXFARM_JAVA_HOME", folder.resolve("bin/jdk").toString());
        return new Started(builder.start(), out, err);
    }

    /** A Maven that builds when the file {@code go} is there. */
    private Path slowMaven() throws IOException {
        Path mvn = folder.resolve("bin/mvn");
        Path go = folder.resolve("go");
        String build = Files.readString(mvn).replace("#!/bin/sh\n", "");
        script(
                "mvn",
                "echo began >>"
                        + calls
                        + "\nuntil [ -f "
                        + go
                        + " ]; do sleep 0.1; done\n"
                        + build);
        return go;
    }

    private static void await(Started started, Path file, String text) throws Exception {
        Instant deadline = Instant.now().plusSeconds(PATIENCE_S);
        while (!Files.exists(file) || !Files.readString(file).contains(text)) {
            assertThat(started.process().isAlive() && Instant.now().isBefore(deadline))
                    .as(text)
                    .isTrue();
            Thread.onSpinWait();
        }
    }

    @Test
    void oneBuildsWhereTwoAreStartedAtOnce() throws Exception {
        Path go = slowMaven();
        Started first = start("voices");
        await(first, calls, "began");
        Started second = start("status");
        await(second, second.err(), "waiting for it");
        Files.createFile(go);

        assertThat(first.ended())
                .extracting(Run::code, Run::out)
                .containsExactly(0, "ran voices\n");
        Run waited = second.ended();
        assertThat(waited.code()).as(waited.err()).isZero();
        assertThat(waited.out()).isEqualTo("ran status\n");
        assertThat(waited.err().lines())
                .singleElement()
                .asString()
                .contains("process " + first.process().pid() + " is building");
        assertThat(builds()).filteredOn("began"::equals).hasSize(1);
        assertThat(home.resolve(LOCK)).doesNotExist();
    }

    /** Tests build into the same folders. */
    @Test
    void testsAndStartsWaitForEachOther() throws Exception {
        Path go = slowMaven();
        Started tests = start("test");
        await(tests, calls, "began");
        Started up = start("up");
        await(up, up.err(), "process " + tests.process().pid() + " is building or testing");
        Started more = start("test");
        await(more, more.err(), "waiting for it");
        assertThat(builds()).as("while the first test runs").containsExactly("began");
        Files.createFile(go);

        assertThat(tests.ended().code()).isZero();
        assertThat(up.ended().out()).isEqualTo("ran up\n");
        assertThat(more.ended().code()).isZero();
        assertThat(builds()).filteredOn("began"::equals).hasSize(3);
        assertThat(home.resolve(LOCK)).doesNotExist();
    }

    @Test
    void aTestThatStartsTheLauncherWaitsForNobody() throws Exception {
        script(
                "mvn",
                maven()
                        + "case \" $* \" in *verify*) "
                        + home.resolve("voxfarm")
                        + " voices ;; esac\n");

        Run run = voxfarm("test");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("ran voices\n");
        assertThat(run.err()).doesNotContain("waiting");
        assertThat(home.resolve(LOCK)).doesNotExist();
    }

    @Test
    void buildsWhereTheOneThatBuiltWasKilled() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        assertThat(gone.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        Files.createDirectory(home.resolve(LOCK));
        Files.writeString(home.resolve(LOCK).resolve("pid"), gone.pid() + "\n");

        Run run = voxfarm("voices");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("ran voices\n");
        assertThat(builds()).hasSize(1);
        assertThat(home.resolve(LOCK)).doesNotExist();
    }

    /** Who is stopped, or fails, holds up no other. */
    @Test
    void leavesNoLockBehind() throws Exception {
        Path go = slowMaven();
        Started stopped = start("voices");
        await(stopped, calls, "began");
        stopped.process().destroy(); // SIGTERM: heard when Maven has ended
        Files.createFile(go);
        assertThat(stopped.ended().code()).isEqualTo(143);
        assertThat(home.resolve(LOCK)).doesNotExist();

        script("mvn", "exit 1\n");
        touchSource();
        assertThat(voxfarm("up").code()).isEqualTo(1);
        assertThat(home.resolve(LOCK)).doesNotExist();
    }

    /** The last word on the heap that a start was given. */
    private String heap() throws IOException {
        return Files.readAllLines(folder.resolve("options")).stream()
                .filter(option -> option.startsWith("-Xmx"))
                .reduce((first, last) -> last)
                .orElse("none");
    }

    private List<String> builds() throws IOException {
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private List<String> libraries() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("app/target/lib"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void touchSource() throws IOException {
        Path source = home.resolve("app/src/main/A.java");
        Files.writeString(source, "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    }

    @Test
    void buildsOnceAndRunsTheCommand() throws IOException, InterruptedException {
        Run first = voxfarm("voices");
        Run second = voxfarm("voices");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).isEqualTo("ran voices\n");
        assertThat(first.err()).contains("building");
        assertThat(second.out()).isEqualTo("ran voices\n");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).singleElement().asString().doesNotContain("gpu");
    }

    @ParameterizedTest
    @CsvSource({"2g, -Xmx512m", "8g, -Xmx512m", "24g, -Xmx1536m", "64g, -Xmx4096m"})
    void sizesTheHeapByTheMachine(String memory, String heap)
            throws IOException, InterruptedException {
        Files.writeString(machine, memory);
        assertThat(voxfarm("up").code()).isZero();

        assertThat(heap()).isEqualTo(heap);
    }

    @Test
    void takesTheHeapThatTheOptionsName() throws IOException, InterruptedException {
        Files.writeString(machine, "64g");
        options = "-Xlog:gc -Xmx256m";
        assertThat(voxfarm("up").code()).isZero();
        assertThat(heap()).isEqualTo("-Xmx256m");

        options = "-XX:MaxRAMPercentage=50";
        assertThat(voxfarm("up").code()).isZero();
        assertThat(heap()).isEqualTo("none");
    }

    @Test
    void staysWithCudaOnceItWasChosen() throws IOException, InterruptedException {
        Run chosen = voxfarm("--gpu", "up");
        assertThat(chosen.code()).as(chosen.err()).isZero();
        assertThat(chosen.out()).isEqualTo("ran up\n");
        assertThat(chosen.err()).contains("CUDA");
        var _ = voxfarm("up");
        assertThat(builds()).as("built once").singleElement().asString().contains("-Pgpu");

        touchSource();
        var _ = voxfarm("up");
        assertThat(builds()).hasSize(2).last().asString().contains("-Pgpu");

        deleteTarget();
        var _ = voxfarm("up");
        assertThat(builds()).as("after mvn clean").hasSize(3).last().asString().contains("-Pgpu");

        var _ = voxfarm("test");
        assertThat(builds()).hasSize(4).last().asString().contains("-Pit,gpu");
        assertThat(libraries()).containsExactly("onnxruntime_gpu-1.28.0.jar");
    }

    /** As {@code mvn -Pgpu package} leaves it, which writes down what it built with. */
    private void buildByHand(String artefact) throws IOException {
        Path target = home.resolve("app/target");
        Path lib = Files.createDirectories(target.resolve("lib"));
        for (String jar : Files.exists(lib) ? libraries() : List.<String>of()) {
            Files.delete(lib.resolve(jar));
        }
        Files.createFile(lib.resolve(artefact + "-1.28.0.jar"));
        Files.writeString(target.resolve("runtime"), artefact + "\n");
    }

    @Test
    void staysWithCudaThatWasBuiltByHand() throws IOException, InterruptedException {
        var _ = voxfarm("up");
        buildByHand("onnxruntime_gpu");

        Run after = voxfarm("up");
        assertThat(after.code()).as(after.err()).isZero();
        assertThat(after.err()).contains("built for CUDA by hand");
        assertThat(libraries()).containsExactly("onnxruntime_gpu-1.28.0.jar");

        touchSource();
        var _ = voxfarm("up");
        assertThat(builds()).last().asString().contains("-Pgpu");
        assertThat(libraries()).containsExactly("onnxruntime_gpu-1.28.0.jar");

        script("mvn", "exit 1\n");
        assertThat(voxfarm("--cpu", "up").code()).isEqualTo(1);
        script("mvn", maven());
        var _ = voxfarm("up");
        assertThat(libraries())
                .as("told otherwise, though that build failed")
                .containsExactly("onnxruntime-1.28.0.jar");
    }

    @Test
    void refusesToRunWithAnotherRuntimeThanItBuilt() throws IOException, InterruptedException {
        script("mvn", maven().replace("name=onnxruntime_gpu", "name=onnxruntime"));

        Run run = voxfarm("--gpu", "up");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("expected the runtime onnxruntime_gpu alone");
    }

    @Test
    void findsTheLibrariesOfCudaInAPythonEnvironment() throws IOException, InterruptedException {
        Path packages = folder.resolve("a venv/lib/python3.12/site-packages/nvidia");
        Path blas = Files.createDirectories(packages.resolve("cublas/lib"));
        Path dnn = Files.createDirectories(packages.resolve("cudnn/lib"));
        Files.createDirectories(packages.resolve("cudnn/include"));
        Files.createSymbolicLink(folder.resolve("a venv/lib64"), Path.of("lib"));
        cuda = folder.resolve("a venv").toString();

        Run run = voxfarm("up");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(folder.resolve("libraries")).hasContent(blas + ":" + dnn + ":/before");
    }

    @Test
    void findsTheLibrariesOfCudaInAToolkit() throws IOException, InterruptedException {
        Path lib = Files.createDirectories(folder.resolve("cuda-12.9/lib64"));
        Files.createFile(lib.resolve("libcudart.so.12"));
        cuda = folder.resolve("cuda-12.9").toString();

        assertThat(voxfarm("up").code()).isZero();
        assertThat(folder.resolve("libraries")).hasContent(lib + ":/before");

        cuda = "";
        assertThat(voxfarm("up").code()).isZero();
        assertThat(folder.resolve("libraries")).hasContent("/before");
    }

    @Test
    void refusesAFolderWithoutLibrariesOfCuda() throws IOException, InterruptedException {
        cuda = folder.resolve("nowhere").toString();

        Run run = voxfarm("up");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(cuda, "pip install nvidia-cudnn-cu12");
        assertThat(builds()).isEmpty();
    }

    private void deleteTarget() throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("app/target"))) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void goesBackToTheCpu() throws IOException, InterruptedException {
        var _ = voxfarm("--gpu", "up");
        var _ = voxfarm("--cpu", "up");
        var _ = voxfarm("up");

        assertThat(builds()).hasSize(2).last().asString().doesNotContain("gpu");
        assertThat(libraries()).containsExactly("onnxruntime-1.28.0.jar");
    }

    /** Two of one library on the class path: nobody knows which of them is taken. */
    @Test
    void doesNotRunWithWhatABuildByHandLeft() throws IOException, InterruptedException {
        var _ = voxfarm("up");
        Files.createFile(home.resolve("app/target/lib/onnxruntime_gpu-1.28.0.jar"));
        Files.createFile(home.resolve("app/target/lib/kafka-clients-4.3.0.jar"));

        var _ = voxfarm("up");

        assertThat(builds()).hasSize(2);
        assertThat(libraries()).containsExactly("onnxruntime-1.28.0.jar");
    }

    @Test
    void warmingThatIsStoppedLeavesNothingBehind() throws Exception {
        Path began = folder.resolve("began");
        String java = Files.readString(folder.resolve("bin/jdk/bin/java"));
        script(
                "jdk/bin/java",
                java.replace("#!/bin/sh\n", "").replace("echo \"ran $last\"\n", "")
                        + """
                        trap 'touch %s; exit 143' TERM
                        echo began >%s
                        while :; do sleep 0.1; done
                        """
                                .formatted(folder.resolve("stopped"), began));
        Started warming = start("warm");
        await(warming, began, "began");

        warming.process().destroy();
        Run run = warming.ended();

        assertThat(run.code()).isEqualTo(143);
        assertThat(folder.resolve("stopped")).exists();
        List<String> options = Files.readAllLines(folder.resolve("options"));
        Path data = Path.of(options.get(options.indexOf("--data") + 1));
        assertThat(data.getParent()).doesNotExist();
    }

    /** The first build fetches for minutes; what Maven tells on its way is too much. */
    @Test
    void showsHowFarTheBuildIsAndWhatIsWrong() throws IOException, InterruptedException {
        script(
                "mvn",
                """
                printf '\\033[0m\\033[0m[INFO] Scanning for projects...\\n'
                echo '[INFO] Building Voxfarm 0.1.0                                [1/13]'
                echo '[INFO] Building Voxfarm common 0.1.0                         [2/13]'
                echo '[WARNING] of no use to a user'
                echo '[WARNING] /src/A.java:[51,20] [ReferenceEquality] taken for an error'
                printf '%s\\n' '[ERROR] disk full: C:\\new'
                printf '\\033[0m'
                exit 1
                """);
        Run failed = voxfarm("up");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err().lines().skip(1))
                .containsExactly(
                        "voxfarm: building 1 of 13, Voxfarm",
                        "voxfarm: building 2 of 13, Voxfarm common",
                        "[ERROR] disk full: C:\\new",
                        "[WARNING] /src/A.java:[51,20] [ReferenceEquality] taken for an error",
                        "voxfarm: the build failed; see above.");
    }

    @Test
    void saysThatTheBuildFailed() throws IOException, InterruptedException {
        script("mvn", "exit 1\n");
        Run failed = voxfarm("up");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).contains("the build failed");
        assertThat(home.resolve("app/target/built")).doesNotExist();
    }
}
