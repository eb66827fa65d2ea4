package voxfarm.common.files;

import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** Says in words what a file operation failed of: the JDK's messages are often the bare path. */
public final class FileFailure {
    private FileFailure() {}

    /** One line: the file where it is known, and what is wrong with it. */
    public static String describe(IOException failure) {
        String reason = reason(failure);
        return failure instanceof FileSystemException of && of.getFile() != null
                ? of.getFile() + ": " + reason
                : reason;
    }

    /** What is wrong, on one line; for a message that names the file itself. */
    public static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "no such file or folder";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "it is there already";
            case DirectoryNotEmptyException _ -> "the folder is not empty";
            case NotDirectoryException _ -> "expected a folder";
            case FileSystemLoopException _ -> "a link that leads back to itself";
            case FileSystemException of -> line(of.getReason(), of);
            case CharacterCodingException _ ->
                    "expected text in UTF-8; this is in another encoding, or no text";
            case CharConversionException _ ->
                    "expected text in UTF-8; this is in another encoding, or no text";
            default -> line(failure.getMessage(), failure);
        };
    }

    /** As the other, of the failure inside. */
    public static String reason(UncheckedIOException failure) {
        return reason(Objects.requireNonNull(failure.getCause())); // its constructors take no null
    }

    /**
     * The failure of who has no room for what came in: it passes.
     *
     * @param what with its article, such as {@code the text}
     */
    public static VoxfarmException notKept(String what, IOException failure) {
        return new VoxfarmException(
                ErrorCode.NOT_READY,
                what + " cannot be kept on this machine: " + reason(failure),
                failure);
    }

    private static String line(@Nullable String message, IOException failure) {
        String line = message == null ? "" : message.lines().findFirst().orElse("").strip();
        return line.isEmpty()
                ? "input or output failed (" + failure.getClass().getSimpleName() + ")"
                : line.substring(0, 1).toLowerCase(Locale.ROOT) + line.substring(1);
    }
}
