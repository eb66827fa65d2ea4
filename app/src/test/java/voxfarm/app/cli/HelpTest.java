package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import voxfarm.app.Main;

class HelpTest {
    private static final int WIDTH = 80;

    /** A command to copy, indented, or what leads to it. */
    private static final Pattern EXAMPLE = Pattern.compile("  .*|.*:");

    private static List<CommandLine> all() {
        List<CommandLine> all = new ArrayList<>();
        collect(Main.commandLine(), all);
        return all;
    }

    private static void collect(CommandLine command, List<CommandLine> all) {
        all.add(command);
        command.getSubcommands().values().forEach(one -> collect(one, all));
    }

    /**
     * Each is shown on a line of its own, and in the list of commands the first alone: none breaks
     * off in the middle.
     */
    @Test
    void everyLineOfADescriptionIsASentence() {
        assertThat(all()).hasSizeGreaterThan(30);
        assertThat(all()).flatExtracting(HelpTest::unfinished).isEmpty();
    }

    /** Lines of a command's help that are no sentences, and of its options and parameters. */
    private static List<String> unfinished(CommandLine command) {
        if (command.getCommand() instanceof CommandLine.HelpCommand) {
            return List.of(); // picocli's own
        }
        String name = command.getCommandSpec().qualifiedName();
        List<String> unfinished = new ArrayList<>();
        List<String> lines = List.of(command.getCommandSpec().usageMessage().description());
        if (lines.isEmpty()) {
            unfinished.add(name + ": no description");
        }
        lines.stream()
                .filter(line -> !line.endsWith(".") && !EXAMPLE.matcher(line).matches())
                .forEach(line -> unfinished.add(name + ": " + line));
        for (ArgSpec argument : command.getCommandSpec().args()) {
            String text = String.join(" ", argument.description());
            if (!text.endsWith(".")) {
                unfinished.add(name + " " + argument + ": " + text);
            }
        }
        return unfinished;
    }

    @Test
    void noLineIsWiderThanATerminal() {
        for (CommandLine command : all()) {
            assertThat(command.getUsageMessage().lines())
                    .as(command.getCommandSpec().qualifiedName())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(WIDTH));
        }
    }
}
