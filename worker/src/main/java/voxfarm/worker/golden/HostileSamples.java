package voxfarm.worker.golden;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.job.JobCodec;
import voxfarm.common.plan.RequestCodec;
import voxfarm.models.bertvits2.HyperParametersReader;
import voxfarm.models.checkpoint.Checkpoint;
import voxfarm.models.checkpoint.NpyFile;
import voxfarm.models.checkpoint.Tensor;
import voxfarm.models.onnx.OnnxReader;

/**
 * Reads hostile samples, each with the reader that meets it. Each must end in the declared error,
 * or be read where its row allows that; within a second of processor time, and with a message of
 * one short line.
 */
public final class HostileSamples {
    /** Rows of the table of samples, below its line of names. */
    public static final String INDEX = "index.tsv";

    /** Time of this thread alone: what others do on the machine is not the file's fault. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final int LONGEST_MESSAGE = 1000;

    /** Words of an expectation that allow a file to be read. */
    private static final List<String> READ =
            List.of(
                    "read right",
                    "NaN weights",
                    "names are never paths",
                    "failed result",
                    "or spoken",
                    "engine answers");

    private final Path folder;
    private final Path temporary;
    private final HostileFiles made;
    private final List<String> messages = new ArrayList<>();
    private int refused;
    private int read;
    private int wrong;

    /**
     * @param folder with index.tsv
     * @param temporary an empty folder
     * @param voice graph of a sound Piper voice
     */
    public HostileSamples(Path folder, Path temporary, Path voice) {
        this.folder = folder;
        this.temporary = temporary;
        this.made = new HostileFiles(voice);
    }

    /** Reads all of them, one after the other. */
    public BadGolden.Report run() throws IOException {
        List<String> rows = Files.readAllLines(folder.resolve(INDEX));
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split("\t", -1);
            run(cells[0], cells[2]);
        }
        return new BadGolden.Report(refused + read + wrong, refused, read, wrong, messages);
    }

    private void run(String name, String expected) throws IOException {
        Path file = folder.resolve(name);
        boolean large = !Files.exists(file);
        if (large) {
            file = temporary.resolve(String.valueOf(file.getFileName()));
            made.make(String.valueOf(file.getFileName()), file);
        }
        try {
            judge(name, expected, file);
        } finally {
            if (large) {
                Files.delete(file);
            }
        }
    }

    private void judge(String name, String expected, Path file) throws IOException {
        long begun = THREADS.getCurrentThreadCpuTime();
        String outcome;
        boolean accepted = false;
        boolean declared = true;
        try {
            read(name, file);
            accepted = true;
            outcome = "read";
        } catch (VoxfarmException e) {
            outcome = e.getMessage();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            declared = false;
            outcome = "defect: " + e;
        }
        Duration took = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - begun);
        boolean plain =
                outcome.length() < LONGEST_MESSAGE
                        && outcome.chars().noneMatch(Character::isISOControl);
        boolean allowed = !accepted || READ.stream().anyMatch(expected::contains);
        boolean good = declared && plain && allowed && took.compareTo(LONGEST) <= 0;
        if (!good) {
            wrong++;
        } else if (accepted) {
            read++;
        } else {
            refused++;
        }
        messages.add(
                String.format(
                        Locale.ROOT,
                        "%s%s (%d ms): %s; expected: %s",
                        good ? "" : "WRONG: ",
                        name,
                        took.toMillis(),
                        outcome,
                        expected));
    }

    private static void read(String name, Path file) throws IOException {
        if (name.endsWith(".onnx")) {
            try (Arena arena = Arena.ofConfined()) {
                var _ = OnnxReader.read(file, arena);
            }
        } else if (name.endsWith(".npy")) {
            var _ = NpyFile.read(file);
        } else if (name.endsWith(".pth") || name.endsWith(".safetensors")) {
            readAll(file);
        } else if (name.startsWith("config")) {
            var _ = HyperParametersReader.read(file);
        } else if (name.startsWith("topic/job")) {
            var _ = JobCodec.read(Files.readAllBytes(file));
        } else if (name.startsWith("topic/any")) {
            var _ = RequestEventCodec.read(Files.readAllBytes(file));
        } else {
            var _ = RequestCodec.read(Files.readAllBytes(file));
        }
    }

    private static void readAll(Path file) {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            for (Tensor tensor : checkpoint.weights().values()) {
                tensor.floats();
            }
        }
    }
}
