package voxfarm.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Every command with every file and folder that it takes, in every state that these can have. */
@Timeout(120)
class CommandFilesTest {
    private static final long HUGE_BYTES = 3L << 30;
    private static final String NOBODY = "http://127.0.0.1:1";

    /** Would run for minutes where a file is sound. */
    private static final Set<String> MEASURE = Set.of("bench", "chaos", "simulate");

    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");

    @TempDir Path folder;

    /** What a file that is named on a command line can be. */
    enum State {
        MISSING,
        IN_NO_FOLDER,
        DIRECTORY,
        NOT_UTF_8,
        EMPTY,
        HUGE;

        private Path in(Path folder) throws IOException {
            Path file = folder.resolve("input");
            switch (this) {
                case MISSING -> {}
                case IN_NO_FOLDER -> file = folder.resolve("no such/input");
                case DIRECTORY -> Files.createDirectory(file);
                case NOT_UTF_8 ->
                        Files.write(file, new byte[] {(byte) 0xc4, (byte) 0xe3, (byte) 0xba, 'a'});
                case EMPTY -> Files.createFile(file);
                case HUGE -> {
                    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
                        huge.setLength(HUGE_BYTES); // sparse: takes no room
                    }
                }
            }
            return file;
        }
    }

    static Stream<Arguments> files() {
        List<CommandSpec> commands = new ArrayList<>();
        collect(BenchMain.commandLine().getCommandSpec(), commands);
        return commands.stream()
                .flatMap(command ->
                        command.args().stream()
                                .filter(CommandFilesTest::takesFile)
                                .flatMap(argument ->
                                        Arrays.stream(State.values())
                                                .filter(state -> isWrong(state, command, argument))
                                                .map(state ->
                                                        Arguments.of(
                                                                command,
                                                                name(argument),
                                                                state,
                                                                command.qualifiedName()))));
    }

    private static void collect(CommandSpec command, List<CommandSpec> into) {
        if (!MEASURE.contains(command.name())) {
            into.add(command);
            command.subcommands().values().forEach(sub -> collect(sub.getCommandSpec(), into));
        }
    }

    /**
     * Empty configurations and dictionaries are such; what is to be made may be missing; books are
     * read in the encoding that they look like.
     */
    private static boolean isWrong(State state, CommandSpec command, ArgSpec argument) {
        boolean mayBeEmpty =
                Set.of("up", "check", "show", "rules").contains(command.name())
                        || name(argument).equals("--dictionary");
        boolean makes = command.name().equals("init") && state == State.MISSING;
        boolean guesses =
                Set.of("plan", "make").contains(command.name()) && state == State.NOT_UTF_8;
        return !makes && !guesses && (state != State.EMPTY || !mayBeEmpty);
    }

    private static boolean takesFile(ArgSpec argument) {
        boolean path =
                argument.type() == Path.class
                        || Arrays.asList(argument.auxiliaryTypes()).contains(Path.class);
        return path && !name(argument).equals("--data"); // a farm may make it, and would run on it
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static List<String> line(CommandSpec spec, String tested, Path file) {
        List<String> line = new ArrayList<>();
        for (CommandLine at = spec.commandLine(); at.getParent() != null; at = at.getParent()) {
            line.addFirst(at.getCommandName());
        }
        for (OptionSpec option : spec.options()) {
            if (option.longestName().equals(tested)) {
                line.addAll(List.of(tested, file.toString()));
            } else if (option.longestName().equals("--url")) {
                line.addAll(List.of("--url", NOBODY));
            } else if (option.longestName().equals("--wait")) {
                line.add("--wait");
            } else if (option.required()) {
                line.addAll(List.of(option.longestName(), "x"));
            }
        }
        boolean textByFile = tested.equals("--file");
        for (PositionalParamSpec positional : spec.positionalParameters()) {
            if (name(positional).equals(tested)) {
                line.add(file.toString());
            } else if (!textByFile) {
                line.add("x");
            }
        }
        return line;
    }

    private record Run(int code, String out, String err) {}

    private static Run run(List<String> line) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(new byte[0]));
            int code =
                    BenchMain.commandLine()
                            .setOut(new PrintWriter(out))
                            .setErr(new PrintWriter(err))
                            .execute(line.toArray(String[]::new));
            return new Run(code, out.toString(), err.toString());
        } finally {
            System.setIn(before);
        }
    }

    @ParameterizedTest(name = "{3} {1}: {2}")
    @MethodSource("files")
    void saysInALineWhatIsWrong(CommandSpec command, String argument, State state, String name)
            throws IOException {
        List<String> line = line(command, argument, state.in(folder));
        Run run = run(line);

        String told = name + ": " + String.join(" ", line) + "\n" + run.err();
        assertThat(run.code()).as(told).isIn(1, 2, 3);
        assertThat(run.err())
                .as(told)
                .isNotBlank()
                .doesNotContain("defect", "Exception", ".java:", "OutOfMemory", "null");
        assertThat(run.err().lines().count()).as(told).isLessThanOrEqualTo(4);
        assertThat(OPTION.matcher(run.err()).results().map(MatchResult::group))
                .as("options that the command has: " + told)
                .allMatch(option -> command.optionsMap().containsKey(option));
    }

    /** Wherever sound is written: no advice that the command does not take. */
    @Test
    void namesOnlyOptionsThatTheCommandHasForAnOddName() {
        List<CommandSpec> commands = new ArrayList<>();
        collect(BenchMain.commandLine().getCommandSpec(), commands);
        List<CommandSpec> writing =
                commands.stream().filter(c -> c.optionsMap().containsKey("--out")).toList();
        assertThat(writing).hasSizeGreaterThan(2);
        for (CommandSpec command : writing) {
            for (String name : List.of("chapter", "chapter.xyz")) {
                Run run = run(line(command, "--out", folder.resolve(name)));
                assertThat(OPTION.matcher(run.err()).results().map(MatchResult::group))
                        .as(command.qualifiedName() + ": " + run.err())
                        .allMatch(option -> command.optionsMap().containsKey(option));
            }
        }
    }

    @Test
    void takesAddressesAsPeopleTypeThem() {
        Run plain = run(List.of("voices", "--url", "127.0.0.1:1"));
        assertThat(plain.err()).contains("no farm answers at " + NOBODY);

        for (String odd : List.of("ftp://x", "http://", "http://a b", "::", "http://[")) {
            Run run = run(List.of("voices", "--url", odd));
            assertThat(run.code()).as(odd).isEqualTo(2);
            assertThat(run.err()).as(odd).contains("--url: expected an address");
        }
    }

    @Test
    void tellsWrongUseInALine() {
        Run option = run(List.of("say", "x", "--fromat", "mp3"));
        assertThat(option.code()).isEqualTo(2);
        assertThat(option.err()).contains("--fromat", "--format", "See: voxfarm say --help");
        assertThat(option.err().lines().count()).isLessThanOrEqualTo(3);

        assertThat(run(List.of("say", "x", "--out", "a.xyz", "--url", NOBODY)).err())
                .contains("expected an ending of a format");
        assertThat(run(List.of("submit", "x", "--out", "a.wav", "--url", NOBODY)).err())
                .contains("--wait");
    }

    @Test
    void takesSeveralWordsAsOneText() {
        Run run = run(List.of("say", "hello", "world", "--url", NOBODY));
        assertThat(run.err()).contains("no farm answers");
    }

    @Test
    void printsACompletionScript() {
        Run run = run(List.of("completion"));
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("complete -F", "voxfarm", "dictionary", "golden");
    }
}
