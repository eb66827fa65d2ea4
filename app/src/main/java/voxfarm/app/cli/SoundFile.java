package voxfarm.app.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** Where a command writes sound: a file, which may name the format, or standard output. */
final class SoundFile {
    private static final String STANDARD_OUTPUT = "-";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Where to write; '-' is standard output. Where a text is spoken, its ending"
                            + " chooses the format, such as a.mp3.")
    @Nullable Path out;

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec = CommandSpec.create();

    boolean given() {
        return out != null;
    }

    boolean standardOutput() {
        return out != null && out.toString().equals(STANDARD_OUTPUT);
    }

    /** Where a command reports to: sound on standard output must stay alone there. */
    PrintWriter report() {
        return standardOutput() ? spec.commandLine().getErr() : spec.commandLine().getOut();
    }

    /** The format that the file's name asks for, if it names one. */
    Optional<AudioFormat> format() {
        return out == null || standardOutput() ? Optional.empty() : formatOf(out);
    }

    /**
     * As {@link #format}, where nothing else says which it is to be.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} for an ending that no format has
     */
    Optional<AudioFormat> chosenFormat() {
        Optional<AudioFormat> format = format();
        if (format.isEmpty() && out != null && !standardOutput()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "--out "
                            + out
                            + ": expected an ending of a format ("
                            + Arrays.stream(AudioFormat.values())
                                    .map(AudioFormat::extension)
                                    .distinct()
                                    .collect(Collectors.joining(", "))
                            + "), or --format");
        }
        return format;
    }

    private static Optional<AudioFormat> formatOf(Path file) {
        String ending = ending(file);
        return ending.equals("ogg")
                ? Optional.of(AudioFormat.OPUS)
                : Arrays.stream(AudioFormat.values())
                        .filter(format -> format.extension().equals(ending))
                        .findFirst();
    }

    private static String ending(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /**
     * Checked before anything is spoken: that would be work for nothing.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if nothing can be written there
     */
    void checkWritable() {
        if (out == null || standardOutput()) {
            return;
        }
        Path folder = out.toAbsolutePath().getParent();
        if (Files.isDirectory(out)) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "--out " + out + ": expected a file, is a folder");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "--out " + out + ": there is no folder " + folder + "; make it first");
        }
        if (!Files.isWritable(Files.exists(out) ? out : folder)) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "--out " + out + ": permission denied");
        }
    }

    /**
     * The file that is written.
     *
     * @param usual its name if the user gave none
     */
    Path orElse(String usual) {
        return out == null ? Path.of(usual) : out;
    }

    /** Writes something to the file, whole or not at all, or to standard output. */
    void write(Path file, Content content) {
        try {
            if (standardOutput()) {
                PrintStream standard = System.out;
                content.writeTo(standard);
                standard.flush();
                if (standard.checkError()) {
                    throw new IOException("standard output: whoever read it has gone");
                }
                return;
            }
            if (Files.exists(file) && !Files.isRegularFile(file)) { // a device, a pipe
                writeTo(file, content);
                return;
            }
            Path part = file.resolveSibling(file.getFileName() + ".part");
            try {
                writeTo(part, content);
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeTo(Path file, Content content) throws IOException {
        try (OutputStream stream = Files.newOutputStream(file)) {
            content.writeTo(stream);
        }
    }

    /** What is written. */
    interface Content {
        void writeTo(OutputStream stream) throws IOException;
    }
}
