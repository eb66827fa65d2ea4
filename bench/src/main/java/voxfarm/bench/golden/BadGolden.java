package voxfarm.bench.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.voice.VoiceId;
import voxfarm.models.checkpoint.Checkpoint;
import voxfarm.models.checkpoint.Tensor;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.importer.VoiceSource;
import voxfarm.models.packages.VoicePackageCache;

/**
 * Feeds broken and hostile files to the importer. Each must end in a plain refusal or, where its
 * row says that the file is sound, be read; for the reason that its row gives, within a second of
 * processor time, and with nothing run or written elsewhere.
 */
final class BadGolden {
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** A sound voice is imported whole. */
    private static final Duration LONGEST_IMPORT = Duration.ofSeconds(5);

    /** Time of this thread alone: what others do on the machine is not the file's fault. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What the hostile files would make, if anything in them were run. */
    private static final String TRACE = "pwned_by_";

    private final Path folder;
    private final Path temporary;
    private final Reasons reasons;
    private final List<String> messages = new ArrayList<>();
    private int files;
    private int refused;
    private int sound;
    private int wrong;
    private int compared;

    /**
     * @param folder with index.json; the voice that most files belong to lies at ../model/2.0.2
     * @param temporary an empty folder
     */
    BadGolden(Path folder, Path temporary) throws IOException {
        this.reasons = Reasons.load();
        this.folder = folder;
        this.temporary = temporary;
    }

    /**
     * @param refused ended in the declared error
     * @param sound were read, and may be
     * @param wrong neither, or too slow, or refused for another reason
     * @param compared of those that were refused, whose reasons were compared
     * @param messages one a file, for people
     */
    record Report(
            int files, int refused, int sound, int wrong, int compared, List<String> messages) {
        Report {
            messages = List.copyOf(messages);
        }

        boolean holds() {
            return files > 0 && wrong == 0;
        }
    }

    Report run() throws IOException {
        for (JsonNode row : Json.readLocal(folder.resolve("index.json"))) {
            run(row);
        }
        if (leftTraces()) {
            wrong++;
            messages.add("WRONG: a hostile file left a trace in the temporary folder");
        }
        return new Report(files, refused, sound, wrong, compared, messages);
    }

    private void run(JsonNode row) throws IOException {
        files++;
        String name = row.path("file").asText();
        String expected = row.path("expect").asText();
        boolean mustRefuse = expected.startsWith("refuse") && !expected.contains(" or ");
        boolean mustAccept =
                expected.startsWith("accept:")
                        || (row.path("sound").asBoolean() && !expected.contains("or refuse"));
        long begun = THREADS.getCurrentThreadCpuTime();
        String message;
        boolean accepted = false;
        boolean declared = true;
        try {
            load(row.path("group").asText(), folder.resolve(name));
            accepted = true;
            message = "read";
        } catch (VoxfarmException e) {
            declared = e.code() == ErrorCode.INVALID_VOICE;
            message = e.getMessage();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            declared = false;
            message = "defect: " + e;
        }
        Duration took = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - begun);
        boolean slow = took.compareTo(accepted ? LONGEST_IMPORT : LONGEST) > 0;
        Reasons.Match reason =
                accepted ? Reasons.Match.SAME : reasons.compare(name, expected, message);
        boolean good =
                declared
                        && !slow
                        && !(accepted && mustRefuse)
                        && !(!accepted && mustAccept)
                        && reason != Reasons.Match.OTHER;
        if (!good) {
            wrong++;
        } else if (accepted) {
            sound++;
        } else {
            refused++;
            compared += reason == Reasons.Match.SAME ? 1 : 0;
        }
        messages.add(
                "%s%s (%d ms): %s; expected: %s%s"
                        .formatted(
                                good ? "" : "WRONG: ",
                                name,
                                took.toMillis(),
                                message,
                                expected,
                                reason == Reasons.Match.UNKNOWN ? " (reasons not compared)" : ""));
    }

    private void load(String group, Path file) throws IOException {
        switch (group) {
            case "model" -> importVoice(ModelGolden.unpacked(file, temporary), reference(".json"));
            case "config" -> importVoice(reference(".pth"), file);
            default -> readAll(ModelGolden.unpacked(file, temporary));
        }
    }

    /** A file of the sound voice that the bad ones were made from. */
    private Path reference(String ending) throws IOException {
        Path voice = folder.toAbsolutePath().resolveSibling("model").resolve("2.0.2");
        String pattern = ending.equals(".json") ? "config.json" : "G_*" + ending;
        try (DirectoryStream<Path> found = Files.newDirectoryStream(voice, pattern)) {
            for (Path file : found) {
                return file;
            }
        }
        throw VoxfarmException.of(ErrorCode.INVALID_REQUEST, "%s: expected a voice there", voice);
    }

    private void importVoice(Path checkpoint, Path config) {
        new VoiceImporter(
                        new VoicePackageCache(temporary.resolve("packages")),
                        InstantSource.system())
                .importVoice(
                        new VoiceSource.BertVits2(
                                new VoiceId("bad-" + files),
                                checkpoint,
                                config,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
    }

    /** Every number of every tensor. */
    static void readAll(Path file) {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            for (Tensor tensor : checkpoint.weights().values()) {
                tensor.floats();
            }
        }
    }

    private static boolean leftTraces() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return entries.anyMatch(e -> String.valueOf(e.getFileName()).startsWith(TRACE));
        }
    }
}
