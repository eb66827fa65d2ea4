package voxfarm.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;
import voxfarm.common.text.TextDecoder;

/** The text of a command: its words, a file, or standard input. */
final class SpokenText {
    /** As much as a farm takes at its HTTP door. */
    private static final int MAX_BYTES = 64 << 20;

    private static final String STANDARD_INPUT = "-";

    @Parameters(
            arity = "0..*",
            paramLabel = "TEXT",
            description = "The text; '-' or nothing reads standard input.")
    List<String> words = List.of();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Reads the text from a file; '-' is standard input.")
    @Nullable Path file;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description =
                    "Of the file or standard input, such as gb18030. Default: UTF-8, or what a"
                            + " byte-order mark or the text itself tells.")
    @Nullable Charset encoding;

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec = CommandSpec.create();

    /**
     * Nothing of what somebody gave as a text is dropped in silence.
     *
     * @param other option that says where the text lies
     * @throws VoxfarmException {@code INVALID_REQUEST} if there is a text beside it
     */
    void refuseBeside(String other) {
        String also =
                !words.isEmpty()
                        ? "a TEXT"
                        : file != null ? "--file" : encoding != null ? "--encoding" : "";
        if (!also.isEmpty()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "expected " + also + " or " + other + ", was both");
        }
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if its encoding cannot be told, or more than
     *     one is given; {@code NOTHING_TO_SPEAK} if it is empty
     * @throws UncheckedIOException if it cannot be read
     */
    String read() {
        String text = raw();
        if (text.isBlank()) {
            throw new VoxfarmException(ErrorCode.NOTHING_TO_SPEAK, "the text is empty");
        }
        return text;
    }

    /** Whether it is of a file that says by its name to be SSML. */
    boolean isNamedSsml() {
        return file != null && file.toString().toLowerCase(Locale.ROOT).endsWith(".ssml");
    }

    private String raw() {
        if (file != null && !words.isEmpty()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "expected a TEXT or --file, was both");
        }
        boolean standardInput =
                file == null
                        ? words.isEmpty() || words.equals(List.of(STANDARD_INPUT))
                        : file.toString().equals(STANDARD_INPUT);
        if (encoding != null && file == null && !standardInput) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "--encoding: is of --file or standard input; was with a TEXT");
        }
        try {
            if (standardInput) {
                if (Bars.redrawable()) {
                    System.err.println("reading the text from this terminal; Ctrl-D ends it");
                }
                return decoded("standard input", standardInput());
            }
            if (file != null) {
                return decoded(
                        file.toString(),
                        BoundedFile.readNamed(file, MAX_BYTES, ErrorCode.INVALID_REQUEST));
            }
            return String.join(" ", words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] standardInput() throws IOException {
        byte[] bytes = System.in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw VoxfarmException.of(
                    ErrorCode.BODY_TOO_LARGE,
                    "standard input: expected at most %s of text, was more",
                    ByteSize.shown(MAX_BYTES));
        }
        return bytes;
    }

    private String decoded(String name, byte[] bytes) {
        TextDecoder.Decoded decoded = TextDecoder.decode(bytes, name, encoding);
        PrintWriter notes = spec.commandLine().getErr();
        decoded.note().ifPresent(notes::println);
        notes.flush();
        return decoded.text();
    }
}
