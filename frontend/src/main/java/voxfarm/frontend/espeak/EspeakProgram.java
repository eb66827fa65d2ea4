package voxfarm.frontend.espeak;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** Whether the program espeak-ng is there, without running it. */
public final class EspeakProgram {
    private EspeakProgram() {}

    /**
     * What to do where it is not.
     *
     * @param program a path, or a name that is looked for on the path
     */
    public static Optional<String> missing(String program) {
        return missing(program, Objects.requireNonNullElse(System.getenv("PATH"), ""));
    }

    static Optional<String> missing(String program, String searched) {
        boolean isPath = program.contains("/") || program.contains(File.separator);
        boolean found =
                isPath
                        ? isProgram(program)
                        : Arrays.stream(searched.split(File.pathSeparator, -1))
                                .anyMatch(folder -> isProgram(folder + File.separator + program));
        return found ? Optional.empty() : Optional.of(advice(program));
    }

    static String advice(String program) {
        return "the program espeak-ng is not here (voices.espeak: "
                + program
                + "); install it on every worker (Debian: apt-get install espeak-ng), or set"
                + " voices.espeak to its path";
    }

    private static boolean isProgram(String file) {
        try {
            Path path = Path.of(file);
            return (Files.isRegularFile(path) && Files.isExecutable(path))
                    || Files.isRegularFile(Path.of(file + ".exe"));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
