package voxfarm.bench.golden;

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
import voxfarm.models.bertvits2.HyperParametersReader;
import voxfarm.models.checkpoint.NpyFile;
import voxfarm.models.onnx.OnnxReader;

/**
 * Reads hostile samples, each with the reader that meets it. Each must end in the declared error,
 * or be read where its row allows that; within a second of processor time, and with a message of
 * one short line.
 */
final class HostileSamples {
    /** Rows of the table of samples, below its line of names. */
    static final String INDEX = "index.tsv";

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
                    "passed over",
                    "or spoken",
                    "engine answers");

    private final Path folder;
    private final Path temporary;
    private final HostileFiles made;
    private final RecordTaker records;
    private final Reasons reasons;
    private final List<String> messages = new ArrayList<>();
    private int refused;
    private int read;
    private int wrong;
    private int compared;

    /**
     * @param folder with index.tsv
     * @param temporary an empty folder
     * @param voice graph of a sound Piper voice
     * @param records what records are handed to
     */
    HostileSamples(Path folder, Path temporary, Path voice, RecordTaker records)
            throws IOException {
        this.records = records;
        this.reasons = Reasons.load();
        this.folder = folder;
        this.temporary = temporary;
        this.made = new HostileFiles(voice);
    }

    /** Reads all of them, one after the other. */
    BadGolden.Report run() throws IOException {
        List<String> rows = Files.readAllLines(folder.resolve(INDEX));
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split("\t", -1);
            run(cells[0], cells[1], cells[2]);
        }
        return new BadGolden.Report(
                refused + read + wrong, refused, read, wrong, compared, messages);
    }

    private void run(String name, String kind, String expected) throws IOException {
        Path file = folder.resolve(name);
        boolean large = !Files.exists(file);
        if (large) {
            file = temporary.resolve(String.valueOf(file.getFileName()));
            made.make(String.valueOf(file.getFileName()), file);
        }
        try {
            judge(name, kind, expected, file);
        } finally {
            if (large) {
                Files.delete(file);
            }
        }
    }

    private void judge(String name, String kind, String expected, Path file) throws IOException {
        long begun = THREADS.getCurrentThreadCpuTime();
        String outcome;
        boolean accepted = false;
        boolean declared = true;
        try {
            outcome = read(name, kind, file);
            accepted = true;
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
        Reasons.Match reason =
                accepted ? Reasons.Match.SAME : reasons.compare(name, expected, outcome);
        boolean good =
                declared
                        && plain
                        && allowed
                        && reason != Reasons.Match.OTHER
                        && took.compareTo(LONGEST) <= 0;
        count(good, accepted, reason);
        messages.add(
                String.format(
                        Locale.ROOT,
                        "%s%s (%d ms): %s; expected: %s%s",
                        good ? "" : "WRONG: ",
                        name,
                        took.toMillis(),
                        outcome,
                        expected,
                        reason == Reasons.Match.UNKNOWN ? " (reasons not compared)" : ""));
    }

    private void count(boolean good, boolean accepted, Reasons.Match reason) {
        if (!good) {
            wrong++;
        } else if (accepted) {
            read++;
        } else {
            refused++;
            compared += reason == Reasons.Match.SAME ? 1 : 0;
        }
    }

    private String read(String name, String kind, Path file) throws IOException {
        if (name.endsWith(".onnx")) {
            try (Arena arena = Arena.ofConfined()) {
                var _ = OnnxReader.read(file, arena);
            }
        } else if (name.endsWith(".npy")) {
            var _ = NpyFile.read(file);
        } else if (name.endsWith(".pth") || name.endsWith(".safetensors")) {
            BadGolden.readAll(file);
        } else if (name.startsWith("config")) {
            var _ = HyperParametersReader.read(file);
        } else {
            return records.take(topic(kind), Files.readAllBytes(file));
        }
        return "read";
    }

    private static RecordTaker.Topic topic(String kind) {
        if (kind.contains("any topic")) {
            return RecordTaker.Topic.FOLLOWED;
        }
        return kind.contains("job") ? RecordTaker.Topic.JOBS : RecordTaker.Topic.REQUESTS;
    }
}
