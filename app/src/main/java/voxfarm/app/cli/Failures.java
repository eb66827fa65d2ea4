package voxfarm.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.ErrorKind;
import voxfarm.common.error.Nearest;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;

/** What a command says when it fails, and the exit code for it. */
public final class Failures {
    /** The work failed, or something that it needs is not there. */
    public static final int FAILED = 1;

    /** The command line, a file that it names, or a value was wrong; the same again fails again. */
    public static final int WRONG_USE = CommandLine.ExitCode.USAGE;

    /** What was asked for does not exist, or no longer. */
    public static final int NOT_FOUND = 3;

    /** Where a list of problems names a member of the document that was sent. */
    private static final Pattern OF_A_MEMBER = Pattern.compile("(?<=^|; )[a-z][a-z_]*(?=: )");

    private Failures() {}

    /** Sets how failures are told by a command and all its subcommands. */
    public static CommandLine apply(CommandLine commandLine) {
        return commandLine
                .setExecutionExceptionHandler(Failures::report)
                .setParameterExceptionHandler(Failures::reportUse);
    }

    private static int report(
            Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        Optional<Failure> known = known(e);
        if (known.isEmpty()) {
            err.println("voxfarm: defect in this build:");
            e.printStackTrace(err);
        } else {
            known.get().lines().forEach(line -> err.println("voxfarm: " + asWritten(line, parsed)));
        }
        err.flush();
        return known.map(Failure::exitCode).orElse(FAILED);
    }

    private record Failure(List<String> lines, int exitCode) {}

    /** A problem of a request's member is one of the option that it came by, if it came by one. */
    private static String asWritten(String line, CommandLine.ParseResult parsed) {
        CommandLine.ParseResult deepest = parsed;
        while (deepest.hasSubcommand()) {
            deepest = deepest.subcommand();
        }
        CommandLine.ParseResult command = deepest;
        return OF_A_MEMBER
                .matcher(line)
                .replaceAll(found -> {
                    String member = found.group();
                    String option =
                            "--" + (member.equals("model_id") ? "voice" : member.replace('_', '-'));
                    return command.hasMatchedOption(option) ? option : member;
                });
    }

    private static Optional<Failure> known(Exception e) {
        return switch (e) {
            case VoxfarmException failure ->
                    Optional.of(new Failure(failure.problems(), exitCode(failure.code())));
            case UncheckedIOException failure ->
                    Optional.of(new Failure(List.of(FileFailure.describe(cause(failure))), FAILED));
            case IOException failure ->
                    Optional.of(new Failure(List.of(FileFailure.describe(failure)), FAILED));
            default -> Optional.empty();
        };
    }

    private static IOException cause(UncheckedIOException failure) {
        IOException cause = failure.getCause();
        return cause == null ? new IOException(failure.getMessage()) : cause;
    }

    static int exitCode(ErrorCode code) {
        if (code.kind() != ErrorKind.CALLER || code == ErrorCode.CANCELLED) {
            return FAILED;
        }
        return switch (code.httpStatus()) {
            case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_GONE -> NOT_FOUND;
            // what stands there is in the way: nothing was used wrongly
            case HttpURLConnection.HTTP_CONFLICT, HttpURLConnection.HTTP_GATEWAY_TIMEOUT -> FAILED;
            default -> WRONG_USE;
        };
    }

    /** The one line that matters, what may have been meant, and where to read more. */
    private static int reportUse(CommandLine.ParameterException e, String[] arguments) {
        PrintWriter err = e.getCommandLine().getErr();
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        Optional<String> unknown = unknown(e);
        err.println(
                "voxfarm: "
                        + unknown.map(written -> what(written, spec))
                                .orElseGet(() -> firstLine(String.valueOf(e.getMessage()))));
        unknown.flatMap(written -> meant(written, spec))
                .ifPresent(known -> err.println("Did you mean " + known + "?"));
        err.println("See: " + spec.qualifiedName() + " --help");
        err.flush();
        return WRONG_USE;
    }

    /**
     * What of the command line nobody knows: the reason, too, where something seems to be missing.
     */
    private static Optional<String> unknown(CommandLine.ParameterException e) {
        List<String> unmatched =
                e instanceof CommandLine.UnmatchedArgumentException failure
                        ? failure.getUnmatched()
                        : e.getCommandLine().getUnmatchedArguments();
        return unmatched.stream().findFirst();
    }

    private static String what(String written, CommandSpec spec) {
        if (written.startsWith("-")) {
            return "no such option: " + written;
        }
        return (spec.subcommands().isEmpty() ? "expected no more, was: " : "no such command: ")
                + written;
    }

    /** The option or command that is written most like what nobody knows. */
    private static Optional<String> meant(String written, CommandSpec spec) {
        return Nearest.of(
                written.replaceAll("=.*", ""),
                written.startsWith("-") ? spec.optionsMap().keySet() : spec.subcommands().keySet());
    }

    private static String firstLine(String message) {
        return Arrays.stream(message.split("\\R", 2)).findFirst().orElse(message);
    }
}
