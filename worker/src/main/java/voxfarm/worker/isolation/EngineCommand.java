package voxfarm.worker.isolation;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import voxfarm.frontend.local.LocalJapanese;
import voxfarm.worker.engine.RuntimeLibraries;

/**
 * The command line of an engine process: this Java, this class path. Its frames go out by file
 * descriptor {@value #FRAMES_DESCRIPTOR}, which is the pipe to its parent; standard output is
 * standard error, for a virtual machine or a native library prints there whenever it likes.
 *
 * <p>It is made for a folder that takes all the temporary files of the process: as it is ended by
 * force, it deletes none of them itself.
 */
public final class EngineCommand {
    /** Properties of this process that the engine's has, too: how it logs. */
    public static final String LOG_FORMAT = "voxfarm.log.format";

    public static final String LOG_LEVEL = "voxfarm.log.level";

    /** Sound and documents of a few segments; models lie outside of the heap. */
    private static final int ENGINE_HEAP_MIB = 384;

    /** Some tensors of a checkpoint at a time, and their copies; weights stay in mapped files. */
    static final int IMPORT_HEAP_MIB = 512;

    /** What the process of an import may know of this one's environment: no keys, no addresses. */
    static final Set<String> IMPORT_ENVIRONMENT =
            Set.of(
                    "CLASSPATH",
                    "PATH",
                    "LANG",
                    "LC_ALL",
                    "TZ",
                    "SystemRoot",
                    "LD_LIBRARY_PATH",
                    "MALLOC_ARENA_MAX",
                    "MALLOC_MMAP_THRESHOLD_",
                    "MALLOC_TRIM_THRESHOLD_",
                    "ORT_DISABLE_TELEMETRY");

    /** Where the engine writes its frames. */
    static final int FRAMES_DESCRIPTOR = 3;

    /**
     * Warnings of the virtual machine go to standard error, and the start-up cache says nothing: it
     * warns of each method that it compiles anew, and is left out where it does not fit.
     */
    private static final List<String> OUTPUT =
            List.of(
                    "-XX:+DisplayVMOutputToStderr",
                    "-Xlog:disable",
                    "-Xlog:all=warning,aot*=off,cds*=off:stderr");

    private static final String SHELL = "/bin/sh";
    private static final String APART = "exec " + FRAMES_DESCRIPTOR + ">&1 1>&2; exec \"$@\"";

    private EngineCommand() {}

    /**
     * Of the engine itself.
     *
     * @param libraries of the runtime, looked at for each process
     */
    public static Function<Path, ProcessBuilder> ofHost(RuntimeLibraries libraries) {
        return of(EngineHost.class.getName(), libraries);
    }

    /** Of another main class that calls {@link EngineHost#serve}. */
    public static Function<Path, ProcessBuilder> of(String mainClass, RuntimeLibraries libraries) {
        return temporary -> {
            List<String> command = new ArrayList<>();
            command.addAll(List.of(SHELL, "-c", APART, "voxfarm-engine"));
            command.addAll(java(temporary, libraries, ENGINE_HEAP_MIB, mainClass));
            return builder(command);
        };
    }

    /**
     * Of a main class that calls {@link ImportHost#serve}; with an environment of its own. It
     * writes its outcome into a file.
     */
    static Function<Path, ProcessBuilder> ofImport(String mainClass, RuntimeLibraries libraries) {
        return temporary -> {
            ProcessBuilder builder =
                    builder(java(temporary, libraries, IMPORT_HEAP_MIB, mainClass));
            builder.environment().keySet().retainAll(IMPORT_ENVIRONMENT);
            return builder;
        };
    }

    private static List<String> java(
            Path temporary, RuntimeLibraries libraries, int heapMib, String mainClass) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OUTPUT);
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xms32m",
                        "-Xmx" + heapMib + "m",
                        "-Xss512k",
                        "-XX:MinHeapFreeRatio=10",
                        "-XX:MaxHeapFreeRatio=30",
                        "-XX:-ShrinkHeapInSteps",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:-CreateCoredumpOnCrash",
                        CrashReport.option(temporary),
                        "-Djava.io.tmpdir=" + temporary,
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        if (System.getProperty("os.name").equals("Linux")) {
            // back to the system with what the compilers and the runtime left
            command.add("-XX:TrimNativeHeapInterval=10000");
        }
        for (String property : List.of("voxfarm.home", LOG_FORMAT, LOG_LEVEL)) {
            String value = System.getProperty(property);
            if (value != null) {
                command.add("-D" + property + "=" + value);
            }
        }
        command.addAll(libraries.options());
        // the start-up cache of this build, where there is one
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-XX:AOTCache="))
                .forEach(command::add);
        command.add(mainClass);
        return command;
    }

    private static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        // not on the command line: the native runtime cannot take a long one
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put(LocalJapanese.VARIABLE, LocalJapanese.searched());
        // the runtime's large buffers come from the heap and go back to the system beyond 128
        // MiB:
        // what one long sentence took does not stay, and the next one needs no new pages
        builder.environment().putIfAbsent("MALLOC_MMAP_THRESHOLD_", String.valueOf(32 << 20));
        builder.environment().putIfAbsent("MALLOC_TRIM_THRESHOLD_", String.valueOf(128 << 20));
        return builder;
    }
}
