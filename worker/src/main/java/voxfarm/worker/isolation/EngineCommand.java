package voxfarm.worker.isolation;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The command line of an engine process: this Java, this class path. Its frames go out by file
 * descriptor {@value #FRAMES_DESCRIPTOR}, which is the pipe to its parent; standard output is
 * standard error, for a virtual machine or a native library prints there whenever it likes.
 *
 * <p>It is made for a folder that takes all the temporary files of the process, native libraries
 * that are unpacked among them: as it is ended by force, it deletes none of them itself.
 */
public final class EngineCommand {
    /** Sound and documents of a few segments; models lie outside of the heap. */
    private static final String HEAP = "-Xmx384m";

    /** Where the engine writes its frames. */
    static final int FRAMES_DESCRIPTOR = 3;

    private static final String SHELL = "/bin/sh";
    private static final String APART = "exec " + FRAMES_DESCRIPTOR + ">&1 1>&2; exec \"$@\"";

    private EngineCommand() {}

    /** Of the engine itself. */
    public static Function<Path, ProcessBuilder> ofHost() {
        return of(EngineHost.class.getName());
    }

    /** Of another main class that calls {@link EngineHost#serve}. */
    public static Function<Path, ProcessBuilder> of(String mainClass) {
        return temporary -> {
            List<String> command = new ArrayList<>();
            command.addAll(List.of(SHELL, "-c", APART, "voxfarm-engine"));
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(JavaOutput.TO_STANDARD_ERROR);
            command.addAll(
                    List.of(
                            "-XX:+UseSerialGC",
                            "-Xms32m",
                            HEAP,
                            "-Xss512k",
                            "-XX:MinHeapFreeRatio=10",
                            "-XX:MaxHeapFreeRatio=30",
                            "-XX:-ShrinkHeapInSteps",
                            "-XX:+ExitOnOutOfMemoryError",
                            "-XX:-CreateCoredumpOnCrash",
                            "-XX:ErrorFile=/dev/stderr",
                            "-Djava.io.tmpdir=" + temporary,
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow"));
            if (System.getProperty("os.name").equals("Linux")) {
                // back to the system with what the compilers and the runtime left
                command.add("-XX:TrimNativeHeapInterval=10000");
            }
            String home = System.getProperty("voxfarm.home");
            if (home != null) {
                command.add("-Dvoxfarm.home=" + home);
            }
            // the start-up cache of this build, where there is one
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .filter(option -> option.startsWith("-XX:AOTCache="))
                    .forEach(command::add);
            command.add(mainClass);
            ProcessBuilder builder = new ProcessBuilder(command);
            // not on the command line: the native runtime cannot take a long one
            builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
            // the runtime's large buffers come from the heap and go back to the system beyond 128
            // MiB:
            // what one long sentence took does not stay, and the next one needs no new pages
            builder.environment().putIfAbsent("MALLOC_MMAP_THRESHOLD_", String.valueOf(32 << 20));
            builder.environment().putIfAbsent("MALLOC_TRIM_THRESHOLD_", String.valueOf(128 << 20));
            return builder;
        };
    }
}
