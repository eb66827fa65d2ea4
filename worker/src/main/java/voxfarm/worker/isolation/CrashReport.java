package voxfarm.worker.isolation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import voxfarm.common.files.FileFailure;

/**
 * What a virtual machine writes of its crash in native code: a file among the temporary files of
 * its process, of which the parent logs the beginning before it deletes them. The machine opens the
 * file anew, so it must not be a standard stream: that may be the farm's log.
 */
final class CrashReport {
    private static final String NAME = "crash.log";

    /** The signal, the frame and the stacks; then come registers, memory maps and settings. */
    private static final int HEAD_BYTES = 16 << 10;

    private CrashReport() {}

    /** The option of a virtual machine. */
    static String option(Path folder) {
        return "-XX:ErrorFile=" + folder.resolve(NAME);
    }

    /** How the report begins; empty if the process in {@code folder} wrote none. */
    static Optional<String> head(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8));
        }
    }

    /**
     * Logs how the report begins, if there is one.
     *
     * @param process pid of the one that died
     */
    static void log(Logger log, long process, Path folder) {
        try {
            head(folder)
                    .ifPresent(head ->
                            log.error("process {} crashed in native code:\n{}", process, head));
        } catch (IOException e) {
            log.error(
                    "process {} crashed; its report cannot be read: {}",
                    process,
                    FileFailure.reason(e));
        }
    }
}
